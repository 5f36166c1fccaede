"""What is known of the lines of a table before their words are read."""

from kessan.foot import AMOUNT
from kessan.read.columns.meaning import TableMeaning
from kessan.read.labels.axes import NO_MEMBERS, NONE, TableMembers
from kessan.read.labels.meaning import Shape
from kessan.read.second import number
from kessan.read.tables.printed import Line, PrintedTable
from kessan.read.tags import ends, values_of


def shapes_of(
    table: PrintedTable,
    meaning: TableMeaning,
    currency: str,
    members: TableMembers = NO_MEMBERS,
) -> dict[int, Shape]:
    """What is known of the units and periods of the lines of a table."""
    amounts = [one for one in meaning.columns if one.measure == AMOUNT]
    if meaning.is_form or not amounts:
        return {}
    periods = {one.period is not None and one.period.start is None for one in amounts}
    kind = {frozenset({True}): "instant", frozenset({False}): "duration"}.get(
        frozenset(periods), ""
    )
    columns = [members.columns.get(column.number, NONE) for column in table.columns]
    found = {}
    for line in table.lines:
        own = meaning.lines.get(line.number)
        units = {own.unit} if own else {one.unit for one in amounts}
        unit = (units.pop() or "") if len(units) == 1 else ""
        found[line.number] = Shape(
            unit.replace(currency, "currency"),
            kind,
            _balance_at(line, meaning),
            members.lines.get(line.number, NONE),
            frozenset.intersection(*columns),
            _is_also_in_shares(line, meaning, currency),
        )
    return found


def _is_also_in_shares(line: Line, meaning: TableMeaning, currency: str) -> bool:
    units = {
        column.unit
        for cell, column in zip(line.cells, meaning.columns, strict=True)
        if cell and number(cell)
    }
    return line.number not in meaning.lines and {currency, "shares"} <= units


def _balance_at(line: Line, meaning: TableMeaning) -> str:
    """The end of its columns' periods that the tags of a line are balances of."""
    told: set[str] = set()
    for cell, column in zip(line.cells, meaning.columns, strict=True):
        for tag in values_of(cell):
            days = ends(column.period) if column.period else ()
            is_balance = tag.start is None and tag.end in days
            names = dict(zip(days, ("opening", "closing"), strict=False))
            told.add(names[tag.end] if is_balance else "")
    return told.pop() if len(told) == 1 else ""
