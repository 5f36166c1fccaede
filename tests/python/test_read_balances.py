"""Statements of changes in equity: the days stand in the lines of the balances."""

from datetime import date

import pytest

from kessan.read.columns.balances import spans, with_span
from kessan.read.columns.calendars import Calendar, Period
from kessan.read.columns.meaning import ColumnMeaning, TableMeaning
from kessan.read.formats.text import read_text
from kessan.read.labels.statements import part_of
from kessan.read.tables.printed import PrintedTable, printed_tables

pytestmark = pytest.mark.fast

EQUITY = """\
Consolidated Statements of Changes in Equity

 | Common stock | Retained earnings | Total
Balances as of {opening} | 100 | 200 | 300
Net income | - | 50 | 50
Dividends | - | (20) | (20)
Balances as of {middle} | 100 | 230 | 330
Net income | - | 60 | 60
Balances as of {closing} | 100 | 290 | 390
"""
OPEN = ColumnMeaning(None, None, None, "USD", 6, None, "no heading says when")
BY_MONTHS = Calendar(12, "end")
YEARS = {
    "opening": "December 31, 2013",
    "middle": "December 31, 2014",
    "closing": "December 31, 2015",
}


def equity(**days: str) -> PrintedTable:
    (table,) = printed_tables(read_text("equity", EQUITY.format(**days)))
    return table


def periods(
    table: PrintedTable, calendar: Calendar, seen: set[date]
) -> list[Period | None]:
    """The period of each part; all columns of a part have the same."""
    found = []
    for lines in spans(table):
        part = part_of(table, lines)
        meaning = TableMeaning(tuple(OPEN for _ in part.columns))
        columns = with_span(part, meaning, calendar, seen).columns
        assert len({column.period for column in columns}) == 1
        found.append(columns[0].period)
    return found


def test_a_balance_closes_one_part_and_opens_the_next():
    table = equity(**YEARS)
    assert [(lines.start, lines.stop - 1) for lines in spans(table)] == [(1, 4), (4, 6)]
    assert periods(table, BY_MONTHS, set()) == [
        Period(date(2014, 1, 1), date(2014, 12, 31)),
        Period(date(2015, 1, 1), date(2015, 12, 31)),
    ]


def test_no_line_is_lost_before_or_behind_the_balances():
    head, balances, body = EQUITY.format(**YEARS).partition("Balances")
    before, behind = "Shares | 9 | 9 | 9\n", "Dividends per share | - | 0.10 | 0.10\n"
    text = head + before + balances + body + behind
    (table,) = printed_tables(read_text("equity", text))
    numbers = [line.number for line in table.lines]
    assert numbers == [*range(1, 9)]
    assert [[*lines] for lines in spans(table)] == [[1], [2, 3, 4, 5], [5, 6, 7], [8]]


def test_an_opening_balance_may_be_of_the_first_day():
    """Where the calendar says that the day before closed the year."""
    table = equity(**YEARS | {"opening": "January 1, 2014"})
    seen = {date(2014, 12, 31), date(2015, 12, 31)}
    assert periods(table, BY_MONTHS, seen)[0] == Period(
        date(2014, 1, 1), date(2014, 12, 31)
    )


def test_a_year_of_weeks_opens_on_the_day_after():
    days = {
        "opening": "September 28, 2013",
        "middle": "September 27, 2014",
        "closing": "September 26, 2015",
    }
    seen = {date(2013, 9, 28), date(2014, 9, 27), date(2015, 9, 26)}
    assert periods(equity(**days), Calendar(9, "end"), seen) == [
        Period(date(2013, 9, 29), date(2014, 9, 27)),
        Period(date(2014, 9, 28), date(2015, 9, 26)),
    ]


def test_a_day_that_no_calendar_has_says_nothing():
    table = equity(**YEARS | {"opening": "February 14, 2014"})
    seen = {date(2014, 12, 31), date(2015, 12, 31)}
    first, second = periods(table, BY_MONTHS, seen)
    assert first is None
    assert second == Period(date(2015, 1, 1), date(2015, 12, 31))


def test_columns_that_say_when_are_left_as_they_are():
    text = EQUITY.format(**YEARS).replace("Common stock", "December 31, 2014")
    (table,) = printed_tables(read_text("equity", text))
    assert spans(table) == []
