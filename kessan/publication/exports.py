"""Copies of the public tables and views for tools that read files."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from kessan.contract import PublicModel, in_order_of_reading
from kessan.publication.catalogs import stand_in, view_sql
from kessan.sql import identifier, literal

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

    `connection` uses the published file, whose columns have these types, and is given
    a catalog `copies` in which each view is computed once. Files are named
    `<schema>.<table>`, rows are in the order of the key. In a CSV a text that a
    spreadsheet would take for a formula has an apostrophe before it.
    """
    for kind in ("parquet", "csv"):
        (folder / kind).mkdir()

    ((published,),) = connection.sql("select current_catalog()").fetchall()

    def write_tables() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"use {identifier(published)}")
            for model in models:
                if not model.is_view:
                    # Its rows came into the file in the order of the key.
                    name = f"{model.schema}.{model.name}"
                    _copy(cursor, name, name, types[name], folder)

    # One table after the other would leave a processor without work: few have the
    # rows for both.
    with ThreadPoolExecutor(1) as beside:
        tables = beside.submit(write_tables)
        for view, rows in _computed(connection, published, models):
            name = f"{view.schema}.{view.name}"
            _copy(connection, name, rows, types[name], folder)
        tables.result()


def _computed(
    connection: duckdb.DuckDBPyConnection, published: str, models: list[PublicModel]
) -> Iterator[tuple[PublicModel, str]]:
    """Each view with the name of a table of its rows, in the order of the key.

    A view that reads another one reads the rows that are computed already.
    """
    sql = view_sql(connection, published)
    stand_in(connection, "copies", published, models)
    views = in_order_of_reading([model for model in models if model.is_view])
    to_read = Counter(name for view in views for name in view.reads)
    computed = {}
    for view in views:
        name = identifier(view.schema, view.name)
        computed[view.name] = rows = identifier("copies", "main", view.name)
        connection.execute(sql[f"{view.schema}.{view.name}"])
        order = ", ".join(view.primary_key) or "all"
        connection.execute(f"create table {rows} as from {name} order by {order}")
        connection.execute(f"create or replace view {name} as from {rows}")
        yield view, rows
        to_read -= Counter(view.reads)
        for done in [one for one in computed if not to_read[one]]:
            connection.execute(f"drop table {computed.pop(done)}")
    connection.execute(f"use {identifier(published)}")
    connection.execute("detach copies")


def _copy(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    rows: str,
    types: dict[str, str],
    folder: Path,
) -> None:
    """Write the rows of a table, in their order, as the files of a name."""
    connection.execute(
        f"copy (select {_exact(types)} from {rows})"
        f" to {_file(folder, 'parquet', name)} (format parquet, compression zstd)"
    )
    connection.execute(
        f"copy (select {_without_formulas(types)} from {rows})"
        f" to {_file(folder, 'csv', name)}"
        " (header, timestampformat '%Y-%m-%dT%H:%M:%S.%g')"
    )


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
