"""The calendars of imported companies: what their days prove, and where quarters end.

A source that rounds days to the ends of months gives no real day but that in the name
of a file, one for each filing. Many rules have a day in common, so a calendar is
taken from such days only where no other one has all of them.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kessan.read.columns.calendars import Calendar, WeekYears, fitting_rules
from kessan.read.columns.quarter_ends import quarter_ends
from kessan.read.company import Cells, Profile, calendar_rows

# What is taken of a row of fiscal_calendars.csv.
RULE = ("valid_from", "rule", "end_month", "weekday", "long_quarter", "named_after")
NOTHING = {"end_day": "", "weekday": "", "long_quarter": ""}


@dataclass(frozen=True)
class FiscalYear:
    """The fiscal years of a company: the month they end with, the end they are of."""

    company_key: str
    end_month: str
    named_after: str


@dataclass(frozen=True)
class Seen:
    """The last day of a filing's period, and the end of a month it is rounded to."""

    day: date
    rounded: date
    is_of_year: bool


def proven_rule(year: FiscalYear, seen: Sequence[Seen]) -> Cells | None:
    """The row of fiscal_calendars.csv that the days of a company prove, if any.

    An annual report must end on another day than its month: else the years may end
    with it, and only the quarters on a weekday. All days must be of quarters, and one
    rule alone must have them.
    """
    days = {one.day for one in seen}
    named_after: Literal["start", "end"] = (
        "start" if year.named_after == "start" else "end"
    )
    calendar = Calendar(int(year.end_month), named_after)
    if not any(one.is_of_year and one.day != one.rounded for one in seen):
        return None
    rules = fitting_rules(calendar, days)
    if len(rules) != 1 or not isinstance(rules[0], WeekYears):
        return None
    cells = {
        "company_key": year.company_key,
        "fiscal_year_end_month": year.end_month,
        "fiscal_year_named_after": named_after,
    }
    (rule,) = calendar_rows(Profile(cells, calendar, "", is_known=False), days)
    return _with_long_quarter(rule, days)


def _with_long_quarter(rule: Cells, days: Collection[date]) -> Cells | None:
    """The rule with the quarter that takes a 53rd week: the last, unless days differ.

    None where they do, and more than one other quarter may.
    """
    last, *others = (
        {**rule, "long_quarter": long} for long in ("", *map(str, range(1, 4)))
    )
    if has_all(last, days):
        return last
    fitting = [one for one in others if has_all(one, days)]
    return fitting[0] if len(fitting) == 1 else None


def has_all(rule: Cells, days: Collection[date]) -> bool:
    """Whether a quarter of a rule, a row of fiscal_calendars.csv, ends on each day."""
    years = {year for day in days for year in (day.year, day.year + 1)}
    return {*days} <= {*quarter_ends([{**NOTHING, **rule}], [], years)}


def days_of_quarters(
    years: Iterable[FiscalYear],
    rules: Iterable[Cells],
    listed_years: Iterable[Cells],
    listed_ends: Iterable[Cells],
    wanted: Collection[int],
) -> Iterator[tuple[str, date, bool]]:
    """The last days of the quarters of companies, and whether a row lists each.

    `rules`, `listed_years` and `listed_ends` are rows of fiscal_calendars.csv,
    fiscal_years.csv and fiscal_quarter_ends.csv; `wanted` are the calendar years that
    the fiscal years end in. A company that has no row of these has no days of its own;
    one that has no rule ends its years with their month.
    """
    of_rules, of_years, of_ends = (
        _by_company(rows) for rows in (rules, listed_years, listed_ends)
    )
    for year in years:
        key = year.company_key
        if not any(key in rows for rows in (of_rules, of_years, of_ends)):
            continue
        own = of_rules.get(key) or [_plain(year)]
        for day in quarter_ends(own, of_years.get(key, []), wanted):
            yield key, day, False
        for row in of_ends.get(key, []):
            yield key, date.fromisoformat(row["end_date"]), True


def _by_company(rows: Iterable[Cells]) -> dict[str, list[Cells]]:
    found: dict[str, list[Cells]] = {}
    for row in rows:
        found.setdefault(row["company_key"], []).append(row)
    return found


def _plain(year: FiscalYear) -> Cells:
    """The rule of a company whose years end with their month."""
    return {
        **NOTHING,
        "company_key": year.company_key,
        "valid_from": "",
        "rule": "month_end",
        "end_month": year.end_month,
        "named_after": year.named_after,
    }
