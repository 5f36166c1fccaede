"""The copy in PostgreSQL: whole, exact, and switched under readers and cuts."""

import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from decimal import Decimal
from pathlib import Path

import duckdb
import psycopg
import pytest
from conftest import ask, database, run, uri_of
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from test_documents import BLOCK, QUERY_AND_RESULT, markdown

from kessan.contract import Column, PublicModel, public_models
from kessan.project import ROOT
from kessan.publication import postgres
from kessan.publication.postgres import (
    Patience,
    PostgresError,
    PostgresPublication,
    UnusableError,
    publish_to_postgres,
    shown_url,
)

pytestmark = pytest.mark.build

SCHEMAS = ["audit", "marts", "reports"]
READER = "kessan_reader"
DOCUMENT = ROOT / "docs" / "operate" / "postgres.md"
# What breaks out of a text that is not quoted, or is lost in a text format.
HOSTILE = [
    "'); drop schema marts cascade; --",
    '"; drop schema marts cascade; --',
    'it\'s a "label"',
    "a\ttab, a\nline, a\r\nline of Windows",
    "back\\slash \\N \\. \\n",
    "\\.",
    "line\n\\.\nline",
    "\\N",
    "",
    " ",
    None,
    "決算, Ü, 🙂",
    "%s {} $1 :name",
]
QUICK = Patience(attempts=8, delay=0.02, lock_timeout=0.1)


# A database with the published file, and databases to break.


@pytest.fixture(scope="module")
def copy(server: str, published: Path) -> Iterator[str]:
    """A database with the published file."""
    with database(server, "kessan_copy") as url:
        done = publish_to_postgres(published, url, public_models(), READER)
        assert done.kept == []
        yield url


@pytest.fixture(scope="module")
def shared(server: str) -> Iterator[str]:
    """A database that tests clear and use one after the other."""
    with database(server, "kessan_shared") as url:
        yield url


@pytest.fixture
def empty(shared: str) -> str:
    """A database in which nothing was published."""
    for schema in schemas_of(shared):
        ask(shared, f"drop schema {schema} cascade")
    return shared


# A small warehouse that is made in no time, and says which one it is.

MODELS = [
    PublicModel(
        "marts",
        "dim_company",
        "Companies: '); drop schema marts cascade; --",
        False,
        [Column("company_key", "", 'The "key" of a company, it\'s \\ text.')],
        ["company_key"],
        [],
    ),
    PublicModel(
        "marts",
        "fct_figures",
        "Figures.",
        False,
        [Column("figure_key", "", "The key.")],
        ["figure_key"],
        [("company_key", "dim_company", "company_key")],
    ),
    PublicModel(
        "audit",
        "results",
        "Results.",
        False,
        [],
        ["figure_key"],
        [("figure_key", "fct_figures", "figure_key")],
    ),
    PublicModel("marts", "dim_segment", "None.", False, [], ["segment_key"], []),
    PublicModel("reports", "printed", "As printed.", True, [], ["figure_key"], []),
]
FIGURES = 2_000


def warehouse_of(folder: Path, mark: int) -> Path:
    """A small warehouse: each row of each table bears its mark."""
    path = folder / f"{mark}.duckdb"
    if path.exists():
        return path
    with duckdb.connect(str(path)) as made:
        made.execute(
            f"""
            create schema marts;
            create schema audit;
            create schema reports;
            create table marts.dim_company as
            select 'company ' || i as company_key, {mark} as mark,
            from range(3) as series(i);
            create table marts.dim_segment as
            select 'segment' as segment_key, {mark} as mark;
            create table marts.fct_figures as
            select
                'figure ' || i as figure_key,
                'company ' || (i % 3) as company_key,
                {mark} as mark,
                (i * {mark})::decimal(26, 6) as value,
            from range({FIGURES}) as series(i);
            alter table marts.fct_figures alter figure_key set not null;
            create table audit.results as
            select figure_key, mark, value as left_value from marts.fct_figures;
            create view reports.printed as
            select figure_key, mark, value from marts.fct_figures;
            """
        )
    return path


def publish_mark(
    folder: Path, url: str, mark: int, **options: object
) -> PostgresPublication:
    options = {"patience": QUICK} | options
    return publish_to_postgres(warehouse_of(folder, mark), url, MODELS, **options)


# An answer of a reader: every table, joined; it is of one mark, and complete.
ANSWER = """
    select
        min(least(companies.mark, figures.mark, results.mark, printed.mark)),
        max(greatest(companies.mark, figures.mark, results.mark, printed.mark)),
        count(*),
        sum(figures.value)
    from audit.results as results
    inner join marts.fct_figures as figures using (figure_key)
    inner join reports.printed as printed using (figure_key)
    inner join marts.dim_company as companies using (company_key)
"""


