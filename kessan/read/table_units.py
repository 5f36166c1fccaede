"""The units of a printed table: of its columns, and of the lines that differ."""

import re
from collections.abc import Iterable

from kessan.read.context import Context
from kessan.read.headings import surroundings
from kessan.read.tables import Column, Line, PrintedTable
from kessan.read.units import (
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
)

UNKNOWN = Unit(None, None)
# Titles of tables of shares: a scale alone is not of money there.
OF_SHARES = re.compile(r"\b(?:in|of) shares\b|\banti-?dilutive\b")
DECIMALS = re.compile(r"\d\.\d|^\W*\.\d")
# In how many of the lines of whole figures one with decimals is of something else.
WHOLE_LINES = 0.8


def column_units(table: PrintedTable, context: Context) -> list[Unit]:
    """The unit of each column, with None for what is not said."""
    stated = stated_units(table, context)
    return [_column_unit(column, table, stated, context) for column in table.columns]


def stated_units(table: PrintedTable, context: Context) -> StatedUnits | None:
    """What the unit line, the title or the text above says of units."""
    for text in (table.unit_text, table.title, *reversed(table.above)):
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
    printed = printed or _printed_unit(column, context)
    named = named_unit(column.heading, stated, currency, words)
    is_money = printed is None or printed.name in (None, *words.currencies)
    if printed and not is_money:
        is_count = printed.name in words.counts.values() and printed.scale is None
        shares_scale = stated.shares_scale if stated else None
        return Unit(printed.name, shares_scale if is_count else printed.scale or 0)
    if named and named.name and named.name not in words.currencies:
        return named
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
    if printed.scale is not None:
        return Unit(printed.name or context.currency, printed.scale)
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
    titles = [GROUPS.sub(" ", text.lower()) for text in surroundings(table)[:2]]
    if stated:
        is_of_shares = any(map(OF_SHARES.search, titles))
        return UNKNOWN if is_of_shares and stated.is_of_all else stated.amounts
    is_of_numbers = any(map(NUMBER_OF.search, titles[:1]))
    return Unit(COUNT, 0) if is_of_numbers else UNKNOWN


def _texts(table: PrintedTable, column: Column) -> list[str]:
    place = table.columns.index(column)
    cells = (line.cells[place] for line in table.lines)
    return [cell.text for cell in cells if cell]


def _printed_unit(column: Column, context: Context) -> Unit | None:
    """The unit that stands in a heading, alone or as a unit line."""
    for text in filter(None, (column.printed_unit, *reversed(column.headings))):
        unit = read_unit(text, context.currency, context.unit_words)
        stated = None if unit else _stated(text, context)
        if unit or stated:
            return unit or (stated.amounts if stated else None)
    return None


def line_units(
    table: PrintedTable, units: Iterable[Unit], context: Context
) -> dict[int, Unit]:
    """The lines whose unit is not that of the columns of amounts, by number.

    `units` are those of the columns of amounts. A unit that is not known is one with
    None.
    """
    of_columns = set(units)
    stated = stated_units(table, context) or _stated_by_all(table, context)
    found = {}
    for line in table.lines:
        texts = [cell.text for cell in line.cells if cell]
        if not texts:
            continue
        headings = line.headings if len(of_columns) == 1 else ()
        unit = read_label_unit(
            line.label, headings, texts, stated, context.currency, context.unit_words
        )
        if unit is None and _has_odd_decimals(line, table):
            unit = UNKNOWN
        if unit and of_columns != {unit}:
            found[line.number] = unit
    return found


def _stated_by_all(table: PrintedTable, context: Context) -> StatedUnits | None:
    """The unit line that stands in the headings of all columns."""
    lines = {
        next(
            (line for text in column.headings if (line := _stated(text, context))), None
        )
        for column in table.columns
    }
    return lines.pop() if len(lines) == 1 else None


def _has_odd_decimals(line: Line, table: PrintedTable) -> bool:
    """Whether a line has decimals in all its figures, and most lines have none."""
    if not _is_decimal(line):
        return False
    whole = [not _is_decimal(other) for other in table.lines if any(other.cells)]
    return sum(whole) >= WHOLE_LINES * len(whole)


def _is_decimal(line: Line) -> bool:
    texts = [cell.text for cell in line.cells if cell and re.search(r"\d", cell.text)]
    return bool(texts) and all(map(DECIMALS.search, texts))


def unit_reason(unit: Unit) -> str:
    """Why a unit is not known, or nothing."""
    if unit.name is None:
        return "what it counts is not said"
    return "" if unit.scale is not None else f"the scale of {unit.name} is not said"
