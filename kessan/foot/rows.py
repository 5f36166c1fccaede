"""The figures of a table as whole numbers, line by line."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kessan.foot.grid import AMOUNT, Grid, Line, Rounding

LESS = re.compile(
    r"\b(less(?! than)|costs?|expenses?|tax(es)?|loss(es)?|deduct\w*|charges?|provision"
    r"|noncontrolling|non-controlling|minority|SG&A)\b|原価|費用|税|損失|控除",
    re.I,
)
OPENING_LESS = re.compile(r"^\s*(less(?! than)|deduct)\b|^\s*控除", re.I)
# All numbers are halves of the table's last place: so is what that place is.
LAST_PLACE = 2
ASIDE = re.compile(r"^\W*(of which|including|includes|thereof|うち|内)", re.I)


@dataclass(frozen=True)
class Row:
    """A line with figures. All numbers are halves of the table's last place.

    `lows` and `highs` are the ends of what the figures stand for, `places` their
    own last places. `is_begun`: a line without figures stands just above.
    """

    at: int
    line: Line
    values: tuple[int, ...]
    lows: tuple[int, ...]
    highs: tuple[int, ...]
    places: tuple[int, ...]
    printed: tuple[bool, ...]
    is_begun: bool

    @cached_property
    def reach(self) -> tuple[int, ...]:
        """How far what a figure stands for lies from it, at most."""
        ends = zip(self.values, self.lows, self.highs, strict=True)
        return tuple(max(value - low, high - value) for value, low, high in ends)

    @cached_property
    def sign(self) -> int:
        """What the words say of the line: taken away, unless it is so printed."""
        positive = sum(value > 0 for value in self.values)
        negative = sum(value < 0 for value in self.values)
        return -1 if LESS.search(self.line.label) and positive > negative else 1

    @cached_property
    def is_less(self) -> bool:
        """Whether the label begins with what is to be done: `Less: …`."""
        return bool(OPENING_LESS.search(self.line.label))

    @cached_property
    def is_aside(self) -> bool:
        """Whether the label says that it is a part of the line above."""
        return bool(ASIDE.search(self.line.label))

    @cached_property
    def less_sign(self) -> int:
        """The sign that the words give to a line of which they say `Less: …`."""
        return self.sign if self.is_less else 1

    def weighed(self, weight: int, column: int) -> tuple[int, int]:
        """The ends of what a figure stands for as a part of a sum."""
        low, high = self.lows[column], self.highs[column]
        return (low, high) if weight > 0 else (-high, -low)


Parts = tuple[tuple[Row, int], ...]


def read_rows(grid: Grid) -> list[Row]:
    """The lines that have figures in columns of amounts, as whole numbers."""
    columns = [at for at, measure in enumerate(grid.measures) if measure == AMOUNT]
    finest = max(
        (
            _places(value)
            for line in grid.lines
            for at in columns
            if (value := line.values[at]) is not None
        ),
        default=0,
    )
    rows: list[Row] = []
    is_begun = True
    for line in grid.lines:
        cells = [line.values[at] for at in columns]
        if all(cell is None for cell in cells):
            is_begun = True
            continue
        values = [
            0 if cell is None else LAST_PLACE * int(cell.scaleb(finest))
            for cell in cells
        ]
        places = [
            LAST_PLACE * 10 ** (finest - (finest if cell is None else _places(cell)))
            for cell in cells
        ]
        spans = [
            (value, value) if cell is None else _span(value, place, grid.rounding)
            for cell, value, place in zip(cells, values, places, strict=True)
        ]
        rows.append(
            Row(
                at=len(rows),
                line=line,
                values=tuple(values),
                lows=tuple(low for low, _ in spans),
                highs=tuple(high for _, high in spans),
                places=tuple(places),
                printed=tuple(cell is not None for cell in cells),
                is_begun=is_begun,
            )
        )
        is_begun = False
    return rows


def _places(value: Decimal) -> int:
    """How many places of a figure are printed after the point."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _span(value: int, place: int, rounding: Rounding) -> tuple[int, int]:
    """The ends of what a printed figure stands for."""
    if rounding is Rounding.EXACT:
        return value, value
    if rounding is Rounding.NEAREST:
        return value - place // 2, value + place // 2
    return (
        value - (place if value <= 0 else 0),
        value + (place if value >= 0 else 0),
    )
