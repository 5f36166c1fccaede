"""A reading held against what is known to be right: keyed rows, or tags.

A figure is right when its number, unit, scale, period and measure are those that are
known, in the place where they are known. What is wrong and accepted is the worst that
a reading can do, and is counted by itself.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from kessan.intake import Intake, read_rows, seed_files
from kessan.read.columns.units import PERCENT
from kessan.read.document import Document, Tag
from kessan.read.labels.axes import COMPONENT, PRODUCT, SEGMENT, Pairs, book_of, shown
from kessan.read.labels.chart import TOTAL, Chart
from kessan.read.prose.printed import read_printed
from kessan.read.reading import ReadFigure, Reading, ReadTable, Standing
from kessan.read.release import Setting, printed_tables
from kessan.read.rows import PROSE
from kessan.read.second import number_of
from kessan.read.tags import PURE, is_within, unit_of, values_of

Cells = dict[str, str]

# Whose equity it is, which a concept says as well as a member.
OWNERS = {
    (COMPONENT, "noncontrolling_interests"),
    (COMPONENT, "shareholders_equity"),
}
# How a difference is shown that a reading has left open.
OPEN = "(not known)"
# A unit that clings to a keyed figure: `12.5MW`.
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
    """A figure with its outcome, and what differs.

    Its members are scored by themselves: they say nothing of its outcome.
    """

    outcome: Outcome
    standing: Standing | None
    table: str
    where: str
    differs: str = ""
    # How its members were read; None where it is known to be of none, or not known.
    members: Outcome | None = None
    members_differ: str = ""


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

    def count_members(self, outcome: Outcome) -> int:
        """How many figures have members that were read so."""
        return sum(one.members is outcome for one in self.figures)

    def by_table(self) -> dict[str, Counter[Outcome]]:
        """The outcomes of each table."""
        found: dict[str, Counter[Outcome]] = defaultdict(Counter)
        for one in self.figures:
            found[one.table][one.outcome] += 1
        return dict(found)


def score_tags(reading: Reading, tagged: Document, chart: Chart | None = None) -> Score:
    """How a reading agrees with the tags of its document, which it did not look at.

    With a chart, the members of the tags are scored too.

    The sign of a tag is that of its concept, which a label may turn: the size is
    compared. A figure with two tags is right when one of them says what was read: a
    balance closes one year and opens the next.
    """
    scored = []
    all_printed = printed_tables(tagged)
    company = reading.release.company_key
    book = book_of(all_printed, chart, company) if chart else None
    for table, printed in zip(reading.tables, all_printed, strict=True):
        for figure in table.figures:
            cell = printed.lines[figure.line_number - 1].cells[figure.column_number - 1]
            tags = values_of(cell)
            if tags:
                differing = [_differs_of_tag(figure, tag) for tag in tags]
                one = _scored(table.table_id, figure, min(differing, key=len))
                said = {book.pairs(tag) for tag in tags} if book else set()
                scored.append(_with_members(one, table, figure, said))
    return Score(tuple(scored))


def _with_members(
    one: Scored, table: ReadTable, figure: ReadFigure, said: Collection[Pairs]
) -> Scored:
    """A scored figure with how its members, or those of its label, were read."""
    label = table.meaning_of(figure.line_number)
    named = {
        (SEGMENT, label.segment_key if label else TOTAL),
        (PRODUCT, label.product_key if label else TOTAL),
    }
    read = figure.members | {pair for pair in named if pair[1] != TOTAL}
    if not any(said) and (not said or read <= OWNERS):
        return one
    outcome = Outcome.WRONG
    if read in said:
        outcome = Outcome.RIGHT
    elif any(read < pairs for pairs in said):
        outcome = Outcome.UNKNOWN
    texts = [shown(pairs) or "(none)" for pairs in (read, *said)]
    differ = "" if outcome is Outcome.RIGHT else " is not ".join(texts)
    return replace(one, members=outcome, members_differ=differ)


def _differs_of_tag(figure: ReadFigure, tag: Tag) -> list[str]:
    unit = unit_of(tag).name or ""
    known = Known(
        table="",
        line=figure.place.line,
        column=figure.column_number,
        label="",
        value=abs(tag.value or Decimal(0)),
        unit=unit,
        start=str(tag.start or ""),
        end=str(tag.end),
    )
    if tag.unit == PURE:
        known = replace(known, unit="")
        if figure.unit == PERCENT:
            known = replace(known, value=known.value.scaleb(2))
    period = figure.period
    if period and period.start and is_within(tag, period):
        # A balance in the column of a flow is of one of its ends.
        known = replace(known, start=str(period.start), end=str(period.end))
    size = replace(figure, value=None if figure.value is None else abs(figure.value))
    return _differs(size, known)


def score(reading: Reading, known: Iterable[Known]) -> Score:
    """How the figures of tables agree with what is known of each line."""
    return _score(
        ((table.table_id, figure) for table, figure in reading.figures()), known
    )


def score_sentences(reading: Reading, known: Iterable[Known]) -> Score:
    """How the figures of sentences agree with what is known of each line."""
    return _score(((PROSE, one.figure) for one in reading.prose), known)


def _score(figures: Iterable[tuple[str, ReadFigure]], known: Iterable[Known]) -> Score:
    read: dict[int, list[tuple[str, ReadFigure]]] = defaultdict(list)
    for table, figure in figures:
        read[figure.place.line].append((table, figure))
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


def _unit(unit: str) -> str:
    """A unit in one form: the taxonomies write `USD/shares`, and per cent `pure`."""
    return unit.replace("/shares", "_per_share").replace("/share", "_per_share")


def keyed(release_id: str, folder: Path | None = None) -> list[Known]:
    """The figures of the tables of a keyed release: grids, and forms.

    `folder` is where its CSVs lie; else its rows are among the project's seeds.
    """
    rows = _rows_of(release_id, folder)
    sections = {row["table_id"]: row["section"] for row in rows["printed_tables.csv"]}
    columns = {
        (row["table_id"], row["column_number"]): row
        for row in rows["column_headings.csv"]
    }
    return [
        *_of_lines(rows["lines.csv"], columns),
        *_of_forms(rows["figures.csv"], columns, sections),
    ]


def _rows_of(release_id: str, folder: Path | None) -> dict[str, list[Cells]]:
    """The rows of a release, by the name of their CSV."""
    rows: dict[str, list[Cells]] = {}
    for file in seed_files():
        if file.is_of_releases:
            found = read_rows(file.of(folder) if folder else file, Intake())
            cells = (dict(zip(file.columns, row, strict=True)) for _, row in found)
            rows[file.path.name] = [
                row for row in cells if row["release_id"] == release_id
            ]
    return rows


def keyed_sentences(
    release_id: str, setting: Setting, folder: Path | None = None
) -> list[Known]:
    """The figures of the sentences of a keyed release, as their printed texts say."""
    rows = _rows_of(release_id, folder)
    tables = {
        row["table_id"] for row in rows["printed_tables.csv"] if row["section"] == PROSE
    }
    known = []
    for row in rows["figures.csv"]:
        if row["table_id"] not in tables:
            continue
        printed = read_printed(
            row["printed_text"], setting.printed_words, setting.release.currency
        )
        if printed:
            known.append(
                Known(
                    row["table_id"],
                    int(row["source_line"]),
                    int(row["column_number"]),
                    row["label"],
                    printed.number.scaleb(printed.scale),
                    printed.unit,
                    row["period_start"],
                    row["period_end"],
                    row["measure"],
                )
            )
    return known


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
