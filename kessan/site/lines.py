"""The tables of the analyst's views: each line beside what it is compared with."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from markupsafe import Markup

from kessan.site.numbers import growth, printed_growth, shown
from kessan.site.pages import day
from kessan.site.reading import Edition, Row
from kessan.site.tables import Columns, table
from kessan.site.tables import Row as TableRow
from kessan.site.traces import Traces

MONTHS = {3: "Three months", 6: "Six months", 9: "Nine months", 12: "Twelve months"}
SPANS = ("year_to_date", "quarter")
COMPARISON = ("this year", "year ago", "change", "growth", "of revenues")


@dataclass
class Lines:
    """How the lines of a company look; the numbers shown are noted to be traced."""

    edition: Edition
    traces: Traces

    def flows(self, name: str, lines: list[Row], indented: bool = False) -> Markup:
        """Lines of a view on `flows`: year to date and quarter, each compared."""
        width = len(COMPARISON)
        spanners = {
            self.span_labels[span]: [*range(n * width, (n + 1) * width)]
            for n, span in enumerate(SPANS)
        }
        rows = [
            self._row(
                line, lines, indented, [c for s in SPANS for c in self._of(line, s)]
            )
            for line in lines
        ]
        columns = Columns([*COMPARISON * len(SPANS)], spanners)
        return table(name, "", columns, rows) + self.notes(lines)

    def notes(self, lines: list[Row]) -> Markup:
        """What has to be known of the comparisons that lines make."""
        said = dict.fromkeys(
            f"{self.span_labels[span]}: {note}."
            for span in SPANS
            for line in lines
            if (note := line[f"{span}_comparison_note"])
        )
        notes = [Markup('<p class="note">{}</p>').format(text) for text in said]
        return Markup("").join(notes)

    def balances(self, name: str, lines: list[Row], indented: bool = False) -> Markup:
        """Lines of a view on `balances`, beside the end of the year before.

        Where that is not known of any of them, beside a year before.
        """
        has_year_end = any(line["previous_year_end"] is not None for line in lines)
        columns = Columns(
            [
                day(self.edition.period_end),
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
        return label.partition(", ")[2] if line["product_key"] != "total" else label

    def is_top(self, line: Row) -> bool:
        """Whether a product is one of the first that revenues are split into."""
        return self._depths[line["product_key"]] == 1

    @cached_property
    def span_labels(self) -> dict[str, str]:
        """The two spans of the latest quarter in words."""
        end = day(self.edition.period_end)
        months = MONTHS.get(self.edition.months or 0, "Year to date")
        return {"year_to_date": f"{months} to {end}", "quarter": f"Quarter to {end}"}

    @cached_property
    def statements(self) -> dict[str, str]:
        """The statement of every line item."""
        return {
            row["line_item_key"]: row["statement"]
            for row in self.edition.query(
                "select line_item_key, statement from marts.dim_line_item"
            )
        }

    @cached_property
    def _totals(self) -> set[str]:
        """The line items that others add up to."""
        return {
            row["total"]
            for row in self.edition.query(
                "select distinct parent_line_item_key as total"
                " from marts.dim_line_item where parent_line_item_key is not null"
            )
        }

    @cached_property
    def _depths(self) -> dict[str, int]:
        """How many products stand above each."""
        above = {
            row["product_key"]: row["parent_product_key"]
            for row in self.edition.query(
                "select product_key, parent_product_key from marts.dim_product"
            )
        }

        def depth(product: str) -> int:
            parent = above[product]
            return 0 if parent is None else 1 + depth(parent)

        return {product: depth(product) for product in above}

    def _row(
        self, line: Row, lines: list[Row], indented: bool, cells: list[Markup]
    ) -> TableRow:
        """A line of a table; an indented one stands below what it is a part of."""
        if not indented:
            return TableRow(line["label"], cells)
        if line["product_key"] != "total":
            return TableRow(self.label(line), cells, self._depths[line["product_key"]])
        item = line["line_item_key"]
        is_total = item in self._totals or any(
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