def whole(mark: int) -> tuple:
    """The answer where a mark is in force."""
    return mark, mark, FIGURES, Decimal(mark * FIGURES * (FIGURES - 1) // 2)


def schemas_of(url: str) -> list[str]:
    query = r"select nspname from pg_namespace where nspname ~ '^(marts|audit|reports)'"
    return sorted(name for (name,) in ask(url, query))


# What is copied.


def as_text(rows: list[tuple]) -> list[tuple]:
    return sorted(rows, key=lambda row: [(cell is not None, cell) for cell in row])


def test_every_row_is_there(copy, warehouse):
    compared = 0
    for model in public_models():
        name = f"{model.schema}.{model.name}"
        expected = warehouse.sql(
            f"select cast(columns(*) as varchar) from {name}"
        ).fetchall()
        columns = warehouse.sql(f"from {name}").columns
        cast = ", ".join(f'"{column}"::text' for column in columns)
        assert as_text(ask(copy, f"select {cast} from {name}")) == as_text(expected)
        compared += len(expected)
    assert compared > 10_000


def test_nothing_else_is_there(copy, warehouse):
    listed = "select table_schema, table_name from information_schema.tables"
    expected = warehouse.sql(listed).fetchall()
    where = " where table_schema not in ('pg_catalog', 'information_schema')"
    assert sorted(ask(copy, listed + where)) == sorted(expected)
    assert schemas_of(copy) == SCHEMAS


def test_types_are_exact(copy, warehouse):
    """Decimals keep their digits and places, and no type is a float."""
    names = {
        "VARCHAR": "text",
        "BOOLEAN": "boolean",
        "INTEGER": "integer",
        "BIGINT": "bigint",
        "HUGEINT": "numeric(38,0)",
        "DATE": "date",
        "TIMESTAMP": "timestamp without time zone",
    }
    expected = {
        (schema, table, column): (
            names.get(kind, kind.lower().replace("decimal", "numeric")),
            not is_nullable,
        )
        for schema, table, column, kind, is_nullable in warehouse.sql(
            "select schema_name, table_name, column_name, data_type, is_nullable"
            " from duckdb_columns() where not internal"
        ).fetchall()
    }
    keys = {
        (model.schema, model.name, column)
        for model in public_models()
        for column in model.primary_key
    }
    found = {
        (schema, table, column): (kind, is_not_null)
        for schema, table, column, kind, is_not_null in ask(
            copy,
            "select relnamespace::regnamespace::text, relname, attname,"
            " format_type(atttypid, atttypmod), attnotnull"
            " from pg_attribute inner join pg_class on attrelid = pg_class.oid"
            " where attnum > 0 and relkind = 'r'"
            " and relnamespace::regnamespace::text = any(%s)",
            SCHEMAS,
        )
    }
    assert ("numeric(26,6)", True) in found.values()
    assert found == {
        name: (kind, is_not_null or name in keys)
        for name, (kind, is_not_null) in expected.items()
    }


def test_keys_are_those_of_the_contract(copy):
    """Foreign keys between schemas too, which DuckDB does not know."""
    models = public_models()
    schemas = {model.name: model.schema for model in models}
    expected = {(m.schema, m.name, "p", tuple(m.primary_key), None) for m in models} | {
        (m.schema, m.name, "f", (column,), f"{schemas[referred]}.{referred}")
        for m in models
        for column, referred, _ in m.paths
    }
    found = ask(
        copy,
        "select connamespace::regnamespace::text, conrelid::regclass::text, contype,"
        " (select array_agg(attname::text order by place) from unnest(conkey)"
        "  with ordinality as keys (number, place) inner join pg_attribute"
        "  on attrelid = conrelid and attnum = number),"
        " case when contype = 'f' then confrelid::regclass::text end, convalidated"
        " from pg_constraint where contype in ('p', 'f')"
        " and connamespace::regnamespace::text = any(%s)",
        SCHEMAS,
    )
    assert all(is_validated for *_, is_validated in found)
    assert {
        (schema, table.split(".")[1], kind, tuple(columns), referred)
        for schema, table, kind, columns, referred, _ in found
    } == expected
    assert sum(kind == "f" for _, _, kind, *_ in found) == 106
    between = [(s, r) for s, *_, r, _ in found if r and not r.startswith(f"{s}.")]
    assert len(between) == 13


def test_comments_are_the_descriptions(copy):
    comments = dict(
        ask(
            copy,
            "select objoid::regclass || coalesce('.' || attname, ''), description"
            " from pg_description left join pg_attribute"
            " on attrelid = objoid and attnum = objsubid and objsubid > 0"
            " where classoid = 'pg_class'::regclass",
        )
    )
    for model in public_models():
        name = f"{model.schema}.{model.name}"
        comment = comments[name]
        assert comment.startswith(model.description)
        assert ("a table with its rows here" in comment) == model.is_view
        assert model.is_view or comment == model.description
        for column in model.columns:
            assert comments[f"{name}.{column.name}"] == column.description.strip()


def hostile_warehouse(folder: Path) -> tuple[Path, list[PublicModel]]:
    """A warehouse of which values, names and descriptions are hostile."""
    path = folder / "hostile.duckdb"
    table = 'tab"le; drop schema marts cascade; --'
    column = "col\"umn'); --"
    with duckdb.connect(str(path)) as made:
        for schema in SCHEMAS:
            made.execute(f"create schema {schema}")
        names = [part.replace('"', '""') for part in (table, column)]
        made.execute('create table marts."{}" (n integer, "{}" varchar)'.format(*names))
        made.executemany(
            f'insert into marts."{names[0]}" values (?, ?)', list(enumerate(HOSTILE))
        )
    described = [Column("n", "", ""), Column(column, "", HOSTILE[0] or "")]
    model = PublicModel("marts", table, HOSTILE[0] or "", False, described, ["n"], [])
    return path, [model]


def test_nothing_breaks_out(empty, tmp_path):
    """Values, names, descriptions and a role with quotes are what they say."""
    path, models = hostile_warehouse(tmp_path)
    role = "reader\"; drop schema marts cascade; --'"
    try:
        for _ in range(2):
            publish_to_postgres(path, empty, models, role)
        with psycopg.connect(empty) as connection:
            name = sql.Identifier("marts", models[0].name)
            column = sql.Identifier(models[0].columns[1].name)
            query = sql.SQL("select n, {} from {} order by n").format(column, name)
            assert connection.execute(query).fetchall() == list(enumerate(HOSTILE))
            query = sql.SQL("select obj_description({}::regclass)").format(
                sql.Literal(name.as_string(connection))
            )
            assert connection.execute(query).fetchone() == (HOSTILE[0],)
            connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
            query = sql.SQL("select count(*) from {}").format(name)
            assert connection.execute(query).fetchone() == (len(HOSTILE),)
    finally:
        with psycopg.connect(empty, autocommit=True) as connection:
            for statement in ("drop owned by {}", "drop role {}"):
                connection.execute(
                    sql.SQL(statement).format(sql.Identifier(role))
                )  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("create table marts.a (n double)", "marts.a.n: DOUBLE has no exact type"),
        (f"create table marts.a ({'n' * 64} int)", "longer than 63 bytes"),
        ("create table marts.b (n int)", "not of the last build: marts.a, marts.b"),
    ],
)
def test_what_cannot_be_copied_exactly_is_refused(empty, tmp_path, statement, reason):
    path = tmp_path / "kessan.duckdb"
    with duckdb.connect(str(path)) as made:
        made.execute(f"create schema marts; {statement}")
    models = [PublicModel("marts", "a", "", False, [], [], [])]
    with pytest.raises(UnusableError, match=reason):
        publish_to_postgres(path, empty, models)
    assert schemas_of(empty) == []


