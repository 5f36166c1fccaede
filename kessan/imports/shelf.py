"""The folder of imports: `imports/<source>/<name>`, one for each file that came in.

An import is written beside and renamed, so that one that breaks off leaves nothing.
Its Parquet files have the names and columns of the CSVs, all of text.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, count
from pathlib import Path

import duckdb

from kessan.intake import SeedFile, seed_files
from kessan.project import SEEDS
from kessan.sql import identifier, literal


def known_rows(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    into: str,
    folders: Iterable[Path],
) -> None:
    """Make a table of the rows of a CSV of the seeds and of some imports.

    Each key is there once: what a person has keyed goes before what was imported, and
    what was imported last before the rest. `is_imported` tells which it is, and
    `source` the file of an import.
    """
    (seed,) = (file for file in seed_files(SEEDS) if file.path.stem == name)
    columns = ", ".join(f"{literal(column)}: 'varchar'" for column in seed.columns)
    listed = ", ".join(identifier(column) for column in seed.columns)
    key = ", ".join(identifier(column) for column in seed.key)
    query = (
        f"select {listed}, false as is_imported, '' as source"
        f" from read_csv({literal(seed.path)}, auto_detect = false,"
        " header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '',"
        f" columns = {{{columns}}})"
    )
    paths = [folder / f"{name}.parquet" for folder in folders]
    if found := [path for path in paths if path.exists()]:
        files = ", ".join(map(literal, found))
        query += (
            f" union all select {listed}, true, filename"
            f" from read_parquet([{files}], filename = true)"
        )
    connection.execute(
        f"create or replace table {identifier(into)} as"
        f" from ({query}) qualify row_number() over ("
        f"partition by {key} order by is_imported, source desc) = 1"
    )


def free_folder(wanted: Path) -> Path:
    """A folder that is not there yet: of this name, or with a number behind it."""
    numbered = (wanted.with_name(f"{wanted.name}-{number}") for number in count(2))
    return next(path for path in chain([wanted], numbered) if not path.exists())


def write(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, str], folder: Path
) -> None:
    """Write tables of a connection as the Parquet files of an import.

    `tables` gives the table of each CSV name. Columns are those of the CSV, in their
    order; what the folder held before makes room.
    """
    begun = folder.with_name(f".{folder.name}.begun")
    shutil.rmtree(begun, ignore_errors=True)
    begun.mkdir(parents=True)
    for seed, table in _described(tables):
        columns = ", ".join(
            f"cast({identifier(column)} as varchar) as {identifier(column)}"
            for column in seed.columns
        )
        connection.execute(
            f"copy (select {columns} from {identifier(table)})"
            f" to {literal(begun / f'{seed.path.stem}.parquet')}"
            " (format parquet, compression zstd)"
        )
    shutil.rmtree(folder, ignore_errors=True)
    begun.rename(folder)


def _described(tables: Mapping[str, str]) -> Iterator[tuple[SeedFile, str]]:
    """The CSV that each table is to be written like."""
    files = {file.path.stem: file for file in seed_files(SEEDS)}
    for name, table in tables.items():
        yield files[name], table
