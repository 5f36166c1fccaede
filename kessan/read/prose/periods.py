"""Which period the words of a sentence name, in the release that it stands in."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date

from kessan.read.columns.calendars import (
    MONTHS_OF_A_QUARTER,
    MONTHS_OF_A_YEAR,
    Calendar,
    Unsure,
    start_of,
)
from kessan.read.columns.periods import PeriodWords, read_period, read_words
from kessan.read.prose.figure import Period

# Words that count years from the one that the release is of; without one, it is meant.
YEARS_BACK = {"this": 0, "our": 0, "prior": 1, "previous": 1, "last": 1}
ELSEWHERE = frozenset({"next", "same"})
FISCAL_YEAR = re.compile(
    r"\b(?:fiscal(?:\s+years?)?|fy)\s?((?:19|20)\d\d)\b", re.IGNORECASE
)


def resolver(
    calendar: Calendar, seen: Collection[date], end: date, texts: Iterable[str] = ()
) -> Callable[[str], Period | None]:
    """The period that words name in a release whose last period ends on a day.

    What a sentence leaves to its release is the fiscal year: `this first half`, `the
    third quarter`, `the quarter`. Words that may be of several periods name none.
    Where the `texts` of the release name fiscal years and never its own, they call
    them otherwise than the calendar: then no number of a year is understood.
    """
    year = fiscal_year(calendar, end)
    named = {int(found[1]) for text in texts for found in FISCAL_YEAR.finditer(text)}
    is_called_so = not named or year in named

    def resolve(text: str) -> Period | None:
        said = read_words(text)
        if said.fiscal_years and not said.all_days and not is_called_so:
            return None
        found = read_period(said, calendar, seen)
        if isinstance(found, Unsure) and not said.says_when and year is not None:
            completed = _completed(said, text, year, calendar, end)
            found = read_period(completed, calendar, seen)
        return None if isinstance(found, Unsure) else (found.start, found.end)

    return resolve


def _completed(
    said: PeriodWords, text: str, year: int, calendar: Calendar, end: date
) -> PeriodWords:
    """Words without a year, with the one that they leave to the release."""
    spoken = text.lower().replace("-", " ").split()
    back = {YEARS_BACK[word] for word in spoken if word in YEARS_BACK}
    if said.problems or len(back) > 1 or ELSEWHERE & set(spoken):
        return said
    is_whole = set(said.lengths) == {MONTHS_OF_A_YEAR} and not said.parts
    if "quarter" in spoken and not said.has_length and back <= {0}:
        nominal = calendar.month_of(end)
        part = calendar.quarter(nominal) if nominal else 4
        return replace(said, parts=((part, part),), fiscal_years=(year,))
    is_part_before = bool(back - {0}) and "year" not in spoken
    if is_part_before or not (is_whole or said.parts):
        return said
    return replace(said, fiscal_years=(year - (back or {0}).pop(),))


def fiscal_year(calendar: Calendar, end: date) -> int | None:
    """The fiscal year that a day is the end of a quarter of, by its number."""
    nominal = calendar.month_of(end)
    if nominal is None:
        return None
    years = range(end.year - 1, end.year + 2)
    return next((year for year in years if nominal <= calendar.year_end(year)), None)


def year_start(calendar: Calendar, seen: Collection[date], end: date) -> date | None:
    """The first day of the fiscal year in which a quarter ends."""
    nominal = calendar.month_of(end)
    if nominal is None:
        return None
    months = calendar.quarter(nominal) * MONTHS_OF_A_QUARTER
    found = start_of(end, months, calendar, seen)
    return None if isinstance(found, Unsure) else found
