"""The schemas of publications: being built, in force, and no longer so."""

import re

import psycopg
from psycopg import sql

from kessan.project import PUBLIC_SCHEMAS
from kessan.publication.postgres.server import Connection, Patience, UnusableError

# Begins the comment of each schema that a publication may replace or drop.
MARK = "Published by kessan"


def new_name(schema: str) -> str:
    """What a schema is called while it is being built."""
    return f"{schema}__new"


def old_name(schema: str, number: int) -> str:
    """What a schema is called when it is no longer in force."""
    return f"{schema}__old_{number}"


def schemas_there(target: Connection) -> dict[str, bool]:
    """The schemas of a publication by name, and whether they are marked as its."""
    pattern = rf"^({'|'.join(PUBLIC_SCHEMAS)})(__new|__old_\d+)?$"
    return dict(
        target.execute(
            "select nspname, coalesce(starts_with(obj_description(oid,"
            " 'pg_namespace'), %s), false) from pg_namespace where nspname ~ %s",
            [MARK, pattern],
        ).fetchall()
    )


def in_force(target: Connection) -> list[str]:
    """The public schemas that are there."""
    there = schemas_there(target)
    return [schema for schema in PUBLIC_SCHEMAS if schema in there]


def old_numbers(target: Connection) -> list[int]:
    """The numbers of the publications that are not in force any more."""
    names = (re.search(r"__old_(\d+)$", name) for name in schemas_there(target))
    return sorted({int(name[1]) for name in names if name})


def relations_of(target: Connection, schemas: list[str]) -> list[tuple[str, str]]:
    """The tables of some schemas: schema and name, in order."""
    return target.execute(
        "select schemas.nspname, relations.relname from pg_class as relations"
        " inner join pg_namespace as schemas on relations.relnamespace = schemas.oid"
        " where schemas.nspname = any(%s) and relations.relkind in ('r', 'p')"
        " order by 1, 2",
        [schemas],
    ).fetchall()


def refuse_what_is_not_ours(target: Connection) -> None:
    """Refuse a database in which a publication would replace or lose something.

    Raises UnusableError for schemas that no publication made, and for row security.
    """
    foreign = [name for name, is_ours in schemas_there(target).items() if not is_ours]
    if foreign:
        raise UnusableError(
            f"schemas that no publication made: {', '.join(sorted(foreign))}."
            " Use another database, or rename them"
        )
    secured = target.execute(
        "select relnamespace::regnamespace || '.' || relname from pg_class"
        " where relrowsecurity and relnamespace::regnamespace::text = any(%s)",
        [list(PUBLIC_SCHEMAS)],
    ).fetchall()
    if secured:
        names = ", ".join(name for (name,) in secured)
        raise UnusableError(f"a new table would not have the row security of: {names}")


def create_schemas(target: Connection) -> None:
    """Create the new schemas, marked as those of a publication."""
    with target.transaction():
        for schema in PUBLIC_SCHEMAS:
            target.execute(
                sql.SQL("create schema {name}; comment on schema {name} is {}").format(
                    sql.Literal(f"{MARK}, which replaces it as a whole."),
                    name=sql.Identifier(new_name(schema)),
                )
            )


def rename(target: Connection, name: str, to: str) -> None:
    """Give a schema another name."""
    target.execute(
        sql.SQL("alter schema {} rename to {}").format(
            sql.Identifier(name), sql.Identifier(to)
        )
    )


def set_aside_what_was_left(target: Connection) -> None:
    """Give what a broken publication left a number, to be dropped with the rest.

    To rename needs no lock on a table: whoever looks at it is not waited for.
    """
    number = max(old_numbers(target), default=0) + 1
    with target.transaction():
        for schema in PUBLIC_SCHEMAS:
            if new_name(schema) in schemas_there(target):
                rename(target, new_name(schema), old_name(schema, number))


def drop_what_is_not_in_force(target: Connection, patience: Patience) -> list[str]:
    """Drop each publication that nobody reads; why the others are kept."""
    kept = []
    for number in old_numbers(target):
        there = schemas_there(target)
        schemas = [
            name
            for schema in PUBLIC_SCHEMAS
            if (name := old_name(schema, number)) in there
        ]
        try:
            with target.transaction():
                set_lock_timeout(target, patience)
                _drop(target, schemas)
        except psycopg.errors.LockNotAvailable:
            kept.append(f"{', '.join(schemas)}: still read; dropped next time")
        except psycopg.errors.DependentObjectsStillExist as error:
            kept.append(f"{', '.join(schemas)}: {error.diag.message_detail}")
    return kept


def _drop(target: Connection, schemas: list[str]) -> None:
    """Drop schemas with their tables, but nothing that others made of them."""
    tables = [sql.Identifier(*relation) for relation in relations_of(target, schemas)]
    if tables:
        target.execute(sql.SQL("drop table {}").format(sql.SQL(", ").join(tables)))
    target.execute(
        sql.SQL("drop schema {}").format(
            sql.SQL(", ").join(map(sql.Identifier, schemas))
        )
    )


def set_lock_timeout(target: Connection, patience: Patience) -> None:
    """Wait no longer than that for a lock, in this transaction."""
    milliseconds = sql.Literal(f"{patience.lock_timeout * 1000:.0f}ms")
    target.execute(sql.SQL("set local lock_timeout = {}").format(milliseconds))
