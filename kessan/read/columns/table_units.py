"""The units of a printed table: of its columns, and of the lines that differ."""

import re
from collections.abc import Iterable, Sequence

from kessan.read.columns.context import Context
from kessan.read.columns.heading_periods import surroundings
from kessan.read.columns.periods import read_words
from kessan.read.columns.units import (
    COUNT,
    GROUPS,
    NUMBER_OF,
    StatedUnits,
    Unit,
    cells_unit,
    named_unit,
    read_label_unit,
    read_unit,
    read_unit_line,
    says_money,
)
from kessan.read.tables.printed import Column, Line, PrintedTable

UNKNOWN = Unit(None, None)
# Titles of tables of shares: a scale alone is not of money there.
OF_SHARES = re.compile(r"\b(?:in|of) shares\b|\banti-?dilutive\b")
DECIMALS = re.compile(r"\d\.\d|^\W*\.\d")
# In how many of the lines of whole figures one with decimals is of something else.
WHOLE_LINES = 0.8


def column_units(table: PrintedTable, context: Context) -> list[Unit]:
    """The unit of each column, with None for what is not said."""
    stated = stated_units(table, context)
    headings = [(column.heading, column.printed_unit) for column in table.columns]
    return [
        # One of two columns with the same heading is of something else.
        _column_unit(column, table, stated, context)
        if headings.count((column.heading, column.printed_unit)) == 1
        else UNKNOWN
        for column in table.columns
    ]


def stated_units(table: PrintedTable, context: Context) -> StatedUnits | None:
    """What the unit line, the title or the text above says of units."""
    for text in (table.unit_text, *surroundings(table)):
        stated = _stated(text, context)
        if stated:
            return stated
    return None


def _stated(text: str, context: Context) -> StatedUnits | None:
    return read_unit_line(text, context.currency, context.unit_words) if text else None


def _column_unit(
    column: Column, table: PrintedTable, stated: StatedUnits | None, context: Context
) -> Unit:
    """The unit of a column: that of its cells or heading, else that of the table."""
    currency, words = context.currency, context.unit_words
    printed = cells_unit(_texts(table, column), currency, words)
    printed = printed or _printed_unit(column, table, context)
    if printed and printed.name not in (None, *words.currencies):
        is_count = printed.name in words.counts.values() and printed.scale is None
        shares_scale = stated.shares_scale if stated else None
        return Unit(printed.name, shares_scale if is_count else printed.scale or 0)
    for heading in reversed(column.headings):
        named = named_unit(heading, stated, currency, words)
        if named and named.name not in words.currencies and named != UNKNOWN:
            scale = printed.scale if printed and not printed.name else None
            is_scaled = named.name in (None, COUNT, *words.counts.values()) and scale
            return Unit(named.name, scale if is_scaled else named.scale)
    if printed:
        return _money(printed, column, table, stated, context)
    return _table_unit(table, stated)


def _money(
    printed: Unit,
    column: Column,
    table: PrintedTable,
    stated: StatedUnits | None,
    context: Context,
) -> Unit:
    """A unit of money that a heading prints, with the scale of the unit line."""
    if printed.name is None:
        is_known = printed.scale is not None and not _is_of_shares(table)
        return Unit(context.currency, printed.scale) if is_known else UNKNOWN
    if printed.scale is not None:
        return printed
    if stated:
        return Unit(printed.name, stated.amounts.scale)
    alike = [
        other for other in table.columns if other.printed_unit == column.printed_unit
    ]
    texts = [text for other in alike for text in _texts(table, other)]
    # Money without a scale that has decimals may be money per share.
    return UNKNOWN if any(map(DECIMALS.search, texts)) else Unit(printed.name, 0)


def _table_unit(table: PrintedTable, stated: StatedUnits | None) -> Unit:
    """The unit that the whole table is in, as far as it is said."""
    if stated:
        is_doubtful = stated.is_of_all and _is_of_shares(table)
        return UNKNOWN if is_doubtful else stated.amounts
    titles = [text.lower() for text in surroundings(table)[:1]]
    return Unit(COUNT, 0) if any(map(NUMBER_OF.search, titles)) else UNKNOWN


def _is_of_shares(table: PrintedTable) -> bool:
    """Whether the texts above say that figures are shares; a unit line is no such."""
    texts = (table.title, *table.above[-2:])
    return any(OF_SHARES.search(GROUPS.sub(" ", text.lower())) for text in texts)


