"""Whether builds take what they are expected to take, and if not, what of them grew.

A time says how fast a machine is; two times of the same machine, divided, say what is
made of it. Two CSVs beside this page say what is expected: the ratios with their
tolerances, and the share that each step and each node of dbt had in the builds.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from kessan.bench.measure import Build, Measurement
from kessan.bench.usage import Spent
from kessan.intake import Problem
from kessan.project import shown

RATIOS = Path(__file__).with_name("expected_ratios.csv")
SHARES = Path(__file__).with_name("expected_shares.csv")
# The kinds of time, and by how much more a ratio of them may be where nobody has said
# it: whatever else the machine does takes of its seconds, and so little of the others
# that a count again differs by a tenth.
TOLERANCES = {"seconds": 1.0, "cpu_seconds": 0.25}
# Smaller shares are not kept.
LEAST_SHARE = 0.02
# How many steps and nodes are named.
NAMED = 3
STEP, NODE = "step", "node"
# dbt says no more of a node.
OF_NODES = "seconds"
ALL, ONE_MORE = "all", "one more"


class UnexpectedError(Exception):
    """Something cannot be compared with what is expected: all that is wrong."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems."""
        self.problems = list(problems)
        super().__init__(f"{len(self.problems)} problems")


class Ratio(NamedTuple):
    """What a build of so many releases takes, by what something else takes."""

    releases: int
    # `all` of them, or `one more` beside them.
    build: str
    by: str
    # Of which time.
    of: str

    def __str__(self) -> str:
        return f"{self.build} of {self.releases:,} by {self.by}, {self.of}"


class Part(NamedTuple):
    """A step of a build, or a node of dbt in it."""

    releases: int
    build: str
    of: str
    kind: str
    name: str


@dataclass(frozen=True)
class Expected:
    """What a ratio was when it was accepted, and what part of it it may be more."""

    line: int
    ratio: float
    tolerance: float

    @property
    def at_most(self) -> float:
        """A ratio above this is worse."""
        return self.ratio * (1 + self.tolerance)


@dataclass(frozen=True)
class Verdict:
    """A ratio as it is, as it was, and what has a larger share now."""

    key: Ratio
    ratio: float
    expected: Expected
    grown: list[str]

    @property
    def is_worse(self) -> bool:
        """Whether it is more than its tolerance lets it be."""
        return self.ratio > self.expected.at_most

    @property
    def word(self) -> str:
        """What a person reads of it."""
        if self.is_worse:
            return "worse"
        is_better = self.ratio < self.expected.ratio * (1 - self.expected.tolerance)
        return "better: accept it" if is_better else "as expected"

    @property
    def problem(self) -> Problem:
        """What is wrong where it is worse."""
        return Problem(
            f"{shown(RATIOS)} line {self.expected.line}: {self.key}: {self.ratio:.2f}",
            f"{self.expected.ratio:.2f}, and at most {self.expected.at_most:.2f}",
            "look at what has a larger share than it had: "
            + ("; ".join(self.grown) or "nothing has, so all of it grew")
            + f". If it is meant to be so: {_accept(self.key.releases)}",
        )


def demand(counts: Iterable[int]) -> None:
    """Ask that there are expectations of these numbers of releases.

    Raises UnexpectedError where there are none.
    """
    there = {key.releases for key in _expected()}
    if problems := [
        Problem(
            f"{shown(RATIOS)}: no row of {count:,} releases",
            "ratios of each number of releases that is measured",
            _accept(count),
        )
        for count in counts
        if count not in there
    ]:
        raise UnexpectedError(problems)


def verdicts(measurements: list[Measurement]) -> list[Verdict]:
    """Compare what was measured with what is expected.

    Raises UnexpectedError where something is not written down, or not as a number.
    """
    expected, shares_before = _expected(), _shares()
    measured, shares_now = ratios(measurements), shares(measurements)
    if missing := [key for key in measured if key not in expected]:
        raise UnexpectedError(
            Problem(
                f"{shown(RATIOS)}: no row of: {key}",
                "a row of each ratio that is measured",
                _accept(key.releases),
            )
            for key in missing
        )
    return [
        Verdict(key, ratio, expected[key], _grown(key, shares_before, shares_now))
        for key, ratio in measured.items()
    ]


def accepted() -> tuple[dict[Ratio, Expected], dict[Part, float]]:
    """What is written down, if anything is.

    Raises UnexpectedError where it is not what is read of it.
    """
    return (
        _expected() if RATIOS.exists() else {},
        _shares() if SHARES.exists() else {},
    )


def accept(measurements: list[Measurement]) -> None:
    """Write down what was measured, in the place of rows of as many releases.

    A tolerance stays as it is.
    """
    counts = {measurement.releases for measurement in measurements}
    before, kept = accepted()
    expected = {
        key: (one.ratio, one.tolerance)
        for key, one in before.items()
        if key.releases not in counts
    } | {
        key: (
            ratio,
            before[key].tolerance if key in before else TOLERANCES[key.of],
        )
        for key, ratio in ratios(measurements).items()
    }
    expected_shares = {
        key: share for key, share in kept.items() if key.releases not in counts
    } | {
        key: share
        for key, share in shares(measurements).items()
        if share >= LEAST_SHARE
    }
    _write(
        RATIOS,
        [*Ratio._fields, "ratio", "tolerance"],
        (
            [*key, f"{ratio:.3f}", f"{tolerance:g}"]
            for key, (ratio, tolerance) in sorted(expected.items())
        ),
    )
    _write(
        SHARES,
        [*Part._fields, "share"],
        ([*key, f"{share:.3f}"] for key, share in sorted(expected_shares.items())),
    )


