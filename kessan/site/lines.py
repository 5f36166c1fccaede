"""The tables of the analyst's views: each line beside what it is compared with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from markupsafe import Markup

from kessan.site.notes import Notes
from kessan.site.numbers import (
    growth,
    in_scale,
    is_money,
    printed_growth,
    shown,
    with_unit,
)
from kessan.site.pages import day
from kessan.site.reading import Edition, Published, Row
from kessan.site.statement import Structure
from kessan.site.tables import Columns, table
from kessan.site.tables import Row as TableRow
from kessan.site.traces import Traces

MONTHS = {3: "Three months", 6: "Six months", 9: "Nine months", 12: "Twelve months"}
SPANS = ("year_to_date", "quarter")
COMPARISON = ("this year", "year ago", "change", "growth", "of revenues")
# The amounts of a line, each with its metric.
FLOWS = {
    f"{span}{of}": f"{span}{of}_metric_key"
    for span in SPANS
    for of in ("", "_year_ago")
}
BALANCES = {
    "value": "metric_key",
    "previous_year_end": "previous_year_end_metric_key",
    "year_ago": "year_ago_metric_key",
}
# In the order of display those of one line item share all but their last digits.
PLACES_OF_A_LINE_ITEM = 100_000
# Above what a statement adds to no total.
MEMO = "Memo items, in no total"


@dataclass
class Lines:
    """How the lines of an edition look; the numbers shown are noted to be traced."""

    edition: Edition
    published: Published
    traces: Traces

    def flows(self, name: str, lines: list[Row], statement: str = "") -> Markup:
        """Lines of a view on `flows`: year to date and quarter, each compared.

        Of a statement they stand as it adds them up.
        """
        labels = self.span_labels(lines[0]["period_end"])
        width = len(COMPARISON)
        spanners = {
            labels[span]: [*range(n * width, (n + 1) * width)]
            for n, span in enumerate(SPANS)
        }
        notes = Notes()
        rows = self._rows(
            lines,
            statement,
            FLOWS,
            notes,
            lambda line: [c for s in SPANS for c in self._of(line, s, notes)],
        )
        for span in SPANS:
            for line in lines:
                if said := line[f"{span}_comparison_note"]:
                    notes.say(f"{labels[span]}: {said}.")
        columns = Columns([*COMPARISON * len(SPANS)], spanners)
        return table(name, "", columns, rows, self.caption(lines), notes)

    def balances(self, name: str, lines: list[Row], statement: str = "") -> Markup:
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
        notes = Notes()
        rows = self._rows(
            lines,
            statement,
            BALANCES,
            notes,
            lambda line: self._at(line, has_year_end, notes),
        )
        return table(name, "", columns, rows, self.caption(lines), notes)

    def periods(
        self, name: str, lines: list[Row], statement: str, headings: list[str]
    ) -> Markup:
        """Lines of a statement with a number for each of several periods.

        The number for the first heading is `number_0` of a line, and so on.
        """
        numbers = [f"number_{place}" for place in range(len(headings))]
        notes = Notes()
        rows = self._rows(
            lines,
            statement,
            {number: f"{number}_metric_key" for number in numbers},
            notes,
            lambda line: [self._number(line, number) for number in numbers],
        )
        caption = self.caption(lines)
        return table(name, "", Columns(headings), rows, caption, notes)

    def caption(self, lines: list[Row]) -> Markup:
        """What the amounts of a table are in; empty where it has none."""
        units = {line["unit"] for line in lines}
        if not any(is_money(unit) for unit in units):
            return Markup("")
        rest = any(not is_money(unit) for unit in units)
        said = Markup("{}, where a line says nothing else") if rest else Markup("{}")
        return said.format(in_scale(self.edition.currency))

    def named(
        self,
        line: Row,
        columns: dict[str, str],
        notes: Notes,
        label: str = "",
        others: Sequence[Row] = (),
    ) -> Markup:
        """The name of a line, with its unit where that is no money.

        It has a mark where the last digits of an amount are not known: of its own, or
        of one of other lines that stand beside it.
        """
        known = [
            decimals
            for of in (line, *others)
            for column, key in columns.items()
            if of[column]
            and (decimals := self.traces.precision.get(of[key] or "")) is not None
        ]
        unit = line["unit"]
        mark = notes.coarse(min(known)) if known and is_money(unit) else ""
        return with_unit(label or line["label"], unit) + mark

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

    def _rows(
        self,
        lines: list[Row],
        statement: str,
        columns: dict[str, str],
        notes: Notes,
        cells: Callable[[Row], list[Markup]],
    ) -> list[TableRow]:
        """The rows of a table, below the headings of the sections of a statement."""
        if not statement:
            return [
                TableRow(self.named(line, columns, notes), cells(line))
                for line in lines
            ]
        of_item = {
            item: [*of]
            for item, of in groupby(
                sorted(lines, key=self._order), itemgetter("line_item_key")
            )
        }
        structure = self.structure(statement, of_item, columns)
        headings: dict[str | None, list[str]] = {}
        for total, heading in self.published.sections.get(statement, {}).items():
            if total in of_item:
                headings.setdefault(structure.first_of(total), []).append(heading)
        rows: list[TableRow] = []
        has_memo = False
        for item in structure.ordered:
            place = structure.places[item]
            if place.is_memo and not has_memo:
                rows.append(TableRow(MEMO, is_section=True))
                has_memo = True
            rows += [TableRow(text, is_section=True) for text in headings.get(item, ())]
            whole, *others = of_item[item]
            has_own = _is_whole(whole)
            products = others if has_own else of_item[item]
            indent = 0 if products else place.indent
            if has_own:
                label = self.named(whole, columns, notes)
                if place.is_of_which:
                    label = Markup('<span class="which">of which</span> {}').format(
                        label
                    )
                rows.append(
                    TableRow(
                        label,
                        cells(whole),
                        indent,
                        is_total=place.is_total,
                        is_final=place.is_final,
                        is_head=bool(products),
                    )
                )
            depths = self.published.depths
            rows += [
                TableRow(
                    self.named(line, columns, notes, self.label(line)),
                    cells(line),
                    indent + max(depths[line["product_key"]], int(has_own)),
                )
                for line in products
            ]
        return rows

    def structure(
        self, statement: str, of_item: dict[str, list[Row]], columns: dict[str, str]
    ) -> Structure:
        """How the line items of a statement stand to each other."""
        wholes = {
            item: lines[0] for item, lines in of_item.items() if _is_whole(lines[0])
        }
        line_items = self.published.line_items

        def adds_up(total: str, parts: Sequence[str]) -> bool:
            """Whether it does in every column that has all amounts, and in one."""
            if not {total, *parts} <= wholes.keys():
                return False
            found = []
            for column, key in columns.items():
                lines = [wholes[total], *(wholes[part] for part in parts)]
                amounts = [line[column] for line in lines]
                if None in amounts:
                    continue
                weights = [
                    line_items[part]["weight_in_parent"] or 1
                    if line_items[part]["parent_line_item_key"] == total
                    else 1
                    for part in parts
                ]
                added = sum(
                    weight * amount
                    for weight, amount in zip(weights, amounts[1:], strict=True)
                )
                rounding = sum(self._half_a_digit(line[key]) for line in lines)
                if amounts[0] != 0 or added != 0:
                    found.append(abs(added - amounts[0]) <= rounding)
            return bool(found) and all(found)

        return Structure(
            [*of_item],
            self.published.sums.get((self.edition.basis, statement), {}),
            self.published.parents,
            adds_up,
        )

    def _half_a_digit(self, metric_key: str | None) -> Decimal:
        """Half of the last known digit of an amount that is not known to the end."""
        decimals = self.traces.precision.get(metric_key or "")
        return Decimal(5).scaleb(-decimals - 1) if decimals else Decimal(0)

    def _order(self, line: Row) -> tuple[int, bool, int]:
        """A line item as a whole stands above its products and segments."""
        return (
            line["display_order"] // PLACES_OF_A_LINE_ITEM,
            not _is_whole(line),
            line["display_order"],
        )

    def _of(self, line: Row, span: str, notes: Notes) -> list[Markup]:
        return [
            self._number(line, span),
            self._number(line, f"{span}_year_ago"),
            *self._made(
                line,
                (f"{span}_metric_key", f"{span}_year_ago_metric_key"),
                f"{span}_",
                line[f"{span}_share_percent"],
                notes,
            ),
        ]

    def _at(self, line: Row, has_year_end: bool, notes: Notes) -> list[Markup]:
        prefix = "" if has_year_end else "year_ago_"
        base = "previous_year_end" if has_year_end else "year_ago"
        return [
            self.traces.number(
                line["value"], line["unit"], line["metric_key"], line["statement"]
            ),
            self._number(line, base),
            *self._made(
                line,
                ("metric_key", f"{base}_metric_key"),
                prefix,
                line["share_percent"],
                notes,
            ),
        ]

    def _number(self, line: Row, column: str) -> Markup:
        return self.traces.number(
            line[column], line["unit"], line[f"{column}_metric_key"], line["statement"]
        )

    def _growth(self, line: Row, prefix: str, notes: Notes) -> Markup:
        """The growth that the release prints or, where it prints none, the computed."""
        printed = line.get(f"{prefix}printed_growth_percent")
        if printed is not None:
            return printed_growth(printed, notes)
        return growth(
            line[f"{prefix}growth_percent"],
            line[f"{prefix}growth_decimals"],
            line[f"{prefix}growth_missing_reason"],
            notes,
        )

    def _made(
        self,
        line: Row,
        keys: tuple[str, str],
        prefix: str,
        share: Decimal | None,
        notes: Notes,
    ) -> list[Markup]:
        """Change, growth and share: each leads to the number that it is made of.

        The change of a percentage is in points. Of a change no more digits are known
        than of both numbers.
        """
        unit = "points" if line["unit"] == "percent" else line["unit"]
        known = [self.traces.precision.get(line[key] or "", 0) for key in keys]
        return [
            self.traces.made(text, line[keys[0]], line["statement"])
            for text in (
                shown(line[f"{prefix}change"], unit, min(known)),
                self._growth(line, prefix, notes),
                shown(share, "percent"),
            )
        ]


def _is_whole(line: Row) -> bool:
    """Whether a line is of the whole company."""
    return bool(line["product_key"] == line["segment_key"] == "total")
