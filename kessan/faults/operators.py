"""What a person or a scanner does to a printed text.

Functions of the text alone: from the text as printed to the damaged text, or None where
nothing can be damaged so. Parentheses, words and units around the number stay.
What counts as readable is said in macros/cleaning/printed_text.sql.
"""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from kessan.project import SEEDS
from kessan.read.prose.printed import without_sign

NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
DIRECTION = re.compile(r"^(up|down|increased by|decreased by) (?!to )", re.IGNORECASE)
OPPOSITE = {
    "up": "down",
    "down": "up",
    "increased by": "decreased by",
    "decreased by": "increased by",
}
# What a text can say of its scale, and what is keyed in its place.
SCALES = [
    ("million", "billion"),
    ("million", "thousand"),
    ("billion", "million"),
    ("thousand", "million"),
]


@dataclass(frozen=True)
class PrintedNumber:
    """The number in a printed text, and what stands around it.

    `whole` and `fraction` are digits without commas; the sign is not theirs.
    """

    before: str
    whole: str
    fraction: str
    after: str
    is_grouped: bool

    @classmethod
    def read(cls, text: str) -> "PrintedNumber | None":
        """The number of a text; None for a dash, which has no digits."""
        found = NUMBER.search(text)
        if not found:
            return None
        grouped, _, fraction = found[0].partition(".")
        whole = grouped.replace(",", "")
        return cls(
            text[: found.start()],
            whole,
            fraction,
            text[found.end() :],
            "," in grouped or len(whole) < 4,
        )

    @property
    def digits(self) -> str:
        """All digits, those behind the point too."""
        return self.whole + self.fraction

    @property
    def magnitude(self) -> Decimal:
        """The number without its sign, in the printed unit."""
        return Decimal(f"{self.whole}.{self.fraction or 0}")

    def replaced(self, whole: str, fraction: str) -> str | None:
        """The text with other digits; None when the number stays the same."""
        if Decimal(f"{whole}.{fraction or 0}") == self.magnitude:
            return None
        if self.is_grouped:
            whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", whole)
        number = f"{whole}.{fraction}" if fraction else whole
        return self.before + number + self.after

    def with_digits(self, digits: str, places: int) -> str | None:
        """The text with these digits, so many of them behind the point."""
        cut = len(digits) - places
        return self.replaced(digits[:cut], digits[cut:])


def _on_number(
    change: Callable[[PrintedNumber], str | None],
) -> Callable[[str], str | None]:
    """An operator on texts from one on their numbers."""

    def operator(text: str) -> str | None:
        number = PrintedNumber.read(text)
        return change(number) if number else None

    operator.__name__ = change.__name__
    operator.__doc__ = change.__doc__
    return operator


def _step(number: PrintedNumber, step: int) -> str | None:
    """The number one unit of its last printed place further, with carry."""
    stepped = int(number.digits) + step
    places = len(number.fraction)
    if stepped < 0:
        return None
    return number.with_digits(str(stepped).zfill(places + 1), places)


@_on_number
def last_digit_up(number: PrintedNumber) -> str | None:
    """One more in the last printed place: (999) is (1,000)."""
    return _step(number, 1)


@_on_number
def last_digit_down(number: PrintedNumber) -> str | None:
    """One less in the last printed place; there is none less than 0."""
    return _step(number, -1)


@_on_number
def digits_swapped(number: PrintedNumber) -> str | None:
    """The last two neighbouring digits that differ, exchanged."""
    digits = number.digits
    for n in reversed(range(1, len(digits))):
        if digits[n - 1] != digits[n]:
            swapped = digits[: n - 1] + digits[n] + digits[n - 1] + digits[n + 1 :]
            return number.with_digits(swapped, len(number.fraction))
    return None


@_on_number
def digit_dropped(number: PrintedNumber) -> str | None:
    """The middle digit left out: 74,123 is 7,423."""
    digits = number.digits
    middle = len(digits) // 2
    if not middle:
        return None
    places = len(number.fraction) - (middle >= len(number.whole))
    return number.with_digits(digits[:middle] + digits[middle + 1 :], places)


