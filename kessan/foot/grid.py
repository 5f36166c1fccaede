"""A printed table as a grid of exact figures, in the units it is printed in."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

# The measure of the columns that add up; growth and ratios do not.
AMOUNT = "amount"

# Before the digits become plain ones: a superscript is a mark, no digit.
MARKUP = re.compile(r"<[^>]*>|[⁰¹²³⁴-⁹]|[①-⑳]")
# Marks of footnotes behind a figure. Behind a blank too, `(1)` is one.
FOOTNOTES = re.compile(
    r"(?<=[\d)])(\s*(\*+\d*|※\d*|[†‡#]+|\[\w{1,2}\]|\(注?\d?\)|\([a-z]\)))+$"
)
CURRENCY = r"(?:[A-Z]{1,3}\s?[$¥]|[A-Z]{3}(?=[\s(\d-])|Rs\.?|[$¥€£₩₹])?\s*"
DASH = re.compile(rf"{CURRENCY}[-–—−―‐]+")  # noqa: RUF001
FIGURE = re.compile(
    rf"(?P<minus>[-–−△▲]\s*)?{CURRENCY}(?P<open>\()?\s*(?P<inner>[-–−△▲]\s*)?"  # noqa: RUF001
    rf"{CURRENCY}(?P<digits>(\d{{1,3}}(,\d{{3}})+|\d+)(\.\d+)?|\.\d+)"
    r"\s*[円元]?(?P<close>\))?"
)


class Rounding(StrEnum):
    """What a printed figure stands for, as the issuer says or shows.

    `EXACT` is itself; `NEAREST` half of its last place to both sides; `TRUNCATED`
    itself to one last place away from zero.
    """

    EXACT = "exact"
    NEAREST = "nearest"
    TRUNCATED = "truncated"


@dataclass(frozen=True)
class Line:
    """A printed line. `values` has one figure a column, None where it has none.

    The last place of a figure is that of its Decimal: `12.50` has two after the
    point. `unit` is what it is counted in; only lines of the same one add up.
    """

    line_number: int
    label: str
    values: tuple[Decimal | None, ...]
    indent: int = 0
    heading: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Grid:
    """A printed table: its lines in printed order, and a measure for each column."""

    table_id: str
    measures: tuple[str, ...]
    rounding: Rounding
    lines: tuple[Line, ...]


def read_cell(text: str, is_actual: bool = True) -> Decimal | None:
    """The figure of a cell, in printed units; None where it has none.

    Parentheses, a minus and a triangle are negative. A dash is zero where the
    column is of what was, not of a forecast: there it says that none is given. A
    cell that is not one figure alone, such as `15.2%`, has none to add.
    """
    plain = unicodedata.normalize("NFKC", MARKUP.sub("", text)).strip()
    plain = FOOTNOTES.sub("", plain).strip()
    if DASH.fullmatch(plain):
        return Decimal(0) if is_actual else None
    figure = FIGURE.fullmatch(plain)
    if not figure or bool(figure["open"]) != bool(figure["close"]):
        return None
    value = Decimal(figure["digits"].replace(",", ""))
    is_negative = figure["minus"] or figure["open"] or figure["inner"]
    return -value if is_negative else value
