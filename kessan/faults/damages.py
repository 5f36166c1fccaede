"""Every damage that can be done to the raw rows of a release, one at a time.

A damage is a splice: some rows of one CSV, and the rows that stand there
instead. So it can be done to a table of a database as to the file itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise

from kessan.faults.operators import (
    FIGURE_OPERATORS,
    heading_unit_changed,
    units_changed,
    year_earlier,
)

LINE_OPERATORS = (
    "line_dropped",
    "line_duplicated",
    "columns_swapped",
    "lines_swapped",
    "label_replaced",
)
MEANING_OPERATORS = ("heading_moved", "unit_changed")
OPERATORS = (*FIGURE_OPERATORS, *LINE_OPERATORS, *MEANING_OPERATORS)

HEADINGS = "column_headings"

Row = Mapping[str, str | None]


@dataclass(frozen=True)
class Damage:
    """One thing done to the raw rows of one release.

    `rows` stand in place of the rows `first` up to but not `last` of the CSV,
    counted from 0 below its header. `before` and `after` are what a person
    sees change; `has_figures` says whether any of it is a figure.
    """

    operator: str
    csv_name: str
    release_id: str
    table_id: str
    line_number: str
    column_number: str
    label: str
    before: str
    after: str
    has_figures: bool
    first: int
    last: int
    rows: tuple[Row, ...]

    def done_to(self, rows: list[Row]) -> list[Row]:
        """The rows of the whole CSV after the damage."""
        return [*rows[: self.first], *self.rows, *rows[self.last :]]

    @property
    def address(self) -> str:
        """Where it was done, in words."""
        parts = {"line": self.line_number, "column": self.column_number}
        where = [f"{name} {number}" for name, number in parts.items() if number]
        return ", ".join([f"{self.csv_name}.csv", self.table_id, *where])


@dataclass(frozen=True)
class Block:
    """The raw rows of one printed table, which stand together in one CSV."""

    csv_name: str
    release_id: str
    table_id: str
    first: int
    rows: list[Row]

    def damage(
        self,
        operator: str,
        at: int,
        after_rows: list[Row],
        seen: tuple[str, str],
        *,
        column: str = "",
        has_figures: bool = True,
    ) -> Damage:
        """The damage that leaves the rows of this table so.

        Args:
            operator: its name.
            at: the row where it is done, counted from 0 in this table.
            after_rows: all rows of the table after it.
            seen: what a person sees before and after it.
            column: the number of the printed column, where there is one.
            has_figures: whether it concerns figures.
        """
        head = _alike(self.rows, after_rows)
        tail = _alike(self.rows[head:][::-1], after_rows[head:][::-1])
        row = self.rows[at]
        return Damage(
            operator,
            self.csv_name,
            self.release_id,
            self.table_id,
            row.get("line_number") or "",
            column or row.get("column_number") or "",
            row.get("label") or row.get("heading") or "",
            *seen,
            has_figures,
            self.first + head,
            self.first + len(self.rows) - tail,
            tuple(after_rows[head : len(after_rows) - tail]),
        )

    def with_cells(self, changes: Mapping[int, Mapping[str, str | None]]) -> list[Row]:
        """The rows with other cells in some of them, by their place."""
        return [
            {**row, **changes[n]} if n in changes else row
            for n, row in enumerate(self.rows)
        ]


def _alike(rows: list[Row], others: list[Row]) -> int:
    """How many rows are the same from the start."""
    count = 0
    for row, other in zip(rows, others, strict=False):
        if row is not other and row != other:
            break
        count += 1
    return count


def damages(tables: Mapping[str, list[Row]]) -> Iterator[Damage]:
    """Every damage to the raw rows of the CSVs, in the order of the operators.

    The shape of a CSV tells what it holds: `column_1` a row for each printed
    line, `printed_text` with a `measure` a row for each figure.
    """
    found: list[Damage] = []
    for name, rows in sorted(tables.items()):
        columns = rows[0].keys() if rows else ()
        for block in blocks(name, rows):
            if name == HEADINGS:
                found += heading_damages(block)
            elif "column_1" in columns:
                found += grid_damages(block)
            elif "printed_text" in columns and "measure" in columns:
                found += stated_damages(block)
    order = {operator: n for n, operator in enumerate(OPERATORS)}
    yield from sorted(found, key=lambda damage: order[damage.operator])


def blocks(csv_name: str, rows: Iterable[Row]) -> Iterator[Block]:
    """The printed tables of a CSV; none when its rows belong to no table.

    Raises ValueError when the rows of a table do not stand together.
    """
    seen = set()
    for key, group in groupby(
        enumerate(rows), lambda item: (item[1]["release_id"], item[1].get("table_id"))
    ):
        numbered = list(group)
        release_id, table_id = key
        if not release_id or not table_id:
            continue
        if key in seen:
            raise ValueError(f"{csv_name}.csv: table {table_id} is in two places")
        seen.add(key)
        yield Block(
            csv_name, release_id, table_id, numbered[0][0], [row for _, row in numbered]
        )


def thousands_tables(tables: Mapping[str, list[Row]]) -> set[tuple[str, str]]:
    """The release and table of each table whose amounts are in thousands."""
    scales: dict[tuple[str, str], set[str | None]] = {}
    for row in tables[HEADINGS]:
        if row["measure"] == "amount":
            key = (row["release_id"] or "", row["table_id"] or "")
            scales.setdefault(key, set()).add(row["scale"])
    return {key for key, found in scales.items() if found == {"3"}}


def grid_damages(block: Block) -> Iterator[Damage]:
    """Damages to a table with a row for each printed line."""
    columns = [
        column
        for column in block.rows[0]
        if column.removeprefix("column_").isdigit()
        and any(row[column] for row in block.rows)
    ]
    with_figures = [n for n, row in enumerate(block.rows) if _cells(row, columns)]
    for n, row in enumerate(block.rows):
        for column in columns:
            yield from figure_damages(block, n, column)
        yield from grid_line_damages(block, n, columns)
        for left, right in pairwise(columns):
            if row[left] != row[right]:
                yield block.damage(
                    "columns_swapped",
                    n,
                    block.with_cells({n: {left: row[right], right: row[left]}}),
                    (_shown(row, [left, right]), _shown(row, [right, left])),
                    column=left.removeprefix("column_"),
                )
        following = next((other for other in with_figures if other > n), None)
        if following is None:
            continue
        below = block.rows[following]
        values = {column: row[column] for column in columns}
        values_below = {column: below[column] for column in columns}
        if n in with_figures and values != values_below:
            yield block.damage(
                "lines_swapped",
                n,
                block.with_cells({n: values_below, following: values}),
                (_shown(row, columns), _shown(below, columns)),
            )
        yield from label_damages(block, n, below, has_figures=n in with_figures)


def grid_line_damages(block: Block, n: int, columns: list[str]) -> Iterator[Damage]:
    """A line left out or keyed twice, the lines below numbered on."""
    row = block.rows[n]
    above, below = block.rows[:n], block.rows[n + 1 :]
    has_figures = bool(_cells(row, columns))
    shown = _shown(row, columns) if has_figures else row["label"] or ""
    yield block.damage(
        "line_dropped",
        n,
        [*above, *(_moved(other, "line_number", -1) for other in below)],
        (shown, ""),
        has_figures=has_figures,
    )
    yield block.damage(
        "line_duplicated",
        n,
        [*above, row, *(_moved(other, "line_number", 1) for other in (row, *below))],
        (shown, f"{shown} (twice)"),
        has_figures=has_figures,
    )


def stated_damages(block: Block) -> Iterator[Damage]:
    """Damages to a table with a row for each figure."""
    places = {
        (row["line_number"], row["column_number"]): n
        for n, row in enumerate(block.rows)
    }
    lines = list(dict.fromkeys(row["line_number"] for row in block.rows))
    next_line = dict(pairwise(lines))
    for n, row in enumerate(block.rows):
        yield from figure_damages(block, n, "printed_text")
        yield from stated_line_damages(block, n)
        if n + 1 < len(block.rows):
            beside = block.rows[n + 1]
            if beside["line_number"] == row["line_number"]:
                yield from exchange_damages(block, "columns_swapped", n, n + 1)
            yield from label_damages(block, n, beside)
        below = places.get((next_line.get(row["line_number"]), row["column_number"]))
        if below is not None:
            yield from exchange_damages(block, "lines_swapped", n, below)
        yield from stated_meaning_damages(block, n)


def stated_line_damages(block: Block, n: int) -> Iterator[Damage]:
    """A figure left out or keyed twice, those behind it numbered on."""
    row = block.rows[n]
    before, after = block.rows[:n], block.rows[n + 1 :]
    shown = row["printed_text"] or ""

    def numbered_on(rows: Iterable[Row], step: int) -> list[Row]:
        return [
            _moved(other, "column_number", step)
            if other["line_number"] == row["line_number"]
            else other
            for other in rows
        ]

    yield block.damage(
        "line_dropped", n, [*before, *numbered_on(after, -1)], (shown, "")
    )
    yield block.damage(
        "line_duplicated",
        n,
        [*before, row, *numbered_on((row, *after), 1)],
        (shown, f"{shown} (twice)"),
    )


def stated_meaning_damages(block: Block, n: int) -> Iterator[Damage]:
    """A figure's own period a year back, or the unit in its text mistaken."""
    row = block.rows[n]
    if earlier := _year_earlier(row):
        yield block.damage(
            "heading_moved",
            n,
            block.with_cells({n: earlier}),
            (_period(row), _period(earlier)),
        )
    text = row["printed_text"] or ""
    for changed in units_changed(text):
        yield block.damage(
            "unit_changed",
            n,
            block.with_cells({n: {"printed_text": changed}}),
            (text, changed),
        )


