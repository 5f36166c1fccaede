"""Where a day of a release lies some years later, in the calendar of its company."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import duckdb

from kessan.project import PUBLISHED_FILE, SEEDS

DAY = timedelta(days=1)
# A year of weeks ends up to a week before or after the date of the year before; in
# one whose 53rd week is not in the fourth quarter, the others do by as much again.
DRIFT = timedelta(days=14)
# Days between two publications of one kind, beyond whole years: half a quarter.
SLIP = 45
DAYS_OF_A_YEAR = 365.2425
MONTHS_OF_A_QUARTER = 3


@dataclass(frozen=True)
class Calendar:
    """What is known of the fiscal years of a company.

    `ends` are the last days of its quarters, known where its fiscal years do not all
    end with `end_month`. Where `has_named_days`, they end on a weekday or on listed
    days, and no date follows from the one a year before.
    """

    end_month: int
    ends: frozenset[date] = frozenset()
    has_named_days: bool = False

    def closes(self, day: date) -> bool:
        """Whether a quarter is known to end on a day."""
        if self.ends:
            return day in self.ends
        months = (day.month - self.end_month) % MONTHS_OF_A_QUARTER
        return not self.has_named_days and _ends_its_month(day) and months == 0


@dataclass(frozen=True)
class Mover:
    """Moves the days of a release by whole years.

    `own` are the last days of its periods, and those before their first days.
    """

    years: int
    calendar: Calendar
    own: frozenset[date]

    def moved(self, day: date) -> date:
        """The same last day of a period in the other year."""
        later = _years_later(day, self.years)
        if not self.calendar.closes(day):
            return later
        return min(
            (end for end in self.calendar.ends if abs(end - later) <= DRIFT),
            key=lambda end: abs(end - later),
            default=later,
        )

    def moved_start(self, day: date) -> date:
        """The same first day of a period in the other year."""
        return self.moved(day - DAY) + DAY

    def is_sure(self, day: date) -> bool:
        """Whether the calendar says where a last day lies in the other year."""
        if not self.calendar.has_named_days or not self.years:
            return True
        return self.calendar.closes(day) and self.moved(day) in self.calendar.ends

    def unsure(self) -> Iterator[date]:
        """The last days that are moved, and that no calendar speaks for."""
        return (day for day in sorted(self.own) if not self.is_sure(day))

    def moved_print(self, day: date) -> date | None:
        """A day that stands in a text, moved; None where it may be another day.

        It is one of the release where one of its periods or a quarter of the company
        begins or ends with it.
        """
        if not self._is_near(day.year):
            return None
        for last, move in ((day, self.moved), (day - DAY, self.moved_start)):
            if last in self.own or self.calendar.closes(last):
                return move(day)
        return None

    def moved_year(self, year: int) -> int | None:
        """A year that stands in a text, moved; None where it may be another year."""
        return year + self.years if self._is_near(year) else None

    def _is_near(self, year: int) -> bool:
        """Whether a year is one of the periods, or next to them."""
        return self._years[0] - 1 <= year <= self._years[-1] + 1

    @cached_property
    def _years(self) -> list[int]:
        return sorted({day.year for day in self.own}) or [0]


def years_between(former: date, latter: date) -> int | None:
    """The whole years between two publications of one kind.

    None where they are not of about the same day of a year.
    """
    days = (latter - former).days
    years = round(days / DAYS_OF_A_YEAR)
    return years if abs(days - years * DAYS_OF_A_YEAR) <= SLIP else None


def calendar_of(
    company: str, seeds: Path = SEEDS, warehouse: Path = PUBLISHED_FILE
) -> Calendar:
    """The calendar of a company, as its rows and the published warehouse say.

    The quarters of a calendar of its own are those that are published: one year
    before and after what is reported about.
    """
    reference = seeds / "reference"
    (described,) = _rows_of(company, reference / "companies.csv")
    rules = _rows_of(company, reference / "fiscal_calendars.csv")
    listed = _rows_of(company, reference / "fiscal_years.csv")
    quarters = _rows_of(company, reference / "fiscal_quarter_ends.csv")
    is_own = bool(rules or listed or quarters)
    ends: Iterable[date] = _quarter_ends(company, warehouse) if is_own else ()
    named = [date.fromisoformat(row["end_date"]) for row in (*listed, *quarters)]
    if named and not rules:
        # Behind the last day that is listed nobody has said how they end.
        ends = (end for end in ends if end <= max(named))
    return Calendar(
        int(described["fiscal_year_end_month"]),
        frozenset(ends),
        bool(named) or any(row["weekday"] for row in rules),
    )


def _rows_of(company: str, path: Path) -> list[dict[str, str]]:
    """The rows of a company in a CSV of the reference."""
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["company_key"] == company]


def _quarter_ends(company: str, warehouse: Path) -> list[date]:
    """The last days of the quarters of a company that are published."""
    if not warehouse.exists():
        return []
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select end_date from marts.dim_fiscal_quarter where company_key = ?",
            [company],
        ).fetchall()
    return [end for (end,) in rows]


def _years_later(day: date, years: int) -> date:
    """The same day of another year; the last of a month stays the last of it."""
    if _ends_its_month(day):
        first = date(day.year + years, day.month, 1) + 31 * DAY
        return first.replace(day=1) - DAY
    return day.replace(year=day.year + years)


def _ends_its_month(day: date) -> bool:
    return (day + DAY).day == 1
