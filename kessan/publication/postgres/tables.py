"""What is copied: the tables and views of the file, with keys and comments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
from psycopg import sql

from kessan.contract import PublicModel, in_order_of_reference
from kessan.publication.postgres.schemas import new_name
from kessan.publication.postgres.server import Connection, UnusableError
from kessan.sql import identifier

BATCH_ROWS = 5_000
LONGEST_NAME = 63
TYPES = {
    "VARCHAR": "text",
    "BOOLEAN": "boolean",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "HUGEINT": "numeric(38, 0)",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
}


@dataclass(frozen=True)
class _Table:
    """A table or view of the file. Columns: name, type in PostgreSQL, may be null."""

    model: PublicModel
    columns: list[tuple[str, str, bool]]
    foreign_keys: list[tuple[str, str, str, str]]

    @property
    def new(self) -> sql.Identifier:
        return sql.Identifier(new_name(self.model.schema), self.model.name)


def tables_to_copy(
    source: duckdb.DuckDBPyConnection, models: list[PublicModel]
) -> list[_Table]:
    """Every table and view of the file, with those first that others refer to."""
    found: dict[tuple[str, str], list[tuple[str, str, bool]]] = {}
    for schema, table, column, data_type, is_nullable in source.execute(
        "select schema_name, table_name, column_name, data_type, is_nullable"
        " from duckdb_columns() where not internal"
        " and database_name = current_database() order by table_oid, column_index"
    ).fetchall():
        postgres_type = _type(data_type, f"{schema}.{table}.{column}")
        found.setdefault((schema, table), []).append(
            (column, postgres_type, is_nullable)
        )
        for name in (table, column):
            if len(name.encode()) > LONGEST_NAME:
                raise UnusableError(f"longer than {LONGEST_NAME} bytes: {name}")
    declared = {(model.schema, model.name) for model in models}
    if differing := sorted(declared ^ found.keys()):
        names = ", ".join(".".join(name) for name in differing)
        raise UnusableError(f"the file is not of the last build: {names}")
    schemas = {model.name: model.schema for model in models}
    return [
        _Table(
            model,
            found[model.schema, model.name],
            [
                (column, schemas[referred], referred, key)
                for column, referred, key in model.paths
            ],
        )
        for model in in_order_of_reference(models)
    ]


def _type(data_type: str, column: str) -> str:
    """The type in PostgreSQL; none is a float."""
    if decimal := re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", data_type):
        return f"numeric({decimal[1]}, {decimal[2]})"
    if data_type not in TYPES:
        raise UnusableError(f"{column}: {data_type} has no exact type in PostgreSQL")
    return TYPES[data_type]


def load(source: duckdb.DuckDBPyConnection, target: Connection, table: _Table) -> int:
    """Create a table, fill it, and give it keys and comments; how many rows.

    The file has its rows in the order of the key. They are frozen: a transaction
    with a snapshot from before would find the table empty after the switch.
    """
    model = table.model
    rows = source.execute(
        "select cast(columns(*) as varchar)"
        f" from {identifier(model.schema, model.name)}"
    )
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}{}").format(
            sql.Identifier(name),
            sql.SQL(data_type),
            sql.SQL("" if is_nullable else " not null"),
        )
        for name, data_type, is_nullable in table.columns
    )
    count = 0
    with target.transaction(), target.cursor() as cursor:
        cursor.execute(sql.SQL("create table {} ({})").format(table.new, columns))
        with cursor.copy(
            sql.SQL("copy {} from stdin (freeze)").format(table.new)
        ) as copy:
            while batch := rows.fetchmany(BATCH_ROWS):
                for row in batch:
                    copy.write_row(row)
                count += len(batch)
        cursor.execute(sql.SQL("; ").join(_keys_and_comments(table)))
        cursor.execute(sql.SQL("analyze {}").format(table.new))
    return count


def _keys_and_comments(table: _Table) -> Iterator[sql.Composed]:
    model = table.model
    if model.primary_key:
        yield sql.SQL("alter table {} add primary key ({})").format(
            table.new, sql.SQL(", ").join(map(sql.Identifier, model.primary_key))
        )
    for column, schema, referred, key in table.foreign_keys:
        yield sql.SQL("alter table {} add foreign key ({}) references {} ({})").format(
            table.new,
            sql.Identifier(column),
            sql.Identifier(new_name(schema), referred),
            sql.Identifier(key),
        )
        yield sql.SQL("create index on {} ({})").format(
            table.new, sql.Identifier(column)
        )
    text = model.description.strip()
    if model.is_view:
        text += "\n\nA view in the DuckDB file; a table with its rows here."
    yield sql.SQL("comment on table {} is {}").format(table.new, sql.Literal(text))
    for described in model.columns:
        yield sql.SQL("comment on column {} is {}").format(
            sql.Identifier(new_name(model.schema), model.name, described.name),
            sql.Literal(described.description.strip()),
        )
