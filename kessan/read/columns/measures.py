"""What a column measures: amounts, their growth or change, or ratios; and of what.

A column that compares others is read by its figures where they prove what it
compares, else by its place beside them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from kessan.foot.grid import AMOUNT
from kessan.read.columns.calendars import Period, Unsure
from kessan.read.columns.context import Context
from kessan.read.columns.growth import Comparison, Kind, proven_comparisons
from kessan.read.columns.units import PERCENT, Unit
from kessan.read.tables.printed import Column, PrintedTable

RATIO = "ratio"
# A column that compares, before it is known how.
GROWTH = "growth"
YEAR_AGO = "year_ago"
PREVIOUS_YEAR_END = "previous_year_end"
ACTUAL = "actual"
INITIAL_FORECAST = "initial_forecast"
REVISED_FORECAST = "revised_forecast"

# What headings say, in lower case.
COMPARES = re.compile(
    r"\byoy\b|\by/y\b|\byear[- ](?:over|on)[- ]year\b|\bqoq\b|\bq/q\b|\bvs\b|\bversus\b"
    r"|\b(?:%|percent(?:age)?)? ?(?:change|chg|growth|variance)\b"
    r"|^\W*(?:%|percent(?:age)?)? ?(?:increase|decrease|inc|dec)\b"
)
OF_YEAR_AGO = re.compile(
    r"\byoy\b|\by/y\b|\byear[- ](?:over|on)[- ]year\b|\b(?:prior|previous) year\b"
    r"|\byear ago\b|\bsame period\b"
)
SHARE_OF = re.compile(
    r"(?:%|\bpercent(?:age)?|\bas a %) (?:of|to)\b|\bratios?\b|\bmargins?\b"
    r"|\bto (?:total|net) \w+|\bcomposition\b|\brate\b"
)
WHOLE = re.compile(r"100(?:\.0+)?\s*%")
PERCENT_WORD = re.compile(r"%|\bpercent|\bpct\b")
FORECAST = re.compile(
    r"\b(?:forecasts?|targets?|outlook|guidance|projected|projections?)\b"
)
REVISED = re.compile(r"\brevised\b")
INITIAL = re.compile(r"\b(?:initial|original)\b")
# How far from a year apart the ends of years of weeks are.
YEAR_DRIFT = timedelta(days=8)
YEAR = timedelta(days=365)
OF_NOBODY_KNOWS = "a percentage, but not of what, or whether it is growth"


@dataclass(frozen=True)
class Found:
    """What a column measures; `unit` is that of what compares, else its own.

    `comparison` is empty for what compares with nothing; None is not known.
    """

    period: Period | None
    measure: str | None
    comparison: str | None
    reasons: tuple[str, ...] = ()
    unit: Unit | None = None


def read_measures(
    table: PrintedTable,
    periods: Sequence[Period | Unsure],
    units: Sequence[Unit],
    context: Context,
) -> list[Found]:
    """What each column measures, and of which period."""
    kinds = [
        _kind(column, unit) or _of_whole(table, place)
        for place, (column, unit) in enumerate(zip(table.columns, units, strict=True))
    ]
    found = []
    for place, kind in enumerate(kinds):
        if kind == GROWTH:
            amounts = [n for n, other in enumerate(kinds) if other == AMOUNT]
            found.append(_growth(table, place, periods, units, amounts, context))
        elif kind == RATIO:
            found.append(_ratio(place, periods, kinds))
        else:
            found.append(_of_period(periods[place], kind))
    return found


def _kind(column: Column, unit: Unit) -> str | None:
    """`growth`, `ratio` or `amount`, or None for a percentage of nobody knows what."""
    heading = f"{column.heading} {column.printed_unit}".lower()
    if SHARE_OF.search(heading) and (
        unit.name == PERCENT or PERCENT_WORD.search(heading)
    ):
        return RATIO
    if COMPARES.search(heading):
        return GROWTH
    return None if unit.name == PERCENT else AMOUNT


def _of_whole(table: PrintedTable, place: int) -> str | None:
    """`ratio` for percentages that begin with the whole, such as all revenues."""
    cells = [cell for line in table.lines if (cell := line.cells[place])]
    return RATIO if cells and WHOLE.fullmatch(cells[0].text) else None


def _of_period(period: Period | Unsure, measure: str | None) -> Found:
    """A column that compares nothing."""
    reasons = [] if measure else [OF_NOBODY_KNOWS]
    comparison = "" if measure else None
    if isinstance(period, Unsure):
        return Found(None, measure, comparison, (period.reason, *reasons))
    return Found(period, measure, comparison, tuple(reasons))


def _ratio(
    place: int, periods: Sequence[Period | Unsure], kinds: Sequence[str | None]
) -> Found:
    """A column of ratios: of its own period, or of the amounts it stands beside."""
    period = periods[place]
    is_beside = place > 0 and kinds[place - 1] == AMOUNT
    is_last = place + 1 == len(kinds) or kinds[place + 1] != RATIO
    if isinstance(period, Unsure) and is_beside and is_last:
        period = periods[place - 1]
    return _of_period(period, RATIO)


def _growth(
    table: PrintedTable,
    place: int,
    periods: Sequence[Period | Unsure],
    units: Sequence[Unit],
    amounts: Sequence[int],
    context: Context,
) -> Found:
    """A column that compares two of amounts: by its figures, else by its place."""
    heading = f"{table.columns[place].heading} {table.columns[place].printed_unit}"
    pairs = _pairs(periods, amounts)
    texts = [
        [cell.text if (cell := line.cells[n]) else None for line in table.lines]
        for n in range(len(table.columns))
    ]
    proven, is_checked = proven_comparisons(texts[place], texts, pairs)
    says_percent = bool(PERCENT_WORD.search(heading.lower()))
    if says_percent:
        proven = [found for found in proven if found.kind is Kind.PERCENT]
    if not proven and not is_checked:
        proven = _beside(place, pairs, amounts, says_percent)
    if len(proven) != 1:
        return Found(None, None, None, ("it is not clear what it compares",))
    return _compared(proven[0], periods, units, heading.lower(), context)


def _pairs(
    periods: Sequence[Period | Unsure], amounts: Sequence[int]
) -> list[tuple[int, int]]:
    """The pairs of a later and an earlier column that may be compared."""
    known = [(n, p) for n in amounts if isinstance(p := periods[n], Period)]
    return [
        (later, earlier)
        for later, new in known
        for earlier, old in known
        if new.end > old.end and _have_one_length(new, old)
    ]


def _have_one_length(new: Period, old: Period) -> bool:
    if new.start is None or old.start is None:
        return new.start is None and old.start is None
    return abs((new.end - new.start) - (old.end - old.start)) <= YEAR_DRIFT


def _beside(
    place: int,
    pairs: Sequence[tuple[int, int]],
    amounts: Sequence[int],
    says_percent: bool,
) -> list[Comparison]:
    """The comparison of the two columns to the left, where only percents are said."""
    left = [n for n in amounts if n < place][-2:]
    if not says_percent or left != [place - 2, place - 1]:
        return []
    return [Comparison(Kind.PERCENT, *pair) for pair in pairs if set(pair) == set(left)]


def _compared(
    found: Comparison,
    periods: Sequence[Period | Unsure],
    units: Sequence[Unit],
    heading: str,
    context: Context,
) -> Found:
    """The period, measure and unit of a comparison, and what it compares with."""
    new, old = periods[found.later], periods[found.earlier]
    if not isinstance(new, Period) or not isinstance(old, Period):
        raise TypeError("only columns with a period are compared")
    comparison = _comparison(new, old, context)
    unit = Unit(PERCENT, 0) if found.kind is Kind.PERCENT else units[found.later]
    reasons = () if comparison else (f"it compares {new.end} with {old.end}",)
    if OF_YEAR_AGO.search(heading) and comparison != YEAR_AGO:
        comparison, reasons = None, ("it is not of a year ago, as it says",)
    return Found(new, found.kind.value, comparison, reasons, unit)


def _comparison(new: Period, old: Period, context: Context) -> str | None:
    gap = new.end - old.end
    if abs(gap - YEAR) <= YEAR_DRIFT:
        return YEAR_AGO
    nominal = context.calendar.month_of(old.end)
    is_year_end = nominal is not None and context.calendar.quarter(nominal) == 4
    if new.start is None and is_year_end and gap < YEAR:
        return PREVIOUS_YEAR_END
    return None


def scenario(
    heading: str, table: PrintedTable, period: Period | None, context: Context
) -> str | Unsure:
    """Actual, or which forecast: what was not over at publication, or is called so."""
    plain = heading.lower()
    is_ahead = period is not None and period.end > context.published_on
    is_called = bool(FORECAST.search(plain))
    if not period and not is_called and FORECAST.search(table.title.lower()):
        return Unsure("it may be a forecast, as the title says")
    if not is_ahead and not is_called:
        return ACTUAL
    if REVISED.search(plain):
        return REVISED_FORECAST
    if INITIAL.search(plain):
        return INITIAL_FORECAST
    return Unsure("a forecast, but not said whether the first or a revised one")
