"""What was read as rows of the CSVs of a release."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from kessan.foot import FOUND, Calculation, Rounding
from kessan.intake import seed_files
from kessan.read.agreement import tagged_values
from kessan.read.columns.periods import Period
from kessan.read.evidence import READ_TWICE
from kessan.read.labels.axes import NONE, shown
from kessan.read.labels.concepts import concept_of
from kessan.read.reading import ReadFigure, Reading, ReadTable, ToldFigure

# Who reads a release, and who takes its control totals: the tags, or the route that
# does not look at the grid.
READER = "kessan read"
TAGS = "the tags of the document"
IN_ORDER = f"{READER}, in reading order"
# The statement, the section and the table of what stands in sentences.
PROSE = "prose"
# What a control total is of.
TOTALLED = (
    *("column_number", "period_start", "period_end", "measure"),
    *("unit", "scale", "scenario"),
)

Cells = dict[str, str]
Content = dict[str, list[Cells]]


def content_of(reading: Reading) -> Content:
    """The rows of every CSV of a release, by the name of the CSV."""
    content: Content = defaultdict(list)
    release = reading.release
    content["releases.csv"].append(
        {
            "release_id": release.release_id,
            "company_key": release.company_key,
            "title": release.title,
            "document": release.document,
            "published_at": release.published_at,
            "currency": release.currency,
            "accounting_standard": release.accounting_standard,
            "read_by": release.read_by,
        }
    )
    for order, table in enumerate(reading.tables, 1):
        content["printed_tables.csv"].append(_table(table, order))
        content["column_headings.csv"] += _columns(table)
        if table.is_form:
            content["figures.csv"] += _form(table)
        else:
            content["lines.csv"] += _lines(table)
        content["calculations.csv"] += calculation_rows(
            table.table_id, table.calculations, table.said_by
        )
        content["control_totals.csv"] += _totals(table.table_id, table.figures)
    if told := delivered(reading.prose):
        content["printed_tables.csv"].append(_prose(told, len(reading.tables) + 1))
        content["figures.csv"] += [_sentence_figure(one) for one in told]
        content["control_totals.csv"] += _totals(PROSE, [one.figure for one in told])
    for rows in content.values():
        for row in rows:
            row["release_id"] = release.release_id
    return content


def write(folder: Path, content: Mapping[str, list[Cells]]) -> None:
    """Write the CSVs of a release; those without rows are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in seed_files():
        rows = content.get(file.path.name)
        path = folder / file.path.name
        if not file.is_of_releases:
            continue
        if not rows:
            path.unlink(missing_ok=True)
            continue
        with path.open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(
                target, file.columns, restval="", lineterminator="\n"
            )
            writer.writeheader()
            writer.writerows(rows)


def _table(table: ReadTable, order: int) -> Cells:
    places = [line.place.line for line in table.printed.lines]
    return {
        "table_id": table.table_id,
        "statement": table.statement,
        "section": table.section,
        "title": table.printed.title,
        "first_source_line": str(min(places, default=1)),
        "last_source_line": str(max(places, default=1)),
        "rounding": str(table.rounding),
        "line_count": str(len(table.printed.lines)),
        "display_order": str(order * 10),
    }


def _columns(table: ReadTable) -> Iterator[Cells]:
    first = min((line.place.line for line in table.printed.lines), default=1)
    for column, meaning in zip(
        table.printed.columns, table.meaning.columns, strict=True
    ):
        yield {
            "table_id": table.table_id,
            "column_number": str(column.number),
            "source_line": str(first),
            "heading": column.heading,
            "printed_unit": column.printed_unit,
            **_period("" if table.is_form else meaning.period),
            "measure": "" if table.is_form else meaning.measure or "",
            "comparison": "" if table.is_form else meaning.comparison or "",
            "unit": meaning.unit or "",
            "scale": _number(meaning.scale),
            "scenario": "" if table.is_form else meaning.scenario or "",
            "members": shown(table.members.columns.get(column.number, NONE)),
        }