def ratios(measurements: list[Measurement]) -> dict[Ratio, float]:
    """Every ratio of what was measured."""
    return {
        Ratio(releases, build, by, of): getattr(took, of) / getattr(other, of)
        for releases, build, took, by, other in _compared(measurements)
        for of in TOLERANCES
    }


def shares(measurements: list[Measurement]) -> dict[Part, float]:
    """The share of each step in a build, and of each node in what dbt does of it."""
    return {
        Part(measurement.releases, name, of, kind, part): share
        for measurement in measurements
        for name, build in (
            (ALL, measurement.built.build),
            (ONE_MORE, measurement.one_more),
        )
        for of, kind, part, share in _shares_of(build)
    }


def _compared(
    measurements: list[Measurement],
) -> Iterator[tuple[int, str, Spent, str, Spent]]:
    """The pairs: how many releases, which build and what it took; by what else."""
    ordered = sorted(measurements, key=lambda measurement: measurement.releases)
    for one in ordered:
        whole = one.built.build.took
        yield one.releases, ALL, whole, "straight SQL", one.built.straight
        yield one.releases, ALL, whole, "reading and writing", one.built.bare
        if ordered[0].releases == 1:
            alone = ordered[0].built.build.took
            yield one.releases, ONE_MORE, one.one_more.took, "one alone", alone
    for fewer, more in pairwise(ordered):
        by = f"all of {fewer.releases:,}"
        whole, other = more.built.build.took, fewer.built.build.took
        yield more.releases, ALL, whole, by, other


def _shares_of(build: Build) -> Iterator[tuple[str, str, str, float]]:
    """Kind of time, step or node, name and share."""
    for name, used in build.took.steps.items():
        for of in TOLERANCES:
            yield of, STEP, name, getattr(used, of) / getattr(build.took, of)
    whole = sum(build.nodes.values())
    for name, seconds in build.nodes.items():
        yield OF_NODES, NODE, name, seconds / whole


def _grown(
    key: Ratio, before: Mapping[Part, float], now: Mapping[Part, float]
) -> list[str]:
    """The steps, and the nodes, whose share grew most, in words."""
    named = []
    for kind, of in ((STEP, key.of), (NODE, OF_NODES)):
        grown = {
            part: share - before.get(part, 0)
            for part, share in now.items()
            if part[:4] == (key.releases, key.build, of, kind)
        }
        for part in sorted(grown, key=lambda part: -grown[part])[:NAMED]:
            if grown[part] >= LEAST_SHARE:
                was = f"{before[part]:.0%}" if part in before else "next to nothing"
                named.append(f"{kind} {part.name!r} has {now[part]:.0%}, had {was}")
    return named


def _expected() -> dict[Ratio, Expected]:
    """The ratios as they are written down."""
    return {
        Ratio(int(row["releases"]), row["build"], row["by"], row["of"]): Expected(
            line, float(row["ratio"]), float(row["tolerance"])
        )
        for line, row in _rows(
            RATIOS, Ratio._fields, ("releases", "ratio", "tolerance")
        )
    }


def _shares() -> dict[Part, float]:
    """The shares as they are written down."""
    return {
        Part(int(row["releases"]), *(row[name] for name in Part._fields[1:])): float(
            row["share"]
        )
        for _, row in _rows(SHARES, Part._fields, ("releases", "share"))
    }


def _rows(
    path: Path, names: tuple[str, ...], numbers: tuple[str, ...]
) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV with their lines.

    Raises UnexpectedError where it is not there or has not what is read of it.
    """
    if not path.exists():
        raise UnexpectedError(
            [
                Problem(
                    f"{shown(path)}: it is not there",
                    "what builds are expected to take",
                    _accept(),
                )
            ]
        )
    with path.open(encoding="utf-8", newline="") as file:
        rows = [*enumerate(csv.DictReader(file), 2)]
    if problems := [
        Problem(
            f"{shown(path)} line {line}: {name} {row.get(name)!r}",
            "a number" if name in numbers else "a text",
            f"mend the line, or take the file away and call {_accept()}",
        )
        for line, row in rows
        for name in {*names, *numbers}
        if not (_is_number(row.get(name)) if name in numbers else row.get(name))
    ]:
        raise UnexpectedError(problems)
    return rows


def _is_number(text: str | None) -> bool:
    """Whether a text is a number that is not below zero."""
    try:
        return float(text or "") >= 0
    except ValueError:
        return False


def _write(path: Path, header: list[str], rows: Iterable[list[object]]) -> None:
    """Write a CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _accept(releases: int | None = None) -> str:
    """The command that writes expectations."""
    which = f" --releases {releases}" if releases else ""
    return f"kessan bench --accept{which}"
