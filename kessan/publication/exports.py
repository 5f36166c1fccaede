"""Copies of the public tables and views for tools that read files."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
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
# Files that are written at once: few have the rows for two processors.
WRITERS = 2
# What begins with a digit or a letter is none, and is not asked: most cells do. It is
# no list, which DuckDB would join, and then write rows out of their order.
BEGINS_AS_TEXT = 'ascii("{0}") between 46 and 60 or ascii("{0}") > 64'


def write_tables(
    connection: duckdb.DuckDBPyConnection,
    models: list[PublicModel],
    types: Types,
    folder: Path,
) -> None:
    """Write each table as Parquet and as CSV, in the order that it has.

    `connection` uses a published file, whose columns have these types and whose rows
    are in the order of the key. Files are named `<schema>.<table>`. In a CSV a text
    that a spreadsheet would take for a formula has an apostrophe before it.
    """
    ((published,),) = connection.sql("select current_catalog()").fetchall()
    with _writing(connection, types, folder) as write:
        for table in models:
            if not table.is_view:
                write(table, identifier(published, table.schema, table.name))


def write_views(
    connection: duckdb.DuckDBPyConnection,
    models: list[PublicModel],
    types: Types,
    folder: Path,
) -> None:
    """Write the rows of each view as `write_tables` does, in the order of its key.

    `connection` uses a catalog that has all tables and views, and is given another
    one, in which each view is computed once: one that reads another reads the rows
    that are computed already. They are dropped as soon as nothing needs them any more.
    """
    ((published,),) = connection.sql("select current_catalog()").fetchall()
    sql = view_sql(connection, published)
    stand_in(connection, "copies", published, models)
    views = in_order_of_reading([model for model in models if model.is_view])
    to_read = Counter(name for view in views for name in view.reads)
    computed: dict[str, tuple[str, Future[None]]] = {}
    with _writing(connection, types, folder) as write:
        for view in views:
            name = identifier(view.schema, view.name)
            rows = identifier("copies", "main", view.name)
            connection.execute(sql[f"{view.schema}.{view.name}"])
            order = ", ".join(view.primary_key) or "all"
            connection.execute(f"create table {rows} as from {name} order by {order}")
            connection.execute(f"create or replace view {name} as from {rows}")
            computed[view.name] = rows, write(view, rows)
            to_read -= Counter(view.reads)
            for name, (rows, written) in list(computed.items()):
                if written.done() and not to_read[name]:
                    connection.execute(f"drop table {rows}")
                    del computed[name]
    connection.execute(f"use {identifier(published)}")
    connection.execute("detach copies")


@contextmanager
def _writing(
    connection: duckdb.DuckDBPyConnection, types: Types, folder: Path
) -> Iterator[Callable[[PublicModel, str], "Future[None]"]]:
    """Have the rows of a model written beside what else is done with a connection.

    Raises what kept one of them from being written.
    """
    for kind in ("parquet", "csv"):
        (folder / kind).mkdir(exist_ok=True)
    written = []
    with ThreadPoolExecutor(WRITERS) as writers:

        def write(model: PublicModel, rows: str) -> Future[None]:
            name = f"{model.schema}.{model.name}"
            written.append(
                writers.submit(
                    _copy, connection.cursor(), name, rows, types[name], folder
                )
            )
            return written[-1]

        yield write
    for one in written:
        one.result()


def _copy(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    rows: str,
    types: dict[str, str],
    folder: Path,
) -> None:
    """Write the rows of a table, in their order, as the files of a name."""
    with connection:
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
        f"""case when {BEGINS_AS_TEXT.format(name)} then "{name}"
            when regexp_matches("{name}", '{FORMULA}', 's') then '''' || "{name}"
            else "{name}" end as "{name}\""""
        if data_type == "VARCHAR"
        else f'"{name}"'
        for name, data_type in types.items()
    )


def _file(folder: Path, kind: str, name: str) -> str:
    """The path of a copy, in SQL."""
    return literal(folder / kind / f"{name}.{kind}")
