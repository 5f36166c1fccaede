"""A reading held against what is known to be right: keyed rows, or tags.

A figure is right when its number, unit, scale, period and measure are those that are
known, in the place where they are known. What is wrong and accepted is the worst that
a reading can do, and is counted by itself.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from kessan.intake import Intake, read_rows, seed_files
from kessan.read.columns.calendars import Period
from kessan.read.document import Document, Tag
from kessan.read.reading import ReadFigure, Reading, Standing
from kessan.read.release import printed_tables
from kessan.read.second import number_of

Cells = dict[str, str]

DAY = timedelta(days=1)
# How a difference is shown that a reading has left open.
OPEN = "(not known)"
# A unit that clings to a keyed figure: `1,982.4Gbps`.
UNIT_BEHIND = re.compile(r"\d([A-Za-z]{2,5})$")


class Outcome(StrEnum):
    """How a figure that is known was read, or one that is not known."""

    RIGHT = "right"
    # Nothing of it is wrong, and something is left open.
    UNKNOWN = "unknown"
    WRONG = "wrong"
    MISSING = "missing"
    EXTRA = "extra"


@dataclass(frozen=True)
class Known:
    """A figure as it is known: `value` in base units, where it stands, what it is.

    `start` and `end` are days as text, `start` empty for an instant.
    """

    table: str
    line: int
    column: int
    label: str
    value: Decimal
    unit: str
    start: str
    end: str
    measure: str = ""


@dataclass(frozen=True)
class Scored:
    """A figure with its outcome, and what differs."""

    outcome: Outcome
    standing: Standing | None
    table: str
    where: str
    differs: str = ""


@dataclass(frozen=True)
class Score:
    """All figures of a comparison."""

    figures: tuple[Scored, ...]

    def count(self, outcome: Outcome, standing: Standing | None = None) -> int:
        """How many have an outcome, of those that stand so."""
        return sum(
            one.outcome is outcome and (standing is None or one.standing is standing)
            for one in self.figures
        )

    def by_table(self) -> dict[str, Counter[Outcome]]:
        """The outcomes of each table."""
        found: dict[str, Counter[Outcome]] = defaultdict(Counter)
        for one in self.figures:
            found[one.table][one.outcome] += 1
        return dict(found)


def score_tags(reading: Reading, tagged: Document) -> Score:
    """How a reading agrees with the tags of its document, which it did not look at.

    The sign of a tag is that of its concept, which a label may turn: the size is
    compared. A figure with two tags is right when one of them says what was read: a
    balance closes one year and opens the next.
    """
    scored = []
    for table, printed in zip(reading.tables, printed_tables(tagged), strict=True):
        for figure in table.figures:
            cell = printed.lines[figure.line_number - 1].cells[figure.column_number - 1]
            tags = [tag for tag in cell.tags if tag.value is not None] if cell else []
            if tags:
                differing = [_differs_of_tag(figure, tag) for tag in tags]
                scored.append(_scored(table.table_id, figure, min(differing, key=len)))
    return Score(tuple(scored))


def _differs_of_tag(figure: ReadFigure, tag: Tag) -> list[str]:
    known = Known(
        table="",
        line=figure.place.line,
        column=figure.column_number,
        label="",
        value=abs(tag.value or Decimal(0)),
        unit=_unit(tag.unit),
        start=str(tag.start or ""),
        end=str(tag.end),
    )
    if tag.unit == "pure":
        known = replace(known, unit="")
        if figure.unit == "percent":
            known = replace(known, value=known.value.scaleb(2))
    period = figure.period
    if tag.start is None and period and period.start and tag.end in _ends(period):
        # A balance in the column of a flow is of one of its ends.
        known = replace(known, start=str(period.start), end=str(period.end))
    size = replace(figure, value=None if figure.value is None else abs(figure.value))
    return _differs(size, known)


def score(reading: Reading, known: Iterable[Known]) -> Score:
    """How the figures of tables agree with what is known of each line."""
    read: dict[int, list[tuple[str, ReadFigure]]] = defaultdict(list)
    for table, figure in reading.figures():
        read[figure.place.line].append((table.table_id, figure))
    scored: list[Scored] = []
    expected: dict[int, list[Known]] = defaultdict(list)
    for one in known:
        expected[one.line].append(one)
    for line, ones in expected.items():
        left = read.pop(line, [])
        for one in ones:
            differing = [(_differs(figure, one), figure) for _, figure in left]
            differing.sort(key=lambda pair: len(pair[0]))
            if not differing:
                where = f"line {line}, {one.label!r}"
                scored.append(Scored(Outcome.MISSING, None, one.table, where))
                continue
            differs, figure = differing[0]
            left = [pair for pair in left if pair[1] is not figure]
            scored.append(_scored(one.table, figure, differs))
        scored += [_extra(table, figure) for table, figure in left]
    for left in read.values():
        scored += [_extra(table, figure) for table, figure in left]
    return Score(tuple(scored))


def _scored(table: str, figure: ReadFigure, differs: list[str]) -> Scored:
    wrong = [one for one in differs if OPEN not in one]
    outcome = Outcome.RIGHT
    if differs:
        outcome = Outcome.WRONG if wrong else Outcome.UNKNOWN
    where = f"line {figure.place.line}, {figure.text!r}"
    return Scored(outcome, figure.standing, table, where, "; ".join(differs))


def _extra(table: str, figure: ReadFigure) -> Scored:
    where = f"line {figure.place.line}, {figure.text!r}"
    return Scored(Outcome.EXTRA, figure.standing, table, where)


def _differs(figure: ReadFigure, known: Known) -> list[str]:
    """What of a figure is not as it is known."""
    period = figure.period
    value = figure.value
    if value is not None:
        value = None if figure.scale is None else value.scaleb(figure.scale)
    pairs = {
        "value": (OPEN if value is None else value, known.value),
        # A unit that stands in the label or the cell is keyed nowhere else.
        "unit": (_unit(figure.unit) or OPEN, _unit(known.unit or figure.unit)),
        "start": (str(period.start or "") if period else OPEN, known.start),
        "end": (str(period.end) if period else OPEN, known.end),
        "measure": (figure.measure or OPEN, known.measure or figure.measure),
    }
    return [
        f"{name} {found} is not {right}"
        for name, (found, right) in pairs.items()
        if found != right
    ]


def _ends(period: Period) -> tuple[date, ...]:
    """The days whose balances a flow lies between."""
    return (period.end, period.start - DAY) if period.start else (period.end,)


def _unit(unit: str) -> str:
    """A unit in one form: the taxonomies write `USD/shares`, and per cent `pure`."""
    return unit.replace("/shares", "_per_share").replace("/share", "_per_share")


def keyed(release_id: str, folder: Path | None = None) -> list[Known]:
    """The figures of the tables of a keyed release: grids, and forms.

    `folder` is where its CSVs lie; else its rows are among the project's seeds.
    """
    rows: dict[str, list[Cells]] = {}
    for file in seed_files():
        if file.is_of_releases:
            found = read_rows(file.of(folder) if folder else file, Intake())
            cells = (dict(zip(file.columns, row, strict=True)) for _, row in found)
            rows[file.path.name] = [
                row for row in cells if row["release_id"] == release_id
            ]
    sections = {row["table_id"]: row["section"] for row in rows["printed_tables.csv"]}
    columns = {
        (row["table_id"], row["column_number"]): row
        for row in rows["column_headings.csv"]
    }
    return [
        *_of_lines(rows["lines.csv"], columns),
        *_of_forms(rows["figures.csv"], columns, sections),
    ]


def _of_lines(
    lines: Iterable[Cells], columns: dict[tuple[str, str], Cells]
) -> Iterator[Known]:
    for row in lines:
        for name, text in row.items():
            if not name.startswith("column_") or not text.strip():
                continue
            number = name.removeprefix("column_")
            column = columns[row["table_id"], number]
            known = _known(row, column, number, text)
            if known:
                yield known


def _of_forms(
    figures: Iterable[Cells],
    columns: dict[tuple[str, str], Cells],
    sections: dict[str, str],
) -> Iterator[Known]:
    for row in figures:
        column = columns.get((row["table_id"], row["column_number"]))
        if column and sections[row["table_id"]] == "table":
            known = _known(row, column | row, row["column_number"], row["printed_text"])
            if known:
                yield known


def _known(row: Cells, column: Cells, number: str, text: str) -> Known | None:
    value = number_of(text)
    if value is None:
        return None
    scale = int(row.get("scale") or column["scale"] or 0)
    unit_behind = UNIT_BEHIND.search(text)
    return Known(
        row["table_id"],
        int(row["source_line"]),
        int(number),
        row["label"],
        value.scaleb(scale),
        unit_behind[1] if unit_behind else row.get("unit") or column["unit"],
        column["period_start"],
        column["period_end"],
        column["measure"],
    )
