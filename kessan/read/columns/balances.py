"""Tables whose lines say when: a balance, what changed it, the balance after.

In a statement of changes in equity the columns are components, and no heading has a
day. The days stand in the lines of the balances: what is between two of them is of the
days between, and a column is a component of it.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

from kessan.foot import AMOUNT
from kessan.read.columns.calendars import DAY, Calendar, Period, fitting_rules
from kessan.read.columns.meaning import TableMeaning
from kessan.read.columns.measures import ACTUAL
from kessan.read.columns.periods import read_period, read_words
from kessan.read.tables.printed import Line, PrintedTable

BALANCE = re.compile(r"\W*(balances?|total .*balances?)\b", re.I)


def spans(table: PrintedTable) -> list[range]:
    """The lines from each balance to the next one, as ranges of their numbers.

    A balance closes one and opens the next; what stands before the first or behind
    the last is a range of its own, so that no line is lost. Nothing where a heading
    says when, or where no two balances have a day.
    """
    if any(read_words(column.heading).says_when for column in table.columns):
        return []
    balances = [line.number for line in table.lines if _is_balance(line)]
    between = [range(a, b + 1) for a, b in pairwise(balances) if b - a > 1]
    if not between:
        return []
    first, last = table.lines[0].number, table.lines[-1].number
    bounds = [first - 1, *(n for one in between for n in (one[0], one[-1])), last + 1]
    outside = [range(a + 1, b) for a, b in zip(bounds[::2], bounds[1::2], strict=True)]
    return sorted([*between, *filter(None, outside)], key=lambda one: one.start)


def _is_balance(line: Line) -> bool:
    return bool(
        any(line.cells)
        and BALANCE.match(line.label)
        and read_words(line.label).says_when
    )


def with_span(
    table: PrintedTable,
    meaning: TableMeaning,
    calendar: Calendar,
    seen: Collection[date],
) -> TableMeaning:
    """The meaning of a table that goes from one balance to the next.

    A column without a period is of the days between the two. `seen` are the days of
    the document: they tell whether an opening balance is of the day before the span
    or of its first day, as some say.
    """
    period = _span_of(table, calendar, seen)
    if period is None or meaning.is_form:
        return meaning
    columns = tuple(
        replace(
            column,
            period=period,
            measure=column.measure or AMOUNT,
            comparison=column.comparison or "",
            scenario=column.scenario or ACTUAL,
            reason="" if column.unit and column.scale is not None else column.reason,
        )
        if column.period is None
        else column
        for column in meaning.columns
    )
    return replace(meaning, columns=columns)


def _span_of(
    table: PrintedTable, calendar: Calendar, seen: Collection[date]
) -> Period | None:
    if not table.lines or not spans(table):
        return None
    days = [*_days(table.lines, calendar)]
    if len(days) != 2 or days[0].end >= days[1].end:
        return None
    opening, closing = days[0].end, days[1].end
    kept = _kept(seen, calendar)
    before = [
        day
        for day in (opening, opening - DAY)
        if fitting_rules(calendar, {*kept, day, closing})
    ]
    return Period(before[0] + DAY, closing) if len(before) == 1 else None


def _kept(seen: Collection[date], calendar: Calendar) -> Collection[date]:
    """The days that a calendar is kept by: ends of months, where most of them are.

    A document prints other days too, such as those that a debt is due on.
    """
    near = [day for day in seen if calendar.month_of(day)]
    ends = [day for day in near if calendar.month_of(day) == day]
    return ends if len(ends) * 2 > len(near) else near


def _days(lines: Collection[Line], calendar: Calendar) -> Iterator[Period]:
    """The days of the balances among some lines."""
    for line in lines:
        if _is_balance(line):
            period = read_period(line.label, calendar, is_balance=True)
            if isinstance(period, Period) and period.start is None:
                yield period
