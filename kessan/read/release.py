"""Read a document as a release: its tables, what they mean, and what proves them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import chain, count

from kessan.foot import AMOUNT, Footing, Grid, Rounding, foot
from kessan.foot import Line as GridLine
from kessan.read.columns.balances import spans, with_span
from kessan.read.columns.calendars import Period
from kessan.read.columns.context import Context
from kessan.read.columns.heading_periods import days_of
from kessan.read.columns.meaning import TableMeaning, read_meanings
from kessan.read.columns.units import UnitWords
from kessan.read.company import Profile
from kessan.read.document import Document, Tag
from kessan.read.earlier.changes import as_in_earlier, missing_tables
from kessan.read.earlier.known import KnownFigures, with_known, with_known_labels
from kessan.read.earlier.labels import with_labels
from kessan.read.earlier.sums import Carried, carried
from kessan.read.earlier.tables import Earlier, Match, matches
from kessan.read.evidence import (
    ADDS_UP,
    COMPUTED,
    PRINTED_AGAIN,
    QUOTIENT,
    READ_TWICE,
    TAGGED,
    Cell,
    compared,
    quotients,
    repeated,
    summed,
)
from kessan.read.labels.chart import Chart
from kessan.read.labels.meaning import ResolvedTable, Shape
from kessan.read.labels.resolve import resolve
from kessan.read.labels.statements import part_of, split, statement_of
from kessan.read.labels.unlabelled import named
from kessan.read.reading import ReadFigure, Reading, ReadTable, Release
from kessan.read.second import agreeing_lines, number, rows_in_order
from kessan.read.tables import printed as tables_of
from kessan.read.tables.printed import Line, PrintedCell, PrintedTable

# A table of which this many sums hold to the last unit is kept exact.
EXACT_SUMS = 2
# What a table is called of which nobody knows the statement.
NO_KIND = "notes"


@dataclass(frozen=True)
class Setting:
    """What a document is read with: whose it is, and the reference data.

    `earlier` is a release of the same kind, `known` what the company printed before.
    """

    release: Release
    profile: Profile
    chart: Chart
    unit_words: UnitWords
    earlier: Earlier | None = None
    known: KnownFigures = field(default_factory=KnownFigures)


def read_release(document: Document, setting: Setting) -> Reading:
    """Read all tables of a document, and say what proves each figure."""
    printed = printed_tables(document)
    context = Context(
        calendar=setting.profile.calendar,
        currency=setting.release.currency,
        published_on=date.fromisoformat(setting.release.published_at[:10]),
        unit_words=setting.unit_words,
        seen=frozenset(days_of(printed)),
    )
    read = [
        with_span(table, read_meanings(table, context), context.calendar, context.seen)
        for table in printed
    ]
    matched: list[Match | None] = [None] * len(printed)
    if setting.earlier:
        matched = matches(printed, read, setting.earlier)
    shapes = [
        shapes_of(table, meaning, setting.release.currency)
        for table, meaning in zip(printed, read, strict=True)
    ]
    resolved = _resolved(printed, matched, shapes, setting)
    in_order = rows_in_order(document)
    table_ids = {match.earlier.table_id for match in matched if match}
    tables: list[ReadTable] = []
    for one, meaning, match in zip(resolved, read, matched, strict=True):
        names = table_ids | {table.table_id for table in tables}
        table_id = _table_id(one.statement, names)
        tables.append(_read_table(table_id, one, meaning, match, in_order, setting))
    return Reading(
        setting.release,
        document,
        tuple(_with_repeats(tables)),
        remarks=tuple(missing_tables(setting.earlier, table_ids)),
    )


def _resolved(
    printed: Sequence[PrintedTable],
    matched: Sequence[Match | None],
    shapes: Sequence[dict[int, Shape]],
    setting: Setting,
) -> list[ResolvedTable]:
    """The tables with their statements, and what their labels mean.

    What a table is was decided for the one that it is in an earlier release.
    """
    company = setting.release.company_key
    statements = [
        match.earlier.statement
        if match
        else statement_of(table, setting.chart, company).statement or NO_KIND
        for table, match in zip(printed, matched, strict=True)
    ]
    pairs = [*zip(printed, statements, strict=True)]
    resolved = resolve(pairs, setting.chart, company, shapes=shapes)
    return [
        with_labels(one, match, setting.chart, shape) if match else one
        for one, match, shape in zip(resolved, matched, shapes, strict=True)
    ]


def _read_table(
    table_id: str,
    one: ResolvedTable,
    meaning: TableMeaning,
    match: Match | None,
    in_order: Mapping[int, list[Decimal]],
    setting: Setting,
) -> ReadTable:
    """A table with its figures and its sums, and what earlier releases say of them."""
    footed = _footed(one.table, meaning, match)
    found = [
        _figure(line, at, cell, meaning)
        for line in one.table.lines
        for at, cell in enumerate(line.cells)
        if cell
    ]
    names = setting.chart.names_of(setting.release.company_key)
    one = with_known_labels(one, found, setting.known, names)
    one, remarks = named(one, setting.chart)
    figures = _figures(found, one, meaning, footed, in_order)
    known = {each.line_number: each for each in one.meanings}
    table = ReadTable(
        table_id=table_id,
        statement=one.statement,
        section="table",
        rounding=footed.rounding,
        printed=one.table,
        meaning=meaning,
        meanings=one.meanings,
        figures=tuple(
            with_known(each, known.get(each.line_number), setting.known)
            for each in figures
        ),
        calculations=footed.footing.calculations if footed.footing else (),
        said_by=footed.said_by,
        remarks=remarks,
    )
    return as_in_earlier(table, match, footed.changed) if match else table


def printed_tables(document: Document) -> list[PrintedTable]:
    """The tables of a document.

    Lists that one holds are tables by themselves, and so is what stands from one
    balance to the next where the columns do not say when.
    """
    return [
        part_of(table, lines)
        for table in tables_of.printed_tables(document)
        for lines in spans(table) or split(table)
    ]


def shapes_of(
    table: PrintedTable, meaning: TableMeaning, currency: str
) -> dict[int, Shape]:
    """What is known of the units and periods of the lines of a table."""
    amounts = [one for one in meaning.columns if one.measure == AMOUNT]
    if meaning.is_form or not amounts:
        return {}
    periods = {one.period is not None and one.period.start is None for one in amounts}
    kind = {frozenset({True}): "instant", frozenset({False}): "duration"}.get(
        frozenset(periods), ""
    )
    found = {}
    for line in table.lines:
        own = meaning.lines.get(line.number)
        units = {own.unit} if own else {one.unit for one in amounts}
        unit = (units.pop() or "") if len(units) == 1 else ""
        found[line.number] = Shape(unit.replace(currency, "currency"), kind)
    return found


def _table_id(statement: str, taken: Collection[str]) -> str:
    """The statement, and a number where there are several of it."""
    numbered = (f"{statement}_{number}" for number in count(2))
    return next(name for name in chain([statement], numbered) if name not in taken)


# The arithmetic of a table.


@dataclass(frozen=True)
class _Footed:
    """The sums of a table, how it is rounded, and what an earlier one says of them."""

    footing: Footing | None = None
    rounding: Rounding = Rounding.NEAREST
    said_by: Mapping[int, str] = field(default_factory=dict)
    broken: Mapping[Cell, str] = field(default_factory=dict)
    changed: tuple[int, ...] = ()


def _footed(table: PrintedTable, meaning: TableMeaning, match: Match | None) -> _Footed:
    """The sums of a table, and how it is rounded: exact where its sums are.

    Rounding is that of the earlier table, unless a sum says otherwise.
    """
    if meaning.is_form:
        return _Footed()
    told = Rounding(match.earlier.row["rounding"]) if match else None
    grid = Grid(
        table_id=str(table.number),
        measures=tuple(column.measure or "" for column in meaning.columns),
        rounding=Rounding.TRUNCATED if told is Rounding.TRUNCATED else Rounding.NEAREST,
        lines=tuple(_grid_line(line, meaning) for line in table.lines),
    )
    found = Carried(foot(grid))
    if match:
        found = carried(found.footing, grid, match)
    sums = found.footing.calculations
    are_exact = all(one.is_exact for one in sums)
    rounding = told if told and told is not Rounding.EXACT else grid.rounding
    if are_exact and (told is Rounding.EXACT or (not told and len(sums) >= EXACT_SUMS)):
        rounding = Rounding.EXACT
    return _Footed(found.footing, rounding, found.said_by, found.broken, found.changed)


def _grid_line(line: Line, meaning: TableMeaning) -> GridLine:
    own = meaning.lines.get(line.number)
    units = (
        f"{(own and own.unit) or column.unit} {_scale(own, column.scale)}"
        for column in meaning.columns
        if column.measure == AMOUNT
    )
    return GridLine(
        line_number=line.number,
        label=line.label,
        values=tuple(number(cell) if cell else None for cell in line.cells),
        indent=line.indent,
        heading=line.heading,
        unit=", ".join(units),
    )


def _scale(own: object, scale: int | None) -> int | None:
    found = getattr(own, "scale", None)
    return scale if found is None else found


# The figures of a table, and what speaks for them.


def _figures(
    figures: Sequence[ReadFigure],
    one: ResolvedTable,
    meaning: TableMeaning,
    footed: _Footed,
    in_order: Mapping[int, list[Decimal]],
) -> Iterator[ReadFigure]:
    table = one.table
    twice = agreeing_lines(table, in_order)
    holding = {
        ADDS_UP: summed(footed.footing, meaning),
        COMPUTED: compared(table, meaning),
        QUOTIENT: quotients(figures, one.meanings),
    }
    for figure in figures:
        cell = table.lines[figure.line_number - 1].cells[figure.column_number - 1]
        column = table.columns[figure.column_number - 1]
        place = (figure.line_number, figure.column_number)
        evidence = [what for what, cells in holding.items() if place in cells]
        reason = meaning.columns[figure.column_number - 1].reason
        doubts = [*_doubts(figure, reason)]
        doubts += [said for said in (cell and cell.doubt, column.doubt) if said]
        doubts += [footed.broken[place]] if place in footed.broken else []
        if figure.line_number in twice:
            evidence.insert(0, READ_TWICE)
        else:
            doubts.append("in reading order the row has other figures")
        said = _tags_of(figure)
        evidence += [TAGGED] if said is True else []
        doubts += ["its tag says another value, unit or period"] * (said is False)
        yield replace(figure, evidence=tuple(evidence), doubts=tuple(doubts))


def _figure(
    line: Line, at: int, cell: PrintedCell, meaning: TableMeaning
) -> ReadFigure:
    """A cell with what its column, or its line, says of it."""
    column = meaning.columns[at]
    when = meaning.of_period(line.number, at)
    own = meaning.lines.get(line.number)
    is_amount = column.measure == AMOUNT and not meaning.is_form
    return ReadFigure(
        line_number=line.number,
        column_number=at + 1,
        place=cell.place,
        text=cell.text,
        value=number(cell),
        period=when.period,
        measure=column.measure or "",
        comparison=column.comparison or "",
        unit=(own.unit if own and own.unit and is_amount else column.unit) or "",
        scale=_scale(own if is_amount else None, column.scale),
        scenario=when.scenario or "",
        tags=cell.tags,
    )


def _doubts(figure: ReadFigure, reason: str) -> Iterator[str]:
    """What is not known of a figure."""
    missing = {
        "its number": figure.value is None,
        "its period": figure.period is None,
        "what it measures": not figure.measure,
        "its unit": not figure.unit or figure.scale is None,
        "whether it is a forecast": not figure.scenario,
    }
    for what, is_missing in missing.items():
        if is_missing:
            yield f"{what} is not known{': ' + reason if reason else ''}"


def _tags_of(figure: ReadFigure) -> bool | None:
    """Whether the tags of a figure say what was read; None where it has none."""
    tags = [tag for tag in figure.tags if tag.value is not None]
    if not tags:
        return None
    return any(_says(tag, figure) for tag in tags)


def _says(tag: Tag, figure: ReadFigure) -> bool:
    if figure.value is None or figure.scale is None or figure.period is None:
        return False
    return (
        tag.value == figure.value.scaleb(figure.scale)
        and Period(tag.start, tag.end) == figure.period
    )


def _with_repeats(tables: Sequence[ReadTable]) -> Iterator[ReadTable]:
    """The tables, where a figure that another one prints too has that as evidence."""
    again = repeated(tables)
    for table in tables:
        yield replace(
            table,
            figures=tuple(
                replace(figure, evidence=(*figure.evidence, PRINTED_AGAIN))
                if (table.table_id, figure.line_number, figure.column_number) in again
                else figure
                for figure in table.figures
            ),
        )
