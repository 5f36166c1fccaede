"""Reading again: what a person has settled stays, what nobody touched is read anew.

Beside the rows of a release lies a copy of them as they were read. What differs from
that copy is a person's. Where the copy is gone, what differs from a fresh reading is.
"""

import csv
from collections.abc import Mapping
from pathlib import Path

from kessan.intake import seed_files
from kessan.read.rows import READER, Cells, Content

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


def _key(row: Cells, columns: tuple[str, ...]) -> Key:
    return tuple(row.get(column) or "" for column in columns)


def _cells(row: Cells | None) -> dict[str, str]:
    """The cells of a row that say something."""
    return {name: cell for name, cell in (row or {}).items() if cell}
