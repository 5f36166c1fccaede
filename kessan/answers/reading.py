"""What is published now: to read, and nothing else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
from tenacity import retry, retry_if_exception_type, stop_after_attempt

from kessan.project import PUBLISHED
from kessan.publication.generations import Generation, Published
from kessan.sql import literal

Row = dict[str, Any]
NONE: Mapping[str, object] = {}
# What the file is called in its connection.
CATALOG = "warehouse"
# It is opened and no other: nothing is read, written, attached or loaded beside it, and
# no query can change that.
LOCKED = ("set enable_external_access = false", "set lock_configuration = true")


class NothingPublishedError(Exception):
    """There is nothing to answer from."""


@dataclass(frozen=True)
class Reading:
    """A connection to one generation, which stays the same as long as it is held."""

    connection: duckdb.DuckDBPyConnection
    generation: str

    def rows(self, sql: str, parameters: Mapping[str, object] = NONE) -> list[Row]:
        """The rows of a query, each with its columns by name.

        What a user gives is a parameter, never a part of the query, which takes
        those that it names with a `$`.
        """
        named = {*re.findall(r"\$(\w+)", sql)}
        taken = {name: value for name, value in parameters.items() if name in named}
        result = self.connection.execute(sql, taken)
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def open_generation(generation: Generation) -> Reading:
    """Open the file of a generation, read-only and locked.

    Raises duckdb.IOException when it is gone.
    """
    # A process that has the file open otherwise, as a notebook may, is no hindrance.
    connection = duckdb.connect(":memory:", config={"temp_directory": ""})
    file = literal(str(generation.warehouse))
    connection.execute(f"attach {file} as {CATALOG} (read_only)")
    for setting in LOCKED:
        connection.execute(setting)
    return Reading(connection, generation.run_id)


@dataclass
class Source:
    """The published folder, for who answers for longer than a generation lasts."""

    root: Path = PUBLISHED
    _open: Reading | None = None
    _lock: Lock = field(default_factory=Lock)

    # A generation may be taken away between finding and opening it.
    @retry(
        retry=retry_if_exception_type(duckdb.IOException),
        stop=stop_after_attempt(3),
        reraise=True,
    )
    def reading(self) -> Reading:
        """The generation in force, through a cursor of one's own.

        Raises NothingPublishedError when there is none, duckdb.Error when its file
        cannot be read.
        """
        with self._lock:
            current = Published(self.root).current()
            if current is None or not current.warehouse.exists():
                raise NothingPublishedError(
                    f"nothing is published in {self.root}: run kessan build"
                )
            if self._open is None or self._open.generation != current.run_id:
                # Who still reads the one before has a cursor that keeps it open.
                self._open = open_generation(current)
            cursor = self._open.connection.cursor()
            cursor.execute(f"use {CATALOG}")
            return Reading(cursor, current.run_id)