def _texts(table: PrintedTable, column: Column) -> list[str]:
    place = table.columns.index(column)
    cells = (line.cells[place] for line in table.lines)
    return [cell.text for cell in cells if cell]


def _printed_unit(column: Column, table: PrintedTable, context: Context) -> Unit | None:
    """The unit that stands in a heading, alone or as a unit line.

    A scale that only some columns print, beside words of neither money nor a period
    (`Users (in thousands)`), is of who knows what.
    """
    name, scale = None, None
    texts = [text for text in (column.printed_unit, *reversed(column.headings)) if text]
    for text in texts:
        unit = read_unit(text, context.currency, context.unit_words)
        stated = None if unit else _stated(text, context)
        if stated and not stated.is_of_all:
            unit = stated.amounts
        elif stated:
            unit = Unit(None, stated.amounts.scale)
        if unit:
            name = name or unit.name
            scale = scale if scale is not None else unit.scale
    if name is None and scale is not None and not _is_clear(column, table):
        return UNKNOWN
    return None if name is None and scale is None else Unit(name, scale)


def _is_clear(column: Column, table: PrintedTable) -> bool:
    """Whether a scale without a name is of money, by the words beside it."""
    if column.printed_unit and all(
        other.printed_unit == column.printed_unit for other in table.columns
    ):
        return True
    rests = [GROUPS.sub(" ", text).strip() for text in column.headings]
    return all(not rest or says_money(rest) or _is_period(rest) for rest in rests)


def _is_period(text: str) -> bool:
    words = read_words(text)
    return words.says_when or words.has_length or words.is_instant


def line_units(
    table: PrintedTable, units: Iterable[Unit], context: Context
) -> dict[int, Unit]:
    """The lines whose unit is not that of the columns of amounts, by number.

    `units` are those of the columns of amounts. A unit that is not known is one with
    None.
    """
    of_columns = set(units)
    stated = stated_units(table, context) or _stated_by_all(table, context)
    found: dict[int, Unit] = {}
    others: list[Line] = []
    for line in table.lines:
        texts = [cell.text for cell in line.cells if cell]
        headings = line.headings if len(of_columns) == 1 else ()
        unit = read_label_unit(
            line.label, headings, texts, stated, context.currency, context.unit_words
        )
        if unit is None and _has_foreign_sign(line, of_columns, context):
            unit = UNKNOWN
        if texts and unit:
            found[line.number] = unit
        elif texts:
            others.append(line)
    may_differ = stated is not None and stated.has_percentages
    odd = {line.number: UNKNOWN for line in _odd_lines(others, may_differ)}
    return {n: unit for n, unit in {**found, **odd}.items() if of_columns != {unit}}


def _has_foreign_sign(line: Line, units: set[Unit], context: Context) -> bool:
    """Whether a currency sign beside a figure is not that of its column."""
    signs = {cell.currency_sign for cell in line.cells if cell and cell.currency_sign}
    names = {unit.name for unit in units}
    return any(
        unit is not None and unit.name not in names
        for sign in signs
        if (unit := read_unit(sign, context.currency, context.unit_words))
    )


def _stated_by_all(table: PrintedTable, context: Context) -> StatedUnits | None:
    """The unit line that stands in the headings of all columns."""
    lines = {
        next(
            (line for text in column.headings if (line := _stated(text, context))), None
        )
        for column in table.columns
    }
    return lines.pop() if len(lines) == 1 else None


def _odd_lines(lines: Sequence[Line], may_differ: bool) -> list[Line]:
    """The lines with decimals in all their figures, where most lines have none.

    Where some are said to be percentages, `may_differ`, one line without is enough.
    """
    decimal = [line for line in lines if _is_decimal(line)]
    whole = len(lines) - len(decimal)
    is_odd = whole > 0 if may_differ else whole >= WHOLE_LINES * len(lines)
    return decimal if is_odd else []


def _is_decimal(line: Line) -> bool:
    texts = [cell.text for cell in line.cells if cell and re.search(r"\d", cell.text)]
    return bool(texts) and all(map(DECIMALS.search, texts))


def unit_reason(unit: Unit) -> str:
    """Why a unit is not known, or nothing."""
    if unit.name is None:
        return "what it counts is not said"
    return "" if unit.scale is not None else f"the scale of {unit.name} is not said"