@_on_number
def digit_doubled(number: PrintedNumber) -> str | None:
    """The middle digit twice: 74,123 is 741,123."""
    digits = number.digits
    middle = len(digits) // 2
    places = len(number.fraction) + (middle >= len(number.whole))
    return number.with_digits(
        digits[:middle] + digits[middle] + digits[middle:], places
    )


@_on_number
def times_1000(number: PrintedNumber) -> str | None:
    """Three digits appended, or the point moved: 13.5 is 13,500."""
    shifted = number.whole + number.fraction[:3].ljust(3, "0")
    return number.replaced(shifted.lstrip("0") or "0", number.fraction[3:])


@_on_number
def divided_by_1000(number: PrintedNumber) -> str | None:
    """Three digits cut off, or the point moved: 13.5 is 0.0135."""
    whole = number.whole[:-3] or "0"
    if not number.fraction:
        return number.replaced(whole, "")
    return number.replaced(whole, number.whole.zfill(3)[-3:] + number.fraction)


def sign_flipped(text: str) -> str | None:
    """The sign turned, in the way that the text writes signs.

    Words of a rise or fall are exchanged or taken off, so are parentheses and minus,
    a bare number put in parentheses. Any other text gets a minus in front.
    """
    number = PrintedNumber.read(text)
    if not number or not number.magnitude:
        return None
    if direction := DIRECTION.match(text):
        word = direction[1]
        opposite = OPPOSITE[word.lower()]
        if word[0].isupper():
            opposite = opposite.capitalize()
        return opposite + text[len(word) :]
    sign, plain = without_sign(text)
    if sign < 0:
        return plain
    if "(" in text:
        return text.replace("(", "").replace(")", "")
    if text.startswith("-"):
        return text[1:]
    if not number.before and not number.after:
        return f"({text})"
    return "-" + plain


def cell_emptied(text: str) -> str | None:
    """Nothing where something was printed; a dash can be lost too."""
    return "" if text.strip() else None


FIGURE_OPERATORS: dict[str, Callable[[str], str | None]] = {
    operator.__name__: operator
    for operator in (
        last_digit_up,
        last_digit_down,
        digits_swapped,
        digit_dropped,
        digit_doubled,
        sign_flipped,
        times_1000,
        divided_by_1000,
        cell_emptied,
    )
}


def units_changed(text: str) -> Iterator[str]:
    """The text with its unit mistaken or left out, in each likely way."""
    for scale, instead in SCALES:
        if re.search(rf"{re.escape(scale)}(?![a-z])", text):
            yield text.replace(scale, instead)
    for word in unit_words():
        if re.search(rf"{re.escape(word)}(?![a-z])", text):
            yield text.replace(f" {word}", "").replace(word, "")


@cache
def unit_words() -> list[str]:
    """The words for units that unit_words.csv has, without those for currencies."""

    def rows(name: str) -> Iterator[dict[str, str]]:
        path = SEEDS / "reference" / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)

    units = {row["unit"] for row in rows("units")}
    return [row["printed_word"] for row in rows("unit_words") if row["unit"] in units]


def heading_unit_changed(unit: str, scale: str) -> tuple[str, str]:
    """The unit and scale that a column could be taken for by mistake.

    Thousands for millions and the other way round; percent for a count;
    units for thousands.
    """
    if unit == "percent":
        return "count", scale
    return unit, {"3": "6", "6": "3"}.get(scale, "3")


def year_earlier(day: str) -> str | None:
    """The same day (YYYY-MM-DD) a year before; None when it is no date."""
    try:
        then = date.fromisoformat(day)
    except ValueError:
        return None
    last = 28 if (then.month, then.day) == (2, 29) else then.day
    return then.replace(year=then.year - 1, day=last).isoformat()
