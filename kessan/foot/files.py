"""The grids of a delivered folder, and the calculations.csv that it gets.

The CSVs are read as a build reads them, so what is wrong with one is said in the
same words, and all of it at once.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kessan.foot.grid import AMOUNT, Grid, Line, Rounding, read_cell
from kessan.foot.search import Calculation
from kessan.intake import Intake, Problem, SeedFile, read_rows, seed_files
from kessan.project import shown

CALCULATIONS = "calculations.csv"
FOUND = "found"

Cells = dict[str, str]


class GridError(Exception):
    """What keeps the CSVs of a folder from being read as grids."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Say all of them."""
        super().__init__("\n\n".join(map(str, problems)))


class _Folder:
    """The CSVs of a delivered folder, and what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.files = {
            seed.path.name: seed.of(folder)
            for seed in seed_files()
            if seed.is_of_releases
        }
        self.intake = Intake()

    def file(self, name: str) -> SeedFile:
        """The CSV of a name, as the YAML of the seeds describes it."""
        return self.files[name]

    def rows(self, name: str) -> Iterator[tuple[str, Cells]]:
        """The rows of a CSV, each with where it stands."""
        file = self.file(name)
        for number, row in read_rows(file, self.intake):
            where = f"{shown(file.path)} line {number}"
            yield where, dict(zip(file.columns, row, strict=True))

    def refuse(self, where: str, expected: str, remedy: str) -> None:
        """Note a problem."""
        self.intake.problems.append(Problem(where, expected, remedy))

    def number(self, where: str, row: Mapping[str, str], column: str) -> int:
        """A number that counts lines, columns or steps of an indent."""
        text = row[column].strip()
        if text.isascii() and text.isdigit():
            return int(text)
        self.refuse(f"{where}: the {column} {text!r}", "a whole number", "correct it")
        return 0

    def rounding(self, where: str, row: Mapping[str, str]) -> Rounding:
        """The rule of rounding of a table."""
        if row["rounding"] in list(Rounding):
            return Rounding(row["rounding"])
        self.refuse(
            f"{where}: the rounding {row['rounding']!r}",
            " or ".join(Rounding),
            "say how the issuer rounds the figures of this table",
        )
        return Rounding.EXACT

    def line(
        self, where: str, row: Mapping[str, str], columns: Mapping[int, Cells]
    ) -> Line:
        """A line with its figures, counted in its own unit or the column's."""
        values = []
        for number, name in enumerate(self.cells, 1):
            scenario = columns.get(number, {}).get("scenario", "")
            values.append(read_cell(row[name], scenario in ("", "actual")))
        counted_in = (
            f"{row['unit'] or column['unit']} {row['scale'] or column['scale']}"
            for _, column in sorted(columns.items())
            if column["measure"] == AMOUNT
        )
        return Line(
            line_number=self.number(where, row, "line_number"),
            label=row["label"],
            values=tuple(values),
            indent=self.number(where, row, "indent") if row["indent"] else 0,
            heading=row["heading"],
            unit=", ".join(counted_in),
        )

    @property
    def cells(self) -> list[str]:
        """The columns of lines.csv that hold what is printed, from left to right."""
        columns = self.file("lines.csv").columns
        return [name for name in columns if name.startswith("column_")]


def read_grids(path: Path) -> list[Grid]:
    """The tables of a delivered release that have lines, as they are listed.

    Raises GridError with all problems where a CSV or a number of it cannot be read.
    """
    folder = _Folder(path)
    headings: dict[str, dict[int, Cells]] = defaultdict(dict)
    for where, row in folder.rows("column_headings.csv"):
        number = folder.number(where, row, "column_number")
        headings[row["table_id"]][number] = row
    lines: dict[str, list[Line]] = defaultdict(list)
    for where, row in folder.rows("lines.csv"):
        line = folder.line(where, row, headings[row["table_id"]])
        lines[row["table_id"]].append(line)
    grids = []
    for where, row in folder.rows("printed_tables.csv"):
        rounding = folder.rounding(where, row)
        if found := lines.get(row["table_id"]):
            columns = headings[row["table_id"]]
            numbers = range(1, len(folder.cells) + 1)
            grids.append(
                Grid(
                    table_id=row["table_id"],
                    measures=tuple(
                        columns.get(number, {}).get("measure", "") for number in numbers
                    ),
                    rounding=rounding,
                    lines=tuple(sorted(found, key=lambda line: line.line_number)),
                )
            )
    if folder.intake.problems:
        raise GridError(folder.intake.problems)
    return grids


def write_calculations(
    path: Path, found: Mapping[str, Iterable[Calculation]]
) -> tuple[int, int]:
    """Write what was found, by table_id, into the calculations.csv of a folder.

    What was found before makes room. What is filed or keyed stays as it is, and
    its total gets no second calculation: two of one total would be read as one.
    Returns how many calculations were written, and how many were said already.

    Raises GridError where the calculations.csv that is there cannot be read.
    """
    folder = _Folder(path)
    file = folder.file(CALCULATIONS)
    kept: list[Cells] = []
    if file.path.exists():
        rows = folder.rows(CALCULATIONS)
        kept = [row for _, row in rows if row["said_by"] != FOUND]
    if folder.intake.problems:
        raise GridError(folder.intake.problems)
    said = {(row["table_id"], row["total_line"]) for row in kept}
    written = left = 0
    added: list[Cells] = []
    for table, calculations in found.items():
        for calculation in sorted(calculations, key=lambda one: one.total_line):
            if (table, str(calculation.total_line)) in said:
                left += 1
                continue
            written += 1
            for part, weight in calculation.parts:
                values = (table, calculation.total_line, part, weight, FOUND)
                row = zip(file.columns[1:], map(str, values), strict=True)
                added.append({"release_id": path.name, **dict(row)})
    begun = file.path.with_suffix(".begun")
    with begun.open("w", encoding="utf-8", newline="") as csv_file:
        writer = csv.DictWriter(csv_file, file.columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept + added)
    begun.replace(file.path)
    return written, left
