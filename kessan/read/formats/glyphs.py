"""The words of a page of a PDF, each with where it stands.

Measures are points, down and right from the upper left corner as the page is seen.
"""

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

# A gap of this part of the height of a text parts two words; a text of a height that
# differs so much is another word: a raised mark is no digit of the figure before it.
WORD_GAP = 0.18
OTHER_HEIGHT = 0.12
# A baseline that moves by this part of the height is that of another word.
OTHER_BASELINE = 0.12
BOLD_WEIGHT = 600
BOLD_FLAG = 1 << 18
BOLD_NAMES = ("bold", "black", "heavy", "demi")
# What stands for a hyphen at the end of a line.
HYPHENS = {"\x02", "\ufffe"}
# A mark whose character the PDF does not say.
UNKNOWN = "\ufffd"


@dataclass(frozen=True)
class Glyph:
    """A mark on the page, its baseline and the box of its font there."""

    text: str
    left: float
    right: float
    baseline: float
    height: float
    index: int


@dataclass(frozen=True)
class Word:
    """Glyphs without a gap between them."""

    text: str
    left: float
    right: float
    baseline: float
    height: float
    is_bold: bool


def words_of(page: pdfium.PdfPage) -> list[Word]:
    """The words of a page in the order in which they are drawn.

    What is drawn twice at one place, to look bold, PDFium gives once.
    """
    textpage = page.get_textpage()
    words: list[Word] = []
    together: list[Glyph] = []
    for glyph in glyphs_of(page, textpage):
        if together and is_apart(together[-1], glyph):
            words.append(word_of(textpage, together))
            together = []
        if glyph.text:
            together.append(glyph)
    if together:
        words.append(word_of(textpage, together))
    return words


def is_apart(before: Glyph, glyph: Glyph) -> bool:
    """Whether a glyph is of another word than the one before it."""
    height = max(before.height, glyph.height)
    return (
        not glyph.text
        or abs(glyph.baseline - before.baseline) > OTHER_BASELINE * height
        or abs(glyph.height - before.height) > OTHER_HEIGHT * height
        or not -0.5 * height < glyph.left - before.right < WORD_GAP * height
    )


def word_of(textpage: pdfium.PdfTextPage, glyphs: list[Glyph]) -> Word:
    """The word of glyphs that stand together."""
    first = glyphs[0]
    return Word(
        text=unicodedata.normalize("NFC", "".join(glyph.text for glyph in glyphs)),
        left=min(glyph.left for glyph in glyphs),
        right=max(glyph.right for glyph in glyphs),
        baseline=first.baseline,
        height=first.height,
        is_bold=is_bold(textpage, first.index),
    )


def glyphs_of(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> Iterator[Glyph]:
    """All marks of a page; a blank has no text."""
    width, height = page.get_size()
    turned = page.get_rotation()
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(textpage.count_chars()):
        text = glyph_text(textpage, index)
        raw.FPDFText_GetLooseCharBox(textpage, index, box)
        raw.FPDFText_GetCharOrigin(textpage, index, x, y)
        upright = (box.left, box.right, y.value, box.top, box.bottom)
        if turned:
            corners = seen(turned, width, height, box.left, box.top)
            others = seen(turned, width, height, box.right, box.bottom)
            _, base = seen(turned, width, height, x.value, y.value)
            left, right = sorted((corners[0], others[0]))
            lower, upper = sorted((corners[1], others[1]))
            upright = (left, right, base, upper, lower)
        left, right, base, upper, lower = upright
        yield Glyph(text, left, right, height - base, abs(upper - lower), index)


def seen(
    turned: int, width: float, height: float, x: float, y: float
) -> tuple[float, float]:
    """A point of a page that is turned clockwise by degrees, as it is seen.

    Both have their origin below; `width` and `height` are of the page as seen.
    """
    match turned:
        case 90:
            return y, height - x
        case 180:
            return width - x, height - y
        case _:
            return width - y, x


def glyph_text(textpage: pdfium.PdfTextPage, index: int) -> str:
    """The character of a mark; nothing for a blank."""
    code = raw.FPDFText_GetUnicode(textpage, index)
    text = chr(code)
    if text in HYPHENS:
        return "-"
    if raw.FPDFText_HasUnicodeMapError(textpage, index) == 1 or not code:
        return UNKNOWN
    if text.isspace():
        return ""
    # Letters that are drawn as one: `ﬁ`.
    is_ligature = 0xFB00 <= code <= 0xFB06
    return unicodedata.normalize("NFKC", text) if is_ligature else text


def is_bold(textpage: pdfium.PdfTextPage, index: int) -> bool:
    """Whether the font of a mark is bold, by its name, flag or weight."""
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(textpage, index, name, len(name), flags)
    said = name.value.decode("utf-8", "replace").lower()
    weight = raw.FPDFText_GetFontWeight(textpage, index)
    is_named = any(word in said for word in BOLD_NAMES)
    return is_named or bool(flags.value & BOLD_FLAG) or weight >= BOLD_WEIGHT
