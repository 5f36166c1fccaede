"""The published file: a copy of the public schemas, switched into place whole."""

import os
from pathlib import Path

import duckdb

from kessan.contract import PublicModel, in_order_of_reference, public_models
from kessan.project import MANIFEST, PUBLIC_SCHEMAS


def publish(build_file: Path, published_file: Path, manifest: Path = MANIFEST) -> None:
    """Copy the public schemas of a build into a new file and switch to it.

    Readers have the old file or the new one, never a part of either: the copy
    is made beside the published file and renamed over it. A process that has
    the old file open keeps it until it opens the file again.
    """
    published_file.parent.mkdir(parents=True, exist_ok=True)
    copy = published_file.with_name(f".{published_file.stem}.{os.getpid()}.duckdb")
    try:
        _copy(build_file, copy, manifest)
        with copy.open("rb") as file:
            os.fsync(file.fileno())
        Path(f"{published_file}.wal").unlink(missing_ok=True)
        copy.replace(published_file)
    finally:
        for left in (copy, Path(f"{copy}.wal")):
            left.unlink(missing_ok=True)


def _copy(build_file: Path, copy: Path, manifest: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach {_text(build_file)} as build (read_only)")
        # Small blocks: each key of the small tables takes a block of its own.
        connection.execute(f"attach {_text(copy)} as published (block_size 16384)")
        connection.execute("use published")
        for schema in PUBLIC_SCHEMAS:
            connection.execute(f"create schema {schema}")
        models = public_models(manifest)
        tables = [model for model in models if not model.is_view]
        schemas = {table.name: table.schema for table in tables}
        for table in in_order_of_reference(tables):
            _copy_table(connection, table, schemas)
        views = connection.execute(
            "select sql from duckdb_views() where database_name = 'build'"
            " and list_contains(?, schema_name) order by view_oid",
            [PUBLIC_SCHEMAS],
        ).fetchall()
        for (sql,) in views:
            connection.execute(sql)
        _describe(connection, models)
        connection.execute("use memory")
        connection.execute("checkpoint published")
        connection.execute("detach published")


def _copy_table(
    connection: duckdb.DuckDBPyConnection,
    table: PublicModel,
    schemas: dict[str, str],
) -> None:
    """Create a table with its keys and fill it, in the order of its key."""
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
    if table.primary_key:
        parts.append(f"primary key ({', '.join(table.primary_key)})")
    parts += [
        f"foreign key ({column}) references {table.schema}.{referred} ({key})"
        for column, referred, key in table.foreign_keys
        # DuckDB knows no foreign key into another schema.
        if referred != table.name and schemas[referred] == table.schema
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
            connection.execute(f"comment on {name} is {_text(comment.strip())}")


def _text(value: object) -> str:
    """An SQL string."""
    return "'" + str(value).replace("'", "''") + "'"
