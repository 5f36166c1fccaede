"""The days and years in a printed text, moved with the periods that they name.

A text is moved as a whole or not at all: what is half moved reads as if it were
right.
"""

import re
from dataclasses import dataclass
from datetime import date

from kessan.intake import TO_KEY
from kessan.template.dates import Mover

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
NUMBER_OF_MONTH = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}
MONTH = (
    r"\b(?P<month>(?i:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?"
    r"|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?))\b"
)
YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
SHORT_YEAR = r"(?P<year>(?:19|20)\d\d|\d\d)(?![\d%]|,\d|\.\d)"
DAY = r"(?P<day>\d{1,2})(?!\d)"

# A day, as a month in words or a number and in any order of its parts that cannot be
# read otherwise.
DAYS = (
    rf"{MONTH}\.? ?{DAY}(?:st|nd|rd|th)?,? ?{YEAR}",
    rf"(?<!\d){DAY}(?:st|nd|rd|th)? {MONTH}\.?,? ?{YEAR}",
    r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})"
    r"(?!\d)",
)
# A year behind what says that it is one of periods; one of two halves; one in a
# heading that is nothing else.
YEARS = (
    r"(?:FY ?)?(?<!\d)(?P<year>(?:19|20)\d\d)[/–-](?P<next>\d\d)(?!\d)",  # noqa: RUF001
    r"(?<![A-Za-z])(?:FYE?|CY|(?:FY ?)?(?:[1-4]Q|[12]H|[369]M)|Q[1-4]|H[12])"
    rf"[ '’/-]?{SHORT_YEAR}",  # noqa: RUF001
    rf"{MONTH}\.?,? {YEAR}",
    rf"{MONTH}\.?[-'’](?P<year>\d\d)(?!\d)",  # noqa: RUF001
    rf"(?i:\b(?:fiscal|calendar|year)(?: year)?) {YEAR}",
    r"(?<!\d)(?P<year>(?:19|20)\d\d)年",
)
BARE_YEAR = rf"(?<![\d,.]){YEAR}(?!,\d|\.\d)"
# Days and months of one digit have a zero before them where one has, and in ISO 8601.
PADDED = re.compile(r"(?<!\d)0\d|\d-\d")
# What is left of a date when all that is sure of it is moved.
LEFT = re.compile(
    rf"{BARE_YEAR}|['’]\d\d(?!\d)|\bFYE?\b|(?<![\d/])\d{{1,2}}/\d{{1,4}}(?![\d/])"  # noqa: RUF001
    r"|(?i:\bFeb(?:ruary)?\.? 2[89]\b)"
)
# A figure within the words, as of an allowance: it is another one each time.
AMOUNT = re.compile(
    r"(?<![\d,.])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?"
    r"|\d+(?:\.\d+)?(?= (?:thousand|million|billion|trillion)))(?![\d%])"
)
SHORT = 2
# A year of two digits is one from 1980 on, as dates are.
FIRST_SHORT_YEAR = 80


@dataclass(frozen=True)
class Words:
    """A text that was looked over: what it is now, and whether that is sure."""

    before: str
    after: str
    is_kept: bool

    @property
    def is_moved(self) -> bool:
        """Whether it names another day or year than before."""
        return self.after != self.before


class _UnsureError(Exception):
    """A day or a year that may be of none of the release's periods."""


def move(text: str, mover: Mover, is_heading: bool) -> Words:
    """A printed text with its days and years moved.

    It is kept as it is where one of them may be of no period of the release, such
    as the year that a bond is due. In a heading a bare year is that of a period.
    """
    kept = Words(text, text, is_kept=True)
    if not mover.years:
        return Words(text, text, is_kept=False)
    found: dict[int, tuple[int, str]] = {}
    left = text
    patterns = [*DAYS, *YEARS, *([BARE_YEAR] if is_heading else [])]
    for pattern in patterns:
        moving = _moved_day if pattern in DAYS else _moved_year
        for match in re.finditer(pattern, left):
            try:
                found[match.start()] = match.end(), moving(match, mover)
            except (_UnsureError, ValueError):
                return kept
        left = re.sub(pattern, lambda match: "\0" * len(match[0]), left)
    if LEFT.search(left):
        return kept
    after, place = "", 0
    for start, (end, moved) in sorted(found.items()):
        after += text[place:start] + moved
        place = end
    return Words(text, after + text[place:], is_kept=False)


def without_amounts(text: str) -> str:
    """A label with a mark in place of each figure that it prints within its words."""
    return AMOUNT.sub(TO_KEY, text)


def _moved_day(match: re.Match[str], mover: Mover) -> str:
    """A day as it is printed, moved. Raises ValueError where there is no such day."""
    parts = match.groupdict()
    month = NUMBER_OF_MONTH.get(parts["month"][:3].lower()) or int(parts["month"])
    moved = mover.moved_print(date(int(parts["year"]), month, int(parts["day"])))
    if not moved:
        raise _UnsureError
    width = SHORT if PADDED.search(match[0]) else 1
    return _with(
        match,
        year=str(moved.year),
        month=_month(moved.month, parts["month"], width),
        day=_number(moved.day, parts["day"], width),
    )


def _moved_year(match: re.Match[str], mover: Mover) -> str:
    """A year as it is printed, moved: all of its digits, or the last two."""
    text = match["year"]
    year = int(text)
    if len(text) == SHORT:
        year += 1900 if year >= FIRST_SHORT_YEAR else 2000
    moved = mover.moved_year(year)
    latter = match.groupdict().get("next")
    if moved is None or (latter and int(latter) != (year + 1) % 100):
        raise _UnsureError
    parts = {"year": str(moved)[-len(text) :]}
    if latter:
        parts["next"] = str(moved + 1)[-SHORT:]
    return _with(match, **parts)


def _with(match: re.Match[str], **parts: str) -> str:
    """The text of a match with some of its parts replaced."""
    text = match[0]
    for name in sorted(parts, key=match.start, reverse=True):
        start, end = (place - match.start() for place in match.span(name))
        text = text[:start] + parts[name] + text[end:]
    return text


def _month(month: int, like: str, width: int) -> str:
    """A month, as a word or a number like another one; the same one as it was."""
    if like.isdigit():
        return _number(month, like, width)
    name = MONTHS[month - 1]
    if name.startswith(like[:3].capitalize()):
        return like
    # May is as long as it is short: it is taken for the whole word.
    written = name if like.capitalize() in MONTHS else name[:3]
    return written.upper() if like.isupper() else written


def _number(number: int, like: str, width: int) -> str:
    """A number of so many digits at least; the same one as it was."""
    return like if number == int(like) else str(number).zfill(width)
