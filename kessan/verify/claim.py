"""A figure of a report with what it says of itself, and what is found of it."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from kessan.read.prose.figure import ACTUAL, AMOUNT, Period


class Verdict(StrEnum):
    """What the warehouse says of a claim."""

    MATCHES = "matches"
    DIFFERS = "differs"
    NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Claim:
    """A figure of a report.

    `place` is `line 12`, or `Sheet1!B4` in a workbook. `printed_value` is as it is
    written, its last place the last one printed; times ten to the power of `scale` it
    is in `unit`. A unit or a scale that is not said is None; `table` holds together
    the cells that are of one scale. `is_own_unit` is whether the figure says its unit,
    or the table around it. `base` is the period that a change or a growth is from.
    `is_sequential` is whether that is the quarter before. `around` is the text that it
    stands in, which may name a segment or a product. `bound` is `low` or `high` at an
    end of a range; `is_rough` behind *about*. `reasons` say why a claim is not
    understood, `unread` are the words beside it that are not: such a one is never
    called wrong.
    """

    place: str
    company: str
    label: str
    printed_text: str
    printed_value: Decimal
    period: Period | None
    unit: str | None = None
    scale: int | None = None
    is_own_unit: bool = True
    measure: str = AMOUNT
    base: Period | None = None
    is_sequential: bool = False
    period_words: str = ""
    scenario: str | None = ACTUAL
    bound: str = ""
    is_rough: bool = False
    table: str = ""
    around: str = ""
    reasons: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def place_of(self, scale: int) -> Decimal:
        """The worth of its last printed place, in its unit."""
        exponent = self.printed_value.as_tuple().exponent
        assert isinstance(exponent, int)
        return Decimal(1).scaleb(exponent + scale)

    def says(self, value: Decimal, scale: int) -> bool:
        """Whether it is a number rounded, or cut off, to its last printed place.

        A rough one may be off by one in that place.
        """
        said, place = self.printed_value.scaleb(scale), self.place_of(scale)
        half = place if self.is_rough else place / 2
        is_cut = abs(said) <= abs(value) < abs(said) + place
        return abs(said - value) <= half or (is_cut and said * value > 0)

    def is_right(self, value: Decimal, scale: int) -> bool:
        """Whether it is true of a number; where it is a limit, about within it."""
        if not self.bound:
            return self.says(value, scale)
        said, half = self.printed_value.scaleb(scale), self.place_of(scale) / 2
        is_within = value >= said if self.bound == "low" else value <= said
        return is_within or abs(said - value) <= half

    def may_be_right(self, low: Decimal, high: Decimal, scale: int) -> bool:
        """Whether it is true of some number between two."""
        said, half = self.printed_value.scaleb(scale), self.place_of(scale) / 2
        if self.bound:
            return self.is_right(high if self.bound == "low" else low, scale)
        return said - half < high and low < said + half


@dataclass(frozen=True)
class Known:
    """A number of the warehouse: what it is of, and between what it lies.

    `item` is line item, segment and product. `key` leads to its proof, `figure_key`
    to its printed cell, where it was printed. `is_latest` is false of a version that
    a later release has restated, `is_computed` true of one that no issuer printed.
    """

    key: str
    item: tuple[str, str, str]
    period: Period
    scenario: str
    unit: str
    value: Decimal
    low: Decimal
    high: Decimal
    measure: str = AMOUNT
    figure_key: str | None = None
    release_id: str = ""
    printed_text: str = ""
    source: str = ""
    verdict: str | None = None
    is_latest: bool = True
    is_computed: bool = False


@dataclass(frozen=True)
class Finding:
    """A claim, the verdict, and the numbers that it was held against.

    `right` is what it should say, in its own unit and scale, where it differs.
    """

    claim: Claim
    verdict: Verdict
    reason: str = ""
    known: tuple[Known, ...] = ()
    right: tuple[Decimal, ...] = ()
    notes: tuple[str, ...] = field(default=())
