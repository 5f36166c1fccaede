"""The pages of a company in one accounting standard and currency."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from markupsafe import Markup

from kessan.site import charts
from kessan.site.charts import Bar, Chart
from kessan.site.history import HISTORY, Histories, History
from kessan.site.lines import Lines
from kessan.site.notes import Notes
from kessan.site.numbers import MISSING, in_scale, is_money, shown
from kessan.site.pages import Block, Page, day, described, page_file
from kessan.site.reading import Basis, Edition, Published, Row, StatementLines
from kessan.site.tables import Columns, table
from kessan.site.tables import Row as TableRow
from kessan.site.traces import Traces

# The views of bridges and forecasts are alike for all companies: what their steps
# are is in the data.
INCOME_BRIDGES = {
    "revenue_bridge": "Revenue bridge",
    "operating_income_bridge": "Operating income bridge",
}
CASH_BRIDGE = "Cash bridge"
PROGRESS_TITLE = "Progress towards the forecast of the full year"
OVERVIEW = "Overview"
BRIDGES = "Bridges"
FORECAST = "Forecast"
# Why the rest of a year is not known.
NOT_TO_COME = {
    "not_additive": "What is per share does not add up over a year.",
    "year_to_date_unknown": "The year to date is not reported.",
    "other_basis": "The year to date is of other shares than the target, or restated.",
    "year_ago_unknown": "The year before is not known to the same day.",
}
TARGETS = {name: f"{name}_metric_key" for name in ("full_year", "full_year_year_ago")}
FIRST_TARGET = "initial_forecast"
PROGRESS_COLUMNS = (
    ("progress_percent", "percent", "year_to_date"),
    ("year_ago_progress_percent", "percent", "year_ago"),
    ("progress_change", "points", "year_to_date"),
)
YEARS = {"year_to_date_year_ago": "year ago", "year_to_date": "this year"}
PROGRESS = {"year_ago_progress_percent": "year ago", "progress_percent": "this year"}

Steps = dict[Basis, list[Row]]


@dataclass(frozen=True)
class Bridges:
    """The steps of every bridge and forecast, by edition."""

    income: dict[str, Steps]
    cash: Steps
    forecast: Steps

    @classmethod
    def of(cls, published: Published) -> "Bridges":
        """Those of a published file, each as of the latest that is known."""
        return cls(
            {
                view: published.latest(view, "span = 'year_to_date'", "step_number")
                for view in INCOME_BRIDGES
            },
            published.latest("cash_bridge", "true", "months, step_number"),
            published.latest(
                "forecast_progress", "true", "display_order, scenario_key"
            ),
        )


@dataclass
class CompanyPages:
    """The pages of an edition; what they show is traced as they are made."""

    edition: Edition
    published: Published
    bridges: Bridges
    histories: Histories
    traces: Traces

    @cached_property
    def history(self) -> History:
        """Its numbers period by period."""
        return self.histories.of(self.edition, self.traces)

    @cached_property
    def lines(self) -> Lines:
        """How its lines look."""
        return Lines(self.edition, self.published, self.traces)

    def titles(self) -> list[str]:
        """The pages that it has something for, in their order."""
        titles = [
            OVERVIEW,
            *(row["page"] for row in self.published.statements if self._of(row)),
        ]
        if self.history:
            titles.append(HISTORY)
        if self._income_steps or self._cash_steps:
            titles.append(BRIDGES)
        if self._forecasts:
            titles.append(FORECAST)
        return [*dict.fromkeys(titles)]

    def all(self) -> Iterator[Page]:
        """The pages of its analysis, of which the overview is the first."""
        made = {
            OVERVIEW: self._overview,
            HISTORY: self.history.page,
            BRIDGES: self._bridges,
            FORECAST: self._forecast,
        }
        for title in self.titles():
            yield made[title]() if title in made else self._statements(title)

    def left_out(self) -> list[str]:
        """The statements, lists and charts that nothing is reported for."""
        missing = [
            row["label"]
            for row in self.published.statements
            if not self._of(row) and row["shown_as"] in ("statement", "lines")
        ]
        drawn = {line["line_item_key"] for line in self._quarters}
        missing += [
            f"{self.published.line_items[item]['label']} by quarter"
            for item in self.published.drawn_by_quarter
            if item not in drawn
        ]
        missing += [
            title
            for view, title in INCOME_BRIDGES.items()
            if not self.bridges.income[view].get(self.edition.basis)
        ]
        if not self._cash_steps:
            missing.append(CASH_BRIDGE)
        if not self._forecasts:
            missing.append(FORECAST)
        return missing

    # Pages.

    def _overview(self) -> Page:
        """Its key figures and charts, and what it does not report."""
        cards = [
            row
            for statement in self._shown_as("cards")
            for row in sorted(self._of(statement).flows, key=itemgetter("shown_order"))
        ]
        made = [*self._quarterly(), *self._income_bridges, *self._progress]
        blocks = [Block(chart.title, chart=chart) for chart in made]
        note = _lacking(self.left_out())
        if not cards:
            note = f"None of the key figures is reported. {note}".strip()
        span = self._span(cards)
        edition = self.edition
        return Page(
            "index.html",
            edition.label,
            blocks,
            f"{edition.title}, published {day(edition.published_at)}. {span}"
            f" {edition.name}.",
            cards=[card | {"span": span.rstrip(",")} for card in cards],
            note=note,
        )

    def _span(self, lines: list[Row]) -> str:
        """What the lines of a list are about."""
        if lines:
            labels = self.lines.span_labels(lines[0]["period_end"])
            return f"{labels['year_to_date']},"
        return f"As of {day(self.edition.period_end)},"

    def _statements(self, title: str) -> Page:
        """A page of statements: what is not reported of them is named."""
        listed = [row for row in self.published.statements if row["page"] == title]
        known = [row for row in listed if self._of(row)]
        blocks: list[Block] = []
        for row in known:
            if row["shown_as"] == "products":
                blocks += self._by_product(self._of(row).flows)
            else:
                blocks += self._lines_of(row, is_alone=len(listed) == 1)
        missing = [row["label"] for row in listed if row not in known]
        return Page(page_file(title), title, blocks, note=_lacking(missing))

    def _lines_of(self, statement: Row, is_alone: bool) -> Iterator[Block]:
        """The tables of a statement: what happened, and what there was."""
        heading = "" if is_alone else statement["label"]
        name = statement["statement"].replace("_", "-")
        added_up = statement["shown_as"] == "statement"
        key = statement["statement"] if added_up else ""
        of = self._of(statement)
        if of.flows:
            note = self._note_on(statement, of.flows)
            yield from self._tables(
                self.lines.flows, heading, name, key, of.flows, of.full_flows, note
            )
        if of.balances:
            table_id = f"{name}-balances" if of.flows else name
            yield from self._tables(
                self.lines.balances,
                "" if of.flows else heading,
                table_id,
                key,
                of.balances,
                of.full_balances,
                self._older(of.balances),
            )

    def _tables(
        self,
        draw: Callable[[str, list[Row], str], Markup],
        heading: str,
        table_id: str,
        statement: str,
        lines: list[Row],
        full: list[Row],
        note: str,
    ) -> Iterator[Block]:
        """A table of the latest lines and, where they are few, of the last full ones.

        A release of headlines alone does not take a statement away.
        """
        if not full:
            yield Block(heading, draw(table_id, lines, statement), note)
            return
        latest, last = (day(of[0]["period_end"]) for of in (lines, full))
        few = f"All that is reported of {latest}. The statement of {last} follows."
        body = draw(f"{table_id}-headlines", lines, statement)
        yield Block(heading, body, f"{note} {few}".strip())
        text = f"The last statement with more lines is of {last}."
        yield Block("", draw(table_id, full, statement), text)

    def _note_on(self, statement: Row, lines: list[Row]) -> str:
        """What a reader has to know of a table."""
        note = self._older(lines)
        if statement["is_by_segment"] and not statement["is_by_product"]:
            note += (
                " Revenues of a segment include those from other segments, which the"
                " elimination takes away."
            )
        return note.strip()

    def _older(self, lines: list[Row]) -> str:
        """That lines are of an earlier day than the edition, where they are."""
        end = lines[0]["period_end"]
        if end >= self.edition.period_end:
            return ""
        latest = day(self.edition.period_end)
        return f"The latest reported are of {day(end)}; there are none of {latest}."

    def _bridges(self) -> Page:
        blocks = [Block(chart.title, chart=chart) for chart in self._income_bridges]
        if steps := self._cash_steps:
            blocks += [
                Block(CASH_BRIDGE, chart=self._cash_bridge(steps)),
                Block(
                    f"{CASH_BRIDGE}, line by line",
                    self._cash_lines(steps),
                    "Lines of nothing are left out.",
                ),
            ]
        missing = [
            title
            for title in (*INCOME_BRIDGES.values(), CASH_BRIDGE)
            if title in self.left_out()
        ]
        return Page(page_file(BRIDGES), BRIDGES, blocks, note=_lacking(missing))

    def _forecast(self) -> Page:
        """What the company expects, what is reached and what is to come."""
        blocks = [Block(chart.title, chart=chart) for chart in self._progress]
        for heading, unit_is, table_id in (
            ("What the rest of the year has to bring", is_money, "forecast"),
            ("Per share", lambda unit: not is_money(unit), "forecast-per-share"),
        ):
            lines = [line for line in self._forecasts if unit_is(line["unit"])]
            if lines:
                body = self._targets(lines, table_id)
                blocks.append(Block(heading, body, self._older(lines)))
        return Page(page_file(FORECAST), FORECAST, blocks)

    def _targets(self, lines: list[Row], table_id: str) -> Markup:
        """A row a line item: its newest target, and the first one where it is older."""
        notes = Notes()
        has_progress = any(line["progress_percent"] is not None for line in lines)
        rows = []
        for _, of in groupby(lines, itemgetter("line_item_key")):
            by_scenario = {line["scenario_key"]: line for line in of}
            *_, line = by_scenario.values()
            first = by_scenario.get(FIRST_TARGET)
            cells = [
                self._target(line, "full_year"),
                self._target(first, "full_year") if first else MISSING,
                self._target(line, "full_year_year_ago"),
                self._to_date(line),
                self._rest(line, "remaining", "full_year", notes),
                self._rest(line, "remaining_year_ago", "full_year_year_ago", notes),
            ]
            if has_progress:
                cells += [
                    self.traces.made(
                        shown(line[column], unit),
                        line[f"{key}_metric_key"],
                        self.lines.statement(line),
                    )
                    for column, unit, key in PROGRESS_COLUMNS
                ]
            others = [first] if first else []
            label = self.lines.named(line, TARGETS, notes, others=others)
            rows.append(TableRow(label, cells))
        end = lines[0]["period_end"]
        spanners = {
            f"The whole of FY{lines[0]['fiscal_year']}": [0, 1, 2],
            "So far": [3],
            "The rest of the year": [4, 5],
        }
        headings = ["newest target", "first target", "year before", f"to {day(end)}"]
        headings += ["to come", "same part a year ago"]
        if has_progress:
            spanners["Progress"] = [6, 7, 8]
            headings += ["this year", "year ago", "points"]
        caption = self.lines.caption(lines)
        return table(table_id, "", Columns(headings, spanners), rows, caption, notes)

    def _target(self, line: Row, column: str) -> Markup:
        return self.traces.number(
            line[column],
            line["unit"],
            line[f"{column}_metric_key"],
            self.lines.statement(line),
        )

    def _to_date(self, line: Row) -> Markup:
        """The year to date, which of a dividend is that of its quarters."""
        if line["year_to_date_metric_key"]:
            return self._target(line, "year_to_date")
        return self.traces.made(
            shown(line["year_to_date"], line["unit"]),
            line["latest_metric_key"],
            self.lines.statement(line),
        )

    def _rest(self, line: Row, column: str, of: str, notes: Notes) -> Markup:
        """What is to come of a year, or why nobody can tell."""
        if line[column] is None:
            return MISSING + notes.mark(NOT_TO_COME[line[f"{column}_missing_reason"]])
        keys = (f"{of}_metric_key", "year_to_date_metric_key")
        known = [self.traces.precision.get(line[key] or "", 0) for key in keys]
        return self.traces.made(
            shown(line[column], line["unit"], min(known)),
            line[f"{of}_metric_key"],
            self.lines.statement(line),
        )

    # What there is.

    def _of(self, statement: Row) -> StatementLines:
        """The lines of a statement or list; the overview of companies has its own."""
        known = self.published.lines.get(self.edition.basis, {})
        return known.get(statement["statement"], StatementLines())

    def _shown_as(self, shown_as: str) -> list[Row]:
        return [row for row in self.published.statements if row["shown_as"] == shown_as]

    @property
    def _quarters(self) -> list[Row]:
        return self.published.quarters.get(self.edition.basis, [])

    @property
    def _income_steps(self) -> dict[str, list[Row]]:
        found = {
            title: self.bridges.income[view].get(self.edition.basis, [])
            for view, title in INCOME_BRIDGES.items()
        }
        return {title: steps for title, steps in found.items() if steps}

    @property
    def _cash_steps(self) -> list[Row]:
        """The steps of the longest time, which is the year to date."""
        steps = self.bridges.cash.get(self.edition.basis, [])
        return [step for step in steps if step["months"] == steps[-1]["months"]]

    @property
    def _forecasts(self) -> list[Row]:
        return self.bridges.forecast.get(self.edition.basis, [])

    # Charts.

    def _quarterly(self) -> Iterator[Chart]:
        """Line items of the whole company, for every quarter that is known."""
        for item, lines in groupby(self._quarters, itemgetter("line_item_key")):
            known = {
                (line["fiscal_year"], line["fiscal_quarter"]): Bar(
                    "",
                    line["quarter"],
                    line["unit"],
                    metric_key=line["quarter_metric_key"],
                    statement=line["statement"],
                )
                for line in lines
            }
            bars = charts.every_quarter(known)
            unit = charts.unit_of(bars)
            title = f"{self.published.line_items[item]['label']} by quarter"
            note = f"{unit[0].upper()}{unit[1:]}, printed or derived."
            yield charts.columns(title, note, bars)

    def _by_product(self, lines: list[Row]) -> Iterator[Block]:
        """Line items by product: the year to date beside that of the year before."""
        items = dict.fromkeys(line["line_item_key"] for line in lines)
        for item in items:
            of = [line for line in lines if line["line_item_key"] == item]
            bars = [
                Bar(
                    self.lines.label(line),
                    line[column],
                    line["unit"],
                    series,
                    line[f"{column}_metric_key"],
                    line["statement"],
                )
                for line in self.lines.top(of)
                for column, series in YEARS.items()
                if line[column] is not None
            ]
            if bars:
                title = f"{self.published.line_items[item]['label']} by product"
                note = self._note(of[0], charts.unit_of(bars))
                chart = charts.bars(title, note, bars, [*YEARS.values()])
                yield Block(title, chart=chart)

    @cached_property
    def _income_bridges(self) -> list[Chart]:
        """Both bridges of the year to date, where every step of it is known."""
        made = []
        currency = self.edition.currency
        for title, steps in self._income_steps.items():
            bars = [
                Bar(
                    _step_label(row),
                    row["amount"],
                    currency,
                    metric_key=row["metric_key"] or row["year_ago_metric_key"],
                    statement=self.lines.statement(row),
                    is_metric=row["kind"] != "change",
                )
                for row in steps
            ]
            note = self._note(steps[0], charts.unit_of(bars))
            if compared := steps[0]["comparison_note"]:
                note += f" {compared}."
            made.append(charts.waterfall(title, note, bars))
        return made

    def _cash_bridge(self, steps: list[Row]) -> Chart:
        """Opening and closing cash, and between them what each activity adds."""
        currency = self.edition.currency
        opening, closing = (
            Bar(
                label,
                step["amount"],
                currency,
                metric_key=step["metric_key"],
                statement=self.lines.statement(step),
            )
            for label, step in (("Opening cash", steps[0]), ("Closing cash", steps[-1]))
        )
        bars = []
        for activity, of in groupby(steps[1:-1], itemgetter("activity")):
            changes = [*of]
            item = self.published.line_items[activity]
            bars.append(
                Bar(
                    item["label"],
                    sum((row["amount"] for row in changes), Decimal(0)),
                    currency,
                    metric_key=self._activity_key(activity, changes[0]),
                    statement=item["statement"],
                )
            )
        every = [opening, *bars, closing]
        note = self._note(steps[0], charts.unit_of(every))
        return charts.waterfall(CASH_BRIDGE, note, every)

    def _activity_key(self, activity: str, change: Row) -> str:
        """The metric of a whole activity, which its lines add up to."""
        return str(change["metric_key"]).replace(
            f"/{change['line_item_key']}/", f"/{activity}/"
        )

    def _cash_lines(self, steps: list[Row]) -> Markup:
        rows = [
            TableRow(
                row["label"],
                [
                    self.traces.number(
                        row["amount"],
                        self.edition.currency,
                        row["metric_key"],
                        self.lines.statement(row),
                    )
                ],
                indent=int(row["kind"] == "change"),
                is_total=row["kind"] != "change",
            )
            for row in steps
            if row["amount"] or row["kind"] != "change"
        ]
        caption = in_scale(self.edition.currency)
        return table("cash-bridge", "", Columns(["amount"]), rows, caption)

    @cached_property
    def _progress(self) -> list[Chart]:
        """Progress towards the newest forecast of each line item."""
        newest = {
            row["line_item_key"]: row
            for row in self._forecasts
            if row["scenario_key"] != "actual"
        }
        bars = [
            Bar(
                row["label"],
                row[column],
                "percent",
                series,
                row["year_to_date_metric_key"],
                self.lines.statement(row),
                is_metric=False,
            )
            for row in newest.values()
            for column, series in PROGRESS.items()
            if row[column] is not None
        ]
        if not bars:
            return []
        note = (
            "Year to date in percent of the newest forecast; last year, of what the"
            " year came to."
        )
        return [charts.bars(PROGRESS_TITLE, note, bars, [*PROGRESS.values()])]

    def _note(self, line: Row, unit: str) -> str:
        span = self.lines.span_labels(line["period_end"])["year_to_date"]
        return f"{span}, {unit}."


def _lacking(labels: list[str]) -> str:
    """What a reader does not find, and why."""
    return f"Not reported, or too little of it: {described(labels)}." if labels else ""


def _step_label(row: Row) -> str:
    """The label of a step, of which that of revenues need not be repeated."""
    label = str(row["label"])
    if row["kind"] != "change":
        return f"{label}, {'year ago' if row['kind'] == 'opening' else 'this year'}"
    return label.removeprefix("Revenues, ")
