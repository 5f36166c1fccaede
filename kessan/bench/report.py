"""What the bench measured, as tables for people and one for programs."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.table import Table

from kessan.bench.filings import FilingsMeasurement, PeerMeasurement
from kessan.bench.measure import Measurement

Cell = Callable[[Measurement], str]

# A heading with its unit, and what stands below it.
COLUMNS: dict[str, Cell] = {
    "releases": lambda m: f"{m.releases:,}",
    "figures": lambda m: f"{m.figures:,}",
    "build s": lambda m: f"{m.build.seconds:.1f}",
    "of it CPU s": lambda m: f"{m.build.cpu_seconds:.1f}",
    "one more s": lambda m: f"{m.one_more.seconds:.1f}",
    "figures / s": lambda m: f"{m.figures_per_second:,.0f}",
    "memory GB": lambda m: f"{m.build.gigabytes:.1f}",
    "file MB": lambda m: f"{m.megabytes:,.0f}",
    "SQL alone s": lambda m: f"{m.straight_seconds:.1f}",
    "ratio": lambda m: f"{m.ratio:.1f}",
}


OF_FILINGS: dict[str, Callable[[FilingsMeasurement], str]] = {
    "filings": lambda m: f"{m.filings:,}",
    "beside": lambda m: f"{m.beside:,}",
    "numbers": lambda m: f"{m.numbers:,}",
    "figures": lambda m: f"{m.figures:,}",
    "import s": lambda m: f"{m.imported.seconds:.1f}",
    "build s": lambda m: f"{m.build.seconds:.1f}",
    "CPU s": lambda m: f"{m.imported.cpu_seconds + m.build.cpu_seconds:.1f}",
    "read / s": lambda m: f"{m.read_per_second:,.0f}",
    "published / s": lambda m: f"{m.published_per_second:,.0f}",
    "memory GB": lambda m: f"{m.build.gigabytes:.1f}",
    "file MB": lambda m: f"{m.megabytes:,.0f}",
    "pages": lambda m: f"{m.pages:,}",
}


def tables(measurements: list[Measurement]) -> Iterator[Table]:
    """A row a number of releases; then a row a step of their builds."""
    yield _table(
        "Builds of invented releases",
        list(COLUMNS),
        [[cell(m) for cell in COLUMNS.values()] for m in measurements],
    )
    yield _table(
        "Seconds of each step, by number of releases",
        ["step", *(f"{m.releases:,}" for m in measurements)],
        [
            [step, *(f"{m.build.steps.get(step, 0):.1f}" for m in measurements)]
            for step in measurements[0].build.steps
        ],
    )


def filings_tables(
    measurements: list[FilingsMeasurement], peers: list[PeerMeasurement]
) -> Iterator[Table]:
    """A row a number of filings; the steps of their builds; a row a peer."""
    yield _table(
        "Imports and builds of filings",
        list(OF_FILINGS),
        [[cell(m) for cell in OF_FILINGS.values()] for m in measurements],
    )
    yield _table(
        "Seconds of each step, by number of filings",
        [
            "step",
            *(
                f"{m.filings:,}" + (f" beside {m.beside:,}" if m.beside else "")
                for m in measurements
            ),
        ],
        [
            [step, *(f"{m.build.steps.get(step, 0):.1f}" for m in measurements)]
            for step in measurements[0].build.steps
        ],
    )
    if peers:
        yield _table(
            "The same archive, read by others and not proven",
            ["step", "numbers", "s", "numbers / s"],
            [
                [p.name, f"{p.numbers:,}", f"{p.seconds:.1f}", f"{p.per_second:,.0f}"]
                for p in peers
            ],
        )


def write_filings(measurements: list[FilingsMeasurement], path: Path) -> None:
    """A row a number of filings."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(OF_FILINGS)
        for m in measurements:
            writer.writerow(cell(m).replace(",", "") for cell in OF_FILINGS.values())


def _table(title: str, columns: list[str], rows: list[list[str]]) -> Table:
    shown = Table(*columns, title=title, title_justify="left")
    for column in shown.columns:
        column.justify = "left" if column.header == "step" else "right"
    for row in rows:
        shown.add_row(*row)
    return shown


def write_csv(measurements: list[Measurement], path: Path) -> None:
    """A row a number of releases, with the seconds of each step too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    steps = list(measurements[0].build.steps)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*COLUMNS, *(f"{step} s" for step in steps)])
        for m in measurements:
            cells = [cell(m).replace(",", "") for cell in COLUMNS.values()]
            of_steps = [f"{m.build.steps.get(step, 0):.1f}" for step in steps]
            writer.writerow([*cells, *of_steps])
