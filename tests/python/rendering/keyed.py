"""The keyed tables of the warehouse as sheets, each figure with its unit."""

import csv
import re
from functools import cache

from made_up import letters

from kessan.project import SEEDS
from rendering.sheets import Cells, Column, Line, Sheet, period_of

# A currency that stands before a figure in its cell, and a unit behind one.
SIGN = re.compile(r"(?P<sign>[A-Z]{3} )(?P<text>[(\d].*)")
BEHIND = re.compile(r"[\d)](?P<unit>[A-Za-z]+)")


@cache
def rows_of(path: str) -> list[Cells]:
    """The rows of a CSV below `seeds`."""
    with (SEEDS / f"{path}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def keyed(release_id: str) -> list[Sheet]:
    """The tables of a release that are grids, in order."""
    tables = [
        row
        for row in rows_of("release/printed_tables")
        if row["release_id"] == release_id and row["section"] == "table"
    ]
    tables.sort(key=lambda row: int(row["display_order"]))
    return [sheet for table in tables if (sheet := _sheet(table)).lines]


def _sheet(table: Cells) -> Sheet:
    columns = tuple(
        Column(
            (row["heading"],),
            period_of(row),
            row["unit"],
            row["scale"],
            row["printed_unit"],
            row["measure"],
        )
        for row in _of(table, "column_headings")
    )
    names = [f"column_{number}" for number, _ in enumerate(columns, 1)]
    rows = _of(table, "lines")
    heading_figures = {row["label"] for row in rows if any(row[n] for n in names)}
    lines = []
    for row in rows:
        texts, sign = _apart([row[name] for name in names])
        unit, scale = _unit(table, columns[0], row, texts)
        heading = None if row["heading"] in heading_figures else row["heading"]
        depth = int(row["indent"])
        lines.append(Line(row["label"], texts, depth, heading, unit, scale, sign))
    return Sheet(table["title"], columns, tuple(lines), statement=table["statement"])


def _of(table: Cells, name: str) -> list[Cells]:
    return [
        row
        for row in rows_of(f"release/{name}")
        if all(row[key] == table[key] for key in ("release_id", "table_id"))
    ]


def _apart(texts: list[str]) -> tuple[tuple[str, ...], str]:
    """The texts of a line without the currency before each, and that."""
    found = [SIGN.fullmatch(text) for text in texts]
    if not any(found):
        return tuple(texts), ""
    plain = (
        one["text"] if one else text for one, text in zip(found, texts, strict=True)
    )
    return tuple(plain), next(one["sign"] for one in found if one)


def _unit(
    table: Cells, column: Column, row: Cells, texts: tuple[str, ...]
) -> tuple[str, str]:
    """The unit and scale of a line: its own, of its cells, or of its line item.

    Both are empty where the column has them.
    """
    behind = {found["unit"] for text in texts if (found := BEHIND.search(text))}
    if behind:
        return behind.pop(), "0"
    if row["unit"] or column.unit or not any(texts):
        return row["unit"], row["scale"]
    company = table["release_id"][: -len("-2016-11-08")]
    items = {
        one["line_item_key"]
        for one in rows_of("reference/labels")
        if (one["company_key"], one["statement"]) == (company, table["statement"])
        and letters(one["label"]) == letters(row["label"])
    }
    (unit,) = {
        one["unit"]
        for one in rows_of("reference/line_items")
        if one["line_item_key"] in items
    }
    (currency,) = {
        one["currency"]
        for one in rows_of("release/releases")
        if one["release_id"] == table["release_id"]
    }
    return unit.replace("currency", currency), row["scale"]
