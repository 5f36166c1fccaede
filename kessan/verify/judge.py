"""What the warehouse says of a claim."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from kessan.read.labels.words import sense
from kessan.read.prose.figure import ACTUAL, AMOUNT, CHANGE, GROWTH, Period
from kessan.verify.claim import Claim, Finding, Known, Verdict
from kessan.verify.issuer import (
    Issuer,
    Item,
    is_just_before,
    is_year_ago,
    keys_of,
)
from kessan.verify.words import rows

SCALES = (0, 3, 6, 9, 12)
# Scales of what is not money in the millions.
PLAIN = ("percent", "pure", "months")
PERCENT = 100
NO_ITEM = "no line item is called"
# A scale is that of a table when so many of its cells say so.
VOTES = 2
# A fiscal year that is called by its number.
NUMBERED = re.compile(
    r"^(?!.*\b(?:ended|ending)\b)(?=.*(?:fiscal|financial|\bfy|\d[hq]|[hq]\d))", re.I
)
# The words of what flows out: a payment is called by its amount.
INFLOW = ("provided", "generated", "inflow", "from", "proceeds")


@dataclass(frozen=True)
class Number:
    """A number that a claim may mean: of what, between what it lies, what it is from.

    `low` and `high` are its ends where it is computed of rounded figures. `is_beside`
    is of one that is not meant, and that makes a claim unclear where it fits.
    """

    item: Item
    value: Decimal
    low: Decimal
    high: Decimal
    unit: str
    known: tuple[Known, ...]
    is_beside: bool = False
    is_cost: bool = False

    @property
    def is_latest(self) -> bool:
        """Whether all that it is of are the latest words."""
        return all(known.is_latest for known in self.known)


def findings(claims: Iterable[Claim], issuers: Mapping[str, Issuer]) -> list[Finding]:
    """Each claim with its verdict, in their order."""
    listed = list(claims)
    scales = _scales(listed, issuers)
    found: list[Finding] = []
    for claim in listed:
        if claim.scale is None and claim.table in scales:
            claim = replace(claim, scale=scales[claim.table])
        found.append(_finding(claim, issuers.get(claim.company)))
    otherwise = _call_years_otherwise(found, issuers)
    return [
        _unknown(one.claim, "the report seems to call fiscal years otherwise")
        if one.verdict is Verdict.DIFFERS
        and one.claim.company in otherwise
        and _is_by_number(one.claim)
        else one
        for one in found
    ]


def _is_by_number(claim: Claim) -> bool:
    """Whether its period is told by the number of a fiscal year, and by no day."""
    return bool(NUMBERED.search(claim.period_words))


def _call_years_otherwise(
    found: list[Finding], issuers: Mapping[str, Issuer]
) -> set[str]:
    """The companies whose fiscal years have other numbers in the report.

    More of their figures would be right a year before or after than are right.
    """
    right: Counter[str] = Counter()
    shifted: Counter[str] = Counter()
    for one in found:
        claim, issuer = one.claim, issuers.get(one.claim.company)
        if not issuer or not claim.period or not _is_by_number(claim):
            continue
        if one.verdict is Verdict.MATCHES:
            right[claim.company] += 1
        elif one.verdict is Verdict.DIFFERS:
            shifted[claim.company] += any(
                _is_right(moved, number)
                for period in issuer.periods
                if is_year_ago(period, claim.period)
                or is_year_ago(claim.period, period)
                for moved in [replace(claim, period=period, base=None)]
                for number in _numbers(moved, issuer)
                if not number.is_beside
            )
    return {of for of, count in shifted.items() if count > max(1, right[of])}


def _scales(claims: list[Claim], issuers: Mapping[str, Issuer]) -> dict[str, int]:
    """The scale of each table that says none: the only one that most cells have."""
    votes: dict[str, Counter[int]] = defaultdict(Counter)
    asked: Counter[str] = Counter()
    for claim in claims:
        issuer = issuers.get(claim.company)
        if claim.scale is not None or not issuer or claim.reasons:
            continue
        scaled = [n for n in _numbers(claim, issuer) if not _is_plain(n.unit)]
        asked[claim.table] += bool(scaled)
        for scale in SCALES:
            votes[claim.table][scale] += any(
                number.value != 0 and claim.is_right(turn * number.value, scale)
                for number in scaled
                for turn in (1, -1)
            )
    found = {}
    for table, counted in votes.items():
        (scale, most), *rest = counted.most_common()
        is_alone = not rest or rest[0][1] < most
        if most >= VOTES and 2 * most > asked[table] and is_alone:
            found[table] = scale
    return found


def _finding(claim: Claim, issuer: Issuer | None) -> Finding:
    """The verdict of one claim: what is not clear is not known."""
    said = claim.reasons[0] if claim.reasons else ""
    if issuer is None:
        return _unknown(claim, "no company is named")
    items = issuer.items(claim.label, claim.around)
    if not items:
        return _unknown(claim, f"{NO_ITEM} {claim.label!r}")
    if claim.period is None:
        return _unknown(claim, said or "no period is said")
    numbers = list(_numbers(claim, issuer))
    meant = [number for number in numbers if not number.is_beside]
    if not meant:
        return _mistaken(claim, issuer) or _unknown(
            claim, said or f"nothing is published of {keys_of(items)} then, so measured"
        )
    right = [number for number in meant if _is_right(claim, number)]
    right_items = {number.item for number in right}
    others = {n.item for n in meant} - right_items
    # A part that the text names is meant, or the whole: whichever fits.
    if right and {item[0] for item in others} <= {item[0] for item in right_items}:
        best = min(right, key=lambda one: not one.is_latest)
        notes = tuple(_notes(best, meant))
        return Finding(claim, Verdict.MATCHES, "", best.known, notes=notes)
    if right:
        return _unknown(
            claim,
            f"it is {keys_of(right_items)}, but the words may mean {keys_of(others)}",
            right[0].known,
        )
    if claim.reasons:
        return _unknown(claim, said)
    if claim.unread:
        return _unknown(
            claim, f"not understood beside it: {', '.join(dict.fromkeys(claim.unread))}"
        )
    if claim.scale is None and not all(_is_plain(number.unit) for number in meant):
        return _unknown(claim, "no scale is said, such as millions")
    computed = [n for n in meant if n.known[0].is_computed and _ways(n.item)]
    if computed:
        return _unknown(
            claim,
            f"reports differ in {_ways(computed[0].item)}",
            computed[0].known,
        )
    near = [n for n in numbers if _may_be_right(claim, n)]
    if near:
        return _unknown(
            claim,
            "it is the growth from the period before"
            if near[0].is_beside
            else "what is published is rounded, and leaves it open",
            near[0].known,
        )
    latest = [number for number in meant if number.is_latest] or meant
    values = tuple(dict.fromkeys(_shown(claim, number) for number in latest))
    return Finding(claim, Verdict.DIFFERS, _why(claim, latest), latest[0].known, values)


@cache
def _definitions() -> dict[str, str]:
    return {
        row["line_item_key"]: row["defined_in_several_ways"]
        for row in rows("definitions.csv")
    }


def _ways(item: Item) -> str:
    """In what the definitions of a computed line item differ."""
    return _definitions().get(item[0], "")


def _unknown(claim: Claim, reason: str, known: tuple[Known, ...] = ()) -> Finding:
    return Finding(claim, Verdict.NOT_KNOWN, reason, known)


def _mistaken(claim: Claim, issuer: Issuer) -> Finding | None:
    """A claim in a unit that its line item has not, where the number is the right one.

    It is in another currency, or in percentage points in place of percent. Another
    number may be converted, or be of something else.
    """
    if claim.reasons or claim.unread or not claim.unit:
        return None
    if claim.measure == CHANGE and claim.unit == "percent":
        other, why = replace(claim, measure=GROWTH), "it is percent, and no points"
    elif claim.unit[:3].isupper() and claim.unit[:3] != issuer.currency:
        unit = issuer.currency + claim.unit[3:]
        other, why = replace(claim, unit=unit), f"the currency is {issuer.currency}"
    else:
        return None
    right = [
        number
        for number in _numbers(other, issuer)
        if not number.is_beside and _is_right(other, number)
    ]
    if not right:
        return None
    values = tuple(dict.fromkeys(_shown(other, number) for number in right))
    return Finding(claim, Verdict.DIFFERS, why, right[0].known, values)


def _why(claim: Claim, numbers: list[Number]) -> str:
    """What kind of error it looks like."""
    for number in numbers:
        scale = _scale(claim, number.unit) or 0
        if not number.value:
            continue
        if claim.says(-number.value, scale) or claim.says(number.value, scale):
            return "the sign is wrong"
        if any(claim.says(number.value, s) for s in SCALES if s != scale):
            return "the scale is wrong"
    return "the number is wrong"


def _turns(claim: Claim, number: Number) -> tuple[int, ...]:
    """The signs with which a number may be told.

    A loss of five is an income of minus five, and not one of five. What is paid is
    told by its amount.
    """
    if claim.measure in (GROWTH, CHANGE):
        return (1,)
    if number.is_cost:
        return (1, -1)
    if sense(claim.label).is_loss:
        if _is_loss_itself(number):
            return (1, -1)
        return (-1,) if claim.printed_value > 0 else (1,)
    if number.high < 0 < claim.printed_value and _is_outflow(claim):
        return (-1, 1)
    return (1,)


def _is_right(claim: Claim, number: Number) -> bool:
    scale = _scale(claim, number.unit)
    scales = [scale] if scale is not None else [*SCALES]
    turns = _turns(claim, number)
    return any(claim.is_right(t * number.value, s) for s in scales for t in turns)


def _may_be_right(claim: Claim, number: Number) -> bool:
    """Whether it may be right, seen how exactly the number is known."""
    if number.is_beside:
        return _is_right(claim, number)
    if number.low == number.high:
        return False
    scale = _scale(claim, number.unit) or 0
    return any(
        claim.may_be_right(*sorted((t * number.low, t * number.high)), scale)
        for t in _turns(claim, number)
    )


def _is_outflow(claim: Claim) -> bool:
    """Whether the words name what is paid, and not what is left or comes in."""
    named = set(claim.label.lower().replace("-", " ").split())
    if "used" in named or "outflow" in named:
        return True
    is_rest = {"income", "profit", "margin", "cash", "flow", "flows"} & named
    return not is_rest and not set(INFLOW) & named


def _is_plain(unit: str) -> bool:
    return unit in PLAIN or "_per_" in unit


def _scale(claim: Claim, unit: str) -> int | None:
    """The power of ten of a claim, if it is of a unit."""
    is_said = claim.is_own_unit and claim.unit == unit
    return claim.scale if is_said or not _is_plain(unit) else 0


def _is_loss_itself(number: Number) -> bool:
    """Whether the line item is called a loss, as impairment losses are."""
    return sense(number.item[0].replace("_", " ")).is_loss


def _shown(claim: Claim, number: Number) -> Decimal:
    """What it should say, to its own places."""
    exponent = claim.printed_value.as_tuple().exponent
    assert isinstance(exponent, int)
    scaled = number.value.scaleb(-(_scale(claim, number.unit) or 0))
    is_of_loss = claim.measure == AMOUNT and sense(claim.label).is_loss
    if is_of_loss and not _is_loss_itself(number):
        scaled = -scaled
    return scaled.quantize(Decimal(1).scaleb(exponent))


def _notes(right: Number, meant: list[Number]) -> Iterator[str]:
    """What else is to be said of a right number."""
    if right.known[0].scenario != ACTUAL:
        yield right.known[0].scenario.replace("_", " ")
    if not right.is_latest:
        later = [n for n in meant if n.is_latest and n.item == right.item]
        by = f" by {later[0].known[0].release_id}" if later else ""
        yield f"an earlier word, restated since{by}"
    verdicts = {known.verdict for known in right.known}
    if "contradicted" in verdicts:
        yield "contradicted by an identity"
    elif verdicts - {"proven"}:
        yield "not proven"


def _numbers(claim: Claim, issuer: Issuer) -> Iterator[Number]:
    """All that a claim may mean."""
    if claim.period is None:
        return
    for item in sorted(issuer.items(claim.label, claim.around)):
        if claim.measure == GROWTH:
            yield from _growths(claim, issuer, item)
        elif claim.measure == CHANGE:
            yield from _changes(claim, issuer, item)
        else:
            for known in _amounts(issuer, item, claim.period, claim.scenario):
                if _is_of_unit(claim, known):
                    yield Number(
                        item,
                        known.value,
                        known.low,
                        known.high,
                        known.unit,
                        (known,),
                        is_cost=item[0] in issuer.costs,
                    )


def _is_of_unit(claim: Claim, known: Known) -> bool:
    if claim.unit is None or claim.unit == known.unit:
        return True
    if claim.table and known.unit.startswith(f"{claim.unit}_per_"):
        # `EPS (yen)` of a table leaves out what it is per.
        return True
    # The unit of a table is that of its amounts, and not of shares and of ratios.
    return not claim.is_own_unit and _is_plain(known.unit)


def _amounts(
    issuer: Issuer, item: Item, period: Period, scenario: str | None
) -> list[Known]:
    """The amounts of an item in a period; a balance is that of its last day."""
    when = period
    if issuer.period_types.get(item[0]) == "instant":
        when = (None, period[1])
    elif period[0] is None:
        return []
    found: list[Known] = []
    for said in _scenarios(scenario):
        found += issuer.by_period.get((item, when, said), [])
    return [known for known in found if known.measure != GROWTH]


def _scenarios(scenario: str | None) -> tuple[str, ...]:
    return (
        (ACTUAL,)
        if scenario in (ACTUAL, None)
        else ("revised_forecast", "initial_forecast", "forecast")
    )


def _growths(claim: Claim, issuer: Issuer, item: Item) -> Iterator[Number]:
    assert claim.period
    is_from_year_ago = not claim.is_sequential and (
        claim.base is None or is_year_ago(claim.base, claim.period)
    )
    if is_from_year_ago:
        for known in issuer.by_period.get((item, claim.period, ACTUAL), []):
            if known.measure == GROWTH:
                yield Number(
                    item, known.value, known.low, known.high, "percent", (known,)
                )
    for now, base, is_beside in _pairs(claim, issuer, item):
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
            is_beside,
        )


def _changes(claim: Claim, issuer: Issuer, item: Item) -> Iterator[Number]:
    for now, base, is_beside in _pairs(claim, issuer, item):
        if _is_of_unit(claim, now):
            yield Number(
                item,
                now.value - base.value,
                now.low - base.high,
                now.high - base.low,
                now.unit,
                (now, base),
                is_beside,
            )


def _pairs(
    claim: Claim, issuer: Issuer, item: Item
) -> Iterator[tuple[Known, Known, bool]]:
    """An amount with the one that it is compared with, and if that is not meant.

    Where no base is said, it is the year ago; the period before it is then beside.
    """
    assert claim.period
    nows = _amounts(issuer, item, claim.period, claim.scenario)
    for now in nows:
        if claim.base:
            bases = [(b, False) for b in _amounts(issuer, item, claim.base, ACTUAL)]
        else:
            bases = [
                (
                    base,
                    not (is_just_before if claim.is_sequential else is_year_ago)(
                        period, now.period
                    ),
                )
                for period in issuer.periods
                if is_year_ago(period, now.period)
                or (
                    (claim.is_sequential or not claim.is_base_said)
                    and is_just_before(period, now.period)
                )
                for base in _amounts(issuer, item, period, ACTUAL)
            ]
        for base, is_beside in bases:
            if now.unit == base.unit:
                yield now, base, is_beside
