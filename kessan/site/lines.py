"""The tables of the analyst's views: each line beside what it is compared with."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from kessan.site.numbers import growth, printed_growth, shown
from kessan.site.pages import day
from kessan.site.reading import Edition, Published, Row
from kessan.site.tables import Columns, table
from kessan.site.tables import Row as TableRow
from kessan.site.traces import Traces

MONTHS = {3: "Three months", 6: "Six months", 9: "Nine months", 12: "Twelve months"}
SPANS = ("year_to_date", "quarter")
COMPARISON = ("this year", "year ago", "change", "growth", "of revenues")


@dataclass
class Lines:
    """How the lines of an edition look; the numbers shown are noted to be traced."""

    edition: Edition
    published: Published
    traces: Traces

    def flows(self, name: str, lines: list[Row], indented: bool = False) -> Markup:
        """Lines of a view on `flows`: year to date and quarter, each compared."""
        labels = self.span_labels(lines[0]["period_end"])
        width = len(COMPARISON)
        spanners = {
            labels[span]: [*range(n * width, (n + 1) * width)]
            for n, span in enumerate(SPANS)
        }
        rows = [
            self._row(
                line, lines, indented, [c for s in SPANS for c in self._of(line, s)]
            )
            for line in lines
        ]
        columns = Columns([*COMPARISON * len(SPANS)], spanners)
        notes = dict.fromkeys(
            f"{labels[span]}: {note}."
            for span in SPANS
            for line in lines
            if (note := line[f"{span}_comparison_note"])
        )
        return table(name, "", columns, rows) + Markup("").join(
            Markup('<p class="note">{}</p>').format(text) for text in notes
        )

    def balances(self, name: str, lines: list[Row], indented: bool = False) -> Markup:
        """Lines of a view on `balances`, beside the end of the year before.

        Where that is not known of any of them, beside a year before.
        """
        has_year_end = any(line["previous_year_end"] is not None for line in lines)
        columns = Columns(
            [
                day(lines[0]["period_end"]),
                "year end before" if has_year_end else "year ago",
                *("change", "growth", "of assets"),
            ]
        )
        rows = [
            self._row(line, lines, indented, self._at(line, has_year_end))
            for line in lines
        ]
        return table(name, "", columns, rows)

    def label(self, line: Row) -> str:
        """The name of a line: of a product, without that of its line item."""
        label = str(line["label"])
        if line["product_key"] == "total":
            return label
        return label.removeprefix(f"{self.item(line)['label']}, ")

    def item(self, line: Row) -> Row:
        """The line item of a row."""
        return self.published.line_items[line["line_item_key"]]

    def statement(self, line: Row) -> str:
        """The statement of the line item of a row."""
        return str(self.item(line)["statement"])

    def top(self, lines: list[Row]) -> list[Row]:
        """Of lines by product the first that the whole is split into, if any is."""
        by_product = [line for line in lines if line["product_key"] != "total"]
        depths = self.published.depths
        first = [line for line in by_product if depths[line["product_key"]] == 1]
        return first or by_product

    def span_labels(self, period_end: date) -> dict[str, str]:
        """The two spans up to a day in words."""
        end = day(period_end)
        known = self.published.months.get((self.edition.basis, period_end), 0)
        months = MONTHS.get(known, "Year to date")
        return {"year_to_date": f"{months} to {end}", "quarter": f"Quarter to {end}"}

    def _row(
        self, line: Row, lines: list[Row], indented: bool, cells: list[Markup]
    ) -> TableRow:
        """A line of a table; an indented one stands below what it is a part of."""
        if not indented:
            return TableRow(line["label"], cells)
        product, item = line["product_key"], line["line_item_key"]
        if product != "total":
            return TableRow(self.label(line), cells, self.published.depths[product])
        is_total = item in self.published.totals or any(
            other["line_item_key"] == item and other["product_key"] != "total"
            for other in lines
        )
        return TableRow(line["label"], cells, 0 if is_total else 1, is_total)

    def _of(self, line: Row, span: str) -> list[Markup]:
        return [
            self._number(line, span),
            self._number(line, f"{span}_year_ago"),
            *self._made(
                line, f"{span}_metric_key", f"{span}_", line[f"{span}_share_percent"]
            ),
        ]

    def _at(self, line: Row, has_year_end: bool) -> list[Markup]:
        prefix = "" if has_year_end else "year_ago_"
        return [
            self.traces.number(
                line["value"], line["unit"], line["metric_key"], line["statement"]
            ),
            self._number(line, "previous_year_end" if has_year_end else "year_ago"),
            *self._made(line, "metric_key", prefix, line["share_percent"]),
        ]

    def _number(self, line: Row, column: str) -> Markup:
        return self.traces.number(
            line[column], line["unit"], line[f"{column}_metric_key"], line["statement"]
        )

    def _growth(self, line: Row, prefix: str) -> Markup:
        """The growth that the release prints or, where it prints none, the computed."""
        printed = line.get(f"{prefix}printed_growth_percent")
        if printed is not None:
            return printed_growth(printed)
        return growth(
            line[f"{prefix}growth_percent"],
            line[f"{prefix}growth_decimals"],
            line[f"{prefix}growth_missing_reason"],
        )

    def _made(
        self, line: Row, key: str, prefix: str, share: Decimal | None
    ) -> list[Markup]:
        """Change, growth and share: each leads to the number that it is made of.

        The change of a percentage is in points.
        """
        unit = "points" if line["unit"] == "percent" else line["unit"]
        return [
            self.traces.made(text, line[key], line["statement"])
            for text in (
                shown(line[f"{prefix}change"], unit),
                self._growth(line, prefix),
                shown(share, "percent"),
            )
        ]
