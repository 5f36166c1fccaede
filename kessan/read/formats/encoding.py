"""Bytes into text, by what they say of their encoding, or by what they look like."""

import codecs
import re

from charset_normalizer import from_bytes

MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DECLARED = re.compile(
    rb"""<(?:\?xml[^>]*encoding|meta[^>]*charset)\s*=\s*["']?([\w.:-]+)""",
    re.IGNORECASE,
)
# What browsers read these names as: their bytes 80 to 9F are dashes and quotes.
WINDOWS = {"ascii", "iso8859-1"}


def decode(data: bytes) -> tuple[str, str]:
    """The text of `data`, and a remark where its encoding is not certain.

    Certain is a byte order mark, UTF-8, and the encoding that HTML or XML declares.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), ""
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    declared = DECLARED.search(data[:4096])
    if declared and (text := declared_text(data, declared[1].decode())) is not None:
        return text, ""
    best = from_bytes(data).best()
    if best is None:
        return data.decode("cp1252", "replace"), "no encoding fits; read as cp1252"
    return str(best), f"the encoding is not said; read as {best.encoding}"


def declared_text(data: bytes, encoding: str) -> str | None:
    """The text in a declared encoding; None where that is not the one."""
    try:
        known = codecs.lookup(encoding).name
        return data.decode("cp1252" if known in WINDOWS else known)
    except (LookupError, UnicodeDecodeError):
        return None
