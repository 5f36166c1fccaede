"""The published DuckDB file: the public schemas, with keys and descriptions."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from kessan import history
from kessan.contract import PublicModel, in_order_of_reference
from kessan.history import Run
from kessan.project import PUBLIC_SCHEMAS
from kessan.publication.catalogs import add_views
from kessan.publication.sizes import LARGE, bounded, rows_of
from kessan.sql import literal

# The storage is what readers of DuckDB 1.3 and later open.
STORAGE = "v1.3.0"
# Each key of a small table takes a block of its own, and each block of a large one
# has a dictionary of its own.
BLOCK_SIZE, BLOCK_SIZE_OF_LARGE = 16_384, 262_144


def write_warehouse(
    build_file: Path,
    file: Path,
    models: list[PublicModel],
    runs: Iterable[Run] = (),
    large: int = LARGE,
) -> None:
    """Copy the public schemas of a build into a new file, which is compact.

    `runs` are added to `audit.runs`: that of the file itself, which the build
    cannot have. A table of more than `large` rows is without keys: DuckDB indexes
    each that it is told of, the indexes of text are four times the table, and the
    gates prove them.

    Raises duckdb.Error when the build lacks a table or a key does not hold.
    """
    with duckdb.connect(config=bounded(file.parent)) as connection:
        connection.execute(f"attach {literal(build_file)} as build (read_only)")
        rows = rows_of(connection, "build", models)
        block_size = BLOCK_SIZE
        if max(rows.values(), default=0) > large:
            block_size = BLOCK_SIZE_OF_LARGE
        connection.execute(
            f"attach {literal(file)} as published"
            f" (block_size {block_size}, storage_version {literal(STORAGE)})"
        )
        connection.execute("use published")
        # One transaction: each would wait for the disk.
        connection.begin()
        for schema in PUBLIC_SCHEMAS:
            connection.execute(f"create schema {schema}")
        tables = [model for model in models if not model.is_view]
        keyed = {
            table.name: table.schema for table in tables if rows[table.name] <= large
        }
        for table in in_order_of_reference(tables):
            _copy_table(connection, table, keyed)
        history.write(connection, "audit.runs", runs)
        add_views(connection, "build", models)
        _describe(connection, models)
        connection.commit()
        connection.execute("use memory")
        connection.execute("checkpoint published")
        connection.execute("detach published")


def _copy_table(
    connection: duckdb.DuckDBPyConnection,
    table: PublicModel,
    keyed: dict[str, str],
) -> None:
    """Create a table and fill it, in the order of its key.

    It has its keys if it is one of those `keyed`, which say their schema.
    """
    columns = connection.execute(
        "select column_name, data_type, is_nullable from duckdb_columns()"
        " where database_name = 'build' and schema_name = ? and table_name = ?"
        " order by column_index",
        [table.schema, table.name],
    ).fetchall()
    parts = [
        f'"{name}" {data_type}{"" if nullable else " not null"}'
        for name, data_type, nullable in columns
    ]
    if table.name in keyed and table.primary_key:
        parts.append(f"primary key ({', '.join(table.primary_key)})")
    parts += [
        f"foreign key ({column}) references {table.schema}.{referred} ({key})"
        for column, referred, key in table.paths
        # DuckDB knows no foreign key into another schema.
        if table.name in keyed
        and referred != table.name
        and keyed.get(referred) == table.schema
    ]
    name = f"{table.schema}.{table.name}"
    order = ", ".join(table.primary_key) or "all"
    connection.execute(f"create table {name} ({', '.join(parts)})")
    connection.execute(f"insert into {name} from build.{name} order by {order}")


def _describe(connection: duckdb.DuckDBPyConnection, models: list[PublicModel]) -> None:
    """Give tables, views and columns their descriptions as comments."""
    for model in models:
        kind = "view" if model.is_view else "table"
        comments = {f"{kind} {model.schema}.{model.name}": model.description}
        for column in model.columns:
            name = f'column {model.schema}.{model.name}."{column.name}"'
            comments[name] = column.description
        for name, comment in comments.items():
            connection.execute(f"comment on {name} is {literal(comment.strip())}")