def heading_damages(block: Block) -> Iterator[Damage]:
    """Damages to what the columns of a table mean."""
    for n, row in enumerate(block.rows):
        others = (other for other in block.rows if _period(other))
        moved = next(
            (
                {name: other[name] for name in ("period_start", "period_end")}
                for other in others
                if _period(other) != _period(row)
            ),
            _year_earlier(row),
        )
        if _period(row) and moved:
            yield block.damage(
                "heading_moved",
                n,
                block.with_cells({n: moved}),
                (_period(row), _period(moved)),
                has_figures=False,
            )
        unit, scale = row["unit"] or "", row["scale"] or ""
        other_unit, other_scale = heading_unit_changed(unit, scale)
        yield block.damage(
            "unit_changed",
            n,
            block.with_cells({n: {"unit": other_unit or None, "scale": other_scale}}),
            (f"{unit} scale {scale}", f"{other_unit} scale {other_scale}"),
            has_figures=False,
        )


def figure_damages(block: Block, n: int, column: str) -> Iterator[Damage]:
    """Damages to the printed text of one cell."""
    text = block.rows[n][column]
    if not text or not text.strip():
        return
    number = column.removeprefix("column_")
    for name, operator in FIGURE_OPERATORS.items():
        damaged = operator(text)
        if damaged is not None:
            yield block.damage(
                name,
                n,
                block.with_cells({n: {column: damaged or None}}),
                (text, damaged),
                column=number if number.isdigit() else "",
            )


