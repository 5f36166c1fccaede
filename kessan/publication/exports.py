"""Copies of the public tables and views for tools that read files."""

from pathlib import Path

import duckdb

from kessan.contract import PublicModel

# A cell that a spreadsheet would run as a formula. Behind a minus it may be a
# number or a lone dash: those are figures and stay.
FORMULA = r"^[=+@\t\r]|^-.*[^0-9.,%() -]"


def write_exports(
    connection: duckdb.DuckDBPyConnection, models: list[PublicModel], folder: Path
) -> dict[str, int]:
    """Write each table and view as Parquet and as CSV; return its count of rows.

    `connection` uses the published file. Files are named `<schema>.<table>`, rows
    are in the order of the key. In a CSV a text that a spreadsheet would take for
    a formula has an apostrophe before it.
    """
    counts = {}
    for kind in ("parquet", "csv"):
        (folder / kind).mkdir()
    for model in models:
        name = f"{model.schema}.{model.name}"
        order = ", ".join(model.primary_key) or "all"
        # Once for both: a view is computed when it is read.
        connection.execute(
            f"create or replace temp table rows_to_export as"
            f" from {name} order by {order}"
        )
        (counts[name],) = connection.execute(
            "select count(*) from rows_to_export"
        ).fetchall()[0]
        connection.execute(
            f"copy rows_to_export to '{_file(folder, 'parquet', name)}'"
            " (format parquet, compression zstd)"
        )
        connection.execute(
            f"copy (select {_without_formulas(connection)} from rows_to_export)"
            f" to '{_file(folder, 'csv', name)}' (header)"
        )
    connection.execute("drop table if exists rows_to_export")
    return counts


def _without_formulas(connection: duckdb.DuckDBPyConnection) -> str:
    """The columns to export to CSV (SQL)."""
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns()"
        " where table_name = 'rows_to_export' order by column_index"
    ).fetchall()
    return ", ".join(
        f"""case when regexp_matches("{name}", '{FORMULA}', 's')
            then '''' || "{name}" else "{name}" end as "{name}\""""
        if data_type == "VARCHAR"
        else f'"{name}"'
        for name, data_type in columns
    )


def _file(folder: Path, kind: str, name: str) -> str:
    """The path of a copy, as it stands in an SQL string."""
    return str(folder / kind / f"{name}.{kind}").replace("'", "''")
