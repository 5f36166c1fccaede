"""What the columns and lines of a printed table mean: period, measure, unit, scenario.

What a heading does not say, the title, the unit line and the texts above may. What
none of them says for sure is None, with the reason.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kessan.foot.grid import AMOUNT
from kessan.read.columns.calendars import Period, Unsure, fitting_rules
from kessan.read.columns.context import Context
from kessan.read.columns.growth import Kind
from kessan.read.columns.heading_periods import (
    completed,
    days_of,
    heading_period,
    says_a_year,
    surroundings,
    without_twins,
)
from kessan.read.columns.measures import (
    OF_NOBODY_KNOWS,
    OF_YEAR_AGO,
    RATIO,
    SHARE_OF,
    YEAR_AGO,
    Found,
    read_measures,
    scenario,
)
from kessan.read.columns.periods import PeriodWords, read_words
from kessan.read.columns.table_units import column_units, line_units, unit_reason
from kessan.read.columns.units import PERCENT, Unit
from kessan.read.tables.printed import Column, PrintedTable

# Headings of a form that are parts of the year of the line, in lower case.
YEAR_END = re.compile(r"\b(?:fiscal )?year[- ]?end\b")
WHOLE_YEAR = re.compile(r"\b(?:total|annual|full[- ]year|whole year)\b")


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
        heading_period(column.headings, words, table, context)
        for column, words in zip(table.columns, headings, strict=True)
    ]
    units = column_units(table, context)
    measures = read_measures(table, without_twins(table, periods), units, context)
    columns = tuple(
        _column(column, found, unit, table, context)
        for column, found, unit in zip(table.columns, measures, units, strict=True)
    )
    return TableMeaning(columns, _lines(table, columns, context))


def _lines(
    table: PrintedTable, columns: Sequence[ColumnMeaning], context: Context
) -> dict[int, LineMeaning]:
    """The lines whose unit is not that of the columns of amounts."""
    amounts = [Unit(c.unit, c.scale) for c in columns if c.measure == AMOUNT]
    labels = {line.number: line.label for line in table.lines}
    return {
        number: LineMeaning(
            unit.name, unit.scale, reason=_reason(labels[number], [unit_reason(unit)])
        )
        for number, unit in line_units(table, amounts, context).items()
    }


def _has_period_lines(table: PrintedTable) -> bool:
    labels = [line.label for line in table.lines if any(line.cells)]
    return bool(labels) and all(_is_period(label) for label in labels)


def _is_period(label: str) -> bool:
    words = read_words(label)
    is_whole = words.all_days or words.fiscal_years or words.parts
    return words.says_when and (bool(is_whole) or says_a_year([label]))


def _column(
    column: Column, found: Found, unit: Unit, table: PrintedTable, context: Context
) -> ColumnMeaning:
    """A column with its unit and its scenario."""
    if found.unit:
        unit = found.unit
    elif found.measure == RATIO:
        unit = Unit(PERCENT, 0)
    told = scenario(column.heading, table, found.period, context)
    reasons = [*found.reasons, unit_reason(unit) if found.measure else ""]
    if isinstance(told, Unsure):
        reasons.append(told.reason)
    return ColumnMeaning(
        found.period,
        found.measure,
        found.comparison,
        unit.name,
        unit.scale,
        None if isinstance(told, Unsure) else told,
        _reason(column.heading, reasons),
    )


def _reason(text: str, reasons: Sequence[str]) -> str:
    """The reasons in words that name the heading or the label, or nothing."""
    said = "; ".join(filter(None, reasons))
    return f'"{text}": {said}' if said else ""


# --- forms -------------------------------------------------------------------


def _read_form(
    table: PrintedTable, headings: Sequence[PeriodWords], context: Context
) -> TableMeaning:
    """A table whose rows are periods and whose columns are line items."""
    units = column_units(table, context)
    columns = tuple(
        _form_column(column, unit, table)
        for column, unit in zip(table.columns, units, strict=True)
    )
    is_of_parts = any(words.parts for words in headings)
    lines, cells = {}, {}
    for line in table.lines:
        if not any(line.cells):
            continue
        words = completed([line.label], read_words(line.label), table)
        lines[line.number] = _form_period(line.label, words, table, context)
        if is_of_parts:
            for place, column in enumerate(table.columns):
                own = _of_part(words, column, headings[place])
                cells[line.number, place] = _form_period(
                    line.label, own, table, context
                )
    return TableMeaning(columns, lines, is_form=True, cells=cells)


def _of_part(words: PeriodWords, column: Column, heading: PeriodWords) -> PeriodWords:
    """The words of a line, for the part of its year that a column is of."""
    plain = column.heading.lower()
    if heading.parts:
        return replace(words, parts=heading.parts)
    if YEAR_END.search(plain):
        return replace(words, parts=((4, 4),))
    if WHOLE_YEAR.search(plain):
        return replace(words, parts=((1, 4),))
    problem = f'the heading "{column.heading}" names no part of the year'
    return replace(words, problems=(*words.problems, problem))


def _form_period(
    label: str, words: PeriodWords, table: PrintedTable, context: Context
) -> LineMeaning:
    """The period and the scenario of a line of a form, or of a cell of it."""
    period = heading_period([label], words, table, context)
    known = period if isinstance(period, Period) else None
    told = scenario(label, table, known, context)
    reasons = [found.reason for found in (period, told) if isinstance(found, Unsure)]
    return LineMeaning(
        period=known,
        scenario=None if isinstance(told, Unsure) else told,
        reason=_reason(label, reasons),
    )


def _form_column(column: Column, unit: Unit, table: PrintedTable) -> ColumnMeaning:
    """A column of a form: a line item, its growth or a ratio."""
    heading = f"{column.heading} {column.printed_unit}".lower()
    measure: str | None = AMOUNT
    comparison: str | None = ""
    if unit.name == PERCENT:
        says_year_ago = [
            OF_YEAR_AGO.search(text.lower())
            for text in (column.heading, table.unit_text, *surroundings(table))
        ]
        measure = RATIO if SHARE_OF.search(heading) else None
        if measure is None and any(says_year_ago):
            measure, comparison = Kind.PERCENT.value, YEAR_AGO
        elif measure is None:
            comparison = None
    reasons = [unit_reason(unit), "" if measure else OF_NOBODY_KNOWS]
    return ColumnMeaning(
        None,
        measure,
        comparison,
        unit.name,
        unit.scale,
        None,
        _reason(column.heading, reasons),
    )
