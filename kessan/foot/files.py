"""The grids of a delivered folder, and the calculations.csv that it gets."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kessan.foot.grid import AMOUNT, Grid, Line, Rounding, read_cell
from kessan.foot.search import Calculation
from kessan.intake import SheetError, read_sheet
from kessan.project import shown

CALCULATIONS = "calculations.csv"
CALCULATION_COLUMNS = (
    "release_id",
    "table_id",
    "total_line",
    "part_line",
    "weight",
    "said_by",
)
FOUND = "found"
CELLS = tuple(f"column_{number}" for number in range(1, 17))
TABLE_COLUMNS = ("table_id", "rounding")
HEADING_COLUMNS = ("table_id", "column_number", "measure", "unit", "scale", "scenario")
LINE_COLUMNS = (
    "table_id",
    "line_number",
    "indent",
    "heading",
    "label",
    "unit",
    "scale",
    "column_1",
)


class GridError(Exception):
    """A CSV from which no grid can be made: where, what is expected, what to do."""

    def __str__(self) -> str:
        where, expected, remedy = self.args
        return f"{where}\n  expected: {expected}\n  to do: {remedy}"


def read_grids(folder: Path) -> list[Grid]:
    """The tables of a delivered release that have lines, as they are listed.

    Raises GridError where a CSV, a column or a number of it cannot be read.
    """
    headings: dict[str, dict[int, dict[str, str]]] = defaultdict(dict)
    for where, row in _rows(folder / "column_headings.csv", HEADING_COLUMNS):
        number = _number(where, row, "column_number")
        headings[row["table_id"]][number] = row
    lines: dict[str, list[Line]] = defaultdict(list)
    for where, row in _rows(folder / "lines.csv", LINE_COLUMNS):
        columns = headings[row["table_id"]]
        lines[row["table_id"]].append(_line(where, row, columns))
    grids = []
    for where, row in _rows(folder / "printed_tables.csv", TABLE_COLUMNS):
        table = row["table_id"]
        if table in lines:
            columns = headings[table]
            grids.append(
                Grid(
                    table_id=table,
                    measures=tuple(
                        columns.get(number, {}).get("measure", "")
                        for number in range(1, len(CELLS) + 1)
                    ),
                    rounding=_rounding(where, row),
                    lines=tuple(
                        sorted(lines[table], key=lambda line: line.line_number)
                    ),
                )
            )
    return grids


def write_calculations(
    folder: Path, found: Mapping[str, Iterable[Calculation]]
) -> tuple[int, int]:
    """Write what was found, by table_id, into the calculations.csv of a folder.

    What was found before makes room. What is filed or keyed stays as it is, and
    its total gets no second calculation: two of one total would be read as one.
    Returns how many calculations were written, and how many were said already.
    """
    path = folder / CALCULATIONS
    kept: list[dict[str, str]] = []
    if path.exists():
        rows = _rows(path, CALCULATION_COLUMNS)
        kept = [row for _, row in rows if row["said_by"] != FOUND]
    said = {(row["table_id"], row["total_line"]) for row in kept}
    written = left = 0
    added: list[dict[str, str]] = []
    for table, calculations in found.items():
        for calculation in sorted(calculations, key=lambda one: one.total_line):
            if (table, str(calculation.total_line)) in said:
                left += 1
                continue
            written += 1
            for part, weight in calculation.parts:
                values = (table, calculation.total_line, part, weight, FOUND)
                row = zip(CALCULATION_COLUMNS[1:], map(str, values), strict=True)
                added.append({"release_id": folder.name, **dict(row)})
    begun = path.with_suffix(".begun")
    with begun.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(
            file, CALCULATION_COLUMNS, lineterminator="\n", extrasaction="ignore"
        )
        writer.writeheader()
        writer.writerows(kept + added)
    begun.replace(path)
    return written, left


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of a CSV with where each stands; it has at least these columns."""
    name = shown(path)
    if not path.exists():
        raise GridError(
            f"{name}: missing", "the file", "add it, with its header at least"
        )
    try:
        rows = read_sheet(path.read_bytes(), columns).rows()
        line, header = next(rows, (1, []))
        header = [cell.strip() for cell in header]
        if lacking := [column for column in columns if column not in header]:
            raise GridError(
                f"{name} line {line}: no column {', '.join(lacking)}",
                f"at least {', '.join(columns)}",
                "name the columns so",
            )
        for line, row in rows:
            yield f"{name} line {line}", dict(zip(header, row, strict=False))
    except SheetError as error:
        where, expected, remedy = error.args
        raise GridError(f"{name}{where}", expected, remedy) from error


def _line(
    where: str, row: Mapping[str, str], columns: Mapping[int, Mapping[str, str]]
) -> Line:
    """A line with the figures of its cells, counted in its own unit or the column's."""
    values = []
    for number, name in enumerate(CELLS, 1):
        scenario = columns.get(number, {}).get("scenario", "")
        values.append(read_cell(row.get(name, ""), scenario in ("", "actual")))
    counted_in = (
        f"{row['unit'] or column['unit']} {row['scale'] or column['scale']}"
        for _, column in sorted(columns.items())
        if column["measure"] == AMOUNT
    )
    return Line(
        line_number=_number(where, row, "line_number"),
        label=row["label"],
        values=tuple(values),
        indent=_number(where, row, "indent") if row["indent"] else 0,
        heading=row["heading"],
        unit=", ".join(counted_in),
    )


def _number(where: str, row: Mapping[str, str], column: str) -> int:
    """A number that counts lines, columns or steps of an indent."""
    text = row[column].strip()
    if not (text.isascii() and text.isdigit()):
        raise GridError(
            f"{where}: the {column} {text!r}", "a whole number", "correct it"
        )
    return int(text)


def _rounding(where: str, row: Mapping[str, str]) -> Rounding:
    """The rule of rounding of a table."""
    try:
        return Rounding(row["rounding"].strip())
    except ValueError as error:
        raise GridError(
            f"{where}: the rounding {row['rounding']!r}",
            " or ".join(Rounding),
            "say how the issuer rounds the figures of this table",
        ) from error
