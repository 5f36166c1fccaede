"""What the tags of a table say of its columns and lines, where its words do not.

A tag has the period, the unit and the scale of its figure. A column takes them where
its headings leave them open and all its tags agree; what the headings say stays, and a
figure whose tag contradicts it is in doubt.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kessan.foot import AMOUNT
from kessan.read.columns.calendars import Period
from kessan.read.columns.context import Context
from kessan.read.columns.meaning import ColumnMeaning, LineMeaning, TableMeaning
from kessan.read.columns.measures import ACTUAL, RATIO
from kessan.read.columns.units import PERCENT, Unit
from kessan.read.document import Tag
from kessan.read.tables.printed import PrintedTable
from kessan.read.tags import is_currency, is_within, period_of, unit_of, values_of

# A column is told by its tags where at least this part of its figures has them.
MOST = 0.5


@dataclass(frozen=True)
class _Told:
    """What the tags of a column say: a period, and a unit for each line."""

    period: Period | None
    units: Mapping[int, Unit]


def with_tags(
    table: PrintedTable, meaning: TableMeaning, context: Context
) -> TableMeaning:
    """The meaning of a table with what its tags say of what is open."""
    if meaning.is_form:
        return meaning
    told = [_told(table, at) for at in range(len(table.columns))]
    if not any(one.units for one in told):
        return meaning
    columns = tuple(
        _completed(column, one, context) if one.units else column
        for column, one in zip(meaning.columns, told, strict=True)
    )
    lines = dict(_lines(table, meaning, columns, told))
    return replace(meaning, columns=columns, lines=lines)


def _told(table: PrintedTable, at: int) -> _Told:
    """What a column's tags say; nothing where most of its figures have none."""
    printed = [line for line in table.lines if line.cells[at]]
    tagged = {
        line.number: tags for line in printed if (tags := values_of(line.cells[at]))
    }
    if len(tagged) < MOST * len(printed):
        return _Told(None, {})
    units = {
        number: found.pop()
        for number, tags in tagged.items()
        if len(found := {unit_of(tag) for tag in tags}) == 1
    }
    return _Told(_period([*tagged.values()]), units)


def _period(cells: list[list[Tag]]) -> Period | None:
    """The one period that every cell has a tag of, or a balance at an end of it."""
    periods = {period_of(tag) for tags in cells for tag in tags}
    fitting = [
        period
        for period in periods
        if all(any(is_within(tag, period) for tag in tags) for tags in cells)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _completed(column: ColumnMeaning, told: _Told, context: Context) -> ColumnMeaning:
    """A column with what its tags say of what its headings leave open."""
    unit = Unit(column.unit, column.scale)
    base = _base(told.units)
    if base and unit.name in (None, base.name) and unit.scale in (None, base.scale):
        unit = base
    period = column.period or told.period
    is_ratio = unit.name == PERCENT
    scenario = column.scenario
    if scenario is None and period and period.end <= context.published_on:
        scenario = ACTUAL
    found = replace(
        column,
        period=period,
        unit=unit.name,
        scale=unit.scale,
        measure=column.measure or (RATIO if is_ratio else AMOUNT),
        comparison=column.comparison or "",
        scenario=scenario,
    )
    is_known = None not in (found.period, found.unit, found.scale, found.scenario)
    return replace(found, reason="" if is_known else column.reason)


def _base(units: Mapping[int, Unit]) -> Unit | None:
    """The unit of a column: that of all its tags, or the one that is plain money."""
    kinds = Counter(units.values())
    if len(kinds) == 1:
        return next(iter(kinds))
    money = [unit for unit in kinds if is_currency(unit.name or "")]
    return money[0] if len(money) == 1 else None


def _lines(
    table: PrintedTable,
    before: TableMeaning,
    columns: tuple[ColumnMeaning, ...],
    told: list[_Told],
) -> Iterator[tuple[int, LineMeaning]]:
    """The lines with a unit of their own, as the words say, else as the tags do.

    The tags say so where the words left the unit of the line, or of all its columns,
    open.
    """
    amounts = [at for at, column in enumerate(columns) if column.measure == AMOUNT]
    is_open = all(_is_open(before.columns[at]) for at in amounts)
    of_columns = {Unit(columns[at].unit, columns[at].scale) for at in amounts}
    for line in table.lines:
        own = before.lines.get(line.number)
        units = {unit for at in amounts if (unit := told[at].units.get(line.number))}
        if len(units) == 1 and (_is_open(own) if own else is_open):
            (unit,) = units
            if (own.unit in (None, unit.name)) if own else of_columns != {unit}:
                own = LineMeaning(unit.name, unit.scale)
        if own is not None:
            yield line.number, own


def _is_open(meaning: ColumnMeaning | LineMeaning) -> bool:
    """Whether a unit or its scale is not known."""
    return meaning.unit is None or meaning.scale is None
