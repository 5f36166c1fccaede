"""Reading again: what a person has settled stays, what nobody touched is read anew.

Beside the rows of a release lies a copy of them as they were read. What differs from
that copy is a person's. Where the copy is gone, what differs from a fresh reading is.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

from kessan.foot import CALCULATIONS, foot, read_grids
from kessan.intake import seed_files
from kessan.read.rows import READER, Cells, Content, calculation_rows

# What tells the rows of a CSV apart. `releases.csv` has one.
KEYS: Mapping[str, tuple[str, ...]] = {
    "releases.csv": (),
    "printed_tables.csv": ("table_id",),
    "column_headings.csv": ("table_id", "column_number"),
    "lines.csv": ("table_id", "line_number"),
    "figures.csv": ("table_id", "line_number", "column_number"),
    "calculations.csv": ("table_id", "total_line", "part_line"),
    "control_totals.csv": (
        *("table_id", "column_number", "period_start", "period_end"),
        *("measure", "unit", "scale", "scenario"),
    ),
    "exceptions.csv": ("kind", "identity_id", "subject"),
}

Key = tuple[str, ...]


def content_in(folder: Path) -> Content:
    """The rows of the CSVs of a release that lie in a folder."""
    content: Content = {}
    for file in seed_files():
        path = folder / file.path.name
        if file.is_of_releases and path.exists():
            with path.open(encoding="utf-8-sig", newline="") as source:
                content[path.name] = list(csv.DictReader(source))
    return content


def was_read(content: Content) -> bool:
    """Whether rows that lie there came from a document, and were not keyed.

    A person who has looked a reading over may have put a name in releases.csv; the
    control totals still say who took them.
    """
    rows = (*content.get("releases.csv", []), *content.get("control_totals.csv", []))
    return any(row["read_by"].startswith(READER) for row in rows)


def settled(read: Content, before: Content, now: Content) -> tuple[Content, int]:
    """What was read, with what a person has changed since it was read before.

    `before` is what was read then, `now` what lies there. A row that a person
    changed, added or took away stays so. Returns the rows and how many are his.
    """
    kept = 0
    merged: Content = {}
    for name in sorted({*read, *now}):
        key = KEYS[name]
        new, old, own = (
            {_key(row, key): row for row in content.get(name, [])}
            for content in (read, before, now)
        )
        theirs = {
            found
            for found in {*old, *own}
            if _cells(old.get(found)) != _cells(own.get(found))
        }
        kept += len(theirs)
        rows = [
            own[found] if found in theirs else row
            for found, row in new.items()
            if found not in theirs or found in own
        ]
        added = [own[found] for found in own if found in theirs and found not in new]
        merged[name] = rows + added
    return merged, kept


def with_sums(read: Content, content: Content, folder: Path) -> Content:
    """What was read, with what adds up now where a person has changed lines.

    `folder` has the rows of `content`. What was found before stays, and holds against
    a slip of his; where lines came or went it counts others, and makes room.

    Raises GridError where a CSV or a number of it cannot be read.
    """
    changed = _unlike(read, content, _cells)
    if not changed:
        return read
    recounted = _unlike(read, content, lambda row: row["source_line"])
    kept = [row for row in read[CALCULATIONS] if row["table_id"] not in recounted]
    told = {(row["table_id"], row["total_line"]) for row in kept}
    found = [
        {"release_id": folder.name, **row}
        for grid in read_grids(folder)
        if grid.table_id in changed
        for row in calculation_rows(grid.table_id, foot(grid).calculations)
        if (row["table_id"], row["total_line"]) not in told
    ]
    return {**read, CALCULATIONS: kept + found}


def _unlike(
    read: Content, content: Content, said: Callable[[Cells], object]
) -> set[str]:
    """The tables whose lines say other things now, or are others."""
    own, now = _by_table(read), _by_table(content)
    return {
        table
        for table in now
        if [*map(said, own.get(table, ()))] != [*map(said, now[table])]
    }


def _by_table(content: Content) -> dict[str, list[Cells]]:
    """The lines of each table, in their order."""
    tables: dict[str, list[Cells]] = defaultdict(list)
    for row in sorted(content.get("lines.csv", []), key=_line_number):
        tables[row["table_id"]].append(row)
    return tables


def _line_number(row: Cells) -> tuple[int, str]:
    number = row["line_number"]
    return len(number), number


def _key(row: Cells, columns: tuple[str, ...]) -> Key:
    return tuple(row.get(column) or "" for column in columns)


def _cells(row: Cells | None) -> dict[str, str]:
    """The cells of a row that say something."""
    return {name: cell for name, cell in (row or {}).items() if cell}
