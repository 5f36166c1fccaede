"""The rows of the reference data that a reading needs, and that are not there yet."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path

from kessan.exits import UnusableError
from kessan.project import SEEDS
from kessan.read.columns.calendars import DAY
from kessan.read.columns.heading_periods import days_of
from kessan.read.company import Profile, calendar_rows, quarter_rows, rows_of
from kessan.read.earlier.known import Titled
from kessan.read.labels.accounts import NewLineItems
from kessan.read.labels.chart import Chart
from kessan.read.labels.concepts import is_tagged
from kessan.read.labels.listed import Listed
from kessan.read.labels.meaning import Standing
from kessan.read.reading import Reading
from kessan.read.shapes import shapes_of

Cells = dict[str, str]
Needed = dict[str, list[Cells]]

# The CSVs, with what tells their rows apart.
KEYS = {
    "companies": ("company_key",),
    "fiscal_calendars": ("company_key", "valid_from"),
    "fiscal_quarter_ends": ("company_key", "fiscal_year", "fiscal_quarter"),
    "segments": ("segment_key",),
    "products": ("product_key",),
    "line_items": ("line_item_key",),
    "members": ("axis", "member_key", "company_key"),
    "concepts": ("concept", "line_item_key"),
    "labels": ("company_key", "statement", "heading", "label"),
}


def with_new_line_items(reading: Reading, chart: Chart) -> tuple[Reading, Needed]:
    """A reading in which each line that nobody knows is a line item of the company.

    With the rows of line_items.csv and concepts.csv that say so.
    """
    found = NewLineItems(chart)
    currency = reading.release.currency
    shaped = [
        (table, shapes_of(table.printed, table.meaning, currency, table.members))
        for table in reading.tables
    ]
    for table, shapes in shaped:
        found.know(table.meanings, table.printed, shapes)
    tables = []
    for table, shapes in shaped:
        if table.is_form:
            # Its lines are periods.
            tables.append(table)
        else:
            meanings = found.of_table(table.meanings, table.printed, shapes)
            tables.append(replace(table, meanings=tuple(meanings)))
    rows = {"line_items": found.rows, "concepts": found.concepts}
    return replace(reading, tables=tuple(tables)), rows


def needed(
    reading: Reading,
    profile: Profile,
    chart: Chart,
    new: Mapping[str, list[Cells]],
    printed: Iterable[Titled] = (),
) -> tuple[Needed, dict[str, str]]:
    """The rows that must be added for a reading to be understood, by CSV.

    A label is proposed where it is sure enough; what is unsure or new, and was not
    accepted, is for a person. `new` are rows that were accepted, `printed` the labels
    below titles that other releases have. With the tables that
    no row can make understood, by id, each with the reason: a label means something
    else there than where the same table was printed before.
    """
    found: Needed = {name: [] for name in KEYS}
    if not profile.is_known:
        seen = days_of([table.printed for table in reading.tables])
        found["companies"].append(profile.row)
        found["fiscal_calendars"] += calendar_rows(profile, seen)
    if not found["fiscal_calendars"]:
        found["fiscal_quarter_ends"] += quarter_rows(profile, {*_last_days(reading)})
    for name, rows in new.items():
        found[name] += rows
    labels = Listed(chart.own_labels(reading.release.company_key), printed)
    for table in reading.tables:
        for name, cells in table.members.needed():
            found[name].append(cells)
    otherwise: dict[str, str] = {}
    of_tables = [
        (meaning, table.table_id, table.printed.title)
        for table in reading.tables
        for meaning in table.meanings
    ]
    of_sentences = ((one.meaning, "", "") for one in reading.prose if not one.is_open)
    # What is tagged is what a label means, and first.
    of_tables.sort(key=lambda one: not is_tagged(one[0]))
    for meaning, table_id, title in chain(of_tables, of_sentences):
        is_unsure = table_id and meaning.standing is Standing.UNSURE
        if is_unsure and labels.has(meaning, title):
            otherwise[table_id] = f"{meaning.label!r} means something else in it"
        if meaning.standing is not Standing.PROPOSED:
            continue
        for file, member in meaning.member_rows:
            found[file.removesuffix(".csv")].append(dict(member))
        if not meaning.label_row or meaning.is_by_concept:
            continue
        is_said = labels.add(meaning.label_row, title)
        if table_id and not is_said and not is_tagged(meaning):
            otherwise[table_id] = f"{meaning.label!r} means something else in it"
    found["labels"] += labels.added
    once = {name: _once(rows, KEYS[name]) for name, rows in found.items() if rows}
    return once, otherwise


def _last_days(reading: Reading) -> Iterator[date]:
    """The days that the flows of the tables end on, and those before they start."""
    for _, figure in reading.figures():
        if figure.period and figure.period.start:
            yield from (figure.period.start - DAY, figure.period.end)


def _once(rows: list[Cells], key: tuple[str, ...]) -> list[Cells]:
    """The first row of each key."""
    found: dict[tuple[str, ...], Cells] = {}
    for row in rows:
        found.setdefault(_key(row, key), row)
    return [*found.values()]


def _key(row: Cells, columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(row[column] for column in columns)


def _path(name: str) -> Path:
    return SEEDS / "reference" / f"{name}.csv"


def chosen_rows(path: Path, company_key: str) -> Needed:
    """The rows of a file that the review page gave, by the CSV that they are of.

    Which one it is says the header: browsers rename what they save. Raises
    UnusableError for another file, and for rows that cannot be this company's.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        header = [*(reader.fieldnames or [])]
        rows = [*reader]
    name = next((name for name in KEYS if header_of(name) == header), "")
    if not name:
        raise UnusableError(
            f"{path.name} has no header of {', '.join(KEYS)}: give what the review"
            " page has saved"
        )
    for number, row in enumerate(rows, 2):
        if (
            None in row
            or None in row.values()
            or row.get("company_key", company_key) != company_key
        ):
            raise UnusableError(
                f"{path.name} line {number} is no row of {name}.csv of {company_key}"
            )
    return {name: rows}


