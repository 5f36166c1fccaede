"""What the machine needs at least: the same rows read and written, and no more."""

from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb

from kessan.bench.straight import csv_form
from kessan.bench.usage import Spent, spent
from kessan.intake import SeedFile
from kessan.sql import identifier, literal

# The least of so many counts: one alone is short, and whatever else runs adds to it.
TIMES = 3


def read(
    seeds: Iterable[SeedFile], landing: Path, imports: Path, folder: Path
) -> Spent:
    """Read all that comes in, CSVs and Parquet of imports, into tables of a file."""
    file = folder / "bare.duckdb"
    listed = list(seeds)

    def read_all() -> None:
        file.unlink(missing_ok=True)
        with duckdb.connect(str(file), config={"threads": 2}) as connection:
            for seed in listed:
                name, form = seed.path.stem, csv_form(seed.columns)
                for kind, call in (
                    ("csv", f"read_csv($1, {form})"),
                    ("parquet", "read_parquet($1, union_by_name = true)"),
                ):
                    place = {"csv": landing, "parquet": imports}[kind]
                    if files := sorted(map(str, place.rglob(f"{name}.{kind}"))):
                        table = identifier(f"{name}_{kind}")
                        connection.execute(
                            f"create table {table} as from {call}", [files]
                        )

    try:
        return _least(read_all)
    finally:
        file.unlink(missing_ok=True)


def write(published: Path, folder: Path) -> Spent:
    """Write all tables of a published file as Parquet."""
    target = folder / "bare.parquet"
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute(f"attach {literal(published)} as published (read_only)")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables()"
            " where database_name = 'published'"
        ).fetchall()

        def write_all() -> None:
            for schema, table in tables:
                connection.execute(
                    f"copy {identifier('published', schema, table)}"
                    f" to {literal(target)} (format parquet, compression zstd)"
                )

        try:
            return _least(write_all)
        finally:
            target.unlink(missing_ok=True)


def _least(work: Callable[[], None]) -> Spent:
    return min((spent(work) for _ in range(TIMES)), key=lambda one: one.seconds)