# The switch.


@pytest.mark.parametrize("isolation", ["read committed", "repeatable read"])
def test_a_long_reader_reads_to_its_end(empty, tmp_path, isolation):
    """It keeps the old rows; the publication does not wait for it."""
    publish_mark(tmp_path, empty, 1)
    with psycopg.connect(empty) as reader:
        reader.execute(f"set transaction isolation level {isolation}")
        cursor = reader.cursor("long", withhold=False)
        cursor.execute("select mark, value from marts.fct_figures")
        rows = cursor.fetchmany(10)
        done = publish_mark(tmp_path, empty, 2)
        # The reader is still there, and what it reads.
        assert done.kept == [
            "marts__old_1, audit__old_1, reports__old_1: still read; dropped next time"
        ]
        assert ask(empty, ANSWER) == [whole(2)]
        rows += cursor.fetchall()
    assert {mark for mark, _ in rows} == {1}
    assert len(rows) == FIGURES
    assert sum(value for _, value in rows) == whole(1)[3]
    assert publish_mark(tmp_path, empty, 3).kept == []
    assert schemas_of(empty) == SCHEMAS


def test_an_old_snapshot_does_not_find_the_new_tables_empty(empty, tmp_path):
    publish_mark(tmp_path, empty, 1)
    with psycopg.connect(empty) as reader:
        reader.execute("set transaction isolation level repeatable read")
        reader.execute("select 1")
        publish_mark(tmp_path, empty, 2)
        assert reader.execute(ANSWER).fetchall() == [whole(2)]


