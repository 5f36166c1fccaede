"""What the bench measured, as tables for people and CSVs for programs."""

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from rich.table import Table

from kessan.bench.filings import FilingsMeasurement
from kessan.bench.guard import Verdict
from kessan.bench.measure import Build, Built, Measurement
from kessan.bench.peers import PeerMeasurement
from kessan.bench.usage import Used

Row = TypeVar("Row")
# A heading with its unit, and what stands below it.
Columns = dict[str, Callable[[Row], str]]

OF_RELEASES: Columns[Measurement] = {
    "releases": lambda m: f"{m.releases:,}",
    "figures": lambda m: f"{m.built.figures:,}",
    "build s": lambda m: f"{m.built.build.took.seconds:.1f}",
    "CPU s": lambda m: f"{m.built.build.took.cpu_seconds:.1f}",
    "figures / s": lambda m: f"{m.built.figures_per_second:,.0f}",
    "memory GB": lambda m: f"{m.built.build.took.gigabytes:.1f}",
    "written MB": lambda m: f"{m.built.build.took.written_megabytes:,.0f}",
    "file MB": lambda m: f"{m.built.megabytes:,.0f}",
    "one more s": lambda m: f"{m.one_more.took.seconds:.1f}",
    "its CPU s": lambda m: f"{m.one_more.took.cpu_seconds:.1f}",
}
OF_FILINGS: Columns[FilingsMeasurement] = {
    "filings": lambda m: f"{m.filings:,}",
    "beside": lambda m: f"{m.beside:,}",
    "numbers": lambda m: f"{m.numbers:,}",
    "figures": lambda m: f"{m.built.figures:,}",
    "import s": lambda m: f"{m.imported.seconds:.1f}",
    "build s": lambda m: f"{m.built.build.took.seconds:.1f}",
    "CPU s": lambda m: f"{m.imported.cpu_seconds + m.built.build.took.cpu_seconds:.1f}",
    "read / s": lambda m: f"{m.read_per_second:,.0f}",
    "published / s": lambda m: f"{m.published_per_second:,.0f}",
    "memory GB": lambda m: f"{m.built.build.took.gigabytes:.1f}",
    "written MB": lambda m: f"{m.built.build.took.written_megabytes:,.0f}",
    "file MB": lambda m: f"{m.built.megabytes:,.0f}",
    "pages": lambda m: f"{m.pages:,}",
}
# What the same machine takes to do parts of a build alone.
ALONE: Columns[Built] = {
    "SQL s": lambda b: f"{b.straight.seconds:.1f}",
    "SQL CPU s": lambda b: f"{b.straight.cpu_seconds:.1f}",
    "reading s": lambda b: f"{b.reading.seconds:.2f}",
    "writing s": lambda b: f"{b.writing.seconds:.2f}",
    "both CPU s": lambda b: f"{b.bare.cpu_seconds:.2f}",
    "build by SQL": lambda b: f"{b.build.took.seconds / b.straight.seconds:.1f}",
    "build by both": lambda b: f"{b.build.took.seconds / b.bare.seconds:.1f}",
}
OF_STEPS: Columns[Used] = {
    "s": lambda u: f"{u.seconds:.1f}",
    "CPU s": lambda u: f"{u.cpu_seconds:.1f}",
    "memory GB": lambda u: f"{u.gigabytes:.2f}",
    "written MB": lambda u: f"{u.written_megabytes:,.1f}",
}
OF_PEERS: Columns[PeerMeasurement] = {
    "numbers": lambda p: f"{p.numbers:,}",
    "s": lambda p: f"{p.seconds:.1f}",
    "numbers / s": lambda p: f"{p.per_second:,.0f}",
    "memory GB": lambda p: f"{p.gigabytes:.1f}",
    "found wrong": lambda p: "" if p.found is None else f"{p.found:,}",
}
OF_VERDICTS: Columns[Verdict] = {
    "build of": lambda v: f"{v.key.build} of {v.key.releases:,}",
    "by": lambda v: v.key.by,
    "of": lambda v: v.key.of,
    "ratio": lambda v: f"{v.ratio:.2f}",
    "expected": lambda v: f"{v.expected.ratio:.2f}",
    "at most": lambda v: f"{v.expected.at_most:.2f}",
    "": lambda v: v.word,
}


