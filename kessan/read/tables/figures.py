"""What the text of a cell is: a figure, a part of one, a heading, a unit or words.

Only the text is looked at; where a cell stands is for the grid. What is doubtful
in a text says so in words, and nothing is mended in silence.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from kessan.foot.grid import CURRENCY, DASH, MARKUP

# Words, one row a language: what tells a date or a period, a unit, no figure.
MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
PERIODS = (
    r"(?:months?|weeks?|quarters?|years?|half|days|periods?)\s*(?:\S+\s)?(?:end|ended|ending)\b"
    r"|\b(?:first|second|third|fourth)\s+(?:quarter|half)\b|\bfiscal\b|\bas\s+(?:of|at)\b"
    r"|\byear\s+to\s+date\b|\bquarter\s+to\s+date\b"
    r"|\b[1-4]q-?(?:\d{2,4}|end)\b|\bq[1-4]\b|\b[12]h\d{2,4}\b|\bfy\s?\d{2,4}\b"
    r"|年|月期|四半期"
)
SCALES = r"thousands?|millions?|billions?|千|百万|億"
CODES = (
    "AED|ARS|AUD|BRL|CAD|CHF|CLP|CNY|COP|CZK|DKK|EGP|EUR|GBP|HKD|HUF|IDR|ILS|INR|JPY"
    "|KRW|KWD|MXN|MYR|NGN|NOK|NZD|PEN|PHP|PKR|PLN|QAR|RMB|RON|RUB|SAR|SEK|SGD|THB|TRY"
    "|TWD|USD|VND|ZAR"
)
CURRENCIES = (
    rf"u\.s\.\s+dollars?|dollars?|yen|euros?|pounds?|(?-i:{CODES}|US\$)|[$¥€£]|円"
)
OTHER_UNITS = r"%|percent|shares|bps|pts|times|株"
NOT_GIVEN = re.compile(r"n\.?/?m\.?f?|n\.?/?a\.?|nil|\*+|†+|[…]+|\.{2,}", re.IGNORECASE)
COUNTED_IN = (
    r"%|pts?\.?|points?|bps|x|times|years?|months?|days|shares|thousand|million"
    r"|billion|[kKMGT]?bps|円|元|株"
)

DATE = re.compile(
    rf"\b(?:{MONTHS})\b\.?\s*\d{{1,2}}\b|\b\d{{1,2}}\s+(?:{MONTHS})\b"
    rf"|\b(?:{MONTHS})\.?,?\s+(?:19|20)\d\d\b|\b\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}\b",
    re.IGNORECASE,
)
PERIOD = re.compile(PERIODS, re.IGNORECASE)
YEAR = re.compile(r"\(?(?:19|20)\d\d\)?")
YEAR_WITHIN = re.compile(r"\b(?:19|20)\d\d\b")

UNIT = re.compile(
    rf"\(?\s*(?:in\s+)?(?:(?:{SCALES})(?:\s+(?:of\s+)?(?:{CURRENCIES})|\s+of)?"
    rf"|(?:{CURRENCIES})(?:\s+(?:in\s+)?(?:{SCALES}))?|{OTHER_UNITS})\s*\)?",
    re.IGNORECASE,
)
# Behind a heading in one cell: only what is a unit beyond doubt.
UNIT_BEHIND = re.compile(
    rf"(?<=\S)\s+\(?((?:{SCALES})\s+of(?:\s+(?:{CURRENCIES}))?"
    rf"|(?:(?-i:{CODES}|US\$)|[$¥€£])\s+(?:{SCALES})|in\s+(?:{SCALES}))\)?$",
    re.IGNORECASE,
)

NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
FOOTNOTE = r"\*+\d*|※\d*|[†‡#]+|\[\w{1,2}\]|\(注?\d?\)|\([a-z]\)"
FIGURE = re.compile(
    rf"(?P<minus>[-–−△▲+]\s*)?(?P<open>\(\s*)?(?P<inner>[-–−△▲]\s*)?"  # noqa: RUF001
    rf"(?P<digits>{NUMBER})\s*(?:{COUNTED_IN})?\s*(?P<close>\))?\s*(?:{COUNTED_IN})?"
    rf"(?:\s*(?:{FOOTNOTE}))*"
)
DASH_COUNTED = re.compile(rf"[-–—−―‐]+\s*(?:{COUNTED_IN})?(?:\s*(?:{FOOTNOTE}))*")  # noqa: RUF001
BEFORE = re.compile(rf"(?P<before>[-–−△▲(]?\s*)(?P<sign>{CURRENCY})(?P<rest>\S.*)")  # noqa: RUF001
# A blank within a figure, where its parts were set in cells of their own.
GAP = re.compile(r"(?<=\()\s+|\s+(?=[)%])")
MARK = re.compile(FOOTNOTE)
MARKS = re.compile(rf"(?:\s*(?:{FOOTNOTE}))+")
RULE = re.compile(r":?-{3,}:?|=+|_{2,}")
SIGN_ALONE = re.compile(rf"(?P<sign>{CURRENCY})\(?\s*")
CODE = re.compile(CODES)
BEHIND = re.compile(rf"\)?\s*(?:{COUNTED_IN})?\s*\)?(?:\s*(?:{FOOTNOTE}))*")

LEADING_ZERO = "a figure does not begin with 0"
RUN_TOGETHER = "several figures stand in one cell"
NO_FIGURE = "cannot be read as one figure"
SPECK = "only a speck stands where a figure is expected"
NO_CLOSE = "the closing parenthesis is not printed"
NO_OPEN = "the opening parenthesis is not printed"


class Kind(StrEnum):
    """What a cell's text is.

    A `MARK` may be a small negative figure too, a `YEAR` a figure without
    separators: where it stands decides. `BEHIND` is what ends a figure: `)`, `%`.
    """

    FIGURE = "figure"
    SIGN = "sign"
    BEHIND = "behind"
    MARK = "mark"
    YEAR = "year"
    NOT_GIVEN = "not given"
    SPECK = "speck"
    RULE = "rule"
    WORDS = "words"


@dataclass(frozen=True)
class Reading:
    """A cell's text as read: a figure's own text apart from its currency sign."""

    kind: Kind
    text: str
    sign: str = ""


def plain(text: str) -> str:
    """The text without markup and marks above the line, in plain characters."""
    return unicodedata.normalize("NFKC", MARKUP.sub("", text)).strip()


def read_text(text: str) -> Reading:
    """What a text is, looked at alone."""
    bare = plain(text)
    if kind := _of_marks(bare):
        return Reading(kind, text)
    if is_date(bare) or YEAR.fullmatch(bare):
        kind = Kind.YEAR if YEAR.fullmatch(bare) else Kind.WORDS
        return Reading(kind, text)
    sign, body = _apart(bare)
    if MARK.fullmatch(body) and not sign:
        return Reading(Kind.MARK, text)
    if DASH.fullmatch(body) or DASH_COUNTED.fullmatch(body):
        return Reading(Kind.FIGURE, body, sign)
    if FIGURE.fullmatch(body):
        return Reading(Kind.FIGURE, GAP.sub("", body), sign)
    if _are_figures(body):
        return Reading(Kind.FIGURE, body, sign)
    if BEHIND.fullmatch(bare):
        return Reading(Kind.BEHIND, bare)
    return Reading(Kind.WORDS, text)


def is_date(text: str) -> bool:
    """Whether a text names a date or a period, as headings of columns do."""
    return bool(DATE.search(text) or PERIOD.search(text))


def is_period(text: str) -> bool:
    """Whether a text is about a date, a period or a year and about little else."""
    bare = plain(text)
    return len(bare) < 80 and (is_date(bare) or bool(YEAR.fullmatch(bare)))


def is_unit(text: str) -> bool:
    """Whether a text is a unit alone: `JPY millions`, `%`, `Thousands of`."""
    return bool(UNIT.fullmatch(plain(text)))


def split_unit(text: str) -> tuple[str, str]:
    """A heading and the unit behind it, either of them perhaps empty."""
    if is_unit(text):
        return "", text.strip()
    if found := UNIT_BEHIND.search(text):
        return text[: found.start()].strip(), found[1].strip()
    return text.strip(), ""


def digits(text: str) -> str:
    """The digits of a figure with separators and point, or nothing."""
    figure = FIGURE.fullmatch(_apart(plain(text))[1])
    return figure["digits"] if figure else ""


def places(text: str) -> int | None:
    """How many digits stand behind the point; None where it is no number."""
    number = digits(text)
    return len(number.partition(".")[2]) if number else None


def split_marks(text: str) -> tuple[str, str]:
    """A figure's text, and the marks of footnotes behind it; `(1)` alone is none."""
    found = re.search(rf"(?<=[\d)%–—-])\s*((?:\s*(?:{FOOTNOTE}))+)$", text)  # noqa: RUF001
    if found:
        return text[: found.start()], found[1].strip()
    is_mark = MARKS.fullmatch(text) and not re.fullmatch(r"\(\d\)", text)
    return ("", text) if is_mark else (text, "")