def test_readers_have_the_old_rows_or_the_new(empty, tmp_path):
    """Readers that ask without pause get no error, and never a mixture."""
    marks = range(1, 8)
    for mark in marks:
        warehouse_of(tmp_path, mark)
    publish_mark(tmp_path, empty, 1)
    answers: list[set[tuple]] = []
    counts: list[int] = []
    errors: list[Exception] = []
    is_over = threading.Event()

    def read(prepare_threshold: int | None) -> None:
        of_reader: set[tuple] = set()
        count = 0
        answers.append(of_reader)
        try:
            with closing(psycopg.connect(empty, autocommit=True)) as connection:
                connection.prepare_threshold = prepare_threshold
                while not is_over.is_set():
                    of_reader.update(connection.execute(ANSWER).fetchall())
                    count += 1
        except Exception as error:
            errors.append(error)
        counts.append(count)

    # Two of them with prepared statements.
    readers = [
        threading.Thread(target=read, args=[threshold])
        for threshold in (None, None, 0, 0)
    ]
    for reader in readers:
        reader.start()
    try:
        for mark in marks[1:]:
            publish_mark(tmp_path, empty, mark)
    finally:
        is_over.set()
        for reader in readers:
            reader.join()
    assert errors == []
    assert set.union(*answers) <= {whole(mark) for mark in marks}
    assert len(set.union(*answers)) >= 4
    assert min(counts) > 10


def wait_until(url: str, condition: str, otherwise: Callable[[], bool]) -> None:
    """Until a session of the database is in a condition, or something else is so."""
    query = "select pid from pg_stat_activity where datname = current_database() and "
    deadline = time.monotonic() + 20
    while not ask(url, query + condition) and not otherwise():
        assert time.monotonic() < deadline, condition


def test_a_statement_never_finds_old_and_new_tables(empty, tmp_path):
    """One that has found the first of its tables is waited for, not torn."""
    for mark in (1, 2):
        warehouse_of(tmp_path, mark)
    publish_mark(tmp_path, empty, 1)
    waits = "wait_event_type = 'Lock' and application_name "
    answers: list[tuple] = []
    reader = threading.Thread(target=lambda: answers.extend(ask(empty, ANSWER)))
    publisher = threading.Thread(target=lambda: publish_mark(tmp_path, empty, 2))
    with psycopg.connect(empty) as other:
        other.execute("lock table reports.printed in access exclusive mode")
        reader.start()
        wait_until(empty, waits + "<> 'kessan publish'", lambda: False)
        publisher.start()
        ended = lambda: not publisher.is_alive()  # noqa: E731
        wait_until(empty, waits + "= 'kessan publish'", ended)
    reader.join()
    publisher.join()
    assert answers == [whole(1)]
    assert ask(empty, ANSWER) == [whole(2)]


def test_the_switch_gives_up_when_it_is_given_no_room(empty, tmp_path):
    """A lock on a schema itself is not a reader's; what is in force stays."""
    publish_mark(tmp_path, empty, 1)
    with psycopg.connect(empty) as other:
        other.execute("alter schema marts rename to elsewhere")
        tight = Patience(attempts=3, delay=0.01, lock_timeout=0.05)
        with pytest.raises(PostgresError, match="no room for the switch in 3 tries"):
            publish_mark(tmp_path, empty, 2, patience=tight)
        other.rollback()
    assert ask(empty, ANSWER) == [whole(1)]
    publish_mark(tmp_path, empty, 3)
    assert ask(empty, ANSWER) == [whole(3)]
    assert schemas_of(empty) == SCHEMAS


def test_what_others_made_of_the_tables_is_not_dropped(empty, tmp_path):
    """A view of an analyst keeps what it reads, and the publication says so."""
    publish_mark(tmp_path, empty, 1)
    ask(empty, "create view public.mine as select mark from marts.dim_company")
    for mark in (2, 3):
        (kept,) = publish_mark(tmp_path, empty, mark).kept
        assert kept.startswith("marts__old_1, audit__old_1, reports__old_1: ")
        assert "view mine depends on table marts__old_1.dim_company" in kept
    assert ask(empty, "select distinct mark from public.mine") == [(1,)]
    ask(empty, "drop view public.mine")
    assert publish_mark(tmp_path, empty, 4).kept == []
    assert schemas_of(empty) == SCHEMAS


# What goes wrong.


