"""What the warehouse says of a claim."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

from kessan.read.labels.words import sense
from kessan.read.prose.figure import ACTUAL, AMOUNT, CHANGE, GROWTH, Period
from kessan.verify.claim import Claim, Finding, Known, Verdict
from kessan.verify.issuer import Issuer, Item, keys_of

SCALES = (0, 3, 6, 9, 12)
# Scales of what is not money in the millions.
PLAIN = ("percent", "pure", "months")
PERCENT = 100
NO_ITEM = "no line item is called"
# How far apart days a year apart may lie, in calendars of weeks.
YEAR, SLACK = timedelta(days=365), timedelta(days=9)
# A scale is that of a table when so many of its cells say so.
VOTES = 2
# The words of what flows out: a payment is called by its amount.
INFLOW = ("provided", "generated", "inflow", "from", "proceeds")

Pair = tuple[Known, ...]


def findings(claims: Iterable[Claim], issuers: Mapping[str, Issuer]) -> list[Finding]:
    """Each claim with its verdict, in their order."""
    listed = list(claims)
    scales = _scales(listed, issuers)
    found: list[Finding] = []
    strange: set[str] = set()
    for claim in listed:
        if claim.scale is None and claim.table in scales:
            claim = claim.in_scale(scales[claim.table])
        finding = _finding(claim, issuers.get(claim.company))
        if finding.reason.startswith(NO_ITEM) and not claim.table:
            strange.add(claim.place)
        elif finding.verdict is Verdict.DIFFERS and claim.place in strange:
            # Its words may leave out what the ones before have named.
            finding = _unknown(claim, "it may be of what is named before, not known")
        found.append(finding)
    return found


def _scales(claims: list[Claim], issuers: Mapping[str, Issuer]) -> dict[str, int]:
    """The scale of each table that says none: the only one that most cells have."""
    votes: dict[str, Counter[int]] = defaultdict(Counter)
    asked: Counter[str] = Counter()
    for claim in claims:
        issuer = issuers.get(claim.company)
        if claim.scale is not None or not issuer or claim.reasons:
            continue
        scaled = [
            (low, high, unit)
            for low, high, unit, _ in _numbers(claim, issuer)
            if not _is_plain(unit)
        ]
        asked[claim.table] += bool(scaled)
        for scale in SCALES:
            hit = any(
                low != 0 and claim.is_right(low, high, scale, turn)
                for low, high, _ in scaled
                for turn in (1, -1)
            )
            votes[claim.table][scale] += hit
    found = {}
    for table, counted in votes.items():
        (scale, most), *rest = counted.most_common()
        is_alone = not rest or rest[0][1] < most
        if most >= VOTES and 2 * most > asked[table] and is_alone:
            found[table] = scale
    return found


def _finding(claim: Claim, issuer: Issuer | None) -> Finding:
    if issuer is None:
        return _unknown(claim, "no company is named")
    items = issuer.items(claim.label, claim.around)
    if not items:
        return _unknown(claim, f"{NO_ITEM} {claim.label!r}")
    if claim.period is None:
        said = claim.reasons[0] if claim.reasons else "no period is said"
        return _unknown(claim, said)
    tried = list(_numbers(claim, issuer))
    if not tried:
        return _unknown(claim, f"nothing is published of {keys_of(items)} then")
    right = [
        (pair, low, high)
        for low, high, unit, pair in tried
        if _is_right(claim, low, high, unit, pair)
    ]
    if right:
        best = min(right, key=lambda one: not one[0][0].is_latest)
        return Finding(claim, Verdict.MATCHES, "", best[0], notes=_notes(best[0]))
    if claim.reasons:
        return _unknown(claim, claim.reasons[0])
    if claim.scale is None and not all(_is_plain(unit) for _, _, unit, _ in tried):
        return _unknown(claim, "no scale is said, such as millions")
    latest = [one for one in tried if one[3][0].is_latest] or tried
    values = tuple(
        dict.fromkeys(
            _shown(
                claim,
                (low + high) / 2,
                _scale(claim, unit),
                is_loss=_is_loss_itself(pair),
            )
            for low, high, unit, pair in latest
        )
    )
    reason = _why(claim, latest)
    return Finding(claim, Verdict.DIFFERS, reason, latest[0][3], values)


def _unknown(claim: Claim, reason: str) -> Finding:
    return Finding(claim, Verdict.NOT_KNOWN, reason)


def _why(claim: Claim, tried: list[tuple[Decimal, Decimal, str, Pair]]) -> str:
    """What kind of error it looks like."""
    for low, high, unit, _ in tried:
        scale = _scale(claim, unit) or 0
        if low and (claim.meets(low, high, scale) or claim.meets(low, high, scale, -1)):
            return "the sign is wrong"
        for other in SCALES:
            if low and other != scale and claim.meets(low, high, other):
                return "the scale is wrong"
    return "the number is wrong"


def _is_right(claim: Claim, low: Decimal, high: Decimal, unit: str, pair: Pair) -> bool:
    scale = _scale(claim, unit)
    scales = [scale] if scale is not None else [*SCALES]
    said = sense(claim.label)
    turns = [1]
    if claim.measure not in (GROWTH, CHANGE):
        if said.is_loss:
            # A loss of five is what an income of minus five is, and not one of five.
            is_own = _is_loss_itself(pair)
            turns = [1, -1] if is_own else ([-1] if claim.printed_value > 0 else [1])
        elif high < 0 and claim.printed_value > 0 and _is_outflow(claim):
            turns = [-1, 1]
    return any(claim.is_right(low, high, s, turn) for s in scales for turn in turns)


def _is_outflow(claim: Claim) -> bool:
    """Whether the words name what is paid, and not what is left or comes in."""
    label = claim.label.lower()
    named = set(label.replace("-", " ").split())
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


def _is_loss_itself(pair: Pair) -> bool:
    """Whether the line item is called a loss, as impairment losses are."""
    return sense(pair[0].item[0].replace("_", " ")).is_loss


def _shown(
    claim: Claim, value: Decimal, scale: int | None, *, is_loss: bool
) -> Decimal:
    """What it should say, to its own places."""
    exponent = claim.printed_value.as_tuple().exponent
    assert isinstance(exponent, int)
    scaled = value.scaleb(-(scale or 0))
    if claim.measure == AMOUNT and sense(claim.label).is_loss and not is_loss:
        scaled = -scaled
    return scaled.quantize(Decimal(1).scaleb(exponent))


def _notes(pair: Pair) -> tuple[str, ...]:
    notes = []
    if not pair[0].is_latest:
        notes.append("printed so, and restated since")
    if any(known.verdict == "contradicted" for known in pair):
        notes.append("contradicted by an identity")
    return tuple(notes)


def _numbers(
    claim: Claim, issuer: Issuer
) -> Iterator[tuple[Decimal, Decimal, str, Pair]]:
    """All that a claim may mean: between what it lies, its unit, and of what it is."""
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
                    yield known.low, known.high, known.unit, (known,)


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


def _growths(
    claim: Claim, issuer: Issuer, item: Item
) -> Iterator[tuple[Decimal, Decimal, str, Pair]]:
    assert claim.period
    is_year_ago = claim.base is None or _is_year_ago(claim.base, claim.period)
    if is_year_ago:
        for known in issuer.by_period.get((item, claim.period, ACTUAL), []):
            if known.measure == GROWTH:
                yield known.low, known.high, "percent", (known,)
    for now, base in _pairs(claim, issuer, item):
        turn = -1 if now.high < 0 and base.high < 0 else 1
        nows = sorted((turn * now.low, turn * now.high))
        bases = sorted((turn * base.low, turn * base.high))
        if bases[0] <= 0:
            continue
        lows = min(nows[0] / bases[1], nows[0] / bases[0])
        highs = max(nows[1] / bases[0], nows[1] / bases[1])
        yield (lows - 1) * PERCENT, (highs - 1) * PERCENT, "percent", (now, base)


def _changes(
    claim: Claim, issuer: Issuer, item: Item
) -> Iterator[tuple[Decimal, Decimal, str, Pair]]:
    for now, base in _pairs(claim, issuer, item):
        if _is_of_unit(claim, now):
            yield now.low - base.high, now.high - base.low, now.unit, (now, base)


def _pairs(claim: Claim, issuer: Issuer, item: Item) -> Iterator[tuple[Known, Known]]:
    """An amount, and that compared with: of a year ago, where none is said."""
    assert claim.period
    nows = _amounts(issuer, item, claim.period, claim.scenario)
    if claim.base:
        bases = _amounts(issuer, item, claim.base, ACTUAL)
    else:
        bases = [
            known
            for (of, period, scenario), found in issuer.by_period.items()
            if of == item and scenario == ACTUAL
            for known in found
            if known.measure != GROWTH and nows and _is_year_ago(period, nows[0].period)
        ]
    for now in nows:
        for base in bases:
            if now.unit == base.unit:
                yield now, base


def _is_year_ago(base: Period, period: Period) -> bool:
    if (base[0] is None) != (period[0] is None):
        return False
    if base[0] and period[0] and abs(period[0] - base[0] - YEAR) > SLACK:
        return False
    return abs(period[1] - base[1] - YEAR) <= SLACK
