"""Runs are all or nothing, whatever is done to them, and readers notice none.

A build by dbt takes the most of a run's time and changes nothing that readers
have. So where a test is about what comes behind it, dbt, gates and pages are left
out, and the run publishes some tables of the build file that is there: driver.py
says how. Runs with all of them are killed too.
"""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from conftest import copy_project
from test_documents import borrow_environment

from kessan import history
from kessan.contract import public_models
from kessan.project import BUILD_FILE, MANIFEST, ROOT, RUN_RESULTS
from kessan.publication import warehouse
from kessan.publication.generations import Published
from kessan.runs.lock import LockedError, locked

pytestmark = pytest.mark.slow

DRIVER = Path(__file__).with_name("driver.py")
ALL_LEFT_OUT = ("build", "gates", "pages")

# Where a run is killed: before the first call of each, or the one numbered.
KILLED = [
    "kessan.intake.take_in",
    # Before what was delivered is laid out, and before that is taken away.
    "shutil.rmtree",
    "shutil.rmtree#2",
    "kessan.publication.generations.Published.begin",
    "kessan.publication.warehouse._copy_table#6",
    "kessan.publication.warehouse._describe",
    "kessan.publication.changes.changes",
    "kessan.publication.exports._file#3",
    "kessan.publication.exports._file#20",
    "kessan.publication.descriptor.write_descriptor",
    "kessan.publication.generations.Published.complete",
    "kessan.publication.generations.Published.switch",
    # The new link is there and not in place yet.
    "pathlib.Path.replace",
    "kessan.increment.accept",
    "kessan.publication.generations.Published.keep",
    "shutil.rmtree#3",
    "kessan.history.append",
]


# The processes that run verbs, by the copy of the project that they are of.
SERVERS: dict[Path, subprocess.Popen] = {}