def terminate(url: str, condition: str = "true") -> int:
    """Cut the connection of the publication, as an administrator would."""
    (ended,) = ask(
        url,
        "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity"
        " where application_name = 'kessan publish'"
        f" and datname = current_database() and {condition}",
    )
    return ended[0]


@pytest.mark.parametrize(
    ("stage", "in_force"),
    [
        ("loading marts.dim_company", 1),
        ("loading marts.fct_figures", 1),
        ("loading reports.printed", 1),
        ("switching", 1),
        ("dropping what was in force", 2),
    ],
)
def test_a_cut_leaves_what_was_published(empty, tmp_path, stage, in_force):
    publish_mark(tmp_path, empty, 1)
    cuts = []

    def cut(step) -> None:
        if step.name == stage:
            cuts.append(terminate(empty))

    with pytest.raises(PostgresError, match="1 tries: "):
        publish_mark(
            tmp_path, empty, 2, on_step=cut, patience=Patience(attempts=1, delay=0)
        )
    assert cuts == [1]
    assert ask(empty, ANSWER) == [whole(in_force)]
    assert schemas_of(empty) != SCHEMAS
    assert publish_mark(tmp_path, empty, 3).kept == []
    assert ask(empty, ANSWER) == [whole(3)]
    assert schemas_of(empty) == SCHEMAS


@contextmanager
def cut_when(url: str, condition: str) -> Iterator[list[int]]:
    """Cut the connection as soon as the server sees it in a condition."""
    cuts: list[int] = []
    is_over = threading.Event()

    def watch() -> None:
        while not cuts and not is_over.is_set():
            if ended := terminate(url, condition):
                cuts.append(ended)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield cuts
    finally:
        is_over.set()
        watcher.join()


def test_a_cut_while_rows_are_copied(empty, copy, published):
    """The largest tables are copied long enough to be caught at it."""
    once = Patience(attempts=1, delay=0)
    with (
        cut_when(empty, "state = 'active' and query like 'copy %'") as cuts,
        pytest.raises(PostgresError, match="1 tries: "),
    ):
        publish_to_postgres(published, empty, public_models(), patience=once)
    assert cuts == [1]
    assert not set(SCHEMAS) & set(schemas_of(empty))


def test_a_cut_in_the_switch(empty, tmp_path):
    """The switch waits for a reader when it is cut: nothing is renamed."""
    publish_mark(tmp_path, empty, 1)
    with psycopg.connect(empty) as reader:
        reader.execute("select from reports.printed")
        patient = Patience(attempts=1, delay=0, lock_timeout=10)
        with (
            cut_when(empty, "wait_event_type = 'Lock'") as cuts,
            pytest.raises(PostgresError, match="1 tries: "),
        ):
            publish_mark(tmp_path, empty, 2, patience=patient)
        assert cuts == [1]
    assert ask(empty, ANSWER) == [whole(1)]
    assert publish_mark(tmp_path, empty, 3).kept == []
    assert ask(empty, ANSWER) == [whole(3)]
    assert schemas_of(empty) == SCHEMAS


def test_a_cut_is_tried_again(empty, tmp_path):
    publish_mark(tmp_path, empty, 1)
    cuts = []

    def cut(step) -> None:
        if step.name == "loading audit.results" and not cuts:
            cuts.append(terminate(empty))

    done = publish_mark(tmp_path, empty, 2, on_step=cut)
    assert cuts == [1]
    assert done.kept == []
    assert ask(empty, ANSWER) == [whole(2)]
    assert schemas_of(empty) == SCHEMAS


def test_one_publication_at_a_time(empty, tmp_path):
    """The second waits a while; what the first publishes is whole."""
    refused = []

    def publish_too(step) -> None:
        if step.name == "switching":
            with pytest.raises(PostgresError, match="another publication is under way"):
                publish_mark(tmp_path, empty, 2, patience=Patience(2, 0.01))
            refused.append(step)

    publish_mark(tmp_path, empty, 1, on_step=publish_too)
    assert len(refused) == 1
    assert ask(empty, ANSWER) == [whole(1)]
    assert schemas_of(empty) == SCHEMAS


@contextmanager
def server_that_hangs_up() -> Iterator[tuple[int, list]]:
    """A port where every connection is closed at once, and their list."""
    seen: list = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            with ExitStack() as stack:
                while True:
                    try:
                        connection, _ = listener.accept()
                    except OSError:
                        return
                    seen.append(stack.enter_context(connection))
                    connection.shutdown(socket.SHUT_RDWR)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield listener.getsockname()[1], seen
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


SECRET = "s3cr+t &word"
SECRET_IN_URL = "s3cr%2Bt%20%26word"


