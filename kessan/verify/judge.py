"""What the warehouse says of a claim."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from kessan.read.prose.figure import ACTUAL, CHANGE, GROWTH
from kessan.verify.claim import Claim, Finding, Known, Verdict
from kessan.verify.issuer import Issuer, is_year_ago, keys_of
from kessan.verify.numbers import SCALES, Number, is_plain, numbers_of
from kessan.verify.words import rows

# A fiscal year that is called by its number.
NUMBERED = re.compile(
    r"^(?!.*\b(?:ended|ending)\b)(?=.*(?:fiscal|financial|\bfy|\d[hq]|[hq]\d))", re.I
)


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


# What a report as a whole says of its claims.


def _scales(claims: list[Claim], issuers: Mapping[str, Issuer]) -> dict[str, int]:
    """The scale of each table that says none: the only one that most cells have."""
    votes: dict[str, Counter[int]] = defaultdict(Counter)
    asked: Counter[str] = Counter()
    for claim in claims:
        issuer = issuers.get(claim.company)
        if claim.scale is not None or not issuer or claim.reasons:
            continue
        scaled = [n for n in numbers_of(claim, issuer) if not is_plain(n.unit)]
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
        if 2 * most > asked[table] and is_alone:
            found[table] = scale
    return found


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
        issuer = issuers.get(one.claim.company)
        if not issuer or not _is_by_number(one.claim):
            continue
        right[one.claim.company] += one.verdict is Verdict.MATCHES
        if one.verdict is Verdict.DIFFERS:
            shifted[one.claim.company] += _is_of_a_year_beside(one.claim, issuer)
    return {of for of, count in shifted.items() if count > max(1, right[of])}


def _is_of_a_year_beside(claim: Claim, issuer: Issuer) -> bool:
    """Whether it would be right of the year before or after."""
    assert claim.period
    return any(
        number.is_said_by(moved)
        for period in issuer.periods
        if is_year_ago(period, claim.period) or is_year_ago(claim.period, period)
        for moved in [replace(claim, period=period, base=None)]
        for number in numbers_of(moved, issuer)
    )


# What is said of a single one.


def _finding(claim: Claim, issuer: Issuer | None) -> Finding:
    """The verdict of one claim: what is not clear is not known."""
    if issuer is None:
        return _unknown(claim, "no company is named")
    said = claim.reasons[0] if claim.reasons else ""
    items = issuer.items(claim.label, claim.around)
    if not items:
        return _unknown(claim, f"no line item is called {claim.label!r}")
    if claim.period is None:
        return _unknown(claim, said or "no period is said")
    numbers = list(numbers_of(claim, issuer))
    if not numbers:
        nothing = f"nothing is published of {keys_of(items)} then, so measured"
        return _mistaken(claim, issuer) or _unknown(claim, said or nothing)
    right = [number for number in numbers if number.is_said_by(claim)]
    if right:
        return _right(claim, issuer, right, numbers)
    if doubt := _doubt(claim, numbers):
        return doubt
    latest = [number for number in numbers if number.is_latest] or numbers
    values = tuple(dict.fromkeys(number.as_in(claim) for number in latest))
    return Finding(claim, Verdict.DIFFERS, _why(claim, latest), latest[0].known, values)


def _right(
    claim: Claim, issuer: Issuer, right: list[Number], numbers: list[Number]
) -> Finding:
    """A claim that is true of a number that it may mean, and maybe not of another.

    A part that the text names is meant, or the whole: whichever fits. So is the line
    item that is called by just these words.
    """
    items = {number.item for number in right}
    others = {number.item for number in numbers} - items
    is_meant = {item[0] for item in others} <= {item[0] for item in items}
    if not is_meant and not items & issuer.named(claim.label):
        reason = f"it is {keys_of(items)}, but the words may mean {keys_of(others)}"
        return _unknown(claim, reason, right[0].known)
    best = min(right, key=lambda one: not one.is_latest)
    notes = tuple(_notes(best, numbers))
    return Finding(claim, Verdict.MATCHES, "", best.known, notes=notes)


def _doubt(claim: Claim, numbers: list[Number]) -> Finding | None:
    """Why a claim that is not right may not be wrong."""
    if claim.reasons:
        return _unknown(claim, claim.reasons[0])
    if claim.unread:
        words = ", ".join(dict.fromkeys(claim.unread))
        return _unknown(claim, f"not understood beside it: {words}")
    if claim.scale is None and not all(is_plain(number.unit) for number in numbers):
        return _unknown(claim, "no scale is said, such as millions")
    for number in numbers:
        if number.known[0].is_computed and (ways := _definitions().get(number.item[0])):
            return _unknown(claim, f"reports differ in {ways}", number.known)
        if number.may_be_said_by(claim):
            reason = "what is published is rounded, and leaves it open"
            return _unknown(claim, reason, number.known)
    return None


def _unknown(claim: Claim, reason: str, known: tuple[Known, ...] = ()) -> Finding:
    return Finding(claim, Verdict.NOT_KNOWN, reason, known)


@cache
def _definitions() -> dict[str, str]:
    """In what the definitions of computed line items differ."""
    return {
        row["line_item_key"]: row["defined_in_several_ways"]
        for row in rows("definitions.csv")
    }


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
    right = [n for n in numbers_of(other, issuer) if n.is_said_by(other)]
    if not right:
        return None
    values = tuple(dict.fromkeys(number.as_in(other) for number in right))
    return Finding(claim, Verdict.DIFFERS, why, right[0].known, values)


def _why(claim: Claim, numbers: list[Number]) -> str:
    """What kind of error it looks like."""
    for number in numbers:
        scale = number.scale_of(claim) or 0
        if not number.value:
            continue
        if claim.says(-number.value, scale) or claim.says(number.value, scale):
            return "the sign is wrong"
        if any(claim.says(number.value, s) for s in SCALES if s != scale):
            return "the scale is wrong"
    return "the number is wrong"


def _notes(right: Number, numbers: list[Number]) -> Iterator[str]:
    """What else is to be said of a right number."""
    if right.known[0].scenario != ACTUAL:
        yield right.known[0].scenario.replace("_", " ")
    if not right.is_latest:
        later = [n for n in numbers if n.is_latest and n.item == right.item]
        by = f" by {later[0].known[0].release_id}" if later else ""
        yield f"an earlier word, restated since{by}"
    verdicts = {known.verdict for known in right.known}
    if "contradicted" in verdicts:
        yield "contradicted by an identity"
    elif verdicts - {"proven"}:
        yield "not proven"
