"""What a claim may mean: the numbers that are published of its line item and period."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kessan.read.labels.words import sense
from kessan.read.prose.figure import ACTUAL, AMOUNT, CHANGE, GROWTH, Period
from kessan.verify.claim import Claim, Known
from kessan.verify.issuer import Issuer, Item, is_just_before, is_year_ago

SCALES = (0, 3, 6, 9, 12)
# Units that have no millions.
PLAIN = ("percent", "pure", "months")
PERCENT = 100
# The words of what flows in: other words of a payment say its amount.
INFLOW = frozenset({"provided", "generated", "inflow", "from", "proceeds"})
REST = frozenset({"income", "profit", "margin", "cash", "flow", "flows"})
OUTFLOW = frozenset({"used", "outflow"})
TARGETS = ("revised_forecast", "initial_forecast", "forecast")


@dataclass(frozen=True)
class Number:
    """A number that a claim may mean: of what, between what it lies, what it is from.

    `low` and `high` are its ends where it is computed of rounded figures. A cost is
    printed with either sign.
    """

    item: Item
    value: Decimal
    low: Decimal
    high: Decimal
    unit: str
    known: tuple[Known, ...]
    is_cost: bool = False

    @property
    def is_latest(self) -> bool:
        """Whether all that it is of are the latest words."""
        return all(known.is_latest for known in self.known)

    @property
    def is_loss(self) -> bool:
        """Whether its line item is called a loss, as impairment losses are."""
        return sense(self.item[0].replace("_", " ")).is_loss

    def is_said_by(self, claim: Claim) -> bool:
        """Whether a claim is true of it; one without a scale, in any."""
        scale = self.scale_of(claim)
        scales = SCALES if scale is None else (scale,)
        turns = self._turns(claim)
        return any(claim.is_right(t * self.value, s) for s in scales for t in turns)

    def may_be_said_by(self, claim: Claim) -> bool:
        """Whether a claim may be true of it, seen how exactly it is known."""
        if self.low == self.high:
            return False
        scale = self.scale_of(claim) or 0
        ends = (sorted((t * self.low, t * self.high)) for t in self._turns(claim))
        return any(claim.may_be_right(low, high, scale) for low, high in ends)

    def scale_of(self, claim: Claim) -> int | None:
        """The power of ten of a claim, if it is of this; None where it is not said."""
        is_said = claim.is_own_unit and claim.unit == self.unit
        return claim.scale if is_said or not is_plain(self.unit) else 0

    def as_in(self, claim: Claim) -> Decimal:
        """What a claim should say, to its own places."""
        exponent = claim.printed_value.as_tuple().exponent
        assert isinstance(exponent, int)
        scaled = self.value.scaleb(-(self.scale_of(claim) or 0))
        if claim.measure == AMOUNT and sense(claim.label).is_loss and not self.is_loss:
            scaled = -scaled
        return scaled.quantize(Decimal(1).scaleb(exponent), ROUND_HALF_UP)

    def _turns(self, claim: Claim) -> tuple[int, ...]:
        """The signs with which it may be told.

        A loss of five is an income of minus five, and not one of five. What is paid is
        told by its amount.
        """
        if claim.measure in (GROWTH, CHANGE):
            return (1,)
        if self.is_cost:
            return (1, -1)
        if sense(claim.label).is_loss:
            if self.is_loss:
                return (1, -1)
            return (-1,) if claim.printed_value > 0 else (1,)
        if self.high < 0 < claim.printed_value and is_outflow(claim.label):
            return (-1, 1)
        return (1,)


def is_plain(unit: str) -> bool:
    """Whether what is in a unit is told without a scale."""
    return unit in PLAIN or "_per_" in unit


def is_outflow(label: str) -> bool:
    """Whether words name what is paid, and not what is left or comes in."""
    named = set(label.lower().replace("-", " ").split())
    return bool(named & OUTFLOW) or not named & (REST | INFLOW)


def numbers_of(claim: Claim, issuer: Issuer) -> Iterator[Number]:
    """All that a claim may mean; of a growth that does not say, from a year ago."""
    if claim.period is None:
        return
    for item in sorted(issuer.items(claim.label, claim.around)):
        if claim.measure == GROWTH:
            yield from _growths(claim, issuer, item)
        elif claim.measure == CHANGE:
            yield from _changes(claim, issuer, item)
        else:
            for one in _amounts(issuer, item, claim.period, claim.scenario):
                if _is_of_unit(claim, one):
                    yield _number(item, one, is_cost=item[0] in issuer.costs)


def _number(item: Item, known: Known, *, is_cost: bool = False) -> Number:
    return Number(
        item, known.value, known.low, known.high, known.unit, (known,), is_cost
    )


def _is_of_unit(claim: Claim, known: Known) -> bool:
    if claim.unit is None or claim.unit == known.unit:
        return True
    if claim.table and known.unit.startswith(f"{claim.unit}_per_"):
        # `EPS (yen)` of a table leaves out what it is per.
        return True
    # The unit of a table is that of its amounts, and not of shares and of ratios.
    return not claim.is_own_unit and is_plain(known.unit)


def _amounts(
    issuer: Issuer, item: Item, period: Period, scenario: str | None
) -> list[Known]:
    """The amounts of an item in a period; a balance is that of its last day."""
    when = period
    if issuer.period_types.get(item[0]) == "instant":
        when = (None, period[1])
    elif period[0] is None:
        return []
    scenarios = (ACTUAL,) if scenario in (ACTUAL, None) else TARGETS
    found = [
        one for s in scenarios for one in issuer.by_period.get((item, when, s), [])
    ]
    return [known for known in found if known.measure != GROWTH]


def _growths(claim: Claim, issuer: Issuer, item: Item) -> Iterator[Number]:
    assert claim.period
    is_of_year = claim.base is None or is_year_ago(claim.base, claim.period)
    if is_of_year and not claim.is_sequential:
        for known in issuer.by_period.get((item, claim.period, ACTUAL), []):
            if known.measure == GROWTH:
                yield _number(item, known)
    for now, base in _pairs(claim, issuer, item):
        turn = -1 if now.high < 0 and base.high < 0 else 1
        nows = sorted((turn * now.low, turn * now.high))
        bases = sorted((turn * base.low, turn * base.high))
        if bases[0] <= 0:
            continue
        low = min(nows[0] / bases[1], nows[0] / bases[0])
        high = max(nows[1] / bases[0], nows[1] / bases[1])
        yield Number(
            item,
            (now.value / base.value - 1) * PERCENT,
            (low - 1) * PERCENT,
            (high - 1) * PERCENT,
            "percent",
            (now, base),
        )


def _changes(claim: Claim, issuer: Issuer, item: Item) -> Iterator[Number]:
    for now, base in _pairs(claim, issuer, item):
        if _is_of_unit(claim, now):
            yield Number(
                item,
                now.value - base.value,
                now.low - base.high,
                now.high - base.low,
                now.unit,
                (now, base),
            )


def _pairs(claim: Claim, issuer: Issuer, item: Item) -> Iterator[tuple[Known, Known]]:
    """An amount with the one that it is compared with."""
    assert claim.period
    is_base = is_just_before if claim.is_sequential else is_year_ago
    for now in _amounts(issuer, item, claim.period, claim.scenario):
        periods = [claim.base] if claim.base else issuer.periods
        for period in periods:
            if claim.base or is_base(period, now.period):
                for base in _amounts(issuer, item, period, ACTUAL):
                    if now.unit == base.unit:
                        yield now, base