def settle(text: str) -> tuple[str, str, str]:
    """A figure's whole text, what was mended in it, and why it is not sure.

    A parenthesis that opens and does not close is closed: nothing else can be meant.
    One that closes and does not open may have lost its sign or be a mark.
    """
    if _are_figures(text):
        return text, "", RUN_TOGETHER
    figure = FIGURE.fullmatch(text)
    if not figure:
        is_dash = DASH.fullmatch(text) or DASH_COUNTED.fullmatch(text)
        return text, "", "" if is_dash or NOT_GIVEN.fullmatch(text) else NO_FIGURE
    doubt = LEADING_ZERO if re.match(r"0\d", figure["digits"]) else ""
    is_open, is_closed = bool(figure["open"]), bool(figure["close"])
    if is_open and not is_closed:
        return f"{text})", NO_CLOSE, doubt
    return text, "", NO_OPEN if is_closed and not is_open else doubt


def _of_marks(bare: str) -> Kind | None:
    """The kind of a text that needs no reading of figures."""
    if NOT_GIVEN.fullmatch(bare) and not MARK.fullmatch(bare):
        return Kind.NOT_GIVEN
    if RULE.fullmatch(bare):
        return Kind.RULE
    if bare and SIGN_ALONE.fullmatch(bare + " ") and _is_sign(bare):
        return Kind.SIGN
    is_empty = not any(c.isalnum() for c in bare)
    if is_empty and not re.search(r"[-–—−―‐%()]", bare) and not MARK.fullmatch(bare):  # noqa: RUF001
        return Kind.SPECK
    return None


def _is_sign(text: str) -> bool:
    """Whether a text is a currency's sign, not three other capitals."""
    code = text.strip(" (")
    return not re.fullmatch(r"[A-Z]{3}", code) or bool(CODE.fullmatch(code))


def _apart(bare: str) -> tuple[str, str]:
    """The currency sign of a text, and the text without it."""
    found = BEFORE.fullmatch(bare)
    if not found or not found["sign"].strip() or not _is_sign(found["sign"]):
        return "", bare
    return found["sign"].strip(), found["before"] + found["rest"]


def _are_figures(body: str) -> bool:
    """Whether a text is two figures or more with blanks between."""
    parts = body.split()
    return len(parts) > 1 and all(
        FIGURE.fullmatch(part) and re.search(r"[,.()]", part) for part in parts
    )
