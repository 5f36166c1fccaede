"""The rows of the reference data that a reading needs, and that are not there yet."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path

from kessan.project import SEEDS
from kessan.read.columns.heading_periods import days_of
from kessan.read.company import Profile, calendar_rows
from kessan.read.labels.accounts import with_accept_new
from kessan.read.labels.chart import Chart
from kessan.read.labels.meaning import Standing
from kessan.read.reading import Reading

Cells = dict[str, str]
Needed = dict[str, list[Cells]]

# The CSVs, with what tells their rows apart.
KEYS = {
    "companies": ("company_key",),
    "fiscal_calendars": ("company_key", "valid_from"),
    "segments": ("segment_key",),
    "products": ("product_key",),
    "line_items": ("line_item_key",),
    "members": ("axis", "member_key", "company_key"),
    "labels": ("company_key", "statement", "heading", "label"),
}


def with_new_line_items(reading: Reading, chart: Chart) -> tuple[Reading, list[Cells]]:
    """A reading in which each new label is a line item of the company's own."""
    taken: list[str] = []
    tables, rows = [], []
    for table in reading.tables:
        meanings, added = with_accept_new(table.meanings, table.printed, chart, taken)
        taken += [one.line_item_row["line_item_key"] for one in added]
        rows += [one.line_item_row for one in added]
        tables.append(replace(table, meanings=tuple(meanings)))
    return replace(reading, tables=tuple(tables)), rows


def needed(reading: Reading, profile: Profile, line_items: list[Cells]) -> Needed:
    """The rows that must be added for a reading to be understood, by CSV.

    A label is proposed where it is sure enough; what is unsure or new, and was not
    accepted, is for a person.
    """
    found: Needed = {name: [] for name in KEYS}
    if not profile.is_known:
        seen = days_of([table.printed for table in reading.tables])
        found["companies"].append(profile.row)
        found["fiscal_calendars"] += calendar_rows(profile, seen)
    found["line_items"] += line_items
    for table in reading.tables:
        for name, cells in table.members.needed():
            found[name].append(cells)
    of_tables = (meaning for table in reading.tables for meaning in table.meanings)
    of_sentences = (one.meaning for one in reading.prose if not one.is_open)
    for meaning in chain(of_tables, of_sentences):
        if meaning.standing is not Standing.PROPOSED:
            continue
        for file, member in meaning.member_rows:
            found[file.removesuffix(".csv")].append(dict(member))
        if row := meaning.label_row:
            found["labels"].append(row)
    return {name: _once(rows, KEYS[name]) for name, rows in found.items() if rows}


def _once(rows: list[Cells], key: tuple[str, ...]) -> list[Cells]:
    """The first row of each key."""
    found: dict[tuple[str, ...], Cells] = {}
    for row in rows:
        found.setdefault(tuple(row[column] for column in key), row)
    return [*found.values()]


def write_needed(folder: Path, needed: Needed) -> None:
    """Write the rows as CSVs with the header of their file."""
    for name in KEYS:
        path = folder / f"{name}.csv"
        path.unlink(missing_ok=True)
        if rows := needed.get(name):
            _write(path, _header(name), rows)


def accept(needed: Mapping[str, list[Cells]]) -> int:
    """Add the rows to the reference data; returns how many were added."""
    added = 0
    for name in KEYS:
        path = SEEDS / "reference" / f"{name}.csv"
        header = _header(name)
        with path.open(encoding="utf-8-sig", newline="") as file:
            known = {tuple(row.values()) for row in csv.DictReader(file)}
        rows = [
            row
            for row in needed.get(name, [])
            if tuple(row.get(column, "") for column in header) not in known
        ]
        added += len(rows)
        text = path.read_text("utf-8-sig")
        with path.open("a", encoding="utf-8", newline="") as file:
            if text and not text.endswith("\n"):
                file.write("\n")
            writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
            writer.writerows(rows)
    return added


def _header(name: str) -> list[str]:
    path = SEEDS / "reference" / f"{name}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file))


def _write(path: Path, header: list[str], rows: list[Cells]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
