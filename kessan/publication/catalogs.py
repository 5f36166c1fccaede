"""Catalogs in memory that stand for a published file, to read its views in.

A view reads tables and other views by their schema. In a catalog of its own it can be
given others of the same names: those of some companies, or rows computed already.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from kessan.contract import PublicModel, in_order_of_reading
from kessan.project import PUBLIC_SCHEMAS
from kessan.sql import identifier, literal


def view_sql(connection: duckdb.DuckDBPyConnection, catalog: str) -> dict[str, str]:
    """What creates each view of a catalog, by its schema and name."""
    return dict(
        connection.execute(
            "select schema_name || '.' || view_name, sql from duckdb_views()"
            " where database_name = ?",
            [catalog],
        ).fetchall()
    )


def stand_in(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    published: str,
    models: Iterable[PublicModel],
    companies: Iterable[str] | None = None,
    condition: str = "",
) -> None:
    """Attach a catalog of a name that has the tables of a published one, and use it.

    Of `companies` alone, where they are said, and of what is of no company. What is
    of companies has the rows that keep the `condition` (SQL), where there is one.
    """
    connection.execute(f"attach ':memory:' as {identifier(name)}")
    connection.execute(f"use {identifier(name)}")
    for schema in PUBLIC_SCHEMAS:
        connection.execute(f"create schema {schema}")
    for model in models:
        if model.is_view:
            continue
        table = identifier(model.schema, model.name)
        source = identifier(published, model.schema, model.name)
        is_of_companies = model.has("company_key")
        if companies is None or not is_of_companies:
            where = f" where {condition}" if condition and is_of_companies else ""
            connection.execute(f"create view {table} as from {source}{where}")
            continue
        keys = ", ".join(["null", *map(literal, companies)])
        connection.execute(
            f"create table {table} as from {source}"
            f" where company_key is null or company_key in ({keys})"
        )


def add_views(
    connection: duckdb.DuckDBPyConnection,
    published: str,
    models: Iterable[PublicModel],
    copies: Path | None = None,
) -> None:
    """Create the views of a published catalog in the one that is used.

    One that has been written as Parquet into the folder `copies` reads that, and
    computes nothing.
    """
    sql = view_sql(connection, published)
    for view in in_order_of_reading([model for model in models if model.is_view]):
        name = f"{view.schema}.{view.name}"
        copy = copies / f"{name}.parquet" if copies else None
        if copy is None or not copy.exists():
            connection.execute(sql[name])
            continue
        columns = connection.execute(
            "select column_name, data_type from duckdb_columns()"
            " where database_name = ? and schema_name = ? and table_name = ?"
            " order by column_index",
            [published, view.schema, view.name],
        ).fetchall()
        connection.execute(
            f"create view {identifier(view.schema, view.name)} as"
            f" {rows_of_copy(copy, dict(columns))}"
        )


def rows_of_copy(copy: Path, types: Mapping[str, str]) -> str:
    """The rows of a file of Parquet (SQL), with their types in DuckDB.

    Parquet does not have all of them.
    """
    columns = ", ".join(
        f"cast({identifier(column)} as {data_type}) as {identifier(column)}"
        for column, data_type in types.items()
    )
    return f"select {columns} from read_parquet({literal(copy)})"
