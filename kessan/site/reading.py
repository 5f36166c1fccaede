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


@dataclass(frozen=True)
class Edition:
    """A company as of its latest quarter, in the standard of its last release."""

    connection: duckdb.DuckDBPyConnection
    company_key: str
    label: str
    short_label: str
    accounting_standard: str
    currency: str
    fiscal_year: int
    fiscal_quarter: int
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
            f"select * from reports.{name} where company_key = $company_key"
            " and accounting_standard = $accounting_standard"
            f" and currency = $currency and {condition} order by {order}",
            parameters,
        )

    def query(self, sql: str) -> list[Row]:
        """Rows of any query, which may name the company as `$company_key`."""
        named = {"company_key": self.company_key} if "$company_key" in sql else None
        return rows(self.connection, sql, named)


def editions(connection: duckdb.DuckDBPyConnection) -> Iterator[Edition]:
    """Every company that has reported on a quarter, in the order of their names."""
    for row in rows(
        connection,
        """
        select
            companies.company_key, companies.label, companies.short_label,
            releases.accounting_standard, releases.currency,
            flows.fiscal_year, flows.fiscal_quarter, flows.period_end,
            releases.title, cast(releases.published_at as date) as published_at
        from marts.dim_company as companies
        inner join marts.dim_release as releases using (company_key)
        inner join reports.flows as flows
            on
                releases.company_key = flows.company_key
                and releases.accounting_standard = flows.accounting_standard
                and releases.currency = flows.currency
        where releases.is_latest
        qualify row_number() over (
            partition by companies.company_key
            order by releases.published_at desc, flows.period_end desc
        ) = 1
        order by companies.label
        """,
    ):
        yield Edition(connection, **row)
