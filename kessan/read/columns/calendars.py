"""Fiscal calendars: which day a fiscal quarter ends on, by rule and by days seen.

A calendar knows the month that its years end with. Where the days that a document
prints are the last of their months, so are all others. Else its years have weeks,
end on a day of the month, or only its quarters end on a weekday: the days seen say
which of these rules fit, and a day is known where all that fit agree on it.
"""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Protocol

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
QUARTER = timedelta(weeks=13)
MONTHS_OF_A_QUARTER = 3
MONTHS_OF_A_YEAR = 12
# How far from the end of its month a fiscal quarter may end.
DRIFT = timedelta(days=11)


@dataclass(frozen=True)
class Unsure:
    """What is not known, and why, in words for a person."""

    reason: str


@dataclass(frozen=True)
class Period:
    """From the first to the last day; `start` is None for the instant `end`."""

    start: date | None
    end: date


@dataclass(frozen=True)
class Calendar:
    """The fiscal years of a company.

    A year is named after the calendar year that it starts or ends in. `last_days`
    are known last days of fiscal quarters.
    """

    fiscal_year_end_month: int
    fiscal_year_named_after: Literal["start", "end"]
    last_days: tuple[date, ...] = ()

    def month_of(self, day: date) -> date | None:
        """The month that a fiscal quarter nominally ends with, by its last day.

        None where the day is not close enough to be the quarter's end.
        """
        this = month_end(day)
        near = (this, shift(this, -1), shift(this, 1))
        ends = (end for end in near if abs(end - day) <= DRIFT and self._closes(end))
        return next(ends, None)

    def year_end(self, fiscal_year: int) -> date:
        """The last day of the month that a fiscal year nominally ends with."""
        is_later = (
            self.fiscal_year_named_after == "start"
            and self.fiscal_year_end_month < MONTHS_OF_A_YEAR
        )
        year = fiscal_year + 1 if is_later else fiscal_year
        return month_end(date(year, self.fiscal_year_end_month, 1))

    def fiscal_year(self, nominal: date) -> int:
        """The fiscal year of the quarter that nominally ends on a day."""
        closing = shift(nominal, (4 - self.quarter(nominal)) * MONTHS_OF_A_QUARTER)
        return closing.year - (self.year_end(closing.year) > closing)

    def quarter(self, nominal: date) -> int:
        """The number, 1 to 4, of the quarter that nominally ends on a day."""
        months = (nominal.month - self.fiscal_year_end_month) % MONTHS_OF_A_YEAR
        return months // MONTHS_OF_A_QUARTER or 4

    def _closes(self, nominal: date) -> bool:
        months = nominal.month - self.fiscal_year_end_month
        return months % MONTHS_OF_A_QUARTER == 0


class Rule(Protocol):
    """Where fiscal quarters end."""

    @property
    def shortest_quarter(self) -> timedelta:
        """How long each quarter is at least, where the rule counts it."""

    def last_days(self, nominal: date, calendar: Calendar) -> frozenset[date]:
        """The days that the quarter may end on which nominally ends with a month."""


@dataclass(frozen=True)
class MonthEnds:
    """With their month."""

    shortest_quarter = timedelta(0)

    def last_days(self, nominal: date, calendar: Calendar) -> frozenset[date]:
        """The last day of the month."""
        return frozenset({nominal})


@dataclass(frozen=True)
class DaysOfMonth:
    """On the same day of each month."""

    day: int
    shortest_quarter = timedelta(0)

    def last_days(self, nominal: date, calendar: Calendar) -> frozenset[date]:
        """The day in the month."""
        return frozenset({nominal.replace(day=min(self.day, nominal.day))})


@dataclass(frozen=True)
class WeekYears:
    """Years of 52 or 53 weeks, of 13 weeks a quarter and 14 in one of a long year."""

    weekday: int
    is_nearest: bool
    shortest_quarter = QUARTER

    def last_days(self, nominal: date, calendar: Calendar) -> frozenset[date]:
        """One day, or two where it is not said which quarter is the long one."""
        quarter = calendar.quarter(nominal)
        closing = shift(nominal, (4 - quarter) * MONTHS_OF_A_QUARTER)
        end = _weekday_at(closing, self.weekday, self.is_nearest)
        if quarter == 4:
            return frozenset({end})
        opening = shift(closing, -MONTHS_OF_A_YEAR)
        before = _weekday_at(opening, self.weekday, self.is_nearest)
        short = before + quarter * QUARTER
        is_long = end - before > 4 * QUARTER
        return frozenset({short, short + WEEK} if is_long else {short})


