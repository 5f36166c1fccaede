"""What stands around a table: its title, what is said of units, its notes."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kessan.read.tables.figures import CURRENCIES, SCALES, is_unit
from kessan.read.tables.lines import CANNOT_END

# Words of titles, of companies' names, of units, of notes: one row a kind.
TITLES = re.compile(
    r"\bstatements?\s+of\b|\bbalance\s+sheets?\b|\breconciliations?\s+of\b"
    r"|\bfinancial\s+(?:position|highlights|results)\b|計算書|対照表",
    re.IGNORECASE,
)
COMPANY = re.compile(
    r".{0,60}\b(?:inc|corp|corporation|company|co|ltd|limited|llc|plc|holdings?"
    r"|group|ag|se|n\.v|s\.a|and\s+(?:its\s+)?subsidiaries)\.?,?|.{0,30}株式会社.{0,30}",
    re.IGNORECASE,
)
UNIT_LINE = re.compile(
    rf"\b(?:in|of|amounts?|dollars|yen)\b.*\b(?:{SCALES}|yen|dollars)\b|\brounded\b"
    rf"|\btruncated\b|%\s+shown\b|\b(?:{SCALES})\s+of\s+(?:{CURRENCIES})\b|単位",
    re.IGNORECASE,
)
UNIT_WITHIN = re.compile(
    rf"\([^()]*\b(?:in|of)\s+(?:{CURRENCIES})?\s*(?:{SCALES})\b[^()]*\)",
    re.IGNORECASE,
)
PAGE = re.compile(r"\W*(?:page\s+)?\d{1,4}\W*|table\s+of\s+contents\W*", re.IGNORECASE)
NOTE = re.compile(
    r"(?P<mark>\^?\{?\*+\d*\.?\}?|[¹²³⁴-⁹]|[†‡#※]|\(?\d{1,2}\)|\([a-z]\)"
    r"|\d{1,2}(?=[A-Z]))|\(notes?\b|notes?\s*\d*\s*[:.)]|\(?注",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"\(?[\dA-Za-z]{1,2}[.)]\s*")
AMOUNT = re.compile(r"(?:[A-Z]{3}|[$¥€£])\s?\d[\d,.]*|\d%")
LONGEST_TITLE = 160  # characters
LONGEST_UNIT_LINE = 200
NEAR = 10  # texts above a table in which its title is looked for


@dataclass(frozen=True)
class Text:
    """A text around tables; a stub stands beside the headings, above the labels."""

    text: str
    is_bold: bool = False
    page: int | None = None
    is_stub: bool = False


def is_page(text: str) -> bool:
    """Whether a text is a page's number or the like."""
    return bool(PAGE.fullmatch(text))


def running_heads(texts: Sequence[str]) -> frozenset[str]:
    """What is printed at the edge of pages: it stands beside page numbers again.

    An empty text is what stands between texts: a table.
    """
    beside = Counter(
        neighbour
        for before, text, after in zip(texts, texts[1:], texts[2:], strict=False)
        if is_page(text)
        for neighbour in (before, after)
    )
    return frozenset(text for text, count in beside.items() if text and count > 1)


def is_unit_line(text: str) -> bool:
    """Whether a text says what figures are counted in, and nothing else."""
    bare = text.strip()
    if is_unit(bare):
        return True
    is_apart = bare.startswith("(") and bare.endswith(")")
    return len(bare) < LONGEST_UNIT_LINE and bool(
        UNIT_LINE.search(bare) and (is_apart or bare.casefold().startswith("in "))
    )


def unit_text_of(texts: Sequence[Text]) -> str:
    """What is said of units above a table: the lines, or a part of the last text."""
    lines = [one.text for one in texts if is_unit_line(one.text)]
    if lines:
        return " ".join(dict.fromkeys(lines))
    for one in reversed(texts[-3:]):
        if found := UNIT_WITHIN.search(one.text):
            return found[0]
    return ""


def is_title(one: Text) -> bool:
    """Whether a text can be a title: no unit, no company's name, no sentence."""
    text = one.text.strip()
    if one.is_stub or is_unit_line(text) or COMPANY.fullmatch(text) or is_page(text):
        return False
    if len(text) > LONGEST_TITLE or text.endswith((".", ";", ",")):
        return False
    if AMOUNT.search(text) or re.fullmatch(r"\([^()]*\)", text):
        return False
    is_marked = one.is_bold or text.isupper() or bool(TITLES.search(text))
    name = NUMBERED.sub("", text, count=1) or text
    return is_marked or (len(text.split()) < 16 and name[:1].isupper())


def title_of(texts: Sequence[Text]) -> str:
    """The title nearest above a table, over two texts where the first is cut."""
    near = texts[-NEAR:]
    for n in range(len(near) - 1, -1, -1):
        if not is_title(near[n]):
            continue
        title = near[n].text.strip()
        before = near[n - 1].text.strip() if n else ""
        if before and before.split()[-1].casefold() in CANNOT_END:
            return f"{before} {title}" if len(before) < LONGEST_TITLE else title
        return title
    return ""


def is_note(text: str, labels: str) -> bool:
    """Whether a text below a table is a note of it; `labels` is all that it prints."""
    found = NOTE.match(text)
    if not found or text.isupper():
        return False
    mark = (found["mark"] or "").strip("^{}.")
    return not mark or text.endswith(".") or mark in labels
