"""The switch: what is in force goes, the new is in force, in one transaction."""

import time

import psycopg
from psycopg import sql

from kessan.project import PUBLIC_SCHEMAS
from kessan.publication.postgres.grants import grant_use_as_before
from kessan.publication.postgres.schemas import (
    in_force,
    new_name,
    old_name,
    old_numbers,
    relations_of,
    rename,
    set_lock_timeout,
)
from kessan.publication.postgres.server import Connection, Patience, PostgresError


def switch(target: Connection, reader_role: str | None, patience: Patience) -> float:
    """Rename what is in force away and the new schemas to their names; seconds.

    A statement finds its tables one after the other. So that none finds the one
    before the switch and the next after it, every table in force is locked for
    the moment of the switch. What a reader has kept locked since the try before
    is not waited for.
    """
    held: set[tuple[str, str, str]] = set()
    try:
        for attempt in patience.tries(psycopg.errors.LockNotAvailable):
            held_before, held = held, _held(target)
            long_held = {(schema, table) for schema, table, _ in held & held_before}
            started = time.monotonic()
            with attempt, target.transaction():
                set_lock_timeout(target, patience)
                _lock_what_is_in_force(target, long_held)
                grant_use_as_before(target, reader_role)
                number = max(old_numbers(target), default=0) + 1
                for schema in in_force(target):
                    rename(target, schema, old_name(schema, number))
                for schema in PUBLIC_SCHEMAS:
                    rename(target, new_name(schema), schema)
    except psycopg.errors.LockNotAvailable:
        raise PostgresError(
            f"readers left no room for the switch in {patience.attempts} tries"
        ) from None
    return time.monotonic() - started


# A transaction that waits for a lock may be in the middle of finding its tables.
HELD = """
select schemas.nspname, relations.relname, held.virtualtransaction
from pg_locks as held
inner join pg_database as databases on held.database = databases.oid
inner join pg_class as relations on held.relation = relations.oid
inner join pg_namespace as schemas on relations.relnamespace = schemas.oid
where
    held.granted
    and held.pid <> pg_backend_pid()
    and databases.datname = current_database()
    and schemas.nspname = any(%s)
    and not exists (
        select *
        from pg_locks as awaited
        where
            awaited.virtualtransaction = held.virtualtransaction
            and not awaited.granted
    )
"""


def _held(target: Connection) -> set[tuple[str, str, str]]:
    """Which tables in force readers have locked: schema, table and transaction."""
    return set(target.execute(HELD, [list(PUBLIC_SCHEMAS)]).fetchall())


def _lock_what_is_in_force(target: Connection, but: set[tuple[str, str]]) -> None:
    relations = [
        sql.Identifier(*relation)
        for relation in relations_of(target, list(PUBLIC_SCHEMAS))
        if relation not in but
    ]
    if relations:
        target.execute(
            sql.SQL("lock table {} in access exclusive mode").format(
                sql.SQL(", ").join(relations)
            )
        )