@dataclass(frozen=True)
class WeekQuarters:
    """Years that end with their month; only the quarters in them on a weekday."""

    weekday: int
    is_nearest: bool
    shortest_quarter = timedelta(0)

    def last_days(self, nominal: date, calendar: Calendar) -> frozenset[date]:
        """The last day of the month, or the weekday at it."""
        if calendar.quarter(nominal) == 4:
            return frozenset({nominal})
        return frozenset({_weekday_at(nominal, self.weekday, self.is_nearest)})


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def shift(day: date, months: int) -> date:
    """The last day of the month that is so many months from a day's."""
    count = day.year * MONTHS_OF_A_YEAR + day.month - 1 + months
    year, month = divmod(count, MONTHS_OF_A_YEAR)
    return month_end(date(year, month + 1, 1))


def start_of(
    end: date, months: int, calendar: Calendar, seen: Collection[date]
) -> date | Unsure:
    """The first day of so many months that end on a day.

    `seen` are the days that the document prints above its columns.
    """
    rules = fitting_rules(calendar, {*seen, end})
    if rules == [MonthEnds()] and end == month_end(end):
        return shift(end, -months) + DAY
    nominal = calendar.month_of(end)
    quarters, rest = divmod(months, MONTHS_OF_A_QUARTER)
    if not nominal or rest:
        return Unsure(f"{months} months to {end} are no fiscal quarters")
    nominal_before = shift(nominal, -months)
    days = {
        day
        for rule in rules
        for day in rule.last_days(nominal_before, calendar)
        if end - day >= quarters * rule.shortest_quarter
    }
    before = _only(nominal_before, days, calendar, seen)
    return before if isinstance(before, Unsure) else before + DAY


def last_day_of(
    nominal: date, calendar: Calendar, seen: Collection[date]
) -> date | Unsure:
    """The day that the fiscal quarter ends on which nominally ends with a month."""
    rules = fitting_rules(calendar, seen)
    days = {day for rule in rules for day in rule.last_days(nominal, calendar)}
    return _only(nominal, days, calendar, seen)


def _only(
    nominal: date, days: set[date], calendar: Calendar, seen: Collection[date]
) -> date | Unsure:
    """The last day of a quarter: the known one, else the only one of those possible."""
    known = {day for day in calendar.last_days if calendar.month_of(day) == nominal}
    certain = known or (days if len(days) == 1 else days & set(seen))
    if len(certain) == 1:
        return certain.pop()
    quarter = f"the fiscal quarter to {nominal:%B %Y}"
    if not days:
        return Unsure(f"{quarter}: no rule of a calendar fits the days of the document")
    choices = ", ".join(str(day) for day in sorted(days))
    return Unsure(f"{quarter} may end on any of {choices}")


def fitting_rules(calendar: Calendar, seen: Collection[date]) -> list[Rule]:
    """The rules that the known days keep; that of months alone, where they do."""
    nominals = {
        day: nominal
        for day in {*seen, *calendar.last_days}
        if (nominal := calendar.month_of(day))
    }

    def fits(rule: Rule) -> bool:
        return all(
            day in rule.last_days(nominal, calendar)
            for day, nominal in nominals.items()
        )

    if fits(MonthEnds()):
        return [MonthEnds()]
    weekdays = {day.weekday() for day in nominals}
    rules: list[Rule] = [DaysOfMonth(day.day) for day in nominals]
    for weekday in weekdays:
        for is_nearest in (True, False):
            rules.append(WeekYears(weekday, is_nearest))
            rules.append(WeekQuarters(weekday, is_nearest))
    return [rule for rule in dict.fromkeys(rules) if fits(rule)]


def _weekday_at(day: date, weekday: int, is_nearest: bool) -> date:
    """The weekday nearest to a day, or the last one up to it."""
    last = day - ((day.weekday() - weekday) % 7) * DAY
    return last + WEEK if is_nearest and day - last > 3 * DAY else last
