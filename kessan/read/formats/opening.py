"""Open a document: say what format its bytes are in, and read it.

A format is known by what a file begins with, not by its name.
"""

import re
import zlib
from pathlib import Path

from kessan.read.document import Block, Document, TableBlock
from kessan.read.formats.encoding import decode
from kessan.read.formats.errors import UnreadableError
from kessan.read.formats.html import read_html
from kessan.read.formats.pdf import read_pdf
from kessan.read.formats.text import read_text

# A whole annual report with its tags has 20 million bytes at most.
MAXIMUM_BYTES = 50_000_000
# One in plain text has a tenth of that, and no report has so many lines: a paragraph
# or a row of a table is one.
MAXIMUM_TEXT = 5_000_000
MOST_LINES = 50_000
# A statement has a hundred rows; a list of data has thousands.
MOST_ROWS = 1_000

GZIP = b"\x1f\x8b"
PDF = b"%PDF-"
# How files begin that are no document: what they are, and what to do.
FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", "an image", "Read its text out first (OCR), or take the PDF."),
    (b"\xff\xd8\xff", "an image", "Read its text out first (OCR), or take the PDF."),
    (b"GIF8", "an image", "Read its text out first (OCR), or take the PDF."),
    (b"II*\x00", "an image", "Read its text out first (OCR), or take the PDF."),
    (b"MM\x00*", "an image", "Read its text out first (OCR), or take the PDF."),
    (b"BM", "an image", "Read its text out first (OCR), or take the PDF."),
    (b"PK", "a ZIP archive", "Unpack it, and give one of its documents."),
    (b"\xd0\xcf\x11\xe0", "an old Office file", "Save it as PDF or HTML."),
    (b"{\\rtf", "a Rich Text file", "Save it as PDF or HTML."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it, and give one of its documents."),
    (b"Rar!", "a RAR archive", "Unpack it, and give one of its documents."),
    (b"BZh", "a bzip2 file", "Unpack it first."),
    (b"\xfd7zXZ", "an xz file", "Unpack it first."),
)
# What a ZIP archive is by the folder that its files stand in.
ZIPPED: tuple[tuple[bytes, str, str], ...] = (
    (b"xl/", "an Excel workbook", "Save its sheet as text with tabs."),
    (b"word/", "a Word document", "Save it as PDF or HTML."),
    (b"ppt/", "a presentation", "Save it as PDF."),
)
HTML = re.compile(r"<(!doctype\s+html|html|body|div|td|ix:\w+)[\s>/]", re.IGNORECASE)
TABLE_ROW = re.compile("<tr[ >]", re.IGNORECASE)
INSTANCE = re.compile(r"<(\w+:)?xbrl[\s>]", re.IGNORECASE)
# Marks that no text has: those of control but for line ends, tabs and page ends.
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
# How far into a file its format is looked for.
HEAD = 100_000


def open_document(path: Path) -> Document:
    """The document in the file `path`, in whatever format it is.

    `path.gz` is opened as what is in it. Raises `UnreadableError` where there is no
    document in it, with what it is and what to do.
    """
    name = path.name
    data = unpacked(name, content(path))
    if not data.strip():
        raise UnreadableError(name, "the file is empty", "Fetch it once more.")
    if PDF in data[:1024]:
        return read_pdf(name, data)
    refuse_foreign(name, data)
    document = read_written(name, data)
    sizes = [lines_in(block) for block in document.blocks]
    refuse_long(name, sum(sizes))
    refuse_long(name, max(sizes, default=0), MOST_ROWS, "rows in one table")
    return document


def read_written(name: str, data: bytes) -> Document:
    """The document of HTML or plain text."""
    text, remark = decode(data)
    head = text[:HEAD]
    if len(CONTROL.findall(head)) > len(head) // 1000:
        raise UnreadableError(
            name,
            "the bytes are no text",
            "See whether it is a file of another program, or damaged.",
        )
    remarks = (remark,) if remark else ()
    if HTML.search(head):
        refuse_long(name, len(TABLE_ROW.findall(text)))
        return read_html(name, text, remarks)
    if INSTANCE.search(head):
        raise UnreadableError(
            name,
            "an XBRL instance, which has tags but nothing printed",
            "Take the inline XBRL document of the same filing (.htm).",
        )
    if len(text) > MAXIMUM_TEXT:
        raise too_large(name, len(text), MAXIMUM_TEXT)
    refuse_long(name, len(text.splitlines()))
    return read_text(name, text, remarks)


def lines_in(block: Block) -> int:
    """How many lines a block has."""
    return len(block.rows) if isinstance(block, TableBlock) else 1


def refuse_long(
    name: str, count: int, most: int = MOST_LINES, what: str = "lines"
) -> None:
    """Raise where a document has more of something than a report."""
    if count > most:
        raise UnreadableError(
            name,
            f"{count:,} {what}, where {most:,} is the most",
            "Give the release alone, without attachments.",
        )


def content(path: Path) -> bytes:
    """The bytes of a file; an error if it cannot be read or is too large."""
    try:
        size = path.stat().st_size
        if size > MAXIMUM_BYTES:
            raise too_large(path.name, size)
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableError(
            path.name, "there is no such file", "See whether its path is right."
        ) from None
    except OSError as error:
        raise UnreadableError(
            path.name,
            f"the file cannot be opened ({error.strerror})",
            "Give the path of one file that you may read.",
        ) from error


def unpacked(name: str, data: bytes) -> bytes:
    """What is in a gzip file, else the bytes themselves.

    No more is unpacked than may be read.
    """
    if not data.startswith(GZIP):
        return data
    stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        unpacked = stream.decompress(data, MAXIMUM_BYTES + 1)
    except zlib.error as error:
        raise damaged(name) from error
    if len(unpacked) > MAXIMUM_BYTES:
        raise too_large(name, len(unpacked))
    if not stream.eof:
        raise damaged(name)
    return unpacked


def damaged(name: str) -> UnreadableError:
    """The error for a gzip file that ends early or is broken."""
    return UnreadableError(name, "the gzip file is damaged", "Fetch it once more.")


def too_large(name: str, size: int, most: int = MAXIMUM_BYTES) -> UnreadableError:
    """The error for a file of more bytes than a document has."""
    return UnreadableError(
        name,
        f"{size // 10**6} MB or more, where {most // 10**6} MB is the most",
        "Give the release alone, without attachments.",
    )


def refuse_foreign(name: str, data: bytes) -> None:
    """Raise what is known of a file that another program reads."""
    for beginning, found, remedy in FOREIGN:
        if not data.startswith(beginning):
            continue
        if beginning == b"PK" and data[2:4] in (b"\x03\x04", b"\x05\x06"):
            for folder, better, its_remedy in ZIPPED:
                if folder in data:
                    raise UnreadableError(name, better, its_remedy)
        elif len(beginning) == 2 and not CONTROL.search(data[:64].decode("latin-1")):
            # Words begin with two letters too.
            continue
        raise UnreadableError(name, found, remedy)
