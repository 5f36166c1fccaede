"""Read a document as a release: its tables, what they mean, and what proves them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import chain, count

from kessan.foot import AMOUNT, Footing, Grid, Rounding, foot
from kessan.foot import Line as GridLine
from kessan.read.agreement import agreeing, turned_both_ways
from kessan.read.columns.balances import spans, with_span
from kessan.read.columns.context import Context
from kessan.read.columns.heading_periods import days_of
from kessan.read.columns.meaning import TableMeaning, read_meanings
from kessan.read.columns.tagged import with_tags
from kessan.read.columns.units import PERCENT, UnitWords
from kessan.read.company import Profile
from kessan.read.conflicts import without_conflicts
from kessan.read.document import Document
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
from kessan.read.labels.axes import (
    MemberBook,
    TableMembers,
    book_of,
    members_of,
    statement_of_members,
)
from kessan.read.labels.chart import Chart
from kessan.read.labels.concepts import concept_of, contradictions
from kessan.read.labels.meaning import ResolvedTable, Shape
from kessan.read.labels.resolve import resolve
from kessan.read.labels.signs import with_signs
from kessan.read.labels.statements import (
    below_title,
    part_of,
    split,
    statement_of,
)
from kessan.read.labels.unlabelled import named
from kessan.read.prose.printed import PrintedWords
from kessan.read.reading import ReadFigure, Reading, ReadTable, Release
from kessan.read.repeats import with_repeated
from kessan.read.rounding import with_rounding
from kessan.read.second import agreeing_lines, number, rows_in_order
from kessan.read.shapes import shapes_of
from kessan.read.tables import printed as tables_of
from kessan.read.tables.printed import Line, PrintedCell, PrintedTable
from kessan.read.told import Around, told_figures

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
    printed_words: PrintedWords
    earlier: Earlier | None = None
    known: KnownFigures = field(default_factory=KnownFigures)


def read_release(document: Document, setting: Setting) -> Reading:
    """Read the tables and sentences of a document, and what proves each figure."""
    printed = printed_tables(document)
    concepts = [{*map(concept_of, table.lines)} for table in printed]
    setting = replace(setting, chart=setting.chart.apart(concepts))
    context = Context(
        calendar=setting.profile.calendar,
        currency=setting.release.currency,
        published_on=date.fromisoformat(setting.release.published_at[:10]),
        unit_words=setting.unit_words,
        period_end=setting.profile.period_end,
        seen=frozenset(days_of(printed)),
    )
    read = [_meaning(table, context) for table in printed]
    matched: list[Match | None] = [None] * len(printed)
    if setting.earlier:
        matched = matches(printed, read, setting.earlier)
    company = setting.release.company_key
    book = book_of(printed, setting.chart, company)
    statements = [*_statements(printed, matched, book)]
    members = [
        members_of(table, statement, book)
        for table, statement in zip(printed, statements, strict=True)
    ]
    shapes = [
        shapes_of(table, meaning, setting.release.currency, own)
        for table, meaning, own in zip(printed, read, members, strict=True)
    ]
    resolved = _resolved(printed, statements, matched, shapes, setting)
    in_order = rows_in_order(document)
    table_ids = {match.earlier.table_id for match in matched if match}
    tables: list[ReadTable] = []
    for one, meaning, own, match in zip(resolved, read, members, matched, strict=True):
        names = table_ids | {table.table_id for table in tables}
        table_id = _table_id(one.statement, names)
        table = _read_table(table_id, one, meaning, own, match, in_order, setting)
        tables.append(table)
    known = without_conflicts(with_repeated(tables, company))
    whole = tuple(_with_others(with_rounding(known, table_ids)))
    around = Around(context, setting.chart, company, setting.printed_words)
    return Reading(
        setting.release,
        document,
        whole,
        told_figures(document, whole, resolved, around),
        remarks=tuple(missing_tables(setting.earlier, table_ids)),
    )


def _statements(
    printed: Sequence[PrintedTable], matched: Sequence[Match | None], book: MemberBook
) -> Iterator[str]:
    """The statement of each table: that of the one that it is in an earlier release.

    What neither title nor lines say may be said by the members of its tags.
    """
    for table, match in zip(printed, matched, strict=True):
        if match:
            yield match.earlier.statement
            continue
        said = statement_of(table, book.chart, book.company_key).statement or NO_KIND
        yield said if said != NO_KIND else statement_of_members(table, book) or said


def _resolved(
    printed: Sequence[PrintedTable],
    statements: Sequence[str],
    matched: Sequence[Match | None],
    shapes: Sequence[dict[int, Shape]],
    setting: Setting,
) -> list[ResolvedTable]:
    """What the labels of the tables mean, and those of the earlier release."""
    pairs = [*zip(printed, statements, strict=True)]
    resolved = resolve(pairs, setting.chart, setting.release.company_key, shapes=shapes)
    return [
        with_labels(one, match, setting.chart, shape) if match else one
        for one, match, shape in zip(resolved, matched, shapes, strict=True)
    ]


def _read_table(
    table_id: str,
    one: ResolvedTable,
    meaning: TableMeaning,
    members: TableMembers,
    match: Match | None,
    in_order: Mapping[int, list[Decimal]],
    setting: Setting,
) -> ReadTable:
    """A table with its figures and its sums, and what earlier releases say of them."""
    footed = _footed(one.table, meaning, match)
    found = [
        replace(
            _figure(line, at, cell, meaning), members=members.of(line.number, at + 1)
        )
        for line in one.table.lines
        for at, cell in enumerate(line.cells)
        if cell
    ]
    names = setting.chart.names_of(setting.release.company_key)
    one = with_known_labels(one, found, setting.known, names)
    one, remarks = named(one, setting.chart)
    sums = footed.footing.calculations if footed.footing else ()
    one = with_signs(one, sums, setting.chart.line_items)
    figures = _figures(found, one, meaning, members, footed, in_order)
    known = {each.line_number: each for each in one.meanings}
    table = ReadTable(
        table_id=table_id,
        statement=one.statement,
        section="table",
        rounding=footed.rounding,
        printed=one.table,
        meaning=meaning,
        meanings=one.meanings,
        members=members,
        figures=tuple(
            with_known(each, known.get(each.line_number), setting.known)
            for each in figures
        ),
        calculations=sums,
        doubts=contradictions(one.meanings),
        said_by=footed.said_by,
        remarks=remarks,
    )
    return as_in_earlier(table, match, footed.changed) if match else table


def printed_tables(document: Document) -> list[PrintedTable]:
    """The tables of a document.

    Lists that one holds are tables by themselves, and so is what stands from one
    balance to the next where the columns do not say when. A title that is a heading is
    that of the lines.
    """
    return [
        below_title(part_of(table, lines))
        for table in tables_of.printed_tables(document)
        for lines in spans(table) or split(table)
    ]


def _meaning(table: PrintedTable, context: Context) -> TableMeaning:
    """What a table means: its words, else its balances, else its tags say so."""
    meaning = read_meanings(table, context)
    meaning = with_span(table, meaning, context.calendar, context.seen)
    return with_tags(table, meaning, context)


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
    members: TableMembers,
    footed: _Footed,
    in_order: Mapping[int, list[Decimal]],
) -> Iterator[ReadFigure]:
    table = one.table
    twice = agreeing_lines(table, in_order)
    holding = {
        ADDS_UP: summed(footed.footing, meaning),
        COMPUTED: compared(table, meaning),
    }
    turned = turned_both_ways(figures)
    for figure in figures:
        cell = table.lines[figure.line_number - 1].cells[figure.column_number - 1]
        column = table.columns[figure.column_number - 1]
        place = (figure.line_number, figure.column_number)
        evidence = [what for what, cells in holding.items() if place in cells]
        reason = meaning.columns[figure.column_number - 1].reason
        doubts = [*_doubts(figure, reason)]
        doubts += [said for said in (cell and cell.doubt, column.doubt) if said]
        doubts += [footed.broken[place]] if place in footed.broken else []
        doubts += _doubts_of_tags(figure, turned)
        doubts += ["the members that it is of are not known"] * (place in members.odd)
        told = agreeing(figure)
        evidence += [TAGGED] if told else []
        if figure.line_number in twice or (told and told[1] != -1):
            evidence.insert(0, READ_TWICE)
        else:
            doubts.append("in reading order the row has other figures")
        yield replace(figure, evidence=tuple(evidence), doubts=tuple(doubts))


def _figure(
    line: Line, at: int, cell: PrintedCell, meaning: TableMeaning
) -> ReadFigure:
    """A cell with what its column, or its line, says of it."""
    column = meaning.columns[at]
    when = meaning.of_period(line.number, at)
    own = meaning.lines.get(line.number)
    # A line's own unit is that of its amounts and changes, not of its growth.
    has_own = column.unit != PERCENT and not meaning.is_form
    return ReadFigure(
        line_number=line.number,
        column_number=at + 1,
        place=cell.place,
        text=cell.text,
        value=number(cell),
        period=when.period,
        measure=column.measure or "",
        comparison=column.comparison or "",
        unit=(own.unit if own and own.unit and has_own else column.unit) or "",
        scale=_scale(own if has_own else None, column.scale),
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


def _doubts_of_tags(figure: ReadFigure, turned: Collection[int]) -> Iterator[str]:
    """What the tags of a figure say against it."""
    if not any(tag.value is not None for tag in figure.tags):
        return
    if agreeing(figure) is None:
        yield "its tag says another value, unit or period"
    elif figure.line_number in turned:
        yield "its line has the sign of its tags in some figures, and not in others"


def _with_others(tables: Sequence[ReadTable]) -> Iterator[ReadTable]:
    """The tables with what several of them together say for a figure."""
    holding = {QUOTIENT: quotients(tables), PRINTED_AGAIN: repeated(tables)}
    for table in tables:
        figures = []
        for figure in table.figures:
            place = (table.table_id, figure.line_number, figure.column_number)
            said = (what for what, places in holding.items() if place in places)
            figures.append(replace(figure, evidence=(*figure.evidence, *said)))
        yield replace(table, figures=tuple(figures))
