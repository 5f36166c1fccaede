"""A publication from its connection to the drop of what was in force."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import psycopg
from psycopg.conninfo import conninfo_to_dict

from kessan.contract import PublicModel
from kessan.publication.postgres.grants import grant_as_before, make_ready
from kessan.publication.postgres.schemas import (
    create_schemas,
    drop_what_is_not_in_force,
    refuse_what_is_not_ours,
    set_aside_what_was_left,
)
from kessan.publication.postgres.server import (
    Patience,
    PostgresError,
    lock_others_out,
    shown_url,
    without_secrets,
)
from kessan.publication.postgres.switch import switch
from kessan.publication.postgres.tables import load, tables_to_copy
from kessan.transform import Step

APPLICATION = "kessan publish"


@dataclass(frozen=True)
class PostgresPublication:
    """What was published, and how long it took in seconds.

    `switch_seconds` is the transaction that renames, from its first statement to
    its end. `kept` says of schemas no longer in force why they are still there.
    """

    tables: int
    rows: int
    seconds: float
    switch_seconds: float
    kept: list[str] = field(default_factory=list)

    @property
    def rows_per_second(self) -> float:
        """Rows published in a second of the whole publication."""
        return self.rows / self.seconds


def publish_to_postgres(
    warehouse: Path,
    url: str,
    models: list[PublicModel],
    reader_role: str | None = None,
    on_step: Callable[[Step], None] = lambda step: None,
    patience: Patience | None = None,
) -> PostgresPublication:
    """Copy the public schemas of a published file into a PostgreSQL database.

    Args:
        warehouse: the published DuckDB file.
        url: a URL or connection string of libpq.
        models: the public models that the file was published from.
        reader_role: a role that shall read all three schemas; it is created,
            without a login, when there is none.
        on_step: is told of each step before it is done.
        patience: how often a lost connection or a lock is tried again.

    Raises:
        UnusableError: the URL cannot be read, the role is no reader, the file
            and the models differ, or a schema of that name is somebody else's.
        PostgresError: the server cannot be reached, refuses or goes away, after
            the retries.
    """
    patience = patience or Patience()
    server = shown_url(url)
    # Anything but a lost or refused connection would fail again.
    passing = psycopg.OperationalError
    try:
        return patience.tries(passing)(
            _publish, warehouse, url, models, reader_role, on_step, patience
        )
    except psycopg.Error as error:
        tries = f", {patience.attempts} tries" if isinstance(error, passing) else ""
        reason = without_secrets(str(error), url)
        raise PostgresError(f"{server}{tries}: {reason}") from None


def _publish(
    warehouse: Path,
    url: str,
    models: list[PublicModel],
    reader_role: str | None,
    on_step: Callable[[Step], None],
    patience: Patience,
) -> PostgresPublication:
    started = time.monotonic()
    steps = _counted(on_step, len(models) + 3)
    given = conninfo_to_dict(url)
    timeout = given.get("connect_timeout", patience.connect_timeout)
    with (
        duckdb.connect(str(warehouse), read_only=True) as source,
        psycopg.connect(
            url,
            autocommit=True,
            connect_timeout=timeout,
            application_name=APPLICATION,
            client_encoding="utf8",
        ) as target,
    ):
        tables = tables_to_copy(source, models)
        steps("clearing what was left")
        lock_others_out(target)
        refuse_what_is_not_ours(target)
        if reader_role is not None:
            make_ready(target, reader_role)
        set_aside_what_was_left(target)
        drop_what_is_not_in_force(target, patience)
        create_schemas(target)
        rows = 0
        for table in tables:
            steps(f"loading {table.model.schema}.{table.model.name}")
            rows += load(source, target, table)
        steps("switching")
        grant_as_before(target, reader_role)
        switch_seconds = switch(target, reader_role, patience)
        steps("dropping what was in force")
        kept = drop_what_is_not_in_force(target, patience)
        seconds = time.monotonic() - started
        return PostgresPublication(len(tables), rows, seconds, switch_seconds, kept)


def _counted(on_step: Callable[[Step], None], total: int) -> Callable[[str], None]:
    done = iter(range(1, total + 1))
    return lambda name: on_step(Step(next(done), total, name))
