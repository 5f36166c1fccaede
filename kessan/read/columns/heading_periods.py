"""The period of a heading or a label, with what the texts above the table add to it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from kessan.read.columns.calendars import Period, Unsure
from kessan.read.columns.context import Context
from kessan.read.columns.periods import PeriodWords, read_period, read_words
from kessan.read.tables.printed import PrintedTable

# Titles of tables whose columns are days.
BALANCES = re.compile(
    r"\bbalance sheets?\b|\bfinancial (?:position|condition)\b"
    r"|\bassets and liabilities\b"
)
# A text that is no title but a paragraph says nothing of the table below it.
LONGEST_TITLE = 300
NEAREST = 4
# A text without a day is of the table where it is its title.
LONGEST_HEADING = 80
A_YEAR = re.compile(r"(?:19|20)\d\d\W*(?:\(\w+\)\W*)?")
# Labels of lines that are balances at the other end of a span.
OPENING = re.compile(
    r"\b(?:balances?|cash)\b.*\b(?:beginning|opening)\b"
    r"|\b(?:beginning|opening) (?:balances?|of)\b"
)


def days_of(tables: Iterable[PrintedTable]) -> frozenset[date]:
    """The whole days that tables print above their columns, and the lines of forms."""
    days: set[date] = set()
    for table in tables:
        words = [read_words(column.heading) for column in table.columns]
        if not any(found.says_when for found in words):
            words = [read_words(line.label) for line in table.lines if any(line.cells)]
        for found in words:
            days |= set(found.days) | set(found.joined_days)
    return frozenset(days)


def surroundings(table: PrintedTable) -> list[str]:
    """The title and the texts above that may be one, the nearest first.

    Those further away are of something else.
    """
    texts = [table.title, *reversed(table.above)]
    near = [
        text
        for text in dict.fromkeys(texts)
        if text and len(text) <= LONGEST_TITLE and not text.rstrip().endswith(".")
    ]
    return near[:NEAREST]


def is_balance(table: PrintedTable) -> bool:
    """Whether the columns of a table are days, by its title."""
    return any(BALANCES.search(text.lower()) for text in surroundings(table))


def heading_period(
    texts: Sequence[str], words: PeriodWords, table: PrintedTable, context: Context
) -> Period | Unsure:
    """The period of a heading or a label, with what the texts above add to it.

    `words` are those of its `texts`.
    """
    words = completed(texts, words, table)
    period = read_period(words, context.calendar, context.seen, is_balance(table))
    is_instant = isinstance(period, Period) and period.start is None
    if is_instant and any(OPENING.search(line.label.lower()) for line in table.lines):
        return Unsure("it names a day, and the lines go from a beginning to an end")
    return period


def completed(
    texts: Sequence[str], words: PeriodWords, table: PrintedTable
) -> PeriodWords:
    """The words of a heading, and of the text above that names the same day."""
    is_complete = words.is_instant or words.has_length or words.fiscal_years
    if not words.says_when or (is_complete and (words.all_days or words.parts)):
        return words
    if not words.all_days and not says_a_year(texts):
        return words
    for text in surroundings(table):
        above = read_words(text)
        is_short = len(text) <= LONGEST_HEADING
        joined = _joined(words, above) if above.all_days or is_short else None
        if joined:
            return joined
    return words


def says_a_year(texts: Sequence[str]) -> bool:
    """Whether one of the texts is a year, and no name with one in it."""
    return any(A_YEAR.fullmatch(text.strip()) for text in texts)


def _joined(words: PeriodWords, above: PeriodWords) -> PeriodWords | None:
    """A heading with the length, and the day of its year, that a text above says."""
    is_span = bool(above.lengths or above.weeks)
    if {day.year for day in above.days} & set(above.years):
        # It names a year, and a day of the same year for something else.
        return None
    if above.problems or above.parts or above.ranges or is_span == above.is_instant:
        return None
    if words.has_length or words.is_instant:
        is_span = words.has_length
        if is_span != bool(above.lengths or above.weeks):
            return None
    joined = replace(
        words,
        lengths=words.lengths or above.lengths,
        weeks=words.weeks or above.weeks,
        is_instant=words.is_instant or above.is_instant,
    )
    if words.days or words.month_days or words.months:
        return joined if _names_day(above, words) else None
    return _with_day_of_year(joined, above)


def _names_day(above: PeriodWords, words: PeriodWords) -> bool:
    """Whether a text names the day of a heading, or no day at all."""
    if not above.all_days:
        return True
    month_days = {(day.month, day.day) for day in above.days} | set(above.month_days)
    own = {(day.month, day.day) for day in words.days} | set(words.month_days)
    return bool(set(above.days) & set(words.days)) or (
        own <= month_days and (not words.days or not above.days)
    )


def _with_day_of_year(words: PeriodWords, above: PeriodWords) -> PeriodWords | None:
    """A heading that is a year, with the day in it that a text above names."""
    of_year = [day for day in above.days if day.year in words.years]
    if len(of_year) == 1:
        return replace(words, days=(of_year[0],))
    month_days = {(day.month, day.day) for day in above.days} | set(above.month_days)
    if not of_year and len(month_days) == 1:
        return replace(words, month_days=tuple(month_days))
    return None


def without_twins(
    table: PrintedTable, periods: Sequence[Period | Unsure]
) -> list[Period | Unsure]:
    """The periods, where no two columns with the same heading have the same one."""
    keys = [
        (period, column.heading, column.printed_unit)
        for period, column in zip(periods, table.columns, strict=True)
    ]
    return [
        Unsure("another column says the same")
        if isinstance(period, Period) and keys.count(key) > 1
        else period
        for period, key in zip(periods, keys, strict=True)
    ]
