"""What the pages say, as rows of the views of the published file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

Row = dict[str, Any]


def rows(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: object = None
) -> list[Row]:
    """The rows of a query, each with its columns by name."""
    result = connection.execute(sql, parameters)
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def hold_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep the analyst's views as tables of this connection, of all companies.

    A view is computed anew wherever it is asked, and every company has many pages.
    """
    for row in rows(
        connection,
        "select table_name as name from information_schema.columns"
        " where table_schema = 'reports' and column_name = 'company_key'",
    ):
        connection.execute(
            f"create temp table held_{row['name']} as"
            f" select * from reports.{row['name']}"
        )


@dataclass(frozen=True)
class Edition:
    """A company as of its latest quarter, in the standard of its last release.

    One that has reported nothing for a quarter or a year is as of its latest
    balance or, without any, of the latest day that a figure is about.
    """

    connection: duckdb.DuckDBPyConnection
    company_key: str
    label: str
    short_label: str
    accounting_standard: str
    currency: str
    fiscal_year: int
    fiscal_quarter: int
    months: int | None
    period_end: date
    title: str
    published_at: date

    def view(self, name: str, condition: str = "true", order: str = "all") -> list[Row]:
        """Rows of a view in `reports`, of this company and its latest quarter."""
        return self.history(
            name, f"period_end = $period_end and ({condition})", order, self.period_end
        )

    def history(
        self,
        name: str,
        condition: str = "true",
        order: str = "all",
        period_end: date | None = None,
    ) -> list[Row]:
        """Rows of a view in `reports`, of this company, whatever their period."""
        parameters: dict[str, object] = {
            "company_key": self.company_key,
            "accounting_standard": self.accounting_standard,
            "currency": self.currency,
        }
        if period_end:
            parameters["period_end"] = period_end
        return rows(
            self.connection,
            f"select * from held_{name} where company_key = $company_key"
            " and accounting_standard = $accounting_standard"
            f" and currency = $currency and {condition} order by {order}",
            parameters,
        )

    def query(self, sql: str) -> list[Row]:
        """Rows of any query, which may name the company as `$company_key`."""
        named = {"company_key": self.company_key} if "$company_key" in sql else None
        return rows(self.connection, sql, named)


def editions(connection: duckdb.DuckDBPyConnection) -> Iterator[Edition]:
    """Every company that has published, in the order of their names."""
    hold_views(connection)
    for row in rows(
        connection,
        """
        with ends as (
            select
                company_key, accounting_standard, currency, period_end,
                1 as preference
            from held_flows
            union all
            select
                company_key, accounting_standard, currency, period_end,
                2 as preference
            from held_balances
            union all
            select
                company_key, accounting_standard, currency, period_end,
                3 as preference
            from marts.fct_reported_figures
        ),

        latest as (
            select
                releases.company_key, releases.accounting_standard,
                releases.currency, releases.title,
                cast(releases.published_at as date) as published_at,
                ends.period_end
            from marts.dim_release as releases
            inner join ends using (company_key, accounting_standard, currency)
            where releases.is_latest
            qualify row_number() over (
                partition by company_key
                order by
                    releases.published_at desc, ends.preference,
                    ends.period_end desc
            ) = 1
        )

        select
            companies.company_key, companies.label, companies.short_label,
            latest.accounting_standard, latest.currency,
            max_by(periods.fiscal_year, periods.is_cumulative) as fiscal_year,
            max_by(periods.fiscal_quarter, periods.is_cumulative)
                as fiscal_quarter,
            max(periods.months) filter (where periods.is_cumulative) as months,
            latest.period_end, latest.title, latest.published_at
        from latest
        inner join marts.dim_company as companies using (company_key)
        inner join marts.fct_reported_figures as figures
            using (company_key)
        inner join marts.dim_period as periods
            on
                latest.period_end = periods.end_date
                and figures.period_key = periods.period_key
        group by all
        order by companies.label
        """,
    ):
        yield Edition(connection, **row)
