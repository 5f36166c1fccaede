"""PDF with a text layer: words into lines, lines into cells by the gaps in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from kessan.read.document import Block, Cell, Document, Paragraph, Place
from kessan.read.formats.aligned import NEXT_SIGN, PrintedLine, arrange
from kessan.read.formats.errors import UnreadableError
from kessan.read.formats.glyphs import UNKNOWN, WORD_GAP, Word, words_of
from kessan.read.formats.marks import alone, as_mark

# Parts of the height of a text. Words of one line have their baselines within the
# first; a gap of the second parts two cells; a raised mark is smaller than the third,
# not higher above its line than the fourth, not further behind its text than the fifth,
# and where it stands alone at least as high as the sixth.
SAME_LINE = 0.25
CELL_GAP = 0.8
MARK_HEIGHT = 0.85
MARK_RISE = 0.7
MARK_GAP = 0.5
MARK_LEAST_RISE = 0.05
# Lines stand this part of their height apart where nothing is between them.
LINE_HEIGHT = 1.25
# Figures of one column may end so many points apart: one has a parenthesis.
TOLERANCE = 5
# A line of running text reaches so far to the right of the widest one on its page.
FULL_LINE = 0.8
# How many points the first line of a paragraph may be further in or out.
FIRST_LINE = 40
# Lines and grounds of an empty page are fewer; letters that are drawn are more.
MANY_OBJECTS = 100
# The part of unknown characters from which on a text layer is none.
MOST_UNKNOWN = 0.3


@dataclass(frozen=True)
class PageLine:
    """Words of one line from left to right, with marks of footnotes as such."""

    words: tuple[Word, ...]
    baseline: float
    height: float


def read_pdf(name: str, data: bytes) -> Document:
    """The document of a PDF.

    `place.line` counts the lines of text; `place.element` is the box on the page as
    `left,top,right,bottom`. Columns and indents are points too, all from the upper left
    corner. Raises `UnreadableError` for a scan, a password, and what is broken.
    """
    blocks: list[Block] = []
    wordless: list[int] = []
    line_number = marks = unknown = 0
    with opened(name, data) as document:
        for number in range(1, len(document) + 1):
            words, is_drawn = words_on(document, number)
            if is_drawn and not words:
                wordless.append(number)
            marks += sum(len(word.text) for word in words)
            unknown += sum(word.text.count(UNKNOWN) for word in words)
            lines = printed_lines(lines_of(words), number, line_number)
            line_number += len(lines)
            blocks += joined(tuple(arrange(lines, TOLERANCE)), lines)
        pages = len(document)
    if not blocks:
        raise UnreadableError(
            name,
            f"a PDF of {pages} pages without text, such as a scan",
            "Run text recognition (OCR) over it, or take the HTML of the release.",
        )
    if unknown > MOST_UNKNOWN * marks:
        raise UnreadableError(
            name,
            "a PDF whose fonts do not say what their characters are",
            "Run text recognition (OCR) over it, or take the HTML of the release.",
        )
    return Document(name, "pdf", tuple(blocks), tuple(remarks(wordless, unknown)))


def opened(name: str, data: bytes) -> pdfium.PdfDocument:
    """The PDF; an error where it has a password or is broken."""
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise UnreadableError(
                name, "a PDF with a password", "Save it without the password."
            ) from error
        raise UnreadableError(
            name, "a PDF that is damaged", "Fetch it once more."
        ) from error


def words_on(document: pdfium.PdfDocument, number: int) -> tuple[list[Word], bool]:
    """The words of a page, and whether pictures or much else is drawn on it."""
    page = document[number - 1]
    try:
        pictures = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
        is_drawn = raw.FPDFPage_CountObjects(page) > MANY_OBJECTS
        return words_of(page), is_drawn or next(pictures, None) is not None
    finally:
        page.close()


def remarks(wordless: Sequence[int], unknown: int) -> Iterator[str]:
    """What of the document could not be read."""
    if wordless:
        pages = ", ".join(map(str, wordless))
        yield f"no text on page {pages}: what is printed there is not read"
    if unknown:
        yield f"{unknown} characters are not known; they stand as {UNKNOWN}"


def lines_of(words: Sequence[Word]) -> list[PageLine]:
    """The lines of a page from top to bottom, raised marks in the line below them."""
    groups: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.baseline):
        if groups and is_level(groups[-1][-1], word):
            groups[-1].append(word)
        else:
            groups.append([word])
    lines: list[PageLine] = []
    # Words that may be marks of the line that comes next.
    waiting: list[Word] = []
    for group in groups:
        raised = [word for word in waiting if is_raised(word, group)]
        if alone_there := [word for word in waiting if word not in raised]:
            lines.append(line_of(alone_there))
        waiting = []
        if not raised and all(as_mark(word.text) for word in group):
            waiting = group
        else:
            lines.append(line_of([*group, *raised]))
    if waiting:
        lines.append(line_of(waiting))
    return lines


def is_level(before: Word, word: Word) -> bool:
    """Whether two words have one baseline."""
    height = min(before.height, word.height)
    return word.baseline - before.baseline <= SAME_LINE * height


def is_raised(word: Word, below: Sequence[Word]) -> bool:
    """Whether a word is smaller than one of the line below, and too near for a line."""
    return any(
        word.height < MARK_HEIGHT * other.height
        and other.baseline - word.baseline < MARK_RISE * other.height
        for other in below
    )


def line_of(words: Sequence[Word]) -> PageLine:
    """The line of words; its baseline is that of its highest text."""
    base = max(words, key=lambda word: (word.height, word.right - word.left))
    ordered = tuple(sorted(words, key=lambda word: word.left))
    return PageLine(ordered, base.baseline, base.height)


def printed_lines(
    lines: Sequence[PageLine], page: int, before: int
) -> list[PrintedLine]:
    """The lines of a page with their cells, numbered from the one after `before`."""
    printed = []
    above: PageLine | None = None
    for number, line in enumerate(lines, before + 1):
        blank_lines = 0
        if above is not None:
            height = LINE_HEIGHT * min(above.height, line.height)
            blank_lines = max(round((line.baseline - above.baseline) / height) - 1, 0)
        place = Place(number, page, box(line.words))
        cells = tuple(cell_of(words, line) for words in parted(line))
        printed.append(PrintedLine(place, cells, blank_lines, above is None))
        above = line
    return printed


def parted(line: PageLine) -> Iterator[list[Word]]:
    """The words of a line in groups that a wide gap stands between."""
    group: list[Word] = []
    for word in line.words:
        if group and is_other_cell(group[-1], word, line.height):
            yield group
            group = []
        group.append(word)
    yield group


def is_other_cell(before: Word, word: Word, height: float) -> bool:
    """Whether a word begins a cell: behind a wide gap, or as the sign of a figure."""
    is_far = word.left - before.right > CELL_GAP * height
    return is_far or NEXT_SIGN.search(f"{before.text} {word.text}") is not None


def cell_of(words: Sequence[Word], line: PageLine) -> Cell:
    """The words of a group as a cell."""
    text = ""
    before: Word | None = None
    for word in words:
        mark = as_mark(word.text) if is_mark(word, before, line) else None
        if before is None:
            text = alone(mark) if mark else word.text
        else:
            is_near = word.left - before.right < WORD_GAP * line.height
            text += mark or ("" if is_near else " ") + word.text
        before = word
    marks = sum(len(word.text) for word in words)
    bold = sum(len(word.text) for word in words if word.is_bold)
    start, end = round(words[0].left), round(max(word.right for word in words))
    return Cell(text, start, max(end, start + 1), 2 * bold > marks)


def is_mark(word: Word, before: Word | None, line: PageLine) -> bool:
    """Whether a word is set as a mark: small, and raised or right behind another.

    Else the digit of a footnote would be one of the figure before it.
    """
    if before is None:
        is_set = line.baseline - word.baseline > MARK_LEAST_RISE * line.height
        return is_set and word.height < MARK_HEIGHT * line.height
    is_near = word.left - before.right < MARK_GAP * line.height
    return is_near and word.height < MARK_HEIGHT * before.height


def box(words: Sequence[Word]) -> str:
    """The box of words on their page, in whole points."""
    left, right = min(w.left for w in words), max(w.right for w in words)
    top = min(word.baseline - word.height for word in words)
    bottom = max(word.baseline for word in words)
    return ",".join(f"{side:.0f}" for side in (left, top, right, bottom))


def joined(blocks: Sequence[Block], lines: Sequence[PrintedLine]) -> list[Block]:
    """The blocks of a page, with the lines of running text as paragraphs."""
    by_number = {line.place.line: line for line in lines}
    widest = max((line.cells[-1].end for line in lines), default=0)
    result: list[Block] = []
    before: PrintedLine | None = None
    for block in blocks:
        line = by_number[block.place.line] if isinstance(block, Paragraph) else None
        last = result[-1] if result else None
        if (
            isinstance(block, Paragraph)
            and isinstance(last, Paragraph)
            and before is not None
            and line is not None
            and runs_on(before, line, widest)
        ):
            text = f"{last.text} {block.text}"
            result[-1] = Paragraph(last.place, text, last.is_bold)
        else:
            result.append(block)
        before = line
    return result


def runs_on(before: PrintedLine, line: PrintedLine, widest: int) -> bool:
    """Whether a line goes on with the text of the one before it."""
    first, last = before.cells[0], before.cells[-1]
    return (
        line.blank_lines == 0
        and last.end >= FULL_LINE * widest
        and abs(line.cells[0].start - first.start) <= FIRST_LINE
        and line.cells[0].is_bold == last.is_bold
    )