@pytest.mark.fast
def test_a_server_that_goes_away_is_tried_again(tmp_path):
    with server_that_hangs_up() as (port, seen):
        url = f"postgresql://kessan:{SECRET_IN_URL}@127.0.0.1:{port}/kessan?sslmode=disable"
        with pytest.raises(PostgresError) as raised:
            publish_mark(tmp_path, url, 1, patience=Patience(attempts=3, delay=0.01))
    assert len(seen) == 3
    assert f"postgresql://kessan:***@127.0.0.1:{port}/kessan, 3 tries: " in str(
        raised.value
    )
    assert raised.value.__cause__ is None
    assert "s3cr" not in str(raised.value)


@pytest.mark.fast
def test_pauses_double():
    pauses: list[float] = []

    def refuse() -> None:
        raise OSError

    tries = Patience(attempts=4, delay=1).tries(OSError).copy(sleep=pauses.append)
    with pytest.raises(OSError):
        tries(refuse)
    for pause, least in zip(pauses, (1, 2, 4), strict=True):
        assert least <= pause <= least * 1.25


def publish_by_command(url: str | None, *options: str) -> object:
    """The verb, as the command line runs it."""
    environment = {} if url is None else {postgres.URL_VARIABLE: url}
    return run(
        *(sys.executable, "-m", "kessan", "publish", "--to", "postgres"),
        *options,
        **{postgres.URL_VARIABLE: ""} | environment,
    )


def test_an_unreachable_server_is_broken(published):
    """Exit code 3, and no secret in what is said."""
    with closing(socket.create_server(("127.0.0.1", 0))) as unused:
        port = unused.getsockname()[1]
    url = f"postgresql://kessan:{SECRET_IN_URL}@127.0.0.1:{port}/kessan"
    url += f"?sslpassword={SECRET_IN_URL}"
    done = publish_by_command(url, "--tries", "2")
    assert done.returncode == 3, done.stderr
    assert f"postgresql://kessan:***@127.0.0.1:{port}/kessan, 2 tries:" in done.stderr
    assert "Connection refused" in done.stderr
    assert "s3cr" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (None, "set KESSAN_POSTGRES_URL"),
        (f"postgresql+psycopg://kessan:{SECRET_IN_URL}@host/kessan", "cannot be read"),
        (f"postgresql://host/kessan?{SECRET_IN_URL}=1", "cannot be read"),
    ],
)
def test_wrong_usage(published, url, reason):
    done = publish_by_command(url)
    assert done.returncode == 2
    assert reason in done.stderr
    assert "s3cr" not in done.stdout + done.stderr


@pytest.mark.fast
@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://a:secret@b:1/c", "postgresql://a:***@b:1/c"),
        ("postgresql://a@b/c?password=secret", "postgresql://a:***@b/c"),
        ("postgresql://b/c?sslpassword=secret&sslkey=secret", "postgresql://b/c"),
        ("host=b user=a password='sec ret' dbname=c", "postgresql://a:***@b/c"),
        ("postgresql:///c?host=/run/b", "postgresql:///run/b/c"),
    ],
)
def test_urls_are_masked(url, shown):
    assert shown_url(url) == shown


def test_errors_of_the_server_have_no_secret(empty, tmp_path, monkeypatch):
    """Not even when the server repeats it."""
    monkeypatch.setenv("PGPASSWORD", "open sesame")
    url = make_conninfo(empty, dbname=f"no {SECRET} open sesame", password=SECRET)
    with pytest.raises(PostgresError, match="does not exist") as raised:
        publish_mark(tmp_path, url, 1, patience=Patience(1, 0))
    reason = str(raised.value).split(" tries: ")[1]
    assert "no *** ***" in reason
    assert SECRET not in reason


# Grants and roles.


def as_role(url: str, role: str, query: str) -> list[tuple]:
    with psycopg.connect(url) as connection:
        connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
        return connection.execute(query).fetchall()


@pytest.fixture
def roles(server: str) -> Iterator[Callable[[str], str]]:
    """Makes roles that are gone after the test."""
    made: list[str] = []

    def make(role: str, options: str = "") -> str:
        ask(server, f"create role {role} {options}")
        made.append(role)
        return role

    yield make
    for role in made:
        ask(server, f"drop role {role}")


