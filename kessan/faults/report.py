"""What the attack says: tables for a terminal, a CSV for further study."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kessan.faults.damages import OPERATORS
from kessan.faults.evaluate import FAMILIES, Evaluation, Verdict
from kessan.faults.sample import RealBuild

# How many survivors of a kind are printed; all of them are in the CSV.
SHOWN = 100

RESULT_COLUMNS = (
    "fault_id",
    "operator",
    "csv",
    "table_id",
    "line_number",
    "column_number",
    "label",
    "before",
    "after",
    "is_in_thousands",
    *(f"{family}_findings" for family in FAMILIES),
    "is_caught",
    "problems",
    "proposed",
    "harmful",
)


@dataclass(frozen=True)
class Target:
    """A share of damages that identities alone must catch, in percent."""

    name: str
    operators: tuple[str, ...]
    percent: int


# For figures of statements in thousands, which foot to the last digit.
TARGETS = (
    Target("one-unit errors", ("last_digit_up", "last_digit_down"), 90),
    Target("sign flips", ("sign_flipped",), 100),
    Target("scale errors", ("times_1000", "divided_by_1000"), 100),
    Target("dropped lines", ("line_dropped",), 100),
    Target("duplicated lines", ("line_duplicated",), 100),
)


def summary(evaluation: Evaluation, results: str) -> Iterator[str]:
    """What is caught and what is missed; `results` is where the rest stands."""
    in_thousands = evaluation.in_thousands
    yield "\nCaught by the checks of types and labels alone (input), by identities"
    yield "alone, by all checks with the control totals. All damages:\n"
    yield from table(evaluation.verdicts)
    if in_thousands:
        yield "\nOf these, figures of statements in thousands:\n"
        yield from table(in_thousands)
        yield "\nThere, by identities alone:\n"
        yield from targets(in_thousands)
    yield "\nDamages of which another figure is proposed, to look up:\n"
    yield from proposals(evaluation.verdicts)
    kinds = {
        "Proposed what was not printed": evaluation.harmed,
        "Missed by everything": evaluation.missed,
        "Missed by identities, in thousands": missed_by_identities(in_thousands),
    }
    for kind, survivors in kinds.items():
        yield f"\n{kind}: {len(survivors):,}"
        yield from named(survivors, results)
    for fault_id, problems in evaluation.control_findings.items():
        yield f"\nNothing was damaged in {fault_id}, but it is refused:"
        yield from (f"    {problem}" for problem in problems)


def real_builds(builds: list[RealBuild]) -> Iterator[str]:
    """Whether the real builds say what the audit of many releases says."""
    disagree = [build for build in builds if not build.agrees]
    agree = len(builds) - len(disagree)
    yield f"\nReal builds: {agree} agree, {len(disagree)} disagree"
    if stopped := sum(build.counts is None for build in builds):
        yield f"{stopped} stopped before the findings: compared by exit code alone"
    for build in disagree:
        yield from named([build.verdict])
        yield f"    among many: {dict(build.verdict.counts)}"
        yield f"    really: exit code {build.exit_code}, {build.counts}, {build.said}"


def table(verdicts: list[Verdict]) -> Iterator[str]:
    """The counts by operator, a line each, with a head and a total."""
    head = ("tried", "input", "identities", "all checks", "missed")
    yield f"{'':<16}" + "".join(f"{name:>12}" for name in head)
    for operator in OPERATORS:
        of_operator = [v for v in verdicts if v.damage.operator == operator]
        if of_operator:
            yield _counts(operator, of_operator)
    yield _counts("total", verdicts)


def _counts(name: str, verdicts: list[Verdict]) -> str:
    caught = sum(verdict.is_caught for verdict in verdicts)
    counts = (
        len(verdicts),
        sum(verdict.is_caught_by("input") for verdict in verdicts),
        sum(verdict.is_caught_by("identity") for verdict in verdicts),
        caught,
        len(verdicts) - caught,
    )
    return f"{name:<16}" + "".join(f"{count:>12,}" for count in counts)


def proposals(verdicts: list[Verdict]) -> Iterator[str]:
    """Of how many damages a figure is proposed, by operator; rightly or not."""
    yield f"{'':<16}" + "".join(
        f"{name:>12}" for name in ("tried", "proposed", "right", "harmful")
    )
    for operator in (*OPERATORS, "total"):
        tried = [v for v in verdicts if operator in ("total", v.damage.operator)]
        if tried:
            counts = (
                len(tried),
                sum(bool(verdict.proposed) for verdict in tried),
                sum(verdict.is_mended for verdict in tried),
                sum(verdict.is_harmed for verdict in tried),
            )
            yield f"{operator:<16}" + "".join(f"{count:>12,}" for count in counts)


def targets(in_thousands: list[Verdict]) -> Iterator[str]:
    """How far identities alone come to each target."""
    for target in TARGETS:
        tried = [v for v in in_thousands if v.damage.operator in target.operators]
        caught = sum(verdict.is_caught_by("identity") for verdict in tried)
        if tried:
            met = 100 * caught >= target.percent * len(tried)
            yield (
                f"{target.name:<18}{caught:>6,} of {len(tried):>6,}"
                f" = {100 * caught / len(tried):5.1f} %,"
                f" target {target.percent} %: {'met' if met else 'not met'}"
            )


def missed_by_identities(in_thousands: Iterable[Verdict]) -> list[Verdict]:
    """The damages of the targets that identities alone do not catch."""
    operators = {operator for target in TARGETS for operator in target.operators}
    return [
        verdict
        for verdict in in_thousands
        if verdict.damage.operator in operators and not verdict.is_caught_by("identity")
    ]


def named(verdicts: list[Verdict], results: str = "") -> Iterator[str]:
    """Damages by name: what was done, where, and the text before and after."""
    for verdict in verdicts[:SHOWN]:
        damage = verdict.damage
        yield f"{verdict.fault_id} {damage.operator}: {damage.address}"
        label = f"{damage.label}: " if damage.label else ""
        yield f"    {label}{damage.before!r} -> {damage.after!r}"
    if len(verdicts) > SHOWN:
        yield f"… and {len(verdicts) - SHOWN:,} more in {results}"


def write_csv(evaluation: Evaluation, path: Path) -> None:
    """Write a row for each damage, with what was found and by which checks."""
    thousands = {verdict.fault_id for verdict in evaluation.in_thousands}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(RESULT_COLUMNS)
        for verdict in evaluation.verdicts:
            damage = verdict.damage
            writer.writerow(
                (
                    verdict.fault_id,
                    damage.operator,
                    damage.csv_name,
                    damage.table_id,
                    damage.line_number,
                    damage.column_number,
                    damage.label,
                    damage.before,
                    damage.after,
                    _truth(verdict.fault_id in thousands),
                    *(verdict.counts.get(family, 0) for family in FAMILIES),
                    _truth(verdict.is_caught),
                    "; ".join(verdict.problems),
                    len(verdict.proposed),
                    verdict.proposed.count(False),
                )
            )


def _truth(value: bool) -> str:
    return str(value).lower()
