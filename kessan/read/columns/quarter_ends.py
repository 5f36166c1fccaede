"""The last days of a company's fiscal quarters, by its rows of the reference data.

The same years that the models `int_fiscal_years` and `int_fiscal_quarters` make, for
as many of them as a document can speak of.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from kessan.read.columns.calendars import DAY, QUARTER, WEEK, month_end

Cells = Mapping[str, str]

WEEKDAYS = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday"),
    "sunday",
)
YEAR_OF_WEEKS = 4 * QUARTER
NEAREST = timedelta(days=3)
LAST_QUARTER = 4


def quarter_ends(
    rules: Sequence[Cells], listed: Iterable[Cells], years: Iterable[int]
) -> tuple[date, ...]:
    """The last days of the quarters of fiscal years that end in calendar years.

    `rules` are rows of fiscal_calendars.csv, `listed` rows of fiscal_years.csv, which
    go before any rule. Years of neither weeks nor months have no quarters.
    """
    found: set[date] = set()
    wanted = sorted(years)
    named = [(_day(row["start_date"]), _day(row["end_date"])) for row in listed]
    for start, end in named:
        if end.year in wanted:
            found |= {*_quarters(start, end, LAST_QUARTER)}
    ordered = sorted(rules, key=lambda row: row["valid_from"])
    for at, rule in enumerate(ordered):
        first = _day(rule["valid_from"]) if at else date.min
        last = date.max
        if at + 1 < len(ordered):
            last = _day(ordered[at + 1]["valid_from"]) - DAY
        for year in wanted:
            before, end = (_year_end(rule, one) for one in (year - 1, year))
            is_listed = any(one <= end <= other for one, other in named)
            if first <= end <= last and not is_listed:
                long_quarter = int(rule["long_quarter"] or LAST_QUARTER)
                found |= {*_quarters(before + DAY, end, long_quarter)}
    return tuple(sorted(found))


def _year_end(rule: Cells, year: int) -> date:
    """The last day of the fiscal year that ends in, or near, a month of a year."""
    end = month_end(date(year, int(rule["end_month"]), 1))
    if rule["end_day"]:
        end = end.replace(day=min(int(rule["end_day"]), end.day))
    if rule["weekday"] not in WEEKDAYS:
        return end
    latest = end + NEAREST if rule["rule"] == "nearest_weekday" else end
    return latest - ((latest.weekday() - WEEKDAYS.index(rule["weekday"])) % 7) * DAY


def _quarters(start: date, end: date, long_quarter: int) -> Iterator[date]:
    """The last days of the quarters of a year: of thirteen weeks, or three months."""
    length = end + DAY - start
    if length in (YEAR_OF_WEEKS, YEAR_OF_WEEKS + WEEK):
        for number in range(1, LAST_QUARTER + 1):
            is_later = length > YEAR_OF_WEEKS and number >= long_quarter
            yield start - DAY + number * QUARTER + (WEEK if is_later else 0 * WEEK)
    elif _months_earlier(end, 12) + DAY == start:
        for months in (9, 6, 3, 0):
            yield _months_earlier(end, months)


def _months_earlier(day: date, months: int) -> date:
    """The same day of an earlier month; the last of one stays the last."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    length = monthrange(year, month + 1)[1]
    return date(
        year, month + 1, length if day == month_end(day) else min(day.day, length)
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)