def test_grants_survive(server, tmp_path, roles):
    """Of a table, of a column, of everything; with the right to pass them on."""
    for role in ("of_table", "of_column", "of_all", "of_none"):
        roles(role)
    with database(server, "kessan_grants") as url:
        publish_mark(tmp_path, url, 1)
        for statement in (
            "drop table marts.dim_segment",
            "grant usage on schema marts to of_table, of_column, of_all, of_none",
            "grant select on marts.fct_figures to of_table with grant option",
            "grant select (mark) on marts.fct_figures to of_column",
            "grant select on all tables in schema marts to of_all",
            "grant usage on schema reports to public",
            "grant select on reports.printed to public",
        ):
            ask(url, statement)
        for mark in (2, 3):
            publish_mark(tmp_path, url, mark)
        figures = "select distinct mark from marts.fct_figures"
        for role in ("of_table", "of_column", "of_all"):
            assert as_role(url, role, figures) == [(3,)]
        # Who may read every table may read the one that is new.
        segments = "select mark from marts.dim_segment"
        assert as_role(url, "of_all", segments) == [(3,)]
        for role, query in (
            ("of_none", figures),
            ("of_table", segments),
            ("of_column", "select value from marts.fct_figures"),
            ("of_all", "select from audit.results"),
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                as_role(url, role, query)
        assert as_role(url, "of_none", "select min(mark) from reports.printed")
        grantable = ask(
            url,
            "select grantee, is_grantable from information_schema.table_privileges"
            " where table_name = 'fct_figures' and grantee like 'of_%'",
        )
        assert sorted(grantable) == [("of_all", "NO"), ("of_table", "YES")]


REFUSED_TO_READERS = [
    "insert into marts.dim_company values ('x', 1)",
    "update marts.dim_company set mark = 0",
    "delete from marts.dim_company",
    "truncate marts.dim_company",
    "drop table marts.dim_company",
    "alter table marts.dim_company add column x int",
    "create table marts.x (n int)",
    "create table public.x (n int)",
    "create view reports.x as select 1",
    "create schema x",
    "create role x",
    "drop schema marts cascade",
    "lock table marts.dim_company in access exclusive mode",
    "copy marts.dim_company to program 'cat'",
]


def test_a_reader_can_read_and_nothing_else(empty, tmp_path):
    seen = []

    def look(step) -> None:
        """The reader cannot see what is being built, up to the switch."""
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="marts__new"):
            as_role(empty, READER, "select from marts__new.dim_company")
        seen.append(step.name)

    publish_mark(tmp_path, empty, 1, reader_role=READER)
    publish_mark(
        tmp_path,
        empty,
        2,
        on_step=lambda step: look(step) if step.name == "switching" else None,
    )
    assert seen == ["switching"]
    assert as_role(empty, READER, ANSWER) == [whole(2)]
    for statement in REFUSED_TO_READERS:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_role(empty, READER, statement)
    (can_login,) = ask(
        empty, "select rolcanlogin from pg_roles where rolname = %s", READER
    )
    assert can_login == (False,)


def test_a_powerful_role_is_no_reader(empty, tmp_path, roles):
    roles("kessan_chief", "superuser")
    with pytest.raises(UnusableError, match="kessan_chief is more than a reader"):
        publish_mark(tmp_path, empty, 1, reader_role="kessan_chief")
    assert schemas_of(empty) == []


def test_a_publisher_need_not_be_superuser(server, tmp_path, roles):
    """It needs to create schemas in the database, and roles if it shall."""
    roles("kessan_publisher", "login createrole")
    roles("kessan_analyst")
    with database(server, "kessan_least") as url:
        ask(url, "grant create on database kessan_least to kessan_publisher")
        own = make_conninfo(url, user="kessan_publisher")
        publish_mark(tmp_path, own, 1)
        ask(url, "grant usage on schema marts to kessan_analyst")
        ask(url, "grant select on marts.dim_company to kessan_analyst")
        with psycopg.connect(url) as reader:
            reader.execute("select from marts.fct_figures")
            assert len(publish_mark(tmp_path, own, 2).kept) == 1
        assert publish_mark(tmp_path, own, 3).kept == []
        companies = "select distinct mark from marts.dim_company"
        assert as_role(url, "kessan_analyst", companies) == [(3,)]


@pytest.mark.parametrize("schema", ["marts", "audit__new", "reports__old_7"])
def test_schemas_of_others_are_left_alone(empty, tmp_path, schema):
    ask(empty, f"create schema {schema}")
    ask(empty, f"create table {schema}.mine as select 1 as n")
    with pytest.raises(UnusableError, match=f"no publication made: {schema}"):
        publish_mark(tmp_path, empty, 1)
    assert schemas_of(empty) == [schema]
    assert ask(empty, f"select n from {schema}.mine") == [(1,)]


def test_row_security_is_not_lost_in_silence(empty, tmp_path):
    publish_mark(tmp_path, empty, 1)
    ask(empty, "alter table marts.dim_company enable row level security")
    with pytest.raises(UnusableError, match=r"row security of: marts\.dim_company"):
        publish_mark(tmp_path, empty, 2)
    assert ask(empty, ANSWER) == [whole(1)]


