"""Columns of growth and of changes: which two columns they compare, by their figures.

Where the figures of a column are those of two others in percent, or their difference,
they say what is compared. A printed figure stands for an interval of half its last
place to both sides: what meets it, proves it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kessan.foot.grid import read_cell

# Of the lines that can be checked, how many must agree: issuers move figures so that
# columns add up, and print what is out of all proportion as a word.
AGREEING = Decimal("0.8")
HUNDRED = Decimal(100)


class Kind(StrEnum):
    """How a column compares two others."""

    PERCENT = "yoy_percent"
    CHANGE = "change"


@dataclass(frozen=True)
class Comparison:
    """A column that compares the later one with the earlier one, by their places."""

    kind: Kind
    later: int
    earlier: int


Interval = tuple[Decimal, Decimal]


def proven_comparisons(
    column: Sequence[str | None],
    others: Sequence[Sequence[str | None]],
    pairs: Sequence[tuple[int, int]],
) -> tuple[list[Comparison], bool]:
    """What the figures prove, and whether there was anything to check.

    `pairs` are the places in `others` of a later and an earlier column.
    """
    proven, is_checked = [], False
    for later, earlier in pairs:
        for kind in Kind:
            checks = [
                check
                for texts in zip(column, others[later], others[earlier], strict=True)
                if (check := agrees(kind, *texts)) is not None
            ]
            is_checked = is_checked or bool(checks)
            if checks and sum(checks) >= AGREEING * len(checks):
                proven.append(Comparison(kind, later, earlier))
    return proven, is_checked


def agrees(
    kind: Kind, text: str | None, later: str | None, earlier: str | None
) -> bool | None:
    """Whether a figure is the change between two; None where that says nothing."""
    figure, new, old = interval(text), interval(later), interval(earlier)
    if not figure or not new or not old or figure[0] <= 0 <= figure[1]:
        return None
    if kind is Kind.CHANGE:
        return meet(figure, (new[0] - old[1], new[1] - old[0]))
    if old[0] <= 0:
        return None
    low, high = new[0] - old[1], new[1] - old[0]
    ends = [HUNDRED * end / base for end in (low, high) for base in old]
    return meet(figure, (min(ends), max(ends)))


def interval(text: str | None) -> Interval | None:
    """What a printed figure stands for: half its last place to both sides."""
    value = read_cell(re.sub(r"\s*%|[A-Za-z]+$", "", text)) if text else None
    if value is None:
        return None
    exponent = value.as_tuple().exponent
    half = Decimal(5).scaleb(int(exponent) - 1)
    return value - half, value + half


def meet(first: Interval, second: Interval) -> bool:
    """Whether two intervals have a number in common."""
    return first[0] <= second[1] and second[0] <= first[1]
