"""The history of a company: key figures and statements, period beside period."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from markupsafe import Markup

from kessan.site import charts
from kessan.site.charts import Bar, Chart
from kessan.site.lines import Lines
from kessan.site.notes import Notes
from kessan.site.numbers import growth, shown
from kessan.site.pages import Block, Page, page_file
from kessan.site.reading import BY_BASIS, Basis, Edition, Published, Row
from kessan.site.tables import Columns, table
from kessan.site.tables import Row as TableRow
from kessan.site.traces import Traces

HISTORY = "History"
INTRO = (
    "The last eight quarters and five fiscal years, the newest first. A dash is not"
    " known; what was restated since is shown as restated."
)
# How many periods are shown, by the length of their flows.
SHOWN = {"quarter": 8, "year": 5}
HEADINGS = {"quarter": "by quarter", "year": "by fiscal year"}
# The share of revenues that has a name of its own, by standard line item.
MARGINS = {
    "gross_profit": "Gross margin",
    "operating_income": "Operating margin",
    "net_income": "Net margin",
}
# Whose growth is told.
GROWING = ("revenues", "operating_income", "net_income", "diluted_earnings_per_share")
TRAILING = "trailing_twelve_months"
# What is drawn: a standard line item, and whether over twelve months.
DRAWN = {
    "quarter": [
        ("revenues", False),
        ("net_income", False),
        ("net_cash_operating", False),
        ("free_cash_flow", False),
        ("revenues", True),
        ("net_income", True),
    ],
    "year": [("revenues", False), ("net_income", False), ("net_cash_operating", False)],
}

# A fiscal year and, of a quarter, its number.
Period = tuple[int, int]


def _before(period: Period, number: int, span: str) -> Period:
    """The period so many before another."""
    year, quarter = period
    if span == "year":
        return year - number, quarter
    count = year * 4 + quarter - 1 - number
    return count // 4, count % 4 + 1


def _name(period: Period, span: str) -> str:
    year, quarter = period
    return f"FY{year}" if span == "year" else f"FY{year} Q{quarter}"


@dataclass
class Histories:
    """The numbers of all editions, period by period."""

    published: Published

    @cached_property
    def statements(self) -> dict[Basis, list[Row]]:
        """The lines of statements at the end of each quarter and each year."""
        return self.published.by_basis(_STATEMENTS)

    @cached_property
    def items(self) -> dict[Basis, list[Row]]:
        """The standard line items, with those over twelve months."""
        return self.published.by_basis(_ITEMS)

    def of(self, edition: Edition, traces: Traces) -> "History":
        """That of an edition."""
        return History(
            edition,
            Lines(edition, self.published, traces),
            self.statements.get(edition.basis, []),
            self.items.get(edition.basis, []),
        )


@dataclass
class History:
    """The page of an edition."""

    edition: Edition
    lines: Lines
    statements: list[Row]
    items: list[Row]

    def __bool__(self) -> bool:
        """Whether there is more than one period of anything."""
        return any(len(self._known(span)) > 1 for span in SHOWN)

    def page(self) -> Page:
        """Charts and tables of it."""
        blocks = [Block(chart.title, chart=chart) for chart in self._charts()]
        for span in SHOWN:
            if self._known(span):
                blocks += self._tables(span)
        return Page(page_file(HISTORY), HISTORY, blocks, INTRO)

    # Periods.

    def _known(self, span: str) -> set[Period]:
        """The periods that a flow or a balance is known of."""
        return self._known_by_span[span]

    @cached_property
    def _known_by_span(self) -> dict[str, set[Period]]:
        found: dict[str, set[Period]] = {span: set() for span in SHOWN}
        for row in (*self.statements, *self.items):
            found[row["span"]].add(_period(row, row["span"]))
        return found

    def _periods(self, span: str) -> list[Period]:
        """The periods shown: every one from the newest back, known or not."""
        known = self._known(span)
        shown = [_before(max(known), number, span) for number in range(SHOWN[span])]
        return [period for period in shown if period >= min(known)]

    # Tables.

    def _tables(self, span: str) -> Iterator[Block]:
        """The key figures, then each statement, of periods of a length."""
        periods = self._periods(span)
        if body := self._key_figures(span, periods):
            yield Block(f"Key figures {HEADINGS[span]}", body)
        rows = [row for row in self.statements if row["span"] == span]
        for statement, of in groupby(rows, itemgetter("shown_in")):
            merged: dict[tuple[str, str, str], Row] = {}
            for row in of:
                if _period(row, span) not in periods:
                    continue
                number = periods.index(_period(row, span))
                key = (row["line_item_key"], row["segment_key"], row["product_key"])
                line = merged.setdefault(key, row | _nothing(periods))
                line[f"number_{number}"] = row["number"]
                line[f"number_{number}_metric_key"] = row["metric_key"]
            if not merged:
                continue
            name = f"{statement.replace('_', '-')}-{span}"
            label = self.lines.published.statement_labels[statement]
            body = self.lines.periods(
                name,
                [*merged.values()],
                statement,
                [_name(period, span) for period in periods],
            )
            yield Block(f"{label} {HEADINGS[span]}", body)

    def _key_figures(self, span: str, periods: list[Period]) -> Markup | None:
        """The standard line items, with growth, margins and twelve months."""
        notes = Notes()
        made: list[TableRow] = []
        units: list[Row] = []
        for (item, over), of in groupby(
            self._of(span), itemgetter("comparable_item", "over")
        ):
            by_period = {
                _period(row, span): row for row in of if _period(row, span) in periods
            }
            if not by_period:
                continue
            newest = by_period[max(by_period)]
            units.append(newest)
            found = [by_period.get(period) for period in periods]
            label = newest["label"] + (", twelve months" if over == TRAILING else "")
            known = [row for row in found if row]
            columns = {"number": "metric_key"}
            made.append(
                TableRow(
                    self.lines.named(newest, columns, notes, label, known),
                    [self._number(row) for row in found],
                )
            )
            if over == TRAILING:
                continue
            if item in GROWING and any(
                row["growth_percent"] is not None for row in known
            ):
                made.append(
                    TableRow(
                        "growth on the year before",
                        [self._growth(row, notes) for row in found],
                        indent=1,
                    )
                )
            if item in MARGINS and any(
                row["share_percent"] is not None for row in known
            ):
                made.append(
                    TableRow(
                        MARGINS[item], [self._share(row) for row in found], indent=1
                    )
                )
        if not made:
            return None
        headings = [_name(period, span) for period in periods]
        caption = self.lines.caption(units)
        name = f"key-figures-{span}"
        return table(name, "", Columns(headings), made, caption, notes)

    def _number(self, row: Row | None) -> Markup:
        if row is None:
            return shown(None, "")
        return self.lines.traces.number(
            row["number"], row["unit"], row["metric_key"], self._statement(row)
        )

    def _growth(self, row: Row | None, notes: Notes) -> Markup:
        if row is None:
            return shown(None, "")
        text = growth(
            row["growth_percent"],
            row["growth_decimals"],
            row["growth_missing_reason"],
            notes,
        )
        return self._made(row, text)

    def _share(self, row: Row | None) -> Markup:
        if row is None:
            return shown(None, "")
        return self._made(row, shown(row["share_percent"], "percent"))

    def _made(self, row: Row, text: Markup) -> Markup:
        return self.lines.traces.made(text, row["metric_key"], self._statement(row))

    def _statement(self, row: Row) -> str:
        """The statement of the line item that stands for a standard one."""
        return self.lines.statement(row)

    # Charts.

    def _charts(self) -> Iterator[Chart]:
        """Columns of amounts and lines of margins, every period in its place."""
        for span, drawn in DRAWN.items():
            if len(self._known(span)) < 2:
                continue
            periods = self._periods(span)
            for item, is_trailing in drawn:
                over = TRAILING if is_trailing else span
                known = self._bars(span, item, over, "number")
                if len({*known} & {*periods}) > 1:
                    yield self._columns(known, periods, span, is_trailing)
            if span == "quarter":
                yield from self._margins(periods)

    def _columns(
        self,
        known: Mapping[Period, Bar],
        periods: list[Period],
        span: str,
        is_trailing: bool,
    ) -> Chart:
        bars = _every(known, periods, span)
        label = next(iter(known.values())).label
        of = "over twelve months, " if is_trailing else ""
        unit = charts.unit_of(bars)
        note = f"{unit[0].upper()}{unit[1:]}."
        return charts.columns(f"{label} {of}{HEADINGS[span]}", note, bars)

    def _margins(self, periods: list[Period]) -> Iterator[Chart]:
        """The margins of each quarter as lines."""
        series = {
            name: known
            for item, name in MARGINS.items()
            if len(
                {*(known := self._bars("quarter", item, "quarter", "share_percent"))}
                & {*periods}
            )
            > 1
        }
        if series:
            bars = [
                replace(bar, series=name)
                for name, known in series.items()
                for bar in _every(known, periods, "quarter")
            ]
            note = "Percent of revenues."
            yield charts.lines("Margins by quarter", note, bars, [*series])

    def _bars(self, span: str, item: str, over: str, column: str) -> dict[Period, Bar]:
        """The numbers of a standard line item by period, those that are known."""
        return {
            _period(row, span): Bar(
                row["label"],
                row[column],
                row["unit"] if column == "number" else "percent",
                metric_key=row["metric_key"],
                statement=self._statement(row),
                is_metric=column == "number",
            )
            for row in self._of(span)
            if (row["comparable_item"], row["over"]) == (item, over)
            and row[column] is not None
        }

    def _of(self, span: str) -> list[Row]:
        return [row for row in self.items if row["span"] == span]


def _period(row: Row, span: str) -> Period:
    return row["fiscal_year"], row["fiscal_quarter"] if span == "quarter" else 0


def _nothing(periods: list[Period]) -> Row:
    """A number of each period that is not known."""
    return {
        f"number_{number}{of}": None
        for number in range(len(periods))
        for of in ("", "_metric_key")
    }


def _every(known: Mapping[Period, Bar], periods: list[Period], span: str) -> list[Bar]:
    """A bar for each period, the oldest first; what is not known has no value."""
    first, last = min(periods), max(periods)
    if span == "quarter":
        return charts.every_quarter(known, first, last)
    by_year = {year: bar for (year, _), bar in known.items()}
    return charts.every_year(by_year, first[0], last[0])


# The last quarter of a fiscal year: the third of one that was cut to nine months.
_ENDS = """
    ends as (
        select
            company_key, fiscal_year, fiscal_quarter, end_date as period_end,
            fiscal_quarter = max(fiscal_quarter) over (
                partition by company_key, fiscal_year
            ) as is_year_end
        from marts.dim_fiscal_quarter
        where company_key in (from companies_with_pages)
    )