def tables(measurements: list[Measurement]) -> Iterator[Table]:
    """A row a number of releases; what parts take alone; the steps of each build."""
    labels = [f"{m.releases:,}" for m in measurements]
    yield _table("Builds of invented releases", OF_RELEASES, measurements)
    yield _alone("releases", labels, [m.built for m in measurements])
    for label, measurement in zip(labels, measurements, strict=True):
        yield _steps(f"Steps of the build of {label}", measurement.built.build)
        yield _steps(f"Steps of one more beside {label}", measurement.one_more)


def filings_tables(measurements: list[FilingsMeasurement]) -> Iterator[Table]:
    """A row a number of filings; what parts take alone; the steps of each build."""
    labels = [
        f"{m.filings:,}" + (f" beside {m.beside:,}" if m.beside else "")
        for m in measurements
    ]
    yield _table("Imports and builds of filings", OF_FILINGS, measurements)
    yield _alone("filings", labels, [m.built for m in measurements])
    for label, measurement in zip(labels, measurements, strict=True):
        yield _steps(f"Steps of the build of {label}", measurement.built.build)


def peers_table(measurements: list[PeerMeasurement]) -> Table:
    """A row a peer and what it did."""
    names = [measurement.name for measurement in measurements]
    return _table("The same by others", OF_PEERS, measurements, ("who", names))


def verdicts_table(verdicts: list[Verdict]) -> Table:
    """A row a ratio."""
    return _table("As expected?", OF_VERDICTS, verdicts)


def write_releases(measurements: list[Measurement], results: Path, steps: Path) -> None:
    """A row a number of releases; and a row a step of each of their builds."""
    _write(
        results,
        [*OF_RELEASES, *ALONE],
        ([*_cells(OF_RELEASES, m), *_cells(ALONE, m.built)] for m in measurements),
    )
    _write(
        steps,
        ["releases", "build", "step", *OF_STEPS],
        (
            [str(m.releases), name, step, *_cells(OF_STEPS, used)]
            for m in measurements
            for name, build in (("all", m.built.build), ("one more", m.one_more))
            for step, used in build.took.steps.items()
        ),
    )


def write_filings(measurements: list[FilingsMeasurement], path: Path) -> None:
    """A row a number of filings."""
    _write(
        path,
        [*OF_FILINGS, *ALONE],
        ([*_cells(OF_FILINGS, m), *_cells(ALONE, m.built)] for m in measurements),
    )


def _alone(heading: str, labels: list[str], built: list[Built]) -> Table:
    """What parts of the builds take alone, and how many times as long the builds."""
    return _table("Parts of it alone", ALONE, built, (heading, labels))


def _steps(title: str, build: Build) -> Table:
    """A row a step, and one for all."""
    steps = {**build.took.steps, "all": build.took}
    return _table(title, OF_STEPS, [*steps.values()], ("step", [*steps]))


def _table(
    title: str,
    columns: Columns[Row],
    rows: Iterable[Row],
    names: tuple[str, list[str]] | None = None,
) -> Table:
    """A table; `names` are the heading of a first column and what stands in it."""
    shown = Table(title=title, title_justify="left")
    if names:
        shown.add_column(names[0])
    for heading in columns:
        shown.add_column(heading, justify="right")
    for at, row in enumerate(rows):
        first = [names[1][at]] if names else []
        shown.add_row(*first, *(cell(row) for cell in columns.values()))
    return shown


def _cells(columns: Columns[Row], row: Row) -> list[str]:
    """The cells of a row, as numbers that a program reads."""
    return [cell(row).replace(",", "") for cell in columns.values()]


def _write(path: Path, header: list[str], rows: Iterable[list[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
