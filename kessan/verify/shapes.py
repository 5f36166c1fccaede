"""What is found of a report, as JSON and to an agent; numbers are exact texts."""

from typing import Literal

from kessan.answers.shapes import Exact, Moment, Shape
from kessan.decimals import plain
from kessan.verify.claim import Finding, Known, Verdict


class Proof(Shape):
    """A number that a figure was held against."""

    key: str
    """Its metric_key or figure_key: `kessan ask` has everything that holds it."""
    figure_key: str | None
    """The key of its printed cell; null where it is derived or computed."""
    value: Exact
    """The number in base units."""
    unit: str
    """Its unit, such as `JPY` or `percent`."""
    printed_text: str | None
    """What is printed in the cell."""
    source: str | None
    """The release, table and line of the cell."""
    verdict: str | None
    """Whether identities prove it: `proven`, `unproven`, `contradicted`, or null."""


class Found(Shape):
    """A figure of the report, and what is published of it."""

    place: str
    """Its line, its line and column, or its sheet and cell."""
    company: str | None
    """The key of the company that it is of; null where none is named."""
    words: str
    """The line item, as the report calls it."""
    printed: str
    """The figure as the report has it."""
    measure: str
    """`amount`, `ratio`, `change` or `yoy_percent`."""
    first_day: Moment | None
    """The first day of its period; null at an instant, or where none is known."""
    last_day: Moment | None
    """The last day of its period, or the instant."""
    verdict: Literal["matches", "differs", "not known"]
    """What is published says the same, something else, or nothing that is sure."""
    reason: str | None
    """Why it differs or is not known."""
    right: list[Exact]
    """What it should say, in its own unit and scale: each number that it may mean."""
    notes: list[str]
    """What else is to know, as that it was restated since."""
    proof: list[Proof]
    """The numbers that it was held against; of a growth, both."""


class Counts(Shape):
    """How many figures have each verdict."""

    matches: int
    """They are what is published."""
    differs: int
    """They are wrong however their words are understood."""
    not_known: int
    """They cannot be judged, each for its reason."""


class Verified(Shape):
    """All figures of a report with a line item and a period in words."""

    generation: str
    """The generation of what is published that it was held against."""
    counts: Counts
    """How many have each verdict."""
    findings: list[Found]
    """Each of them, in the order of the report."""


def verified(generation: str, findings: tuple[Finding, ...]) -> Verified:
    """The findings as they are told."""
    told = [found(finding) for finding in findings]
    said = [one.verdict for one in told]
    counts = Counts(
        matches=said.count(Verdict.MATCHES.value),
        differs=said.count(Verdict.DIFFERS.value),
        not_known=said.count(Verdict.NOT_KNOWN.value),
    )
    return Verified(generation=generation, counts=counts, findings=told)


def found(finding: Finding) -> Found:
    """One of them."""
    claim = finding.claim
    first, last = claim.period or (None, None)
    return Found(
        place=claim.place,
        company=claim.company or None,
        words=claim.label,
        printed=claim.printed_text,
        measure=claim.measure,
        first_day=first.isoformat() if first else None,
        last_day=last.isoformat() if last else None,
        verdict=finding.verdict.value,
        reason=finding.reason or None,
        right=[f"{value:f}" for value in finding.right],
        notes=[*finding.notes],
        proof=[_proof(known) for known in finding.known],
    )


def _proof(known: Known) -> Proof:
    return Proof(
        key=known.key,
        figure_key=known.figure_key,
        value=plain(known.value),
        unit=known.unit,
        printed_text=known.printed_text or None,
        source=known.source or None,
        verdict=known.verdict,
    )
