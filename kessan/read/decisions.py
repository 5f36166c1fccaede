"""What a person has to decide about a reading, each thing once.

A label that several tables print is one decision, and so are the figures of a table
that have one reason. Each choice comes with the rows of the reference data that say so.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kessan.read.labels.accounts import new_line_item
from kessan.read.labels.chart import TOTAL, Chart
from kessan.read.labels.meaning import Candidate, LabelMeaning
from kessan.read.labels.words import label_key
from kessan.read.reading import ReadFigure, Reading, ReadTable
from kessan.read.reading import Standing as FigureStanding
from kessan.read.tables.printed import Line

Rows = tuple[tuple[str, str], ...]
# The row of a CSV of the reference data, as text.
Writer = Callable[[str, Mapping[str, str]], str]
Labelled = tuple[ReadTable, Line, LabelMeaning]


@dataclass(frozen=True)
class Choice:
    """What may be decided: in words, why, and the rows to add, each with its CSV."""

    words: str
    why: str = ""
    rows: Rows = ()


@dataclass(frozen=True)
class Place:
    """A line that a decision is about: where the page shows it, and where it stands."""

    anchor: str
    line: int
    figures: str = ""


@dataclass(frozen=True)
class Decision:
    """Something for a person to decide.

    `key` stays the same when a document is read again. `where` is the row to change
    where no choice is right.
    """

    key: str
    kind: str
    what: str
    reasons: tuple[str, ...]
    places: tuple[Place, ...]
    where: str
    choices: tuple[Choice, ...] = ()


def decisions(
    reading: Reading,
    chart: Chart,
    left_out: Iterable[tuple[ReadTable, str]],
    headers: Mapping[str, Sequence[str]],
) -> list[Decision]:
    """What is to be decided: figures, then labels, then whole tables.

    Of the tables that are `left_out`, with the reason, that alone. `headers` are those
    of the CSVs of the reference data.
    """
    reasons = {table.table_id: reason for table, reason in left_out}
    tables = [one for one in reading.tables if one.table_id not in reasons]

    def written(name: str, row: Mapping[str, str]) -> str:
        return csv_row([row.get(column, "") for column in headers[name]])

    return [
        *(found for table in tables for found in _of_figures(table)),
        *_of_labels(tables, chart, written),
        *(found for table in tables for found in _of_table(table)),
        *(
            _left_out(table, reasons[table.table_id])
            for table in reading.tables
            if table.table_id in reasons
        ),
    ]


def csv_row(cells: Iterable[str]) -> str:
    """Cells as a line of a CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()


def anchor(table: ReadTable, line_number: int) -> str:
    """Where the page shows a line."""
    return f"{table.table_id}-{line_number}"


# Figures.


def _of_figures(table: ReadTable) -> Iterator[Decision]:
    """The figures of a table that are to be reviewed, by their reasons."""
    groups: dict[tuple[str, ...], list[ReadFigure]] = defaultdict(list)
    for figure in table.figures:
        if figure.standing is FigureStanding.TO_REVIEW:
            alone = ", ".join(figure.evidence) or "nothing"
            reasons = figure.doubts or (f"only this speaks for it: {alone}",)
            groups[reasons].append(figure)
    name = "figures.csv" if table.is_form else "lines.csv"
    for reasons, figures in groups.items():
        columns = sorted({figure.column_number for figure in figures})
        rows: dict[int, list[ReadFigure]] = defaultdict(list)
        for figure in figures:
            rows[figure.line_number].append(figure)
        texts = ", ".join(f"column_{number}" for number in columns)
        yield Decision(
            "|".join(("figures", table.table_id, *reasons)),
            "figures",
            _named(table, figures),
            reasons,
            tuple(
                Place(
                    anchor(table, number),
                    found[0].place.line,
                    " | ".join(figure.text for figure in found),
                )
                for number, found in rows.items()
            ),
            f"{name}: {table.table_id}, line {_listed(rows)}, {texts}",
            (Choice("right as it was read"),),
        )


def _named(table: ReadTable, figures: Sequence[ReadFigure]) -> str:
    """Some figures in words: one by its label and column, more by what they share."""
    labels = {table.printed.lines[one.line_number - 1].label for one in figures}
    columns = {one.column_number for one in figures}
    said = f"{len(figures)} figures" if len(figures) > 1 else figures[0].text
    said += f" of {labels.pop()!r}" if len(labels) == 1 else ""
    if len(columns) == 1:
        heading = table.printed.columns[columns.pop() - 1].heading
        said += f", {heading!r}"
    return said


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(str(number) for number in sorted(numbers))


