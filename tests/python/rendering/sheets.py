"""Tables as they are meant, before anybody printed them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, zip_longest
from typing import Any

from kessan.read.second import number_of

Cells = dict[str, str]


@dataclass(frozen=True)
class Column:
    """A column: headings from top to bottom, `start/end` or a day, what it is in.

    `unit` and `scale` are empty where each line has its own.
    """

    headings: tuple[str, ...]
    period: str
    unit: str
    scale: str
    printed_unit: str = ""
    measure: str = "amount"

    @property
    def heading(self) -> str:
        """The headings in one text."""
        return " ".join(text for text in self.headings if text)

    @property
    def is_alone(self) -> bool:
        """Whether nothing stands above its heading, in the row of wider ones."""
        return len(self.headings) > 1 and not self.headings[0]


@dataclass(frozen=True)
class Line:
    """A line: `texts` has one for each column, empty where nothing stands.

    `unit` and `scale` are its own where they differ from the column's. As it is
    printed, each figure has a `sign` before it and a `mark` behind; the label goes
    on in a second row after `words` words, `torn` says in which of them the figures
    are; an `unclosed` parenthesis has lost its end. `heading` is None where only
    figures could tell which line it stands below.
    """

    label: str
    texts: tuple[str, ...] = ()
    depth: int = 0
    heading: str | None = ""
    unit: str = ""
    scale: str = ""
    sign: str = ""
    mark: str = ""
    words: int = 0
    is_unclosed: bool = False

    def printed(self, text: str) -> str:
        """A figure of it as it is printed, without its currency sign."""
        if self.is_unclosed:
            text = text.removesuffix(")")
        return f"{text}{self.mark}" if text and self.mark else text

    def rows(self) -> tuple["Line", ...]:
        """The printed rows: two where the label is wrapped, figures in the second."""
        words = self.label.split()
        if not 0 < self.words < len(words):
            return (self,)
        first, second = " ".join(words[: self.words]), " ".join(words[self.words :])
        return (
            Line(first, ("",) * len(self.texts), self.depth),
            Line(
                second,
                self.texts,
                self.depth,
                sign=self.sign,
                mark=self.mark,
                is_unclosed=self.is_unclosed,
            ),
        )


@dataclass(frozen=True)
class Sheet:
    """A table. `unit_line` stands below the title; after line `turned` a page ends."""

    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    unit_line: str = ""
    statement: str = ""
    notes: tuple[str, ...] = ()
    turned: int = 0

    @property
    def count(self) -> int:
        """How many figures it has."""
        return sum(bool(text) for line in self.lines for text in line.texts)

    @property
    def levels(self) -> int:
        """How many rows of headings it has."""
        return max(len(column.headings) for column in self.columns)

    def spans(self, level: int) -> list[tuple[str, int]]:
        """The headings of a row from the top, each with how many columns it spans."""
        above = [
            (column.headings[: level + 1], n * column.is_alone)
            for n, column in enumerate(self.columns)
        ]
        return [
            (headings[level] if level < len(headings) else "", len(list(group)))
            for (headings, _), group in groupby(above)
        ]

    def cells(self) -> Iterator[tuple[Line, Column, int, str]]:
        """The figures, each with its line, its column and that one's number."""
        for line in self.lines:
            for number, text in enumerate(line.texts, 1):
                if text:
                    yield line, self.columns[number - 1], number, text


def expected(sheet: Sheet) -> dict[str, list[tuple[object, ...]]]:
    """What a reading of a sheet must be, as `read_rows` has it."""
    totals: dict[tuple[str, ...], list[Decimal]] = defaultdict(list)
    figures: list[tuple[object, ...]] = []
    for line, column, number, text in sheet.cells():
        unit, scale = unit_of(line.unit, line.scale, column.unit, column.scale)
        figures.append((line.label, number, text, column.period, unit, scale))
        value = number_of(text)
        if value is not None:
            totals[str(number), column.period, unit, scale].append(value)
    return {
        "title": [(sheet.title,)],
        "columns": [
            (column.heading, column.period, column.measure) for column in sheet.columns
        ],
        "lines": [(line.label, line.heading, line.depth) for line in sheet.lines],
        "figures": figures,
        "totals": sorted(
            (*of, len(values), sum(values, Decimal(0))) for of, values in totals.items()
        ),
    }


def unit_of(own: str, own_scale: str, unit: str, scale: str) -> tuple[str, str]:
    """The unit and scale of a figure: those of its line, but for percentages."""
    if unit == "percent":
        return unit, scale
    return own or unit, own_scale or scale


def read_tables(
    content: dict[str, list[Cells]],
) -> list[dict[str, list[tuple[object, ...]]]]:
    """The tables among the rows of a release, in order, each as `expected` has it."""
    tables = sorted(
        content["printed_tables.csv"], key=lambda row: int(row["display_order"])
    )
    return [
        _read({name: _of(table, rows) for name, rows in content.items()}, table)
        for table in tables
    ]


def _of(table: Cells, rows: list[Cells]) -> list[Cells]:
    return [row for row in rows if row.get("table_id") == table["table_id"]]


def _read(
    content: dict[str, list[Cells]], table: Cells
) -> dict[str, list[tuple[object, ...]]]:
    columns = content.get("column_headings.csv", [])
    figures: list[tuple[object, ...]] = []
    for line in content.get("lines.csv", []):
        for number, column in enumerate(columns, 1):
            if text := line.get(f"column_{number}"):
                own = line.get("unit", ""), line.get("scale", "")
                unit, scale = unit_of(*own, column["unit"], column["scale"])
                figures.append(
                    (line["label"], number, text, period_of(column), unit, scale)
                )
    return {
        "title": [(table["title"],)],
        "columns": [
            (row["heading"], period_of(row), row["measure"]) for row in columns
        ],
        "lines": [
            (row["label"], row["heading"], int(row["indent"]))
            for row in content.get("lines.csv", [])
        ],
        "figures": figures,
        "totals": sorted(
            (
                *(row["column_number"], period_of(row), row["unit"], row["scale"]),
                *(int(row["figure_count"]), Decimal(row["total"])),
            )
            for row in content.get("control_totals.csv", [])
        ),
    }


def period_of(row: Cells) -> str:
    """The period of a row: `start/end`, or a day."""
    return "/".join(day for day in (row["period_start"], row["period_end"]) if day)


def differences(sheets: list[Sheet], content: dict[str, list[Cells]]) -> list[str]:
    """What of a reading is not as it is known, in words."""
    found = read_tables(content)
    said = []
    if len(found) != len(sheets):
        titles = [table["title"][0][0] for table in found]
        said.append(f"{len(found)} tables of {len(sheets)}: {titles}")
    for sheet, table in zip(sheets, found, strict=False):
        for name, wanted in expected(sheet).items():
            for one, other in zip_longest(wanted, table[name]):
                if other != one and not _is_but_for_heading(name, one, other):
                    said.append(f"{sheet.title}: {name}: {other} is not {one}")
    return said


def _is_but_for_heading(name: str, one: Any, other: Any) -> bool:
    """Whether two lines differ in nothing but a heading that is not known."""
    return (
        name == "lines"
        and None not in (one, other)
        and (one[1] is None and (one[0], one[2]) == (other[0], other[2]))
    )