def _lines(table: ReadTable) -> Iterator[Cells]:
    for line in table.printed.lines:
        own = table.meaning.lines.get(line.number)
        texts = {
            f"column_{number}": cell.text
            for number, cell in enumerate(line.cells, 1)
            if cell
        }
        yield {
            "table_id": table.table_id,
            "line_number": str(line.number),
            "source_line": str(line.place.line),
            "indent": str(line.indent),
            "heading": line.heading,
            "label": line.label,
            "unit": (own.unit or "") if own else "",
            "scale": _number(own.scale) if own else "",
            "members": shown(table.members.lines.get(line.number, NONE)),
            "concept": concept_of(line),
            **texts,
        }


def _form(table: ReadTable) -> Iterator[Cells]:
    for figure in table.figures:
        line = table.printed.lines[figure.line_number - 1]
        yield {
            "table_id": table.table_id,
            "line_number": str(line.number),
            "column_number": str(figure.column_number),
            "source_line": str(figure.place.line),
            "heading": line.label,
            "label": table.printed.columns[figure.column_number - 1].heading,
            "printed_text": figure.text,
            **_period(figure.period),
            "measure": figure.measure,
            "comparison": figure.comparison,
            "scenario": figure.scenario,
        }


def calculation_rows(
    table_id: str, found: Iterable[Calculation], said_by: Mapping[int, str] = {}
) -> Iterator[Cells]:
    """The rows of the sums of a table; `said_by` tells who else says a total."""
    for calculation in found:
        for part, weight in calculation.parts:
            yield {
                "table_id": table_id,
                "total_line": str(calculation.total_line),
                "part_line": str(part),
                "weight": str(weight),
                "said_by": said_by.get(calculation.total_line, FOUND),
            }


def delivered(prose: Iterable[ToldFigure]) -> list[ToldFigure]:
    """The figures of sentences that are rows: those of which nothing is open."""
    return [one for one in prose if not one.is_open]


def _prose(told: Sequence[ToldFigure], order: int) -> Cells:
    """The sentences as a table: a line is a paragraph."""
    lines = {one.figure.line_number for one in told}
    return {
        "table_id": PROSE,
        "statement": PROSE,
        "section": PROSE,
        "title": "Text of the release",
        "first_source_line": str(min(lines)),
        "last_source_line": str(max(lines)),
        "rounding": str(Rounding.NEAREST),
        "line_count": str(len(lines)),
        "display_order": str(order * 10),
    }


def _sentence_figure(one: ToldFigure) -> Cells:
    figure = one.figure
    return {
        "table_id": PROSE,
        "line_number": str(figure.line_number),
        "column_number": str(figure.column_number),
        "source_line": str(figure.place.line),
        "heading": one.told.heading,
        "label": one.told.label,
        "printed_text": figure.text,
        **_period(figure.period),
        "measure": figure.measure,
        "comparison": figure.comparison,
        "scenario": figure.scenario,
    }


def _totals(table_id: str, figures: Iterable[ReadFigure]) -> Iterator[Cells]:
    """The totals of the second reading, where it found every figure of a column.

    Where all of them have a tag that says the same, the tags are the second reading.
    """
    groups: dict[tuple[str, ...], list[ReadFigure]] = defaultdict(list)
    for figure in figures:
        period = _period(figure.period)
        groups[
            str(figure.column_number),
            period["period_start"],
            period["period_end"],
            figure.measure,
            figure.unit,
            _number(figure.scale),
            figure.scenario,
        ].append(figure)
    for key, ones in groups.items():
        tagged = [*tagged_values(ones)]
        is_tagged = len(tagged) == len(ones)
        if not is_tagged and not all(READ_TWICE in one.evidence for one in ones):
            continue
        read: list[Decimal | None] = [one.value for one in ones]
        if is_tagged:
            read = [*tagged]
        values = [value for value in read if value is not None]
        if not values:
            continue
        by_line = sum(
            (
                one.place.line * (value or 0)
                for one, value in zip(ones, read, strict=True)
            ),
            Decimal(0),
        )
        yield {
            "table_id": table_id,
            **dict(zip(TOTALLED, key, strict=True)),
            "figure_count": str(len(values)),
            "total": str(sum(values, Decimal(0))),
            "line_total": str(by_line),
            "read_by": TAGS if is_tagged else IN_ORDER,
        }


def _period(period: Period | str | None) -> Cells:
    if not isinstance(period, Period):
        return {"period_start": "", "period_end": ""}
    return {"period_start": str(period.start or ""), "period_end": str(period.end)}


def _number(number: int | Decimal | None) -> str:
    return "" if number is None else str(number)
