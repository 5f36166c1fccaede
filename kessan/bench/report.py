"""What the bench measured, as a table for people and one for programs."""

import csv
from collections.abc import Callable
from pathlib import Path

from rich.table import Table

from kessan.bench.measure import Measurement

Cell = Callable[[Measurement], str]

# A heading with its unit, and what stands below it.
COLUMNS: dict[str, Cell] = {
    "releases": lambda m: f"{m.releases:,}",
    "figures": lambda m: f"{m.figures:,}",
    "build s": lambda m: f"{m.build.seconds:.1f}",
    "of it CPU s": lambda m: f"{m.build.cpu_seconds:.1f}",
    "publish s": lambda m: f"{m.publishing.seconds:.1f}",
    "one more s": lambda m: f"{m.one_more.seconds:.1f}",
    "identities / s": lambda m: f"{m.evaluations_per_second:,.0f}",
    "memory GB": lambda m: f"{m.build.gigabytes:.1f}",
    "file MB": lambda m: f"{m.megabytes:,.0f}",
    "SQL alone s": lambda m: f"{m.straight.seconds:.1f}",
    "ratio": lambda m: f"{m.ratio:.1f}",
}


def table(measurements: list[Measurement]) -> Table:
    """A row a number of releases."""
    shown = Table(*COLUMNS, title="Builds of invented releases", title_justify="left")
    for column in shown.columns:
        column.justify = "right"
    for measurement in measurements:
        shown.add_row(*(cell(measurement) for cell in COLUMNS.values()))
    return shown


def write_csv(measurements: list[Measurement], path: Path) -> None:
    """The same rows as a CSV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for measurement in measurements:
            row = [cell(measurement) for cell in COLUMNS.values()]
            writer.writerow(cell.replace(",", "") for cell in row)