def exchange_damages(
    block: Block, operator: str, n: int, other: int
) -> Iterator[Damage]:
    """The texts of two figures exchanged."""
    text = block.rows[n]["printed_text"]
    other_text = block.rows[other]["printed_text"]
    if text != other_text:
        yield block.damage(
            operator,
            n,
            block.with_cells(
                {n: {"printed_text": other_text}, other: {"printed_text": text}}
            ),
            (text or "", other_text or ""),
        )


def label_damages(
    block: Block, n: int, below: Row, *, has_figures: bool = True
) -> Iterator[Damage]:
    """The label taken from the line below."""
    row = block.rows[n]
    if row["label"] != below["label"]:
        yield block.damage(
            "label_replaced",
            n,
            block.with_cells({n: {"label": below["label"]}}),
            (row["label"] or "", below["label"] or ""),
            has_figures=has_figures,
        )


def _cells(row: Row, columns: list[str]) -> list[str]:
    return [cell for column in columns if (cell := (row[column] or "").strip())]


def _shown(row: Row, columns: list[str]) -> str:
    return " | ".join(row[column] or "" for column in columns)


def _moved(row: Row, column: str, step: int) -> Row:
    """The row with another number in a column that counts."""
    return {**row, column: str(int(row[column] or 0) + step)}


def _period(row: Row) -> str:
    return "/".join(filter(None, (row["period_start"], row["period_end"])))


def _year_earlier(row: Row) -> dict[str, str | None]:
    """The period of the row a year back; nothing when it has none."""
    if not row["period_end"]:
        return {}
    return {
        name: year_earlier(day) if (day := row[name]) else None
        for name in ("period_start", "period_end")
    }