# Labels.


def _of_labels(
    tables: Iterable[ReadTable], chart: Chart, written: Writer
) -> Iterator[Decision]:
    """The labels that nobody knows for sure, each once."""
    groups: dict[tuple[object, ...], list[Labelled]] = defaultdict(list)
    for table in tables:
        for line in table.printed.lines:
            meaning = table.meaning_of(line.number)
            if meaning is None or meaning.is_known or table.is_form:
                continue
            groups[
                label_key(line.label),
                # Without words, it is told by where it stands.
                line.label or (table.table_id, line.number),
                meaning.statement == "balance_sheet",
                tuple(one.meaning for one in meaning.candidates),
            ].append((table, line, meaning))
    keys: list[str] = []
    for group in groups.values():
        table, line, meaning = group[0]
        new = new_line_item(meaning, line, chart, taken=keys)
        keys.append(new.line_item_row["line_item_key"])
        own = Choice(
            f"a line item of its own: {keys[-1]}",
            "reported outside the standard chart",
            (
                ("line_items", written("line_items", new.line_item_row)),
                *_label_rows(group, _as_candidate(new.meaning), written),
            ),
        )
        yield Decision(
            "|".join(("label", meaning.statement, meaning.heading, line.label)),
            "label",
            repr(line.label) if line.label else f"line {line.number} without a label",
            meaning.evidence or (f"it is {meaning.standing}",),
            tuple(_place(*one) for one in group),
            _where(table, line),
            (*_choices(group, written), *([own] if line.label else [])),
        )


def _where(table: ReadTable, line: Line) -> str:
    if line.label:
        return "seeds/reference/labels.csv"
    return f"lines.csv: {table.table_id}, line {line.number}: give it a label"


def _choices(group: Sequence[Labelled], written: Writer) -> Iterator[Choice]:
    """What a label may mean, the best first."""
    for candidate in group[0][2].candidates:
        keys = candidate.segment_key, candidate.product_key
        members = [key for key in keys if key != TOTAL]
        yield Choice(
            " of ".join((candidate.line_item_key, *members)),
            candidate.evidence,
            (
                *_member_rows(group, candidate, written),
                *_label_rows(group, candidate, written),
            ),
        )


def _label_rows(
    group: Iterable[Labelled], candidate: Candidate, written: Writer
) -> Iterator[tuple[str, str]]:
    rows = (meaning.taken(candidate).label_row or {} for _, _, meaning in group)
    texts = (written("labels", row) for row in rows)
    return (("labels", text) for text in dict.fromkeys(texts))


def _member_rows(
    group: Iterable[Labelled], candidate: Candidate, written: Writer
) -> Iterator[tuple[str, str]]:
    """The rows of the segment or the product that a candidate is of."""
    for _, _, meaning in group:
        for file, row in meaning.member_rows:
            name = file.removesuffix(".csv")
            key = row[f"{name.removesuffix('s')}_key"]
            if key in (candidate.segment_key, candidate.product_key):
                yield name, written(name, row)


def _as_candidate(meaning: LabelMeaning) -> Candidate:
    return Candidate(meaning.line_item_key or "", "")


def _place(table: ReadTable, line: Line, meaning: LabelMeaning) -> Place:
    return Place(anchor(table, line.number), line.place.line)


# Tables.


def _of_table(table: ReadTable) -> Iterator[Decision]:
    for reason in table.doubts:
        yield Decision(
            f"table|{table.table_id}|{reason}",
            "table",
            f"the table {table.printed.title!r}",
            (reason,),
            (Place(table.table_id, _first(table)),),
            f"printed_tables.csv and column_headings.csv: {table.table_id}",
            (Choice("right as it was read"),),
        )


def _left_out(table: ReadTable, reason: str) -> Decision:
    return Decision(
        f"left out|{table.printed.title}|{_first(table)}",
        "table",
        f"the table {table.printed.title or table.table_id!r} is left out",
        (reason,),
        (Place(table.table_id, _first(table)),),
        "printed_tables.csv and what belongs to it, if it is wanted",
        (Choice("not wanted"),),
    )


def _first(table: ReadTable) -> int:
    return min((line.place.line for line in table.printed.lines), default=1)
