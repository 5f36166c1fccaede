"""Copies of the public tables and views for tools that read files."""

from pathlib import Path

import duckdb

from kessan.contract import PublicModel
from kessan.sql import literal

# By table and column, as DuckDB names them.
Types = dict[str, dict[str, str]]

# A cell that a spreadsheet would run as a formula. Behind a minus it may be a
# number or a lone dash: those are figures and stay.
FORMULA = r"^[=+@\t\r]|^-.*[^0-9.,%() -]"


def write_exports(
    connection: duckdb.DuckDBPyConnection,
    models: list[PublicModel],
    types: Types,
    folder: Path,
) -> None:
    """Write each table and view as Parquet and as CSV.

    `connection` uses the published file, whose columns have these types. Files are
    named `<schema>.<table>`, rows are in the order of the key. In a CSV a text that
    a spreadsheet would take for a formula has an apostrophe before it.
    """
    for kind in ("parquet", "csv"):
        (folder / kind).mkdir()
    for model in models:
        name = f"{model.schema}.{model.name}"
        order = ", ".join(model.primary_key) or "all"
        # Once for both: a view is computed when it is read.
        connection.execute(
            f"create or replace temp table rows_to_export as"
            f" select {_exact(types[name])} from {name} order by {order}"
        )
        connection.execute(
            f"copy rows_to_export to {_file(folder, 'parquet', name)}"
            " (format parquet, compression zstd)"
        )
        connection.execute(
            f"copy (select {_without_formulas(types[name])} from rows_to_export)"
            f" to {_file(folder, 'csv', name)}"
            " (header, timestampformat '%Y-%m-%dT%H:%M:%S.%g')"
        )
    connection.execute("drop table if exists rows_to_export")


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
        f"""case when regexp_matches("{name}", '{FORMULA}', 's')
            then '''' || "{name}" else "{name}" end as "{name}\""""
        if data_type == "VARCHAR"
        else f'"{name}"'
        for name, data_type in types.items()
    )


def _file(folder: Path, kind: str, name: str) -> str:
    """The path of a copy, in SQL."""
    return literal(folder / kind / f"{name}.{kind}")
