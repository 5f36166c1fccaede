"""A copy of the published file in PostgreSQL, switched to as a whole.

The three public schemas are built beside those in force, under other names, and
renamed in one short transaction. What was in force is dropped afterwards, when
nobody reads it any more. Whatever goes wrong before the switch, what was
published stays, and the next publication takes away what was left.

The warehouse is trusted for its figures, and for nothing else: names and texts
are quoted by the driver, and what it says of a server is said without secrets.
"""

import os
import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import duckdb
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from kessan.contract import PublicModel, in_order_of_reference
from kessan.project import PUBLIC_SCHEMAS
from kessan.transform import Step

URL_VARIABLE = "KESSAN_POSTGRES_URL"
APPLICATION = "kessan publish"
# Begins the comment of each schema that a publication may replace or drop.
MARK = "Published by kessan"
BATCH_ROWS = 5_000
LONGEST_NAME = 63

# Held by a publication, in one database, as long as its session lives.
ADVISORY_LOCK = 4_207_849_484

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

Connection = psycopg.Connection[tuple]


class PostgresError(Exception):
    """A publication broke off; the message has no secret in it."""


class UnusableError(PostgresError):
    """The URL, the role or what is in the database is not for a publication."""


class BusyError(psycopg.OperationalError):
    """Another publication is under way in the database."""


@dataclass(frozen=True)
class Patience:
    """How often something is tried, and how long is waited, in seconds.

    The delay doubles from try to try. The lock timeout is how long the switch
    may keep readers waiting; it is less than the second after which PostgreSQL
    looks for deadlocks, so that no reader is ever chosen to end one.
    """

    attempts: int = 6
    delay: float = 0.5
    lock_timeout: float = 0.2
    connect_timeout: int = 10

    def delays(self) -> Iterator[float]:
        """The pauses between the tries, each up to a quarter longer by chance."""
        for attempt in range(self.attempts - 1):
            yield self.delay * 2**attempt * random.uniform(1, 1.25)


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
    delays = patience.delays()
    while True:
        try:
            return _publish(warehouse, url, models, reader_role, on_step, patience)
        except psycopg.Error as error:
            # Anything but a lost or refused connection would fail again.
            is_passing = isinstance(error, psycopg.OperationalError)
            delay = next(delays, None) if is_passing else None
            if delay is None:
                tries = f", {patience.attempts} tries" if is_passing else ""
                reason = _without_secrets(str(error), url)
                raise PostgresError(f"{server}{tries}: {reason}") from None
            time.sleep(delay)


def shown_url(url: str) -> str:
    """A URL or connection string as it may be shown: what names the database.

    Raises UnusableError when it cannot be read.
    """
    try:
        known = conninfo_to_dict(url)
    except psycopg.Error:
        # The driver's message quotes what it cannot read.
        raise UnusableError(
            "the URL of PostgreSQL cannot be read; it looks like"
            " postgresql://user@host:5432/database"
        ) from None
    user = quote(str(known.get("user", "")))
    if "password" in known:
        user += ":***"
    host = str(known.get("host") or known.get("hostaddr", ""))
    port = f":{known['port']}" if "port" in known else ""
    at = "@" if user else ""
    return f"postgresql://{user}{at}{host}{port}/{known.get('dbname', '')}"


def _without_secrets(message: str, url: str) -> str:
    secrets = [
        str(value)
        for name, value in conninfo_to_dict(url).items()
        if value and ("password" in name or "secret" in name)
    ]
    secrets.append(os.environ.get("PGPASSWORD", ""))
    for secret in filter(None, secrets):
        for form in (secret, quote(secret, safe="")):
            message = message.replace(form, "***")
    return message.strip()


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
        tables = _tables(source, models)
        steps("clearing what was left")
        _lock_others_out(target)
        _refuse_what_is_not_ours(target)
        if reader_role is not None:
            _ready(target, reader_role)
        _set_aside_what_was_left(target)
        _drop_what_is_not_in_force(target, patience)
        _create_schemas(target)
        rows = 0
        for table in tables:
            steps(f"loading {table.model.schema}.{table.model.name}")
            rows += _load(source, target, table)
        steps("switching")
        _grant_as_before(target, reader_role)
        switch_seconds = _switch(target, reader_role, patience)
        steps("dropping what was in force")
        kept = _drop_what_is_not_in_force(target, patience)
        seconds = time.monotonic() - started
        return PostgresPublication(len(tables), rows, seconds, switch_seconds, kept)


