"""The way back: from a number on a page to the printed figures behind it.

A page of a statement has a section for every metric that other pages show; each
figure there leads to its cell on the page of its printed table.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from markupsafe import Markup, escape

from kessan.answers.roles import role
from kessan.site.markup import html
from kessan.site.numbers import MISSING, shown, unit_of
from kessan.site.pages import Block, Page
from kessan.site.reading import (
    BASIS,
    BY_BASIS,
    Basis,
    Published,
    Row,
    basis_of,
    batched,
    rows,
)

# The traces of so many editions are read at once: as they are sorted all of them are
# in memory.
AT_ONCE = 25


def printed_page(release_id: str, table_id: str) -> str:
    """The page of a printed table, from the folder of its edition."""
    return f"printed/{release_id}/{table_id}.html"


def cell_anchor(line_number: int, column_number: int) -> str:
    """The address of a printed cell on its page."""
    return f"line-{line_number}-column-{column_number}"


def trace_page(statement: str) -> str:
    """The page of the traces of a statement, from the folder of its edition."""
    return f"trace/{statement.replace('_', '-')}.html"


def trace_anchor(metric_key: str) -> str:
    """The address of a metric on its page: all of its key behind the currency."""
    _, _, _, rest = metric_key.split("/", 3)
    return re.sub(r"[^a-z0-9]+", "-", rest.lower()).strip("-")


def _edition(metric_key: str) -> str:
    """The company, accounting standard and currency that a metric is of."""
    return "/".join(metric_key.split("/", 3)[:3])


@dataclass
class Traces:
    """The metrics that pages show, by the statement whose page explains them."""

    # The decimals of the metrics that are not known to the thousand.
    precision: Mapping[str, int] = field(default_factory=dict)
    wanted: dict[str, str] = field(default_factory=dict)

    def number(
        self,
        value: Decimal | None,
        unit: str,
        metric_key: str | None = None,
        statement: str = "",
        base: str = "",
    ) -> Markup:
        """A number as HTML, which leads to its trace when it has one.

        `base` leads from the page to the folder of the edition.
        """
        text = shown(value, unit, self.precision.get(metric_key or ""))
        if value is None or metric_key is None:
            return text
        address = escape(base + self._address(metric_key, statement))
        return html(f'<a class="number" href="{address}">{text}</a>')

    def made(
        self,
        text: Markup,
        metric_key: str | None,
        statement: str,
        base: str = "",
    ) -> Markup:
        """What is made of a metric, as its growth is, leading to the trace of that."""
        if metric_key is None or text == MISSING:
            return text
        address = escape(base + self._address(metric_key, statement))
        return html(f'<a class="made" href="{address}">{text}</a>')

    def _address(self, metric_key: str, statement: str) -> str:
        self.wanted[metric_key] = statement
        return f"{trace_page(statement)}#{trace_anchor(metric_key)}"


def trace_pages(published: Published, traces: Traces) -> Iterator[tuple[Basis, Page]]:
    """A page a statement of an edition: the figures behind every number shown."""
    by_edition: dict[str, list[str]] = {}
    for metric_key in traces.wanted:
        by_edition.setdefault(_edition(metric_key), []).append(metric_key)
    for editions in batched(by_edition, AT_ONCE):
        metrics = [metric for edition in editions for metric in by_edition[edition]]
        statements = [traces.wanted[metric] for metric in metrics]
        figures = rows(
            published.connection,
            _FIGURES,
            {"metrics": metrics, "statements": statements},
        )
        for (basis, statement), of in groupby(
            figures, lambda row: (basis_of(row), row["page"])
        ):
            sections = groupby(of, itemgetter("metric_key"))
            yield (
                basis,
                Page(
                    trace_page(statement),
                    "Where the numbers come from:"
                    f" {published.statement_labels[statement].lower()}",
                    [Block("", _section(key, [*rows_of])) for key, rows_of in sections],
                    "Each number with the printed figures that it is made of.",
                ),
            )


# What a number on a page is made of.
_FIGURES = f"""
    with wanted as (
        select unnest($metrics) as metric_key, unnest($statements) as page
    )

    select
        wanted.page, {", ".join(f"metrics.{name}" for name in BASIS)},
        metrics.value as metric_value, metrics.unit as metric_unit,
        metrics.decimals as metric_decimals,
        metrics.is_computed, metrics.scenario_key, metrics.segment_key,
        metrics.product_key, line_items.label, line_items.formula,
        periods.label as period, scenarios.label as scenario,
        segments.label as segment, products.label as product,
        lineage.*
    from wanted
    inner join marts.fct_metrics as metrics using (metric_key)
    inner join marts.dim_line_item as line_items using (line_item_key)
    inner join marts.dim_period as periods using (period_key)
    inner join marts.dim_scenario as scenarios using (scenario_key)
    inner join marts.dim_segment as segments using (segment_key)
    inner join marts.dim_product as products using (product_key)
    inner join reports.metric_lineage as lineage using (metric_key)
    order by
        {BY_BASIS}, wanted.page,
        line_items.display_order, products.display_order,
        segments.display_order, metrics.period_end desc, metrics.period_start,
        lineage.metric_key, lineage.term_number, lineage.part, lineage.figure_key
"""


def _section(metric_key: str, figures: list[Row]) -> Markup:
    """A number, its formula, and the printed figures in it."""
    first = figures[0]
    words = [first["label"], first["period"]]
    for name, usual in (
        ("segment", "total"),
        ("product", "total"),
        ("scenario", "actual"),
    ):
        if first[f"{name}_key"] != usual:
            words.append(first[name])
    formula = Markup("")
    if first["formula"]:
        formula = Markup('<p class="formula">{}</p>').format(first["formula"])
    unit = first["metric_unit"]
    value = shown(first["metric_value"], unit, first["metric_decimals"])
    scale = "" if unit == "percent" else f" {unit_of(unit)}"
    listed = "".join(_figure(row) for row in figures)
    return html(
        f'<section class="trace" id="{escape(trace_anchor(metric_key))}">'
        f"<h2>{escape(', '.join(words))}: {value}{scale}</h2>{formula}"
        f"<ul>{listed}</ul></section>"
    )


def _figure(row: Row) -> str:
    """A printed figure and what it does in the number, as HTML."""
    release, table, line = (
        escape(row[name]) for name in ("release_id", "table_id", "line_number")
    )
    page = printed_page(release, table)
    cell = cell_anchor(row["line_number"], row["column_number"])
    return (
        f"<li>{escape(role(row))} {escape(row['printed_label'])}:"
        f' <a href="../{page}#{cell}">{escape(row["printed_text"])}</a>'
        f" <small>{release}, table {table}, line {line},"
        f" source line {row['source_line']}</small></li>"
    )