def take_choices(paths: Iterable[Path], company_key: str) -> int:
    """Add the rows that a person has chosen; returns how many were added.

    Raises UnusableError, and adds none, where one contradicts what is there or names
    a line item that nobody knows.
    """
    chosen: dict[str, list[Cells]] = {name: [] for name in KEYS}
    for path in paths:
        for name, rows in chosen_rows(path, company_key).items():
            chosen[name] += rows
    for name, key in KEYS.items():
        there = {_key(row, key): row for row in rows_of(_path(name))}
        for row in chosen[name]:
            if there.setdefault(_key(row, key), row) != row:
                said = ", ".join(filter(None, _key(row, key)))
                raise UnusableError(
                    f"{name}.csv says otherwise of {said}: take one of the two away"
                )
    known = {row["line_item_key"] for row in rows_of(_path("line_items"))}
    known |= {row["line_item_key"] for row in chosen["line_items"]}
    for row in chosen["labels"]:
        if row["line_item_key"] not in known:
            raise UnusableError(
                f"no line item {row['line_item_key']} of {row['label']!r}: give the"
                " line_items.csv of the review page too"
            )
    return accept(chosen)


def write_needed(folder: Path, needed: Needed) -> None:
    """Write the rows as CSVs with the header of their file."""
    for name in KEYS:
        path = folder / f"{name}.csv"
        path.unlink(missing_ok=True)
        if rows := needed.get(name):
            _write(path, header_of(name), rows)


def accept(needed: Mapping[str, list[Cells]]) -> int:
    """Add the rows to the reference data; returns how many were added."""
    added = 0
    for name in KEYS:
        path = _path(name)
        header = header_of(name)
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


def header_of(name: str) -> list[str]:
    """The columns of a CSV of the reference data."""
    path = _path(name)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file))


def _write(path: Path, header: list[str], rows: list[Cells]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
