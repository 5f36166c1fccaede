"""The pages of one company."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from markupsafe import Markup

from kessan.site import charts
from kessan.site.audit import audit_page
from kessan.site.charts import Bar, Chart
from kessan.site.lines import Lines
from kessan.site.numbers import is_money, shown
from kessan.site.pages import Block, Page
from kessan.site.printed import PrintedPages
from kessan.site.reading import Edition, Row
from kessan.site.tables import Columns, table
from kessan.site.tables import Row as TableRow
from kessan.site.traces import Traces, trace_pages

STATEMENTS = {
    "income_statement": "Income statement",
    "balance_sheet": "Balance sheet",
    "cash_flow": "Cash flow",
    "comprehensive_income": "Comprehensive income",
}
# The views of the page of metrics, by what they choose from.
METRICS = {
    "flows": {
        "cash_and_leverage": "Cash, investment and leverage",
        "returns": "Returns and dividends",
        "recurring_revenues": "Recurring and one-time revenues",
        "orders_and_backlog": "Orders and backlog",
        "subscriptions": "Subscriptions and revenue of each",
    },
    "balances": {
        "financial_position": "Debt and liquidity",
        "operating_metrics": "Operating figures",
    },
}
HEADLINES = (
    "revenues",
    "operating_income",
    "net_income_attributable",
    "basic_net_income_per_share",
    "adjusted_ebitda",
    "gross_margin_percent",
    "capital_expenditure",
    "free_cash_flow",
)
YEARS = {"year_to_date_year_ago": "year ago", "year_to_date": "this year"}
PROGRESS = {"year_ago_progress_percent": "year ago", "progress_percent": "this year"}


@dataclass
class CompanyPages:
    """The pages of a company; what they show is traced as they are made."""

    edition: Edition
    traces: Traces = field(default_factory=Traces)

    @cached_property
    def lines(self) -> Lines:
        """How its lines look."""
        return Lines(self.edition, self.traces)

    @cached_property
    def printed(self) -> PrintedPages:
        """What its releases print."""
        return PrintedPages(self.edition)

    def all(self) -> Iterator[Page]:
        """Every page but the overview; the traces come last, of what was shown."""
        for statement, title in STATEMENTS.items():
            yield self._statement(statement, title)
        yield self._segments()
        yield self._bridges()
        yield self._metrics()
        yield self._forecast()
        yield audit_page(self.edition)
        yield from self.printed.all()
        yield from trace_pages(self.edition, self.traces)

    def headlines(self) -> list[Row]:
        """The headline figures of the year to date."""
        found = {row["line_item_key"]: row for row in self.edition.view("key_figures")}
        return [found[key] for key in HEADLINES if key in found]

    def charts(self) -> list[Chart]:
        """The charts of the overview."""
        return [
            *self._quarters("revenues", "Revenues by quarter"),
            *self._quarters("operating_income", "Operating income by quarter"),
            *self._income_bridges,
            *self._progress,
        ]

    def _statement(self, statement: str, title: str) -> Page:
        lines = self.edition.view(f"comparative_{statement}", order="display_order")
        name = statement.replace("_", "-")
        shape = self.lines.flows
        if statement == "balance_sheet":
            shape = self.lines.balances
        body = shape(name, lines, indented=True)
        return Page(
            f"{name}.html", title, [Block("", body)], self.printed.links(statement)
        )

    def _segments(self) -> Page:
        margins = self.edition.view("margins", order="display_order")
        segments = self.edition.view("segment_results", order="display_order")
        items = {line["line_item_key"] for line in segments}
        # What they add up to stands above them.
        whole = self.edition.view(
            "flows", "segment_key = 'total' and product_key = 'total'"
        )
        segments += [line for line in whole if line["line_item_key"] in items]
        segments.sort(key=lambda line: line["display_order"])
        by_product = {
            key: [
                line
                for line in margins
                if line["line_item_key"] == key
                and line["segment_key"] == "total"
                and self.lines.is_top(line)
            ]
            for key in ("revenues", "gross_profit")
        }
        blocks = [
            Block(
                "Segments",
                self.lines.flows("segments", segments),
                "Revenues of a segment include those from other segments, which the"
                " elimination takes away.",
            ),
            Block("Margins", self.lines.flows("margins", margins)),
            *self._two_years("Revenues by product", by_product["revenues"]),
            *self._two_years("Gross profit by product", by_product["gross_profit"]),
        ]
        return Page("segments.html", "Segments and products", blocks)

    def _bridges(self) -> Page:
        blocks = [Block(chart.title, chart=chart) for chart in self._income_bridges]
        months = self.edition.months or 0
        steps = self.edition.view("cash_bridge", f"months = {months}", "step_number")
        if steps:
            blocks += [
                Block("Cash bridge", chart=self._cash_bridge(steps)),
                Block(
                    "Cash bridge, line by line",
                    self._cash_lines(steps),
                    "Lines of nothing are left out.",
                ),
            ]
        return Page("bridges.html", "Bridges", blocks)

    def _metrics(self) -> Page:
        shapes = {"flows": self.lines.flows, "balances": self.lines.balances}
        blocks = [
            Block(
                heading,
                shapes[relation](
                    view.replace("_", "-"),
                    self.edition.view(view, order="display_order"),
                ),
            )
            for relation, views in METRICS.items()
            for view, heading in views.items()
        ]
        subscriptions = self.edition.view(
            "subscriptions",
            "line_item_key = 'closing_subscriptions'",
            "display_order",
        )
        blocks += self._two_years("Subscriptions", subscriptions)
        return Page("metrics.html", "Metrics and operating figures", blocks)

    def _forecast(self) -> Page:
        rows = [
            TableRow(
                f"{line['label']}, {line['scenario_key'].replace('_', ' ')}",
                [
                    *(
                        self.traces.number(
                            line[column],
                            line["unit"],
                            line[f"{column}_metric_key"],
                            self.lines.statements[line["line_item_key"]],
                        )
                        for column in ("year_to_date", "full_year")
                    ),
                    *(
                        self.traces.made(
                            shown(line[column], unit),
                            line[f"{of}_metric_key"],
                            self.lines.statements[line["line_item_key"]],
                        )
                        for column, unit, of in (
                            ("progress_percent", "percent", "year_to_date"),
                            ("year_ago_progress_percent", "percent", "year_ago"),
                            ("progress_change", "points", "year_to_date"),
                        )
                    ),
                ],
            )
            for line in self.edition.view(
                "forecast_progress", order="display_order, scenario_key"
            )
        ]
        columns = Columns(
            ["year to date", "full year", "progress", "year ago", "points"]
        )
        blocks = [
            *(Block(chart.title, chart=chart) for chart in self._progress),
            Block("Every scenario", table("forecast", "", columns, rows)),
        ]
        return Page("forecast.html", "Forecast progress", blocks)

    # Charts.

    def _quarters(self, line_item: str, title: str) -> Iterator[Chart]:
        """A line item of the whole company, for every quarter that is known."""
        bars = [
            Bar(
                f"FY{row['fiscal_year']} Q{row['fiscal_quarter']}",
                row["quarter"],
                row["unit"],
                metric_key=row["quarter_metric_key"],
                statement=row["statement"],
            )
            for row in self.edition.history(
                "flows",
                f"line_item_key = '{line_item}' and segment_key = 'total'"
                " and product_key = 'total' and quarter is not null",
                "period_end",
            )
        ]
        if bars:
            note = f"Millions of {self.edition.currency}, printed or derived."
            yield charts.columns(title, note, bars)

    def _two_years(self, title: str, lines: list[Row]) -> Iterator[Block]:
        """Bars of the year to date beside those of the year before."""
        bars = [
            Bar(
                self.lines.label(line),
                line[column],
                line["unit"],
                series,
                line[f"{column}_metric_key"],
                line["statement"],
            )
            for line in lines
            for column, series in YEARS.items()
            if line[column] is not None
        ]
        if bars:
            unit = bars[0].unit
            note = self._note(f"millions of {unit}" if is_money(unit) else unit)
            yield Block(title, chart=charts.bars(title, note, bars, [*YEARS.values()]))

    @cached_property
    def _income_bridges(self) -> list[Chart]:
        """Both bridges of the year to date, where every step of it is known."""
        made = []
        currency = self.edition.currency
        for view, title in (
            ("revenue_bridge", "Revenue bridge"),
            ("operating_income_bridge", "Operating income bridge"),
        ):
            steps = self.edition.view(view, "span = 'year_to_date'", "step_number")
            bars = [
                Bar(
                    _step_label(row),
                    row["amount"],
                    currency,
                    metric_key=row["metric_key"] or row["year_ago_metric_key"],
                    statement=self.lines.statements[row["line_item_key"]],
                    is_metric=row["kind"] != "change",
                )
                for row in steps
            ]
            if bars:
                note = self._note(f"millions of {currency}")
                if compared := steps[0]["comparison_note"]:
                    note += f" {compared}."
                made.append(charts.waterfall(title, note, bars))
        return made

    def _cash_bridge(self, steps: list[Row]) -> Chart:
        """Opening and closing cash, and between them what each activity adds."""
        flows = {
            row["line_item_key"]: row
            for row in self.edition.view("comparative_cash_flow")
        }
        currency = self.edition.currency
        opening, closing = (
            Bar(
                label,
                step["amount"],
                currency,
                metric_key=step["metric_key"],
                statement=self.lines.statements[step["line_item_key"]],
            )
            for label, step in (("Opening cash", steps[0]), ("Closing cash", steps[-1]))
        )
        bars = [
            Bar(
                flows[activity]["label"],
                sum((row["amount"] for row in rows), Decimal(0)),
                currency,
                metric_key=flows[activity]["year_to_date_metric_key"],
                statement=flows[activity]["statement"],
            )
            for activity, rows in groupby(steps[1:-1], lambda row: row["activity"])
        ]
        note = self._note(f"millions of {currency}")
        return charts.waterfall("Cash bridge", note, [opening, *bars, closing])

    def _cash_lines(self, steps: list[Row]) -> Markup:
        rows = [
            TableRow(
                row["label"],
                [
                    self.traces.number(
                        row["amount"],
                        self.edition.currency,
                        row["metric_key"],
                        self.lines.statements[row["line_item_key"]],
                    )
                ],
                indent=int(row["kind"] == "change"),
                is_total=row["kind"] != "change",
            )
            for row in steps
            if row["amount"] or row["kind"] != "change"
        ]
        return table("cash-bridge", "", Columns(["amount"]), rows)

    @cached_property
    def _progress(self) -> list[Chart]:
        """Progress towards the newest forecast of each line item."""
        newest = {
            row["line_item_key"]: row
            for row in self.edition.view(
                "forecast_progress",
                "scenario_key <> 'actual'",
                "display_order, scenario_key",
            )
        }
        bars = [
            Bar(
                row["label"],
                row[column],
                "percent",
                series,
                row["year_to_date_metric_key"],
                self.lines.statements[row["line_item_key"]],
                is_metric=False,
            )
            for row in newest.values()
            for column, series in PROGRESS.items()
            if row[column] is not None
        ]
        if not bars:
            return []
        title = "Progress towards the forecast of the full year"
        note = (
            "Year to date in percent of the newest forecast; last year, of what the"
            " year came to."
        )
        return [charts.bars(title, note, bars, [*PROGRESS.values()])]

    def _note(self, unit: str) -> str:
        return f"{self.lines.span_labels['year_to_date']}, {unit}."


def _step_label(row: Row) -> str:
    """The label of a step, of which that of revenues need not be repeated."""
    label = str(row["label"])
    if row["kind"] != "change":
        return f"{label}, {'year ago' if row['kind'] == 'opening' else 'this year'}"
    return label.removeprefix("Revenues, ")
