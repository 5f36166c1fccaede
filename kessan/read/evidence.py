"""What speaks for the figures of a table, beside that they were read.

Each function gives the cells, by line and column, that something holds: a sum, a
printed growth, earnings per share, the same fact in another table. None of it is
proof alone; see `kessan.read.reading`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import product

from kessan.foot import AMOUNT, Footing
from kessan.read.columns.growth import Kind, agrees, interval, meet
from kessan.read.columns.meaning import ColumnMeaning, TableMeaning
from kessan.read.labels.meaning import LabelMeaning
from kessan.read.reading import ReadFigure, ReadTable
from kessan.read.tables.printed import PrintedTable

Cell = tuple[int, int]
# A table with the line and column of a figure.
Place = tuple[str, int, int]
# A line item with a figure of it.
Told = tuple[str, Place, ReadFigure]

READ_TWICE = "two readings agree"
TAGGED = "its tag says the same"
ADDS_UP = "it adds up in its table"
COMPUTED = "a printed comparison agrees with it"
QUOTIENT = "an amount per share is the quotient"
PRINTED_AGAIN = "it is printed elsewhere too"

DAYS_OF_A_YEAR = 365
# Fiscal years of weeks are up to a week longer or shorter than those of the calendar.
WEEKS_SLIP = 8
# How earnings are called in the chart, in all and per share, and what divides them.
EARNINGS = "net_income"
SHARES = "weighted_average"
PER = "_per_"


def summed(footing: Footing | None, meaning: TableMeaning) -> set[Cell]:
    """The amounts of lines that stand in a sum that holds, as total or as part."""
    if footing is None:
        return set()
    lines = {
        number
        for one in footing.calculations
        for number in (one.total_line, *(part for part, _ in one.parts))
    }
    amounts = [
        number
        for number, column in enumerate(meaning.columns, 1)
        if column.measure == AMOUNT
    ]
    return {(line, column) for line in lines for column in amounts}


def compared(table: PrintedTable, meaning: TableMeaning) -> set[Cell]:
    """The cells of growths and changes that agree with their amounts, and those."""
    found: set[Cell] = set()
    if meaning.is_form:
        return found
    for at, column in enumerate(meaning.columns):
        if column.measure not in set(Kind) or column.period is None:
            continue
        for later, earlier in _bases(column, meaning.columns):
            for line in table.lines:
                texts = [
                    cell.text if (cell := line.cells[place]) else None
                    for place in (at, later, earlier)
                ]
                if agrees(Kind(column.measure), *texts):
                    found |= {(line.number, n + 1) for n in (at, later, earlier)}
    return found


def _bases(
    column: ColumnMeaning, columns: Sequence[ColumnMeaning]
) -> Iterator[tuple[int, int]]:
    """The amounts of a comparison's own period, and those of a year before."""
    own = column.period
    amounts = [
        (at, one.period)
        for at, one in enumerate(columns)
        if one.measure == AMOUNT and one.period is not None
    ]
    for later, period in amounts:
        if own is None or period != own:
            continue
        for earlier, before in amounts:
            days = (own.end - before.end).days
            if abs(days - DAYS_OF_A_YEAR) <= WEEKS_SLIP and (own.start is None) == (
                before.start is None
            ):
                yield later, earlier


def quotients(tables: Iterable[ReadTable]) -> set[Place]:
    """Amounts per share with the earnings and the shares that they are made of.

    They may stand in several tables, of the same period and the same members.
    """
    told: dict[tuple[object, ...], list[Told]] = defaultdict(list)
    for table in tables:
        keys = {one.line_number: one.line_item_key for one in table.meanings}
        for figure in table.figures:
            key = keys.get(figure.line_number)
            if key and figure.measure == AMOUNT and figure.period and _ends(figure):
                place = (table.table_id, figure.line_number, figure.column_number)
                told[figure.period, figure.members].append((key, place, figure))
    found: set[Place] = set()
    for of_period in told.values():
        earnings = [one for one in of_period if one[0].startswith(EARNINGS)]
        shares = [one for one in of_period if one[0].startswith(SHARES)]
        per_share = [
            one for one in of_period if EARNINGS in one[0] and PER in one[2].unit
        ]
        for parts in product(per_share, earnings, shares):
            if _is_quotient(*(figure for _, _, figure in parts)):
                found |= {place for _, place, _ in parts}
    return found


def _is_quotient(per_share: ReadFigure, amount: ReadFigure, count: ReadFigure) -> bool:
    """Whether an amount by a number of shares is what is printed for one."""
    currency, _, share = per_share.unit.partition(PER)
    if amount.unit != currency or count.unit not in (share, f"{share}s"):
        return False
    ends = [_ends(one) for one in (per_share, amount, count)]
    if any(end is None for end in ends):
        return False
    quotient, dividend, divisor = (end for end in ends if end is not None)
    if divisor[0] <= 0:
        return False
    products = [q * d for q in quotient for d in divisor]
    return meet((min(products), max(products)), dividend)


def _ends(figure: ReadFigure) -> tuple[Decimal, Decimal] | None:
    """What a figure stands for, in base units."""
    found = interval(figure.text.replace("%", ""))
    if found is None or figure.scale is None:
        return None
    return found[0].scaleb(figure.scale), found[1].scaleb(figure.scale)


def repeated(tables: Sequence[ReadTable]) -> set[Place]:
    """The figures of facts that several tables print alike, by table, line, column."""
    printed: dict[tuple[object, ...], set[Place]] = defaultdict(set)
    for table in tables:
        meanings = {one.line_number: one for one in table.meanings}
        for figure in table.figures:
            if fact := _fact(meanings.get(figure.line_number), figure):
                place = (table.table_id, figure.line_number, figure.column_number)
                printed[fact].add(place)
    return {
        place
        for places in printed.values()
        if len({table for table, _, _ in places}) > 1
        for place in places
    }


def _fact(
    meaning: LabelMeaning | None, figure: ReadFigure
) -> tuple[object, ...] | None:
    """What a figure is of, with its value; None where that is not known."""
    if meaning is None or not meaning.is_known or figure.value is None:
        return None
    if figure.scale is None or figure.period is None:
        return None
    return (
        *meaning.meaning,
        figure.period,
        figure.measure,
        figure.unit,
        figure.members,
        figure.value.scaleb(figure.scale),
    )
