"""What a tag says, in the words of a release: its unit, its scale, its period."""

from datetime import date, timedelta

from kessan.read.columns.calendars import Period
from kessan.read.columns.units import COUNT, PERCENT, SHARES, Unit
from kessan.read.document import Tag
from kessan.read.tables.printed import PrintedCell

PURE = "pure"
# A number without a unit that is printed times a hundred is per cent.
OF_HUNDRED = 2
DAY = timedelta(days=1)


def values_of(cell: PrintedCell | None) -> list[Tag]:
    """The tags of a cell that are numbers."""
    return [tag for tag in cell.tags if tag.value is not None] if cell else []


def unit_of(tag: Tag) -> Unit:
    """The unit of a tag as the rows of a release write it, with its scale."""
    if tag.unit == PURE:
        is_percent = tag.scale == -OF_HUNDRED
        return Unit(PERCENT, 0) if is_percent else Unit(PURE, tag.scale)
    money, _, per = tag.unit.partition("/")
    if not is_currency(money):
        is_known = tag.unit == SHARES
        return Unit(SHARES if is_known else COUNT, tag.scale)
    return Unit(f"{money}_per_{per.removesuffix('s')}" if per else money, tag.scale)


def is_currency(unit: str) -> bool:
    """Whether a unit of a tag is money: the code of a currency."""
    return len(unit) == 3 and unit.isupper()


def period_of(tag: Tag) -> Period:
    """The period of a tag."""
    return Period(tag.start, tag.end)


def is_within(tag: Tag, period: Period) -> bool:
    """Whether a tag is of a period, or a balance that opens or closes it."""
    return period_of(tag) == period or (tag.start is None and tag.end in ends(period))


def ends(period: Period) -> tuple[date, ...]:
    """The days whose balances a flow lies between; none of an instant."""
    return (period.start - DAY, period.end) if period.start else ()