"""

_LINE = (
    f"{BY_BASIS}, statement, line_item_key, segment_key, product_key, label,"
    " display_order, unit"
)


def _newest(spans: str, ends: str) -> str:
    """What a query of numbers qualifies: the periods that are shown, and the oldest.

    How far back the periods go is told by the oldest that is known.
    """
    year = f"{ends}.fiscal_year"
    quarter = f"{year} * 4 + {ends}.fiscal_quarter"
    number = f"case {spans}.span when 'year' then {year} else {quarter} end"
    return f"""
        window of_span as (partition by {BY_BASIS}, {spans}.span)
        qualify
            {number} = min({number}) over of_span
            or {number} > max({number}) over of_span - case {spans}.span
                when 'year' then {SHOWN["year"]} else {SHOWN["quarter"]}
            end
    """


_STATEMENTS = f"""
    with {_ENDS},

    numbers as (
        select
            'quarter' as span, {_LINE}, ends.fiscal_year, ends.fiscal_quarter,
            quarter as number, quarter_metric_key as metric_key
        from held_flows as flows
        inner join ends using (company_key, fiscal_year, fiscal_quarter)
        union all
        select
            'year', {_LINE}, ends.fiscal_year, ends.fiscal_quarter,
            year_to_date, year_to_date_metric_key
        from held_flows as flows
        inner join ends using (company_key, fiscal_year, fiscal_quarter)
        where is_year_end
        union all
        select
            spans.span, {_LINE}, ends.fiscal_year, ends.fiscal_quarter,
            balances.value, balances.metric_key
        from held_balances as balances
        inner join ends using (company_key, period_end)
        inner join (values ('quarter', false), ('year', true)) as spans (span, is_year)
            on ends.is_year_end or not spans.is_year
    )

    select numbers.*, shown.statement as shown_in
    from numbers
    inner join marts.dim_statement_line as shown using (line_item_key)
    inner join marts.dim_statement as statements
        on shown.statement = statements.statement
    where
        statements.shown_as = 'statement'
        and numbers.number is not null
        and (shown.is_by_segment or numbers.segment_key = 'total')
        and (shown.is_by_product or numbers.product_key = 'total')
    {_newest("numbers", "numbers")}
    order by {BY_BASIS}, statements.display_order, shown.statement,
        numbers.display_order
"""

_ITEMS = f"""
    with {_ENDS}

    select
        spans.span, {BY_BASIS},
        ends.fiscal_year, ends.fiscal_quarter, series.comparable_item,
        case series.span when '{TRAILING}' then series.span else spans.span end as over,
        items.label, series.line_item_key, series.unit, series.value as number,
        series.growth_percent, series.growth_decimals, series.growth_missing_reason,
        series.share_percent, series.metric_key
    from reports.comparable_series as series
    inner join ends using (company_key, period_end)
    inner join (values ('quarter', false), ('year', true)) as spans (span, is_year)
        on
            spans.is_year and ends.is_year_end
            and series.span in ('year_to_date', 'balance')
            or not spans.is_year and series.span in ('quarter', 'balance', '{TRAILING}')
    inner join (
        select
            comparable_item, min(label) as label, min(display_order) as display_order
        from marts.dim_comparable_item
        group by all
    ) as items
        on series.comparable_item = items.comparable_item
    where series.value is not null
    {_newest("spans", "ends")}
    order by {BY_BASIS}, items.display_order, over, series.period_end
"""