# Other ways to read it.


def test_sqlalchemy_reads_the_tables_and_their_keys(copy):
    sqlalchemy = pytest.importorskip("sqlalchemy")
    url = sqlalchemy.URL.create("postgresql+psycopg", query=conninfo_to_dict(copy))
    engine = sqlalchemy.create_engine(url)
    tables = sqlalchemy.MetaData()
    tables.reflect(engine, schema="audit")
    results = tables.tables["audit.figure_coverage"]
    figures = tables.tables["marts.fct_reported_figures"]
    assert {key.column.table.fullname for key in results.foreign_keys} >= {
        figures.fullname
    }
    assert (figures.c.value.type.precision, figures.c.value.type.scale) == (26, 6)
    assert figures.c.value.comment
    joined = sqlalchemy.select(sqlalchemy.func.count()).select_from(
        results.join(figures)
    )
    with engine.connect() as connection:
        assert connection.scalar(joined) == 1199
    engine.dispose()


def test_adbc_reads_exact_decimals(copy, warehouse):
    adbc = pytest.importorskip("adbc_driver_postgresql.dbapi")
    pyarrow = pytest.importorskip("pyarrow")
    query = "select figure_key, value from marts.fct_reported_figures order by 1"
    expected = warehouse.sql(query).fetchall()
    with adbc.connect(uri_of(copy)) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        table = cursor.fetch_arrow_table()
    value = table.column("value")
    # Digits, not a float: PostgreSQL's numeric comes as its text.
    assert not pyarrow.types.is_floating(value.type)
    digits = value.cast(pyarrow.string()).cast(pyarrow.decimal128(26, 6))
    keys = table.column("figure_key").to_pylist()
    assert list(zip(keys, digits.to_pylist(), strict=True)) == expected


def test_psql_describes_what_it_finds(copy, psql):
    shown = run(f"{psql}/psql", "-X", uri_of(copy), "-c", r"\d+ marts.fct_costs")
    assert shown.returncode == 0, shown.stderr
    assert "numeric(26,6)" in shown.stdout
    assert "REFERENCES marts.dim_company(company_key)" in shown.stdout
    assert "yen" in shown.stdout


# What the document shows.


@pytest.fixture
def shown(server: str, psql: str) -> Iterator[dict[str, str]]:
    """An environment in which what the document shows can be run, and undone."""
    with database(server, "kessan_shown") as url:
        yield {
            "KESSAN_POSTGRES_URL": uri_of(url),
            "PATH": f"{psql}{os.pathsep}{os.environ['PATH']}",
        }
    ask(server, "drop role if exists analyst")
    ask(server, "drop role if exists kessan_tools")


def test_what_the_document_shows_works(shown, published, warehouse):
    """Its commands and scripts in their order, and the recipes' query there too."""
    text = DOCUMENT.read_text("utf-8")
    blocks = BLOCK.findall(text)
    commands = "".join(block for language, block in blocks if language == "sh")
    scripts = [block for language, block in blocks if language == "python"]
    assert "kessan publish --to postgres" in commands
    done = run("bash", "-euo", "pipefail", "-c", commands, **shown)
    assert done.returncode == 0, done.stdout + done.stderr
    (tables,) = warehouse.sql(
        "select count(*) from (from duckdb_tables() select table_name"
        " where not internal union all from duckdb_views() select view_name"
        " where not internal)"
    ).fetchall()[0]
    assert f"{tables} tables, " in done.stdout
    url = shown["KESSAN_POSTGRES_URL"]
    publish_to_postgres(published, url, public_models())
    cells = "select count(*) > 0 from reports.printed_cells"
    assert as_role(url, "kessan_tools", cells) == [(True,)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_role(url, "kessan_tools", "select value from marts.fct_metrics")
    assert len(scripts) == 2
    for script in scripts:
        done = run(sys.executable, "-c", script, **shown)
        assert done.returncode == 0, done.stderr
        assert "74123270000.0000" in done.stdout
    connect = (ROOT / "docs" / "use" / "connect.md").read_text("utf-8")
    queries = QUERY_AND_RESULT.findall(connect)
    assert queries
    for query, result in queries:
        rows = ask(shown["KESSAN_POSTGRES_URL"], query)
        assert markdown_of(query, rows, warehouse) == result


def markdown_of(query: str, rows: list[tuple], warehouse) -> str:
    """Rows of PostgreSQL in the form of the result that a document shows."""

    class Answer:
        columns = warehouse.sql(query).columns

        @staticmethod
        def fetchall() -> list[tuple]:
            return rows

    return markdown(Answer())
