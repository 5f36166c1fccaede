"""What the columns and lines of a printed table mean: period, measure, unit, scenario.

What a heading does not say, the title, the unit line and the texts above may. What
none of them says for sure is None, with the reason.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from kessan.foot.grid import AMOUNT
from kessan.read.calendars import Calendar, Period, Unsure, fitting_rules
from kessan.read.growth import Comparison, Kind, proven_comparisons
from kessan.read.periods import PeriodWords, read_period, read_words
from kessan.read.tables import Column, Line, PrintedTable
from kessan.read.units import (
    COUNT,
    NUMBER_OF,
    PERCENT,
    StatedUnits,
    Unit,
    UnitWords,
    named_unit,
    read_label_unit,
    read_unit,
    read_unit_line,
)

RATIO = "ratio"
YEAR_AGO = "year_ago"
PREVIOUS_YEAR_END = "previous_year_end"
ACTUAL = "actual"
INITIAL_FORECAST = "initial_forecast"
REVISED_FORECAST = "revised_forecast"

# What headings say, in lower case.
BALANCES = re.compile(
    r"\bbalance sheets?\b|\bfinancial (?:position|condition)\b"
    r"|\bassets and liabilities\b"
)
GROWTH = re.compile(
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
PERCENT_WORD = re.compile(r"%|\bpercent|\bpct\b")
FORECAST = re.compile(
    r"\b(?:forecasts?|targets?|outlook|guidance|projected|projections?)\b"
)
REVISED = re.compile(r"\brevised\b")
INITIAL = re.compile(r"\b(?:initial|original)\b")
YEAR_END = re.compile(r"\b(?:fiscal )?year[- ]?end\b")
WHOLE_YEAR = re.compile(r"\b(?:total|annual|full[- ]year|whole year)\b")
# A text that is no title but a paragraph says nothing of the table below it.
LONGEST_TITLE = 300
# How far from a year apart the ends of years of weeks are.
YEAR_DRIFT = timedelta(days=8)
YEAR = timedelta(days=365)


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


@dataclass(frozen=True)
class ColumnMeaning:
    """What a column means; None is what is not known, `reason` says why.

    `comparison` is empty for what compares with nothing. In a form `period` and
    `scenario` are those of the lines: they are None here, without a reason.
    """

    period: Period | None
    measure: str | None
    comparison: str | None
    unit: str | None
    scale: int | None
    scenario: str | None
    reason: str = ""


@dataclass(frozen=True)
class LineMeaning:
    """Where a line differs from its columns of amounts, and the period in a form.

    A line of a table that is no form has no period of its own.
    """

    unit: str | None = None
    scale: int | None = None
    period: Period | None = None
    scenario: str | None = None
    reason: str = ""


@dataclass(frozen=True)
class TableMeaning:
    """What a table means: a meaning a column, and one a line where it has its own.

    In a form the rows are periods and the columns line items. `cells` are the cells
    of a form, by the numbers of line and column, whose column is a part of the
    line's year.
    """

    columns: tuple[ColumnMeaning, ...]
    lines: Mapping[int, LineMeaning] = field(default_factory=dict)
    is_form: bool = False
    cells: Mapping[tuple[int, int], LineMeaning] = field(default_factory=dict)

    def of_period(self, line_number: int, column: int) -> LineMeaning | ColumnMeaning:
        """The meaning that says period and scenario of a cell; column from 0."""
        own = self.cells.get((line_number, column))
        line = self.lines.get(line_number) if self.is_form else None
        return own or line or self.columns[column]


def days_of(tables: Iterable[PrintedTable]) -> frozenset[date]:
    """The whole days that tables print above their columns, and the lines of forms."""
    days: set[date] = set()
    for table in tables:
        words = [read_words(column.heading) for column in table.columns]
        if not any(found.says_when for found in words):
            words = [read_words(line.label) for line in table.lines if any(line.cells)]
        for found in words:
            days |= set(found.days)
            if len(found.years) == len(found.month_days) == 1:
                days |= {date(found.years[0], *found.month_days[0])}
    return frozenset(days)


def read_meanings(table: PrintedTable, context: Context) -> TableMeaning:
    """What each column and each line of a table means."""
    seen = {*context.seen, *days_of([table])}
    if context.period_end:
        seen.add(context.period_end)
    if not fitting_rules(context.calendar, seen):
        # One day that is no fiscal one is enough: the table may have none such.
        seen = set(days_of([table]))
    context = replace(context, seen=frozenset(seen))
    headings = [read_words(column.heading) for column in table.columns]
    if not any(words.says_when for words in headings) and _has_period_lines(table):
        return _read_form(table, headings, context)
    periods = [
        _column_period(column, words, table, context)
        for column, words in zip(table.columns, headings, strict=True)
    ]
    units = _column_units(table, context)
    columns = _read_columns(table, _without_twins(table, periods), units, context)
    return TableMeaning(columns, _line_units(table, columns, context))


# --- periods -----------------------------------------------------------------


def _has_period_lines(table: PrintedTable) -> bool:
    labels = [line.label for line in table.lines if any(line.cells)]
    return bool(labels) and all(read_words(label).says_when for label in labels)


def _surroundings(table: PrintedTable) -> list[str]:
    """The title and the texts above that may be one, the nearest first."""
    texts = [table.title, *reversed(table.above)]
    return [
        text
        for text in dict.fromkeys(texts)
        if text and len(text) <= LONGEST_TITLE and not text.rstrip().endswith(".")
    ]


def _is_balance(table: PrintedTable) -> bool:
    return any(BALANCES.search(text.lower()) for text in _surroundings(table))


def _column_period(
    column: Column, words: PeriodWords, table: PrintedTable, context: Context
) -> Period | Unsure:
    """The period of a heading, with what the texts above add to it."""
    words = _completed(words, table)
    return read_period(words, context.calendar, context.seen, _is_balance(table))


def _completed(words: PeriodWords, table: PrintedTable) -> PeriodWords:
    """The words of a heading, and of the text above that names the same day."""
    is_complete = words.is_instant or words.has_length or words.fiscal_years
    if not words.says_when or (is_complete and words.all_days):
        return words
    if is_complete and not (words.years and not words.parts):
        return words
    for text in _surroundings(table):
        above = read_words(text)
        joined = _joined(words, above)
        if joined:
            return joined
    return words


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


def _without_twins(
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


# --- units -------------------------------------------------------------------


def _stated_units(table: PrintedTable, context: Context) -> StatedUnits | None:
    """What the unit line, the title or the text above says of units."""
    headings = (text for column in table.columns for text in column.headings)
    for text in (table.unit_text, table.title, *reversed(table.above), *headings):
        if text:
            stated = read_unit_line(text, context.currency, context.unit_words)
            if stated:
                return stated
    return None


def _column_units(table: PrintedTable, context: Context) -> list[Unit]:
    stated = _stated_units(table, context)
    return [_column_unit(column, table, stated, context) for column in table.columns]


def _column_unit(
    column: Column, table: PrintedTable, stated: StatedUnits | None, context: Context
) -> Unit:
    """The unit of a column: that of its heading, else that of the unit line."""
    currency, words = context.currency, context.unit_words
    amounts = stated.amounts if stated else Unit(None, None)
    printed = _printed_unit(column, context)
    named = named_unit(column.heading, stated, currency, words)
    if printed and printed.name not in (None, *words.currencies):
        is_count = printed.name in words.counts.values() and printed.scale is None
        shares_scale = stated.shares_scale if stated else None
        return Unit(printed.name, shares_scale if is_count else printed.scale or 0)
    if named and named.name and named.name not in words.currencies:
        is_percent = named.name == PERCENT and printed is not None
        return printed if is_percent and printed else named
    if (
        printed
        and printed.scale is None
        and not stated
        and _has_decimals(table, column)
    ):
        return Unit(None, None)
    if printed and printed.scale is None:
        return Unit(printed.name, amounts.scale if stated else 0)
    if printed:
        return Unit(printed.name or amounts.name or currency, printed.scale)
    is_of_numbers = not stated and any(
        NUMBER_OF.search(text.lower()) for text in _surroundings(table)[:1]
    )
    return Unit(COUNT, 0) if is_of_numbers else amounts


def _has_decimals(table: PrintedTable, column: Column) -> bool:
    """Whether money without a scale has decimals: it may be money per share."""
    alike = [
        place
        for place, other in enumerate(table.columns)
        if other.printed_unit == column.printed_unit
    ]
    cells = (line.cells[place] for line in table.lines for place in alike)
    return any(re.search(r"\d\.\d", cell.text) for cell in cells if cell)


def _printed_unit(column: Column, context: Context) -> Unit | None:
    """The unit that stands in a heading, alone."""
    for text in (column.printed_unit, *reversed(column.headings)):
        unit = read_unit(text, context.currency, context.unit_words) if text else None
        stated = (
            read_unit_line(text, context.currency, context.unit_words)
            if text and not unit
            else None
        )
        if unit or stated:
            return unit or (stated.amounts if stated else None)
    return None


def _line_units(
    table: PrintedTable, columns: Sequence[ColumnMeaning], context: Context
) -> dict[int, LineMeaning]:
    """The lines whose unit is not that of the columns of amounts."""
    stated = _stated_units(table, context)
    amounts = {(c.unit, c.scale) for c in columns if c.measure == AMOUNT}
    meanings = {}
    for line in table.lines:
        texts = [cell.text for cell in line.cells if cell]
        if not texts:
            continue
        unit = read_label_unit(
            line.label,
            line.headings,
            texts,
            stated,
            context.currency,
            context.unit_words,
        )
        if unit and amounts != {(unit.name, unit.scale)}:
            meanings[line.number] = _line_unit(line, unit)
    return meanings


def _line_unit(line: Line, unit: Unit) -> LineMeaning:
    is_known = unit.name is not None and unit.scale is not None
    what = "what it counts" if unit.name is None else f"the scale of {unit.name}"
    reason = "" if is_known else f'"{line.label}": {what} is not said'
    return LineMeaning(unit.name, unit.scale, reason=reason)


# --- columns -----------------------------------------------------------------


def _read_columns(
    table: PrintedTable,
    periods: Sequence[Period | Unsure],
    units: Sequence[Unit],
    context: Context,
) -> tuple[ColumnMeaning, ...]:
    """The columns: amounts first, then what compares or divides them."""
    kinds = [
        _kind(column, unit) for column, unit in zip(table.columns, units, strict=True)
    ]
    meanings: list[ColumnMeaning] = []
    for place, column in enumerate(table.columns):
        kind = kinds[place]
        if kind == GROWTH_KIND:
            amounts = [n for n, other in enumerate(kinds) if other == AMOUNT]
            found = _growth(table, place, periods, units, amounts, context)
        elif kind == RATIO:
            found = _ratio(place, periods, kinds)
        else:
            found = _of_period(periods[place], kind, "")
        meanings.append(_finished(column, found, units[place], table, context))
    return tuple(meanings)


# A column that compares, before it is known how.
GROWTH_KIND = "growth"


@dataclass(frozen=True)
class _Found:
    """What was found of a column, before its unit and scenario are added."""

    period: Period | None
    measure: str | None
    comparison: str | None
    reasons: tuple[str, ...] = ()
    unit: Unit | None = None


def _kind(column: Column, unit: Unit) -> str | None:
    """`growth`, `ratio` or `amount`, or None for a percentage of nobody knows what."""
    heading = f"{column.heading} {column.printed_unit}".lower()
    if SHARE_OF.search(heading) and (
        unit.name == PERCENT or PERCENT_WORD.search(heading)
    ):
        return RATIO
    if GROWTH.search(heading):
        return GROWTH_KIND
    return None if unit.name == PERCENT else AMOUNT


def _of_period(
    period: Period | Unsure, measure: str | None, comparison: str | None
) -> _Found:
    reasons = [] if measure else ["a percentage, but not of what or of whether growth"]
    if isinstance(period, Unsure):
        return _Found(None, measure, comparison, (period.reason, *reasons))
    return _Found(period, measure, comparison if measure else None, tuple(reasons))


def _ratio(
    place: int, periods: Sequence[Period | Unsure], kinds: Sequence[str | None]
) -> _Found:
    """A column of ratios: of its own period, or of the amounts it stands beside."""
    period = periods[place]
    is_beside = place > 0 and kinds[place - 1] == AMOUNT
    is_last = place + 1 == len(kinds) or kinds[place + 1] != RATIO
    if isinstance(period, Unsure) and is_beside and is_last:
        period = periods[place - 1]
    return _of_period(period, RATIO, "")


def _growth(
    table: PrintedTable,
    place: int,
    periods: Sequence[Period | Unsure],
    units: Sequence[Unit],
    amounts: Sequence[int],
    context: Context,
) -> _Found:
    """A column that compares two of amounts: by its figures, else by its place."""
    heading = f"{table.columns[place].heading} {table.columns[place].printed_unit}"
    pairs = _pairs(periods, amounts)
    texts = [
        [line.cells[n].text if line.cells[n] else None for line in table.lines]  # type: ignore[union-attr]
        for n in range(len(table.columns))
    ]
    proven, is_checked = proven_comparisons(texts[place], texts, pairs)
    says_percent = bool(PERCENT_WORD.search(heading.lower()))
    if says_percent:
        proven = [found for found in proven if found.kind is Kind.PERCENT]
    if not proven and not is_checked:
        proven = _beside(place, pairs, amounts, says_percent)
    if len(proven) != 1:
        return _Found(None, None, None, ("it is not clear what it compares",))
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
) -> _Found:
    """The period, measure and unit of a comparison, and what it compares with."""
    new, old = periods[found.later], periods[found.earlier]
    if not isinstance(new, Period) or not isinstance(old, Period):
        raise TypeError("only columns with a period are compared")
    comparison = _comparison(new, old, context)
    unit = Unit(PERCENT, 0) if found.kind is Kind.PERCENT else units[found.later]
    reasons = () if comparison else (f"it compares {new.end} with {old.end}",)
    if OF_YEAR_AGO.search(heading) and comparison != YEAR_AGO:
        comparison, reasons = None, ("it is not of a year ago, as it says",)
    return _Found(new, found.kind.value, comparison, reasons, unit)


def _comparison(new: Period, old: Period, context: Context) -> str | None:
    gap = new.end - old.end
    if abs(gap - YEAR) <= YEAR_DRIFT:
        return YEAR_AGO
    nominal = context.calendar.month_of(old.end)
    is_year_end = nominal is not None and context.calendar.quarter(nominal) == 4
    if new.start is None and is_year_end and gap < YEAR:
        return PREVIOUS_YEAR_END
    return None


def _finished(
    column: Column, found: _Found, unit: Unit, table: PrintedTable, context: Context
) -> ColumnMeaning:
    """A column with its unit and its scenario."""
    if found.unit:
        unit = found.unit
    elif found.measure == RATIO:
        unit = Unit(PERCENT, 0)
    elif found.measure is None:
        unit = unit if unit.name == PERCENT else Unit(None, None)
    scenario = _scenario(column.heading, table, found.period, context)
    reasons = [*found.reasons]
    if found.measure and unit.name is None:
        reasons.append("no unit is printed")
    elif found.measure and unit.scale is None:
        reasons.append(f"the scale of {unit.name} is not said")
    if isinstance(scenario, Unsure):
        reasons.append(scenario.reason)
    reason = "; ".join(reasons)
    return ColumnMeaning(
        found.period,
        found.measure,
        found.comparison,
        unit.name,
        unit.scale,
        None if isinstance(scenario, Unsure) else scenario,
        f'"{column.heading}": {reason}' if reason else "",
    )


def _scenario(
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


# --- forms -------------------------------------------------------------------


def _read_form(
    table: PrintedTable, headings: Sequence[PeriodWords], context: Context
) -> TableMeaning:
    """A table whose rows are periods and whose columns are line items."""
    units = _column_units(table, context)
    columns = tuple(
        _form_column(column, unit, table)
        for column, unit in zip(table.columns, units, strict=True)
    )
    parts = _parts(table, headings)
    lines, cells = {}, {}
    for line in table.lines:
        if not any(line.cells):
            continue
        words = _completed(read_words(line.label), table)
        lines[line.number] = _form_period(line.label, words, table, context)
        for place, of_year in enumerate(parts):
            if of_year:
                own = replace(words, parts=of_year)
                cells[line.number, place] = _form_period(
                    line.label, own, table, context
                )
    return TableMeaning(columns, lines, is_form=True, cells=cells)


def _form_period(
    label: str, words: PeriodWords, table: PrintedTable, context: Context
) -> LineMeaning:
    period = read_period(words, context.calendar, context.seen, _is_balance(table))
    known = period if isinstance(period, Period) else None
    scenario = _scenario(label, table, known, context)
    reasons = [
        found.reason for found in (period, scenario) if isinstance(found, Unsure)
    ]
    return LineMeaning(
        period=known,
        scenario=None if isinstance(scenario, Unsure) else scenario,
        reason=f'"{label}": {"; ".join(reasons)}' if reasons else "",
    )


def _parts(
    table: PrintedTable, headings: Sequence[PeriodWords]
) -> list[tuple[tuple[int, int], ...]]:
    """The part of the line's year that each column is of, where they are such."""
    is_of_parts = any(words.parts for words in headings)

    def part(column: Column, words: PeriodWords) -> tuple[tuple[int, int], ...]:
        plain = column.heading.lower()
        if words.parts or not is_of_parts:
            return words.parts
        if YEAR_END.search(plain):
            return ((4, 4),)
        return ((1, 4),) if WHOLE_YEAR.search(plain) else ()

    pairs = zip(table.columns, headings, strict=True)
    return [part(column, words) for column, words in pairs]


def _form_column(column: Column, unit: Unit, table: PrintedTable) -> ColumnMeaning:
    """A column of a form: a line item, its growth or a ratio."""
    heading = f"{column.heading} {column.printed_unit}".lower()
    measure: str | None = AMOUNT
    comparison: str | None = ""
    if unit.name == PERCENT:
        says_year_ago = [
            OF_YEAR_AGO.search(text.lower())
            for text in (column.heading, table.unit_text, *_surroundings(table))
        ]
        measure = RATIO if SHARE_OF.search(heading) else None
        if measure is None and any(says_year_ago):
            measure, comparison = Kind.PERCENT.value, YEAR_AGO
        elif measure is None:
            comparison = None
    reasons = []
    if measure is None:
        reasons.append("a percentage, but not of what or of whether growth")
    if unit.name is None:
        reasons.append("no unit is printed")
    reason = "; ".join(reasons)
    return ColumnMeaning(
        None,
        measure,
        comparison,
        unit.name,
        unit.scale,
        None,
        f'"{column.heading}": {reason}' if reason else "",
    )