def run(
    project: Path,
    *arguments: str,
    environment: dict[str, str] | None = None,
    without: tuple[str, ...] = ALL_LEFT_OUT,
    **how: object,
) -> subprocess.CompletedProcess:
    """Run a verb of a copy of the project in a process of its own."""
    if project not in SERVERS:
        SERVERS[project] = subprocess.Popen(
            [sys.executable, DRIVER],
            cwd=project,
            env=os.environ | {"PYTHONPATH": str(project)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
    server = SERVERS[project]
    assert server.stdin and server.stdout
    request = {
        "how": how | {"without": without},
        "arguments": arguments,
        "environment": environment or {},
    }
    server.stdin.write(json.dumps(request) + "\n")
    server.stdin.flush()
    answer = json.loads(server.stdout.readline())
    return subprocess.CompletedProcess(arguments, **answer)


def built_project(copy: Path) -> Path:
    """A copy of the project with its last build, and nothing published."""
    copy_project(copy)
    for made in (MANIFEST, RUN_RESULTS):
        shutil.copy(made, copy / "target")
    (copy / "target" / "build").mkdir()
    shutil.copy(BUILD_FILE, copy / "target" / "build")
    return copy


# What the tables below refer to, and what the verbs read, is kept too.
KEPT = {
    *("fct_reported_figures", "dim_date", "identity_results", "restatements"),
    *("findings", "runs", "audit_identities", "audit_expected_releases"),
}


def publish_few(project: Path) -> None:
    """Have the project publish a few of its tables: each takes its time."""
    manifest = project / MANIFEST.relative_to(ROOT)
    models = {model.name: model for model in public_models(manifest)}
    kept: set[str] = set()
    while more := KEPT.union(*(models[name].references for name in kept)) - kept:
        kept |= more
    content = json.loads(manifest.read_text("utf-8"))
    content["nodes"] = {
        key: node
        for key, node in content["nodes"].items()
        if node["resource_type"] != "model"
        or node["alias"] in kept
        or node["alias"] not in models
    }
    manifest.write_text(json.dumps(content), "utf-8")


def mark(project: Path, number: int) -> None:
    """Have the build hold so many rows more than any before."""
    with duckdb.connect(str(project / BUILD_FILE.relative_to(ROOT))) as connection:
        connection.execute(
            "insert into audit.findings"
            " (finding_key, finding_number, is_blocking, family, problem)"
            f" select {number} * 1000 + n, n, true, 'input', 'mark'"
            f" from range(1, {number} + 1) as numbers (n)"
        )


def assert_sound(project: Path) -> str:
    """What readers have is whole: files, keys and totals; returns its run."""
    published = Published(project / "published")
    current = published.current()
    assert current is not None
    current.verify()
    assert current.summary()["run_id"] == current.run_id
    with duckdb.connect(str(published.warehouse), read_only=True) as connection:
        (run_id, rows), *_ = connection.sql(OF_FILE).fetchall()
        assert run_id == current.run_id
        assert rows == count_rows(connection)
    return run_id


OF_FILE = (
    "select run_id, row_count from audit.runs where status = 'published'"
    " order by run_id desc limit 1"
)


def count_rows(connection: duckdb.DuckDBPyConnection) -> int:
    """All rows of marts and audit but those of the runs."""
    tables = connection.sql(
        "select schema_name || '.' || table_name from duckdb_tables()"
        " where table_name <> 'runs'"
    ).fetchall()
    counts = " + ".join(f"(select count(*) from {name})" for (name,) in tables)
    return connection.sql(f"select {counts}").fetchall()[0][0]


@pytest.fixture(scope="module")
def project(published: Path, tmp_path_factory) -> Iterator[Path]:
    """A copy that has published a few tables once, in a path with a space."""
    copy = built_project(tmp_path_factory.mktemp("runs") / "a project")
    publish_few(copy)
    first = run(copy, "run")
    assert first.returncode == 0, first.stderr
    yield copy
    stop(copy)


@pytest.fixture(scope="module")
def whole_project(published: Path, tmp_path_factory) -> Iterator[Path]:
    """A copy that has published all of its tables once."""
    copy = built_project(tmp_path_factory.mktemp("whole runs") / "a project")
    first = run(copy, "run")
    assert first.returncode == 0, first.stderr
    yield copy
    stop(copy)


def stop(project: Path) -> None:
    """End the process that runs the verbs of a project."""
    server = SERVERS.pop(project)
    server.communicate(timeout=60)


def test_nothing_to_do(project):
    before = assert_sound(project)
    again = run(project, "run")
    assert (again.returncode, "nothing to do" in again.stdout) == (6, True)
    seed = project / "seeds" / "release" / "mends.csv"
    os.utime(project / "seeds" / "release" / "releases.csv")
    assert not seed.exists()
    assert run(project, "run").returncode == 6
    assert assert_sound(project) == before
    assert run(project, "run", "--force").returncode == 0
    assert assert_sound(project) > before


def test_input_and_code_are_compared_by_content(project):
    for changed in (
        project / "seeds" / "release" / "figures.csv",
        project / "models" / "marts" / "dim_date.sql",
        project / "kessan" / "__init__.py",
    ):
        content = changed.read_bytes()
        # A row more, a comment more.
        more = content.splitlines(keepends=True)[-1]
        changed.write_bytes(content + (more if changed.suffix == ".csv" else b"\n"))
        done = run(project, "run")
        assert done.returncode == 0, done.stderr
        changed.write_bytes(content)
    assert run(project, "run").returncode == 0
    assert run(project, "run").returncode == 6


def test_a_killed_run_leaves_what_was_published(project):
    """Killed at any step; the next run begins where nothing was cleaned."""
    before = assert_sound(project)
    for function in KILLED:
        killed = run(project, "run", "--force", kill=function)
        assert killed.returncode == -signal.SIGKILL, (function, killed.stderr)
        now = assert_sound(project)
        is_switched = function in KILLED[KILLED.index("kessan.increment.accept") :]
        assert (now != before) == is_switched, function
        before = now
    done = run(project, "run", "--force")
    assert done.returncode == 0, done.stderr
    assert assert_sound(project) > before
    generations = project / "published" / "generations"
    assert [*generations.glob(".*"), *generations.parent.glob(".link*")] == []


def test_a_run_killed_while_dbt_works(whole_project):
    """dbt dies with its parent, and the next run does not wait for its lock."""
    project = whole_project
    before = assert_sound(project)
    for node in (1, 60):
        killed = run(project, "run", "--force", without=(), kill_at_node=node)
        assert killed.returncode == -signal.SIGKILL
        assert assert_sound(project) == before
    done = run(project, "run", "--force", without=("gates", "pages"))
    assert done.returncode == 0, done.stderr
    assert assert_sound(project) > before


def test_a_run_killed_while_pages_are_written(whole_project):
    """What writes them dies too: it would hold the output of the run open."""
    project = whole_project
    before = assert_sound(project)
    killed = run(
        project,
        *("run", "--force"),
        without=("build", "gates"),
        kill="kessan.publication.descriptor.write_descriptor",
    )
    assert killed.returncode == -signal.SIGKILL
    assert assert_sound(project) == before
    done = run(project, "run", "--force", without=("build", "gates"))
    assert done.returncode == 0, done.stderr
    assert assert_sound(project) > before
    assert (project / "published" / "current" / "site" / "index.html").is_file()


def test_pages_that_cannot_be_written_stop_the_run(whole_project):
    project = whole_project
    before = assert_sound(project)
    template = project / "kessan" / "site" / "templates" / "base.html"
    content = template.read_text("utf-8")
    template.write_text(content + "{{ nobody }}", "utf-8")
    broken = run(project, "run", "--force", without=("build", "gates"))
    template.write_text(content, "utf-8")
    assert broken.returncode == 3
    assert "'nobody' is undefined" in broken.stderr
    assert "Nothing was published." in broken.stderr
    assert assert_sound(project) == before


def test_an_error_of_ours_is_not_bad_input(project):
    """It has a code, a place in the history and its traceback."""
    before = assert_sound(project)
    broken = run(project, "run", "--force", fail=["compare", "ZeroDivisionError"])
    assert broken.returncode == 3
    assert "Traceback" in broken.stderr
    assert "Nothing was published." in broken.stderr
    assert last_run(project)["status"] == "broken"
    assert last_run(project)["message"] == "ZeroDivisionError"
    assert assert_sound(project) == before
    # What it left undone is done by the next run, though nothing changed.
    assert run(project, "run").returncode == 0
    assert assert_sound(project) > before


def test_what_fails_behind_the_switch_is_no_failure(project):
    before = assert_sound(project)
    done = run(project, "run", "--force", fail=["keep", "OSError"])
    assert done.returncode == 0, done.stderr
    assert "warning: not tidied up: it failed" in done.stdout
    assert last_run(project)["status"] == "published"
    assert assert_sound(project) > before


@pytest.mark.fast
def test_a_switch_that_fails_is_tried_again(tmp_path, monkeypatch):
    """Up to five times; then the old generation stays."""
    published = Published(tmp_path)
    old, new = (published.complete(published.begin(name)) for name in ("1", "2"))
    published.switch(old)
    replace, failures = Path.replace, []

    def failing(times: int):
        def attempt(path: Path, target: Path) -> Path:
            if len(failures) < times:
                failures.append(path)
                raise OSError("busy")
            return replace(path, target)

        return attempt

    monkeypatch.setattr(Path, "replace", failing(5))
    with pytest.raises(OSError, match="busy"):
        published.switch(new)
    assert len(failures) == 5
    assert published.current() == old
    failures.clear()
    monkeypatch.setattr(Path, "replace", failing(4))
    published.switch(new)
    assert len(failures) == 4
    assert published.current() == new


def test_a_full_disk(project):
    """A file grows no further: the run ends with its code, and says why."""
    before = assert_sound(project)
    full = run(project, "run", "--force", limit=500_000)
    assert full.returncode == 3, full.stdout
    assert "Nothing was published." in full.stderr
    assert assert_sound(project) == before
    assert run(project, "run", "--force").returncode == 0
    assert assert_sound(project) > before


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    """A file system of its own in a folder; skips where that is not allowed."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "kessan-test", folder],
        capture_output=True,
    )
    if done.returncode:
        pytest.skip(f"cannot mount: {done.stderr.decode().strip()}; run as root")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_a_file_system_without_space(published, tmp_path):
    project = built_project(tmp_path / "project")
    publish_few(project)
    with mounted(project / "published", "size=60m"):

        def remount(options: str) -> None:
            command = ("mount", "-o", f"remount,{options}", project / "published")
            subprocess.run(command, check=True)

        assert run(project, "run").returncode == 0
        before = assert_sound(project)
        # Room for half of what the next run writes.
        remount(f"size={shutil.disk_usage(project / 'published').used * 3 // 2}")
        full = run(project, "run", "--force")
        assert full.returncode == 3, full.stdout
        assert "Nothing was published." in full.stderr
        assert assert_sound(project) == before
        remount("size=60m")
        assert run(project, "run", "--force").returncode == 0
        assert assert_sound(project) > before
        remount("ro")
        before = assert_sound(project)
        read_only = run(project, "run", "--force")
        assert read_only.returncode == 3
        assert "Read-only file system" in read_only.stderr
        assert assert_sound(project) == before
        stop(project)


def test_a_damaged_seed(project):
    before = assert_sound(project)
    seed = project / "seeds" / "release" / "figures.csv"
    content = seed.read_bytes()
    seed.write_bytes(content[:-20] + b"\xff\n")
    told = project / "told.json"
    hook = {"KESSAN_NOTIFY_COMMAND": f"cat > '{told}'"}
    refused = run(project, "run", environment=hook)
    seed.write_bytes(content)
    assert refused.returncode == 1
    assert "Nothing was published." in refused.stderr
    assert assert_sound(project) == before
    assert last_run(project)["status"] == "bad_input"
    assert json.loads(told.read_text("utf-8")) == last_run(project)

    # The next run publishes although the input is the old one, and says so once.
    assert run(project, "run", environment=hook).returncode == 0
    assert assert_sound(project) > before
    assert json.loads(told.read_text("utf-8"))["status"] == "published"
    told.unlink()
    assert run(project, "run", environment=hook).returncode == 6
    assert run(project, "run", "--force", environment=hook).returncode == 0
    assert not told.exists()


def last_run(project: Path) -> dict:
    lines = (project / "published" / "runs.jsonl").read_text("utf-8").splitlines()
    return json.loads(lines[-1])


def test_the_gates_of_a_run(whole_project):
    """Each door stops what it should; what it says is kept where it belongs."""
    project, gates = whole_project, ("build", "pages")
    only_exit, only_entry = (*gates, "entry"), (*gates, "exit")
    before = assert_sound(project)
    passed = run(project, "run", "--force", without=gates)
    assert passed.returncode == 0, passed.stderr
    now = assert_sound(project)
    assert now > before
    folder = project / "published" / "generations" / now
    doors = json.loads((folder / "run.json").read_text("utf-8"))["gates"]
    assert [door["door"] for door in doors] == ["entry", "exit"]
    assert all(door["success"] and door["evaluated"] > 30 for door in doors)
    assert (folder / "data-docs" / "index.html").exists()
    assert last_run(project)["exit_expectation_count"] == doors[1]["evaluated"]

    spoiled = run(
        *(project, "run", "--force"),
        without=only_exit,
        spoil="marts.dim_release.parquet",
    )
    assert spoiled.returncode == 4, spoiled.stdout
    assert "dim_release" in spoiled.stderr
    assert "Nothing was published." in spoiled.stderr
    assert assert_sound(project) == now

    # A table that lost a row is refused, unless it is called meant.
    with duckdb.connect(str(project / BUILD_FILE.relative_to(ROOT))) as connection:
        connection.execute(
            "delete from marts.dim_date"
            " where date_key = (select max(date_key) from marts.dim_date)"
        )
    fewer = run(project, "run", "--force", without=only_exit)
    assert fewer.returncode == 4, fewer.stdout
    assert "marts.dim_date  has" in fewer.stderr
    assert "kessan build --uncompared" in fewer.stderr
    assert assert_sound(project) == now
    meant = run(project, "build", "--uncompared", without=only_exit)
    assert meant.returncode == 0, meant.stderr
    now = assert_sound(project)
    shutil.copy(BUILD_FILE, project / "target" / "build")

    seed = project / "seeds" / "release" / "figures.csv"
    content = seed.read_text("utf-8")
    row = content.splitlines()[-1].split(",")
    seed.write_text(content + ",".join(["../../etc", *row[1:]]) + "\n", "utf-8")
    refused = run(project, "run", "--force", without=only_entry)
    seed.write_text(content, "utf-8")
    assert refused.returncode == 1, refused.stdout
    assert "figures.csv line" in refused.stderr
    assert (project / "target" / "data-docs" / "index.html").exists()
    assert assert_sound(project) == now


def test_a_damaged_generation(project):
    """A run goes on without it; a rollback passes it over or refuses it."""
    first = assert_sound(project)
    assert run(project, "run", "--force").returncode == 0
    second = assert_sound(project)
    generations = project / "published" / "generations"
    file = generations / second / "csv" / "marts.dim_release.csv"
    file.write_bytes(file.read_bytes().replace(b"iij", b"iji", 1))
    (generations / second / "kessan.duckdb").write_bytes(b"damaged")
    assert run(project, "run", "--force").returncode == 0
    third = assert_sound(project)
    changes = json.loads((generations / third / "changes.json").read_text("utf-8"))
    assert changes["since"] is None

    refused = run(project, "rollback", second)
    assert refused.returncode == 3
    assert "csv/marts.dim_release.csv, kessan.duckdb" in refused.stderr
    assert assert_sound(project) == third
    back = run(project, "rollback")
    assert back.returncode == 0
    assert f"{second} is damaged, and passed over" in back.stdout
    assert assert_sound(project) == first
    # It stays until something changes.
    assert run(project, "run").returncode == 6
    assert assert_sound(project) == first
    assert run(project, "run", "--force").returncode == 0
    assert assert_sound(project) > third
    unknown = run(project, "rollback", "never")
    assert (unknown.returncode, "no generation never" in unknown.stderr) == (3, True)


def test_csvs_are_a_choice(project):
    """A run says that it writes none, and so does what it publishes."""
    generations = project / "published" / "generations"
    for choice, kinds in (("--no-csv", ["parquet"]), ("--csv", ["parquet", "csv"])):
        done = run(project, "run", "--force", choice)
        assert done.returncode == 0, done.stderr
        assert ("no CSV: kessan csv writes" in done.stdout) == ("csv" not in kinds)
        folder = generations / assert_sound(project)
        assert json.loads((folder / "run.json").read_text("utf-8"))["copies"] == kinds
        assert (folder / "csv").is_dir() == ("csv" in kinds)


def test_two_runs_at_once(project, tmp_path):
    before = assert_sound(project)
    release = tmp_path / "go on"
    how = {"without": ALL_LEFT_OUT, "hold": str(release)}
    first = subprocess.Popen(
        [sys.executable, DRIVER, json.dumps(how), "run", "--force"],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(project)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert first.stdout is not None
    while "HELD" not in first.stdout.readline():
        assert first.poll() is None
    for verb in ("run", "build", "rollback"):
        second = run(project, verb)
        assert second.returncode == 5, second.stderr
        assert f"kessan run holds the lock: process {first.pid}" in second.stderr
    assert assert_sound(project) == before
    release.touch()
    first.communicate(timeout=120)
    assert first.returncode == 0
    assert assert_sound(project) > before


@pytest.mark.fast
def test_a_lock_is_free_when_its_holder_is_gone(tmp_path):
    path = tmp_path / "a folder" / ".lock"
    with (
        locked(path, "one"),
        pytest.raises(LockedError, match=r"^one holds the lock: process"),
        locked(path, "two"),
    ):
        pass
    with locked(path, "three"):
        assert json.loads(path.read_text("utf-8"))["purpose"] == "three"


def test_old_generations_go_and_the_number_is_a_choice(project):
    for keep, expected in (("2", 2), ("3", 3), ("1", 1)):
        for _ in range(2):
            assert run(project, "run", "--force", "--keep", keep).returncode == 0
        kept = Published(project / "published").all()
        assert len(kept) == expected
        assert kept[-1].run_id == assert_sound(project)
    two = {"KESSAN_KEEP": "2"}
    assert run(project, "run", "--force", environment=two).returncode == 0
    assert len(Published(project / "published").all()) == 2
    listed = run(project, "runs", "--last", "3")
    assert listed.returncode == 0
    assert (listed.stdout.count("kept"), listed.stdout.count("current")) == (1, 1)


# Readers take the time that the switches leave: they never pause.
READER = """
import json, os, sys
import duckdb
os.nice(19)
file, stop = sys.argv[1:]
of_file, tables = json.loads(sys.stdin.readline())
counts = " + ".join(f"(select count(*) from {name})" for name in tables)
answers, mixed, failed, seen = 0, 0, [], []
while not os.path.exists(stop):
    try:
        with duckdb.connect(file, read_only=True) as connection:
            (run_id, rows, counted), = connection.execute(
                f"select run_id, row_count, {counts} from ({of_file})"
            ).fetchall()
        answers += 1
        mixed += rows != counted
        if run_id not in seen:
            seen.append(run_id)
            print(run_id, flush=True)
    except Exception as error:
        failed.append(repr(error))
print(json.dumps([answers, mixed, failed, seen]), flush=True)
"""


def publish_marked(project: Path, number: int) -> str:
    """Publish a generation that holds so many rows more, by the real switch."""
    mark(project, number)
    published = Published(project / "published")
    run = history.begun("run")
    models = public_models(project / MANIFEST.relative_to(ROOT))
    build_file = project / BUILD_FILE.relative_to(ROOT)
    with duckdb.connect(str(build_file), read_only=True) as connection:
        run.row_count = sum(
            connection.sql(f"select count(*) from {model.schema}.{model.name}")
            .fetchall()[0][0]
            for model in models
            if not model.is_view and model.name != "runs"
        )  # fmt: skip
    run.end(history.PUBLISHED)
    begun = published.begin(run.run_id)
    warehouse.write_warehouse(build_file, begun.warehouse, models, [run])
    published.switch(published.complete(begun))
    published.keep(3)
    return run.run_id


def test_readers_notice_nothing(project, tmp_path):
    """Eight readers ask without pause while twenty generations are published.

    Each is there until it has been read. One of them is made by a whole run.
    """
    with duckdb.connect(
        str(project / "published" / "kessan.duckdb"), read_only=True
    ) as holder:
        (before, rows), *_ = holder.sql(OF_FILE).fetchall()
        tables = [
            name
            for (name,) in holder.sql(
                "select schema_name || '.' || table_name from duckdb_tables()"
                " where table_name <> 'runs'"
            ).fetchall()
        ]
        stop = tmp_path / "stop"
        readers = [
            subprocess.Popen(
                [
                    *(sys.executable, "-c", READER),
                    *(project / "published" / "kessan.duckdb", stop),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(8)
        ]
        for reader in readers:
            assert reader.stdin is not None
            reader.stdin.write(json.dumps([OF_FILE, tables]) + "\n")
            reader.stdin.flush()
        first, *_ = readers
        assert first.stdout is not None
        assert first.stdout.readline().strip() == before
        runs = []
        for number in range(1, 21):
            if number == 10:
                mark(project, number)
                done = run(project, "run", "--force", "--keep", "3")
                assert done.returncode == 0, done.stderr
                runs.append(assert_sound(project))
            else:
                runs.append(publish_marked(project, number))
            assert first.stdout.readline().strip() == runs[-1]
        time.sleep(0.5)
        stop.touch()
        ended = [reader.communicate(timeout=120)[0] for reader in readers]
        assert [reader.returncode for reader in readers] == [0] * 8
        # Who has had the file open throughout still has the old one.
        assert holder.sql(OF_FILE).fetchall() == [(before, rows)]
        assert count_rows(holder) == rows
    results = [json.loads(said.splitlines()[-1]) for said in ended]
    answers = sum(result[0] for result in results)
    assert [result[1] for result in results] == [0] * 8
    assert [result[2] for result in results] == [[]] * 8
    seen = {run_id for result in results for run_id in result[3]}
    assert seen == {before, *runs}
    # Nobody goes back to an older one.
    assert all(result[3] == sorted(result[3]) for result in results)
    assert answers > 100
    print(f"{answers} answers, {len(seen)} generations seen")
    shutil.copy(BUILD_FILE, project / "target" / "build")


def test_dagster_makes_the_same_run(whole_project, tmp_path):
    """Definitions that are valid, assets that a run makes, a run that fails."""
    project = whole_project
    home = tmp_path / "dagster"
    home.mkdir()
    (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n")

    def dagster(*arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [Path(sys.executable).with_name("dagster"), *arguments],
            cwd=project,
            env=os.environ | {"PYTHONPATH": str(project), "DAGSTER_HOME": str(home)},
            capture_output=True,
            text=True,
        )

    module = ("-m", "kessan.orchestration")
    valid = dagster("definitions", "validate", *module)
    assert valid.returncode == 0, valid.stderr
    everything = ("asset", "materialize", "--select", "*", *module)
    assert run(project, "run", "--force").returncode == 0
    before = assert_sound(project)
    made = dagster(*everything)
    assert made.returncode == 0, made.stderr
    assert "nothing to do" in made.stderr
    materialised = made.stderr.count("ASSET_MATERIALIZATION")
    nodes = json.loads((project / "target" / "manifest.json").read_text())["nodes"]
    kinds = [node["resource_type"] for node in nodes.values()]
    assert materialised == kinds.count("model") + kinds.count("seed")
    assert assert_sound(project) == before

    seed = project / "seeds" / "release" / "figures.csv"
    content = seed.read_bytes()
    seed.write_bytes(content[:-20] + b"\xff\n")
    failed = dagster(*everything)
    seed.write_bytes(content)
    assert failed.returncode != 0
    assert "kessan run ended with 1" in failed.stderr
    assert "ASSET_MATERIALIZATION" not in failed.stderr


def test_the_sensor_asks_when_landing_changes(whole_project):
    """Once for what is there, and again for what is delivered."""
    project = whole_project
    asked = subprocess.run(
        [sys.executable, "-c", SENSOR],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
    )
    shutil.rmtree(project / "landing", ignore_errors=True)
    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.split() == ["RunRequest", "SkipReason", "RunRequest"]


SENSOR = """
from dagster import build_sensor_context
from kessan.orchestration import LANDING, landed
context = build_sensor_context()
for delivered in (None, None, "a-2017-02-09"):
    if delivered:
        (LANDING / delivered).mkdir(parents=True)
        (LANDING / delivered / "releases.csv").write_text("release_id")
    print(type(landed(context)).__name__)
"""


def test_commands_shown_work(project, published, tmp_path):
    """Every command of docs/operate/publishing.md, in its order."""
    # Two, so that there is one to go back to.
    for _ in range(2):
        assert run(project, "run", "--force").returncode == 0
    borrow_environment(project)
    text = (ROOT / "docs" / "operate" / "publishing.md").read_text("utf-8")
    script = "\n".join(re.findall(r"^```sh\n(.*?)^```\n", text, re.M | re.S))
    how = json.dumps({"without": ALL_LEFT_OUT})
    # Nothing to do is what the first command finds.
    called = shlex.join([sys.executable, str(DRIVER), how])
    shell = f'kessan() {{ {called} "$@" || [ $? -eq 6 ]; }}\n'
    done = subprocess.run(
        ["bash", "-euc", shell + script],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
    )
    shutil.rmtree(project / ".venv")
    assert done.returncode == 0, done.stderr
    for words in ("nothing to do", "figures", "is current", "releases"):
        assert words in done.stdout
