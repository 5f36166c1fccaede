"""Who may read what is published, carried over to what replaces it."""

from psycopg import sql

from kessan.project import PUBLIC_SCHEMAS
from kessan.publication.postgres.schemas import new_name
from kessan.publication.postgres.server import Connection, UnusableError


def make_ready(target: Connection, role: str) -> None:
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


def grant_as_before(target: Connection, reader_role: str | None) -> None:
    """Let those read the new tables who may read the ones in force.

    Nobody can use the grants yet: the use of the schemas is granted in the switch.
    """
    columns: dict[tuple[str, str], set[str]] = {}
    for schema, table, column in target.execute(
        "select table_schema, table_name, column_name"
        " from information_schema.columns where table_schema = any(%s)",
        [[new_name(schema) for schema in PUBLIC_SCHEMAS]],
    ):
        columns.setdefault((schema, table), set()).add(column)
    grants = target.execute(READERS, [list(PUBLIC_SCHEMAS)]).fetchall()
    with target.transaction():
        for schema, table, column, grantee, is_grantable in grants:
            there = columns.get((new_name(schema), table), set())
            what: sql.Composable
            if table is None:
                what = _all_tables(schema)
            elif there and (column is None or column in there):
                what = sql.Identifier(new_name(schema), table)
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


def grant_use_as_before(target: Connection, reader_role: str | None) -> None:
    """Let those use the new schemas who may use the ones in force."""
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
                sql.Identifier(new_name(schema)), role, _option(is_grantable)
            )
        )


def _all_tables(schema: str) -> sql.Composed:
    name = sql.Identifier(new_name(schema))
    return sql.SQL("all tables in schema {}").format(name)


def _role(target: Connection, oid: int) -> sql.Composable:
    """A grantee by its number; zero is everybody."""
    if not oid:
        return sql.SQL("public")
    (name,) = target.execute("select pg_get_userbyid(%s)", [oid]).fetchone() or ("",)
    return sql.Identifier(name)


def _option(is_grantable: bool) -> sql.SQL:
    return sql.SQL(" with grant option" if is_grantable else "")
