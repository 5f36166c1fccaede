"""What the pages say: the views of the published file, each read once for all.

A query answers for every company, accounting standard and currency; the rows are then
taken apart. So a file of a thousand releases is asked as often as one of ten.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from kessan.contract import PublicModel
from kessan.publication.catalogs import add_views, stand_in
from kessan.site.statement import Parent

Row = dict[str, Any]
Basis = tuple[str, str, str]

BASIS = ("company_key", "accounting_standard", "currency")
BY_BASIS = ", ".join(BASIS)
FETCHED = 10_000
# The views that hold the lines of statements: what happened, and what there was.
RELATIONS = ("flows", "balances")
# The catalog of what the pages are made of.
CATALOG = "pages"


def rows(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: object = None
) -> Iterator[Row]:
    """The rows of a query as they come, each with its columns by name."""
    result = connection.execute(sql, parameters)
    names = [column[0] for column in result.description or ()]
    while fetched := result.fetchmany(FETCHED):
        for row in fetched:
            yield dict(zip(names, row, strict=True))


def batched(items: Iterable[str], size: int) -> Iterator[list[str]]:
    """Items, so many at a time."""
    left = iter(items)
    while some := [*islice(left, size)]:
        yield some


def basis_of(row: Row) -> Basis:
    """The company, the accounting standard and the currency of a row."""
    company, standard, currency = (row[name] for name in BASIS)
    return company, standard, currency


@dataclass(frozen=True)
class Edition:
    """A company in one accounting standard and currency, as of its latest quarter.

    One that has reported nothing for a quarter or a year is as of its latest
    balance or, without any, of the latest day that a figure is about.
    """

    company_key: str
    accounting_standard: str
    currency: str
    label: str
    short_label: str
    release_id: str
    title: str
    published_at: date
    period_end: date
    figures: int
    proven: int
    # Whether all of its releases are of sources that are published with verdicts.
    is_bulk: bool = False
    stock_exchange: str | None = None
    stock_code: str | None = None
    cik: str | None = None
    investor_relations_url: str | None = None
    # Where the document of its latest release is.
    document_url: str | None = None

    @property
    def basis(self) -> Basis:
        """What tells it from the others."""
        return self.company_key, self.accounting_standard, self.currency

    @property
    def name(self) -> str:
        """Its accounting standard and its currency, in words."""
        return f"{self.accounting_standard}, {self.currency}"

    @property
    def numbers(self) -> list[str]:
        """What others know the company by: its shares at an exchange, its filings."""
        listed = " ".join(filter(None, (self.stock_exchange, self.stock_code)))
        return [*filter(None, (listed, self.cik and f"CIK {self.cik}"))]

    def page(self, file: str) -> str:
        """Where a page of it is: of one whose filings came in bulk there is one."""
        return f"{self.folder}/{'index.html' if self.is_bulk else file}"

    @property
    def folder(self) -> str:
        """Where its pages are, from the folder of the site."""
        name = f"{self.accounting_standard}-{self.currency}".lower()
        return f"{self.company_key}/{re.sub('[^a-z0-9]+', '-', name)}"


@dataclass
class StatementLines:
    """The lines of a statement or list for one edition, by view, at their latest.

    Where those are few beside what was reported before, as of a release that prints
    headlines alone, the last full ones too.
    """

    flows: list[Row] = field(default_factory=list)
    balances: list[Row] = field(default_factory=list)
    full_flows: list[Row] = field(default_factory=list)
    full_balances: list[Row] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.flows or self.balances)


@dataclass
class Published:
    """The published file, read set by set.

    A view that stands in `copies` as Parquet is read there: it is computed already.
    """

    connection: duckdb.DuckDBPyConnection
    models: list[PublicModel]
    copies: Path | None = None

    def __post_init__(self) -> None:
        ((published,),) = self.connection.sql("select current_catalog()").fetchall()
        stand_in(self.connection, CATALOG, published, self.models)
        add_views(self.connection, published, self.models, self.copies)
        # A view is computed anew wherever it is asked.
        for name in (*RELATIONS, "audit_coverage"):
            self.connection.execute(
                f"create temp table held_{name} as select * from reports.{name}"
            )
        # One of filings in bulk has a single page, which asks for itself.
        self.connection.execute(
            "create temp table companies_with_pages as"
            " select distinct company_key from marts.dim_release where has_to_be_sound"
        )

    def by_basis(self, sql: str) -> dict[Basis, list[Row]]:
        """The rows of a query by their edition, in the order of the query."""
        found: dict[Basis, list[Row]] = {}
        for row in rows(self.connection, sql):
            found.setdefault(basis_of(row), []).append(row)
        return found

    def latest(self, view: str, condition: str, order: str) -> dict[Basis, list[Row]]:
        """The rows of a view in `reports` at the latest end of a period of each.

        Of companies that have pages of their own.
        """
        return self.by_basis(
            f"""
            select * from reports.{view}
            where company_key in (from companies_with_pages) and {condition}
            qualify period_end = max(period_end) over (partition by {BY_BASIS})
            order by {BY_BASIS}, {order}
            """
        )

    def of_releases(
        self, relation: str, columns: str = "audited.*", rest: str = ""
    ) -> dict[Basis, list[Row]]:
        """Rows of what is audited by release; `rest` may group and order them."""
        basis = ", ".join(f"releases.{name}" for name in BASIS)
        return self.by_basis(
            f"""
            select {basis}, {columns}
            from {relation} as audited
            inner join marts.dim_release as releases using (release_id)
            {rest}
            """
        )

    @cached_property
    def editions(self) -> list[Edition]:
        """Every company in every standard and currency that it has published in."""
        found = rows(
            self.connection,
            f"""
            with ends as (
                select {BY_BASIS}, period_end, 1 as preference from held_flows
                union all
                select {BY_BASIS}, period_end, 2 from held_balances
                union all
                select {BY_BASIS}, period_end, 3 from marts.fct_reported_figures
            ),

            latest_ends as (
                select {BY_BASIS}, max(period_end) as period_end
                from ends
                group by {BY_BASIS}, preference
                qualify row_number() over (
                    partition by {BY_BASIS} order by preference
                ) = 1
            ),

            coverage as (
                select
                    {BY_BASIS},
                    cast(sum(figures) as bigint) as figures,
                    -- The second reading of an import says that it was read as
                    -- it is filed, and not that it holds.
                    cast(sum(noticed_by_identities + case
                        when has_to_be_sound then noticed_by_control_totals else 0
                    end) as bigint) as proven
                from held_audit_coverage
                inner join marts.dim_release using (release_id)
                group by {BY_BASIS}
            )

            select
                {", ".join(f"releases.{name}" for name in BASIS)},
                companies.label, companies.short_label,
                companies.stock_exchange, companies.stock_code, companies.cik,
                companies.investor_relations_url, releases.document_url,
                releases.release_id, releases.title,
                cast(releases.published_at as date) as published_at,
                coalesce(
                    latest_ends.period_end, cast(releases.published_at as date)
                ) as period_end,
                coalesce(coverage.figures, 0) as figures,
                coalesce(coverage.proven, 0) as proven,
                not bool_or(releases.has_to_be_sound) over (
                    partition by {", ".join(f"releases.{name}" for name in BASIS)}
                ) as is_bulk
            from marts.dim_release as releases
            left join latest_ends using ({BY_BASIS})
            left join coverage using ({BY_BASIS})
            inner join marts.dim_company as companies
                on releases.company_key = companies.company_key
            qualify releases.is_latest
            order by
                companies.label, releases.company_key, releases.published_at desc,
                releases.accounting_standard, releases.currency
            """,
        )
        return [Edition(**row) for row in found]

    @cached_property
    def statements(self) -> list[Row]:
        """The statements and lists that have line items, in their order."""
        return [
            *rows(
                self.connection,
                """
                select
                    statements.*,
                    bool_or(
                        lines.is_own
                        or statements.shown_as = 'products'
                        or (lines.is_by_segment and not lines.is_by_product)
                    ) as needs_lines
                from marts.dim_statement as statements
                inner join marts.dim_statement_line as lines using (statement)
                group by all
                order by statements.display_order
                """,
            )
        ]

    @cached_property
    def pages(self) -> dict[str, str]:
        """The page of every statement, of those that have no line items too."""
        found = rows(self.connection, "select statement, page from marts.dim_statement")
        return {row["statement"]: row["page"] for row in found}

    @cached_property
    def statement_labels(self) -> dict[str, str]:
        """The name of every statement."""
        return {row["statement"]: row["label"] for row in self.statements}

    @cached_property
    def line_items(self) -> dict[str, Row]:
        """Every line item, with its statement and the one that it is a part of."""
        found = rows(
            self.connection,
            "select line_item_key, label, statement, parent_line_item_key,"
            " weight_in_parent, balance, unit from marts.dim_line_item",
        )
        return {row["line_item_key"]: row for row in found}

    @cached_property
    def parents(self) -> dict[str, Parent]:
        """The line item that each is a part of, and what it can be a part of it."""
        children: dict[str, list[Row]] = {}
        for row in self.line_items.values():
            if row["parent_line_item_key"] is not None:
                children.setdefault(row["parent_line_item_key"], []).append(row)
        found = {}
        for parent, parts in children.items():
            balance = self.line_items[parent]["balance"]
            is_plain_sum = all(
                part["weight_in_parent"] == 1 and part["balance"] == balance
                for part in parts
            )
            for part in parts:
                found[part["line_item_key"]] = Parent(
                    parent, part["balance"] == balance, is_plain_sum
                )
        return found

    @cached_property
    def sections(self) -> dict[str, dict[str, str]]:
        """What stands above the lines of a section, by statement and its total.

        What is a part stands after the whole: current assets after assets.
        """
        found: dict[str, dict[str, str]] = {}
        for row in rows(
            self.connection,
            "select statement, line_item_key, section_heading"
            " from marts.dim_statement_line where section_heading is not null"
            " order by statement, display_order desc",
        ):
            of = found.setdefault(row["statement"], {})
            of[row["line_item_key"]] = row["section_heading"]
        return found

    @cached_property
    def sums(self) -> dict[tuple[Basis, str], dict[str, set[frozenset[str]]]]:
        """What each line of a statement is the sum of, by edition and statement.

        As far as an identity holds between printed figures of the whole company, in
        a table of the statement or between tables.
        """
        found: dict[tuple[Basis, str], dict[str, set[frozenset[str]]]] = {}
        for row in rows(
            self.connection,
            f"""
            with held as (
                select
                    results.identity_id, results.release_id, results.subject,
                    results.table_id,
                    {", ".join(f"releases.{name}" for name in BASIS)}
                from audit.identity_results as results
                inner join marts.dim_release as releases using (release_id)
                where
                    results.status in ('exact', 'within_rounding')
                    and abs(results.difference) <= results.tolerance
                    and releases.company_key in (from companies_with_pages)
            ),

            operands as (
                select
                    operands.identity_id, operands.release_id, operands.subject,
                    operands.side, figures.line_item_key, figures.unit,
                    figures.segment_key = 'total' and figures.product_key = 'total'
                        as is_whole
                from audit.identity_operands as operands
                semi join held using (identity_id, release_id, subject)
                inner join marts.fct_reported_figures as figures
                    on operands.figure_key = figures.figure_key
            ),

            sums as (
                select
                    identity_id, release_id, subject,
                    max(line_item_key) filter (where side = 'left') as total,
                    list(line_item_key) filter (where side = 'right') as addends
                from operands
                group by identity_id, release_id, subject
                having
                    bool_and(is_whole)
                    and count(*) filter (where side = 'left') = 1
                    and count(*) filter (where side = 'right') > 1
                    and min(unit) = max(unit)
            ),

            -- Most are printed again in every release.
            placed as (
                select distinct
                    {", ".join(f"held.{name}" for name in BASIS)},
                    tables.statement, sums.total,
                    list_sort(list_distinct(sums.addends)) as parts
                from sums
                inner join held using (identity_id, release_id, subject)
                left join reports.printed_tables as tables
                    using (release_id, table_id)
            )

            select distinct
                {", ".join(f"placed.{name}" for name in BASIS)},
                statements.statement, placed.total, placed.parts
            from placed
            inner join marts.dim_statement as statements
                on coalesce(placed.statement, statements.statement)
                = statements.statement
            where
                not list_contains(placed.parts, placed.total)
                and statements.shown_as = 'statement'
            order by all
            """,
        ):
            of = found.setdefault((basis_of(row), row["statement"]), {})
            of.setdefault(row["total"], set()).add(frozenset(row["parts"]))
        return found

    @cached_property
    def precision(self) -> dict[str, int]:
        """The decimals of the amounts that are not known to the thousand, by metric."""
        found = rows(
            self.connection,
            "select metric_key, decimals from marts.fct_metrics where decimals < -3"
            " and company_key in (from companies_with_pages)",
        )
        return {row["metric_key"]: row["decimals"] for row in found}

    @cached_property
    def depths(self) -> dict[str, int]:
        """How many products stand above each."""
        above = {
            row["product_key"]: row["parent_product_key"]
            for row in rows(
                self.connection,
                "select product_key, parent_product_key from marts.dim_product",
            )
        }

        def depth(product: str) -> int:
            parent = above[product]
            return 0 if parent is None else 1 + depth(parent)

        return {product: depth(product) for product in above}

    @cached_property
    def months(self) -> dict[tuple[Basis, date], int]:
        """How many months of its fiscal year each period end of an edition is at."""
        found = rows(
            self.connection,
            f"""
            select {BY_BASIS}, flows.period_end, max(metrics.months) as months
            from held_flows as flows
            inner join (select metric_key, months from marts.fct_metrics) as metrics
                on flows.year_to_date_metric_key = metrics.metric_key
            group by {BY_BASIS}, flows.period_end
            """,
        )
        return {(basis_of(row), row["period_end"]): row["months"] for row in found}

    @cached_property
    def lines(self) -> dict[Basis, dict[str, StatementLines]]:
        """The lines of every statement and list, as of the latest that is reported.

        What a statement shows beside its own lines makes no statement by itself, nor
        does the whole company a table of segments or a chart of products.
        """
        needs = {row["statement"]: row["needs_lines"] for row in self.statements}
        found: dict[Basis, dict[str, StatementLines]] = {}
        for relation in RELATIONS:
            for basis, lines in self.by_basis(self._lines_of(relation)).items():
                by_statement: dict[str, list[Row]] = {}
                for line in lines:
                    by_statement.setdefault(line["shown_in"], []).append(line)
                for statement, of in by_statement.items():
                    latest = [line for line in of if line["is_latest"]]
                    full = [line for line in of if not line["is_latest"]]
                    if (
                        any(line["is_needed"] for line in latest)
                        or not needs[statement]
                    ):
                        shown = found.setdefault(basis, {}).setdefault(
                            statement, StatementLines()
                        )
                        setattr(shown, relation, latest)
                        setattr(shown, f"full_{relation}", full)
        return found

    @cached_property
    def drawn_by_quarter(self) -> list[str]:
        """The line items that have a chart of their quarters."""
        found = rows(
            self.connection,
            """
            select line_item_key
            from marts.dim_statement_line as shown
            inner join marts.dim_statement as statements using (statement)
            where statements.shown_as = 'quarters'
            order by shown.display_order
            """,
        )
        return [row["line_item_key"] for row in found]

    @cached_property
    def quarters(self) -> dict[Basis, list[Row]]:
        """The line items that are drawn by quarter, for every quarter known."""
        return self.by_basis(
            f"""
            select lines.*
            from held_flows as lines
            inner join marts.dim_statement_line as shown using (line_item_key)
            inner join marts.dim_statement as statements
                on shown.statement = statements.statement
            where
                statements.shown_as = 'quarters'
                and lines.segment_key = 'total'
                and lines.product_key = 'total'
                and lines.quarter is not null
                and lines.company_key in (from companies_with_pages)
            order by {BY_BASIS}, shown.display_order, lines.period_end
            """
        )

    @staticmethod
    def _lines_of(relation: str) -> str:
        return f"""
            with shown_lines as (
                -- Without the columns that a page shows: these would go through
                -- every window.
                select
                    lines.rowid as line,
                    {", ".join(f"lines.{name}" for name in BASIS)},
                    lines.period_end, shown.statement as shown_in,
                    shown.display_order as shown_order, statements.shown_as,
                    -- Nor does what there was at its ends make a statement of flows.
                    shown.is_own and (
                        statements.shown_as <> 'statement'
                        or line_items.period_type = 'instant'
                        or line_items.is_additive
                    ) or case
                        when statements.shown_as = 'products'
                            then lines.product_key <> 'total'
                        when shown.is_by_segment and not shown.is_by_product
                            then lines.segment_key <> 'total'
                        else false
                    end as is_needed,
                    count(*) filter (
                        where lines.segment_key = 'total'
                        and lines.product_key = 'total'
                    ) over (
                        partition by
                            {", ".join(f"lines.{name}" for name in BASIS)},
                            shown.statement, lines.period_end
                    ) as line_count
                from held_{relation} as lines
                inner join marts.dim_statement_line as shown
                    on lines.line_item_key = shown.line_item_key
                inner join marts.dim_line_item as line_items
                    on lines.line_item_key = line_items.line_item_key
                inner join marts.dim_statement as statements
                    on shown.statement = statements.statement
                where
                    -- Filings in bulk have a row in the list of companies, no more.
                    (
                        statements.shown_as = 'companies'
                        or lines.company_key in (from companies_with_pages)
                    )
                    and (shown.is_by_segment or lines.segment_key = 'total')
                    and (shown.is_by_product or lines.product_key = 'total')
            ),

            -- A statement of less than half the lines of its longest is no whole one.
            judged as (
                select
                    *,
                    2 * line_count >= max(line_count) over (
                        partition by {BY_BASIS}, shown_in
                    ) as is_full,
                    period_end = coalesce(
                        max(period_end) filter (where is_needed) over of_statement,
                        max(period_end) over of_statement
                    ) as is_latest
                from shown_lines
                window of_statement as (partition by {BY_BASIS}, shown_in)
            ),

            chosen as (
                select line, shown_in, shown_order, is_needed, is_latest
                from judged
                window of_statement as (partition by {BY_BASIS}, shown_in)
                qualify
                    is_latest
                    or shown_as = 'statement'
                    and is_full
                    and not bool_or(is_latest and is_full) over of_statement
                    and period_end = max(period_end) filter (
                        where is_full and is_needed
                    ) over of_statement
            )

            select lines.*, chosen.* exclude (line)
            from chosen
            inner join held_{relation} as lines on chosen.line = lines.rowid
            order by {BY_BASIS}, display_order
        """