def _counted(on_step: Callable[[Step], None], total: int) -> Callable[[str], None]:
    done = iter(range(1, total + 1))
    return lambda name: on_step(Step(next(done), total, name))


# What is copied.


@dataclass(frozen=True)
class _Table:
    """A table or view of the file. Columns: name, type in PostgreSQL, may be null."""

    model: PublicModel
    columns: list[tuple[str, str, bool]]
    foreign_keys: list[tuple[str, str, str, str]]

    @property
    def new(self) -> sql.Identifier:
        return sql.Identifier(_new(self.model.schema), self.model.name)


def _tables(
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
                for column, referred, key in model.foreign_keys
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


# What is there already.


def _new(schema: str) -> str:
    return f"{schema}__new"


def _old(schema: str, number: int) -> str:
    return f"{schema}__old_{number}"


def _schemas(target: Connection) -> dict[str, bool]:
    """The schemas of a publication by name, and whether they are marked as its."""
    pattern = rf"^({'|'.join(PUBLIC_SCHEMAS)})(__new|__old_\d+)?$"
    return dict(
        target.execute(
            "select nspname, coalesce(starts_with(obj_description(oid,"
            " 'pg_namespace'), %s), false) from pg_namespace where nspname ~ %s",
            [MARK, pattern],
        ).fetchall()
    )


def _in_force(target: Connection) -> list[str]:
    there = _schemas(target)
    return [schema for schema in PUBLIC_SCHEMAS if schema in there]


def _old_numbers(target: Connection) -> list[int]:
    """The numbers of the publications that are not in force any more."""
    names = (re.search(r"__old_(\d+)$", name) for name in _schemas(target))
    return sorted({int(name[1]) for name in names if name})


def _lock_others_out(target: Connection) -> None:
    (is_alone,) = target.execute(
        "select pg_try_advisory_lock(%s)", [ADVISORY_LOCK]
    ).fetchone() or (False,)
    if not is_alone:
        raise BusyError("another publication is under way in this database")


def _refuse_what_is_not_ours(target: Connection) -> None:
    foreign = [name for name, is_ours in _schemas(target).items() if not is_ours]
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


def _ready(target: Connection, role: str) -> None:
    """Create the role when there is none; refuse one that is more than a reader."""
    known = target.execute(
        "select rolsuper or pg_has_role(oid, current_user, 'member')"
        " from pg_roles where rolname = %s",
        [role],
    ).fetchone()
    if known is None:
        name = sql.Identifier(role)
        target.execute(sql.SQL("create role {} nologin").format(name))
    elif known[0]:
        raise UnusableError(f"the role {role} is more than a reader")


def _set_aside_what_was_left(target: Connection) -> None:
    """Give what a broken publication left a number, to be dropped with the rest.

    To rename needs no lock on a table: whoever looks at it is not waited for.
    """
    number = max(_old_numbers(target), default=0) + 1
    with target.transaction():
        for schema in PUBLIC_SCHEMAS:
            if _new(schema) in _schemas(target):
                _rename(target, _new(schema), _old(schema, number))


def _rename(target: Connection, name: str, new_name: str) -> None:
    target.execute(
        sql.SQL("alter schema {} rename to {}").format(
            sql.Identifier(name), sql.Identifier(new_name)
        )
    )


# The new schemas.


def _create_schemas(target: Connection) -> None:
    with target.transaction():
        for schema in PUBLIC_SCHEMAS:
            target.execute(
                sql.SQL("create schema {name}; comment on schema {name} is {}").format(
                    sql.Literal(f"{MARK}, which replaces it as a whole."),
                    name=sql.Identifier(_new(schema)),
                )
            )


def _load(source: duckdb.DuckDBPyConnection, target: Connection, table: _Table) -> int:
    """Create a table, fill it, and give it keys and comments; how many rows.

    The file has its rows in the order of the key. They are frozen: a transaction
    with a snapshot from before would find the table empty after the switch.
    """
    model = table.model
    rows = source.execute(
        "select cast(columns(*) as varchar)"
        f" from {_quoted(model.schema)}.{_quoted(model.name)}"
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


def _quoted(name: str) -> str:
    """An identifier of DuckDB."""
    return '"' + name.replace('"', '""') + '"'


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
            sql.Identifier(_new(schema), referred),
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
            sql.Identifier(_new(model.schema), model.name, described.name),
            sql.Literal(described.description.strip()),
        )


# Grants.

# Who may read what in the schemas in force, but for their owner: a table, one
# column of it, or every table there is, and so every new one too.
READERS = """
with tables as (
    select
        relations.oid,
        relations.relname,
        relations.relacl,
        relations.relowner,
        schemas.nspname,
        count(*) over (partition by schemas.nspname) as table_count
    from pg_class as relations
    inner join pg_namespace as schemas on relations.relnamespace = schemas.oid
    where
        schemas.nspname = any(%s)
        and relations.relkind in ('r', 'p', 'v', 'm', 'f')
),

of_tables as (
    select
        tables.nspname,
        tables.relname,
        tables.table_count,
        grants.grantee,
        bool_or(grants.is_grantable) as is_grantable
    from tables
    cross join aclexplode(tables.relacl) as grants
    where
        grants.privilege_type = 'SELECT'
        and grants.grantee <> tables.relowner
    group by 1, 2, 3, 4
),

of_columns as (
    select
        tables.nspname,
        tables.relname,
        columns.attname,
        grants.grantee,
        bool_or(grants.is_grantable) as is_grantable
    from tables
    inner join pg_attribute as columns on tables.oid = columns.attrelid
    cross join aclexplode(columns.attacl) as grants
    where
        grants.privilege_type = 'SELECT'
        and grants.grantee <> tables.relowner
    group by 1, 2, 3, 4
),

of_schemas as (
    select
        nspname,
        grantee,
        bool_and(is_grantable) as is_grantable
    from of_tables
    group by nspname, grantee, table_count
    having count(*) = table_count
)

select nspname, relname, null, grantee, is_grantable from of_tables
union all
select nspname, relname, attname, grantee, is_grantable from of_columns
union all
select nspname, null, null, grantee, is_grantable from of_schemas
"""


def _grant_as_before(target: Connection, reader_role: str | None) -> None:
    """Let those read the new tables who may read the ones in force.

    Nobody can use the grants yet: the use of the schemas is granted in the switch.
    """
    columns: dict[tuple[str, str], set[str]] = {}
    for schema, table, column in target.execute(
        "select table_schema, table_name, column_name"
        " from information_schema.columns where table_schema = any(%s)",
        [[_new(schema) for schema in PUBLIC_SCHEMAS]],
    ):
        columns.setdefault((schema, table), set()).add(column)
    grants = target.execute(READERS, [list(PUBLIC_SCHEMAS)]).fetchall()
    with target.transaction():
        for schema, table, column, grantee, is_grantable in grants:
            there = columns.get((_new(schema), table), set())
            what: sql.Composable
            if table is None:
                what = _all_tables(schema)
            elif there and (column is None or column in there):
                what = sql.Identifier(_new(schema), table)
            else:
                continue
            right = sql.SQL("" if column is None else "({})").format(
                *(() if column is None else (sql.Identifier(column),))
            )
            target.execute(
                sql.SQL("grant select {} on {} to {}{}").format(
                    right, what, _role(target, grantee), _option(is_grantable)
                )
            )
        if reader_role is not None:
            for schema in PUBLIC_SCHEMAS:
                target.execute(
                    sql.SQL("grant select on {} to {}").format(
                        _all_tables(schema), sql.Identifier(reader_role)
                    )
                )


def _all_tables(schema: str) -> sql.Composed:
    name = sql.Identifier(_new(schema))
    return sql.SQL("all tables in schema {}").format(name)


def _role(target: Connection, oid: int) -> sql.Composable:
    """A grantee by its number; zero is everybody."""
    if not oid:
        return sql.SQL("public")
    (name,) = target.execute("select pg_get_userbyid(%s)", [oid]).fetchone() or ("",)
    return sql.Identifier(name)


def _option(is_grantable: bool) -> sql.SQL:
    return sql.SQL(" with grant option" if is_grantable else "")


# The switch.


def _switch(target: Connection, reader_role: str | None, patience: Patience) -> float:
    """Rename what is in force away and the new schemas to their names; seconds.

    A statement finds its tables one after the other. So that none finds the one
    before the switch and the next after it, every table in force is locked for
    the moment of the switch. What a reader has kept locked since the try before
    is not waited for.
    """
    delays = patience.delays()
    held_before: set[tuple[str, str, str]] = set()
    while True:
        held = _held(target)
        long_held = {(schema, table) for schema, table, _ in held & held_before}
        started = time.monotonic()
        try:
            with target.transaction():
                _set_lock_timeout(target, patience)
                _lock_what_is_in_force(target, long_held)
                _grant_use_as_before(target, reader_role)
                number = max(_old_numbers(target), default=0) + 1
                for schema in _in_force(target):
                    _rename(target, schema, _old(schema, number))
                for schema in PUBLIC_SCHEMAS:
                    _rename(target, _new(schema), schema)
            return time.monotonic() - started
        except psycopg.errors.LockNotAvailable:
            delay = next(delays, None)
            if delay is None:
                raise PostgresError(
                    f"readers left no room for the switch in {patience.attempts} tries"
                ) from None
            held_before = held
            time.sleep(delay)


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


def _set_lock_timeout(target: Connection, patience: Patience) -> None:
    milliseconds = sql.Literal(f"{patience.lock_timeout * 1000:.0f}ms")
    target.execute(sql.SQL("set local lock_timeout = {}").format(milliseconds))


def _relations(target: Connection, schemas: list[str]) -> list[tuple[str, str]]:
    return target.execute(
        "select schemas.nspname, relations.relname from pg_class as relations"
        " inner join pg_namespace as schemas on relations.relnamespace = schemas.oid"
        " where schemas.nspname = any(%s) and relations.relkind in ('r', 'p')"
        " order by 1, 2",
        [schemas],
    ).fetchall()


def _lock_what_is_in_force(target: Connection, but: set[tuple[str, str]]) -> None:
    relations = [
        sql.Identifier(*relation)
        for relation in _relations(target, list(PUBLIC_SCHEMAS))
        if relation not in but
    ]
    if relations:
        target.execute(
            sql.SQL("lock table {} in access exclusive mode").format(
                sql.SQL(", ").join(relations)
            )
        )


def _grant_use_as_before(target: Connection, reader_role: str | None) -> None:
    grants = target.execute(
        "select nspname, grantee, bool_or(is_grantable)"
        " from pg_namespace cross join aclexplode(nspacl)"
        " where nspname = any(%s) and privilege_type = 'USAGE'"
        " and grantee <> nspowner group by 1, 2",
        [list(PUBLIC_SCHEMAS)],
    ).fetchall()
    uses = [
        (schema, _role(target, grantee), is_grantable)
        for schema, grantee, is_grantable in grants
    ]
    if reader_role is not None:
        name = sql.Identifier(reader_role)
        uses += [(schema, name, False) for schema in PUBLIC_SCHEMAS]
    for schema, role, is_grantable in uses:
        target.execute(
            sql.SQL("grant usage on schema {} to {}{}").format(
                sql.Identifier(_new(schema)), role, _option(is_grantable)
            )
        )


# What was in force.


def _drop_what_is_not_in_force(target: Connection, patience: Patience) -> list[str]:
    """Drop each publication that nobody reads; why the others are kept."""
    kept = []
    for number in _old_numbers(target):
        there = _schemas(target)
        schemas = [
            name for schema in PUBLIC_SCHEMAS if (name := _old(schema, number)) in there
        ]
        try:
            with target.transaction():
                _set_lock_timeout(target, patience)
                _drop(target, schemas)
        except psycopg.errors.LockNotAvailable:
            kept.append(f"{', '.join(schemas)}: still read; dropped next time")
        except psycopg.errors.DependentObjectsStillExist as error:
            kept.append(f"{', '.join(schemas)}: {error.diag.message_detail}")
    return kept


def _drop(target: Connection, schemas: list[str]) -> None:
    """Drop schemas with their tables, but nothing that others made of them."""
    tables = [sql.Identifier(*relation) for relation in _relations(target, schemas)]
    if tables:
        target.execute(sql.SQL("drop table {}").format(sql.SQL(", ").join(tables)))
    target.execute(
        sql.SQL("drop schema {}").format(
            sql.SQL(", ").join(map(sql.Identifier, schemas))
        )
    )
