"""Copies of the public tables and views for tools that read files."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from kessan.contract import PublicModel, in_order_of_reading
from kessan.publication.catalogs import rows_of_copy, stand_in, view_sql
from kessan.publication.sizes import is_large
from kessan.sql import identifier, literal

# By table and column, as DuckDB names them.
Types = dict[str, dict[str, str]]

# A cell that a spreadsheet would run as a formula. Behind a minus it may be a
# number or a lone dash: those are figures and stay.
FORMULA = r"^[=+@\t\r]|^-.*[^0-9.,%() -]"
# What begins with a digit or a letter is none, and is not asked: most cells do. It is
# no list, which DuckDB would join, and then write rows out of their order.
BEGINS_AS_TEXT = 'ascii("{0}") between 46 and 60 or ascii("{0}") > 64'

# Companies of so many figures together are computed at once.
FIGURES_OF_GROUP = 250_000
IN_GROUP = (
    "company_key between getvariable('first_company') and getvariable('last_company')"
)
# What a view is computed of: all, where no group is asked for.
IS_ASKED = (
    f"(company_key is null or getvariable('first_company') is null or {IN_GROUP})"
)


def write_tables(
    connection: duckdb.DuckDBPyConnection,
    models: list[PublicModel],
    types: Types,
    folder: Path,
) -> None:
    """Write each table as Parquet into a folder, in the order that it has.

    `connection` uses a published file, whose columns have these types. Files are
    named `<schema>.<table>`.
    """
    ((published,),) = connection.sql("select current_catalog()").fetchall()
    for table in models:
        if not table.is_view:
            rows = identifier(published, table.schema, table.name)
            _write(connection, table, rows, types, folder)


def write_views(
    connection: duckdb.DuckDBPyConnection,
    models: list[PublicModel],
    types: Types,
    folder: Path,
) -> None:
    """Write the rows of each view as Parquet into a folder, in the order of its key.

    `connection` uses a catalog that has all tables and views, and is given another
    one, in which each view is computed once: one that reads another reads the rows
    that are written already. Of a large warehouse, a view that keeps companies apart
    is computed for some of them after the others: what is joined at once would not
    fit into memory.
    """
    ((published,),) = connection.sql("select current_catalog()").fetchall()
    sql = view_sql(connection, published)
    stand_in(connection, "computed", published, models, condition=IS_ASKED)
    groups = _groups(connection) if is_large(connection, published, models) else []
    for view in in_order_of_reading([model for model in models if model.is_view]):
        name = f"{view.schema}.{view.name}"
        rows = identifier(view.schema, view.name)
        connection.execute(sql[name])
        order = ", ".join(view.primary_key) or "all"
        if groups and view.keeps_companies_apart:
            with _computed(connection, rows, order, groups) as computed:
                copy = _write(connection, view, computed, types, folder)
        else:
            copy = _write(connection, view, f"{rows} order by {order}", types, folder)
        where = f" where {IS_ASKED}" if view.has("company_key") else ""
        connection.execute(
            f"create or replace view {rows} as {rows_of_copy(copy, types[name])}{where}"
        )
    connection.execute(f"use {identifier(published)}")
    connection.execute("detach computed")


def _groups(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """The first and the last company of each group, which is a part of the figures.

    One with more figures than a group has is a group of its own.
    """
    return connection.execute(
        "select min(company_key), max(company_key) from ("
        " select company_key, (sum(figures) over (order by company_key) - 1)"
        f" // {FIGURES_OF_GROUP} as place from ("
        "  select company_key, count(*) as figures from marts.fct_reported_figures"
        "  group by company_key)) group by place order by place"
    ).fetchall()


@contextmanager
def _computed(
    connection: duckdb.DuckDBPyConnection,
    view: str,
    order: str,
    groups: list[tuple[str, str]],
) -> Iterator[str]:
    """The rows of a view, computed group by group and held in that order."""
    connection.execute(f"create table computed.main.held as from {view} limit 0")
    for first, last in groups:
        connection.execute(f"set variable first_company = {literal(first)}")
        connection.execute(f"set variable last_company = {literal(last)}")
        connection.execute(
            f"insert into computed.main.held from {view}"
            f" where {IN_GROUP} order by {order}"
        )
    connection.execute("reset variable first_company")
    yield "computed.main.held"
    connection.execute("drop table computed.main.held")


def write_csv(parquet: Path, names: Iterable[str], types: Types, folder: Path) -> None:
    """Write what is in a folder as Parquet as CSV into another, in the same order.

    A text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        for name in names:
            rows = rows_of_copy(parquet / f"{name}.parquet", types[name])
            connection.execute(
                f"copy (select {_without_formulas(types[name])} from ({rows}))"
                f" to {_file(folder, f'{name}.csv')}"
                " (header, timestampformat '%Y-%m-%dT%H:%M:%S.%g')"
            )


def _write(
    connection: duckdb.DuckDBPyConnection,
    model: PublicModel,
    rows: str,
    types: Types,
    folder: Path,
) -> Path:
    """Write rows (SQL) as the Parquet of a table or view, and return the file."""
    folder.mkdir(exist_ok=True)
    name = f"{model.schema}.{model.name}"
    connection.execute(
        f"copy (select {_exact(types[name])} from {rows})"
        f" to {_file(folder, f'{name}.parquet')} (format parquet, compression zstd)"
    )
    return folder / f"{name}.parquet"


def column_types(connection: duckdb.DuckDBPyConnection, database: str) -> Types:
    """The types of the columns of a database, by table and in order."""
    types: Types = {}
    for table, column, data_type in connection.execute(
        "select schema_name || '.' || table_name, column_name, data_type"
        " from duckdb_columns() where database_name = ? and not internal"
        " order by table_oid, column_index",
        [database],
    ).fetchall():
        types.setdefault(table, {})[column] = data_type
    return types


def _exact(types: dict[str, str]) -> str:
    """The columns to export (SQL). Parquet has no integer of 128 bits.

    DuckDB writes one as a float; a decimal of 38 digits holds the sums that are.
    """
    return ", ".join(
        f'cast("{name}" as decimal(38, 0)) as "{name}"'
        if data_type == "HUGEINT"
        else f'"{name}"'
        for name, data_type in types.items()
    )


def _without_formulas(types: dict[str, str]) -> str:
    """The columns to export to CSV (SQL)."""
    return ", ".join(
        f"""case when {BEGINS_AS_TEXT.format(name)} then "{name}"
            when regexp_matches("{name}", '{FORMULA}', 's') then '''' || "{name}"
            else "{name}" end as "{name}\""""
        if data_type == "VARCHAR"
        else f'"{name}"'
        for name, data_type in types.items()
    )


def _file(folder: Path, name: str) -> str:
    """The path of a copy, in SQL."""
    return literal(folder / name)
