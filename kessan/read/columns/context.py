"""What is known of a release, beside the table that is read."""

from dataclasses import dataclass
from datetime import date

from kessan.read.columns.calendars import Calendar
from kessan.read.columns.units import UnitWords


@dataclass(frozen=True)
class Context:
    """What is known of the release that a table stands in.

    `seen` are the days above the columns of all its tables (`days_of`).
    """

    calendar: Calendar
    currency: str
    published_on: date
    unit_words: UnitWords
    period_end: date | None = None
    seen: frozenset[date] = frozenset()
