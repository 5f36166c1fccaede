"""What the tests share: the project, a build of it, and copies to break."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import duckdb
import pytest

from kessan.project import BUILD_FILE, PUBLISHED_FILE, ROOT, TARGET

PARSED = TARGET / "partial_parse.msgpack"

# What git would clone: the project without what building it leaves behind.
LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".venv", "target", "published", "logs", ".*_cache", "__pycache__"
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
    """A copy of the project that dbt need not parse anew, if it was parsed."""
    shutil.copytree(ROOT, copy, ignore=LEFT_BEHIND)
    if PARSED.exists():
        (copy / "target").mkdir()
        shutil.copy(PARSED, copy / "target")
    return copy


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, in a path with a space, for a test to break."""
    return copy_project(tmp_path / "a project")


@pytest.fixture(scope="session")
def compiled_tests(published: Path, tmp_path_factory) -> dict[str, dict]:
    """Every data test of the project, with its SQL, by name."""
    target = tmp_path_factory.mktemp("target")
    build_file = shutil.copy(BUILD_FILE, target)
    compiled = run(
        Path(sys.executable).with_name("dbt"),
        *("compile", "--select", "resource_type:test", "--target-path", target),
        *("--project-dir", ROOT, "--profiles-dir", ROOT),
        KESSAN_BUILD_FILE=str(build_file),
    )
    assert compiled.returncode == 0, compiled.stdout
    nodes = json.loads((target / "manifest.json").read_text("utf-8"))["nodes"]
    return {
        node["name"]: node for node in nodes.values() if node["resource_type"] == "test"
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
