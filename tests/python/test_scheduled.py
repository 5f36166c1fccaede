"""What a scheduler needs: news of failures, warnings, units that are valid."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import duckdb
import pytest

from kessan import history
from kessan.history import Run
from kessan.project import ROOT
from kessan.runs import notify
from kessan.runs.freshness import overdue
from kessan.secrets import masked

pytestmark = pytest.mark.fast


def ended(status: str) -> Run:
    run = history.begun("run")
    run.end(status)
    return run


@contextmanager
def listening(answers: list[int]) -> Iterator[tuple[str, list[dict]]]:
    """A server on this machine that gives these answers, and what it was sent."""
    received: list[dict] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append(json.loads(body))
            self.send_response(answers.pop(0) if answers else 200)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hooks/s3cret", received
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (None, "published", False),
        ("published", "published", False),
        ("published", "nothing_to_do", False),
        ("published", "bad_input", True),
        ("bad_input", "bad_input", True),
        ("bad_input", "published", True),
        ("audit_failed", "nothing_to_do", True),
        (None, "broken", True),
    ],
)
def test_what_is_news(before, now, expected):
    earlier = ended(before) if before else None
    assert notify.is_news(ended(now), earlier) == expected


def test_an_address_is_told(monkeypatch):
    run = ended("audit_failed")
    with listening([]) as (url, received):
        monkeypatch.setenv("KESSAN_NOTIFY_URL", url)
        assert notify.notify(run) == []
    assert [(sent["run_id"], sent["status"]) for sent in received] == [
        (run.run_id, "audit_failed")
    ]


def test_an_address_that_fails_is_asked_again(monkeypatch):
    with listening([500, 503]) as (url, received):
        monkeypatch.setenv("KESSAN_NOTIFY_URL", url)
        assert notify.notify(ended("broken")) == []
    assert len(received) == 3


def test_an_address_that_is_not_reached_is_said_without_its_secret(monkeypatch):
    with listening([500, 500, 500]) as (url, received):
        monkeypatch.setenv("KESSAN_NOTIFY_URL", url)
        (problem,) = notify.notify(ended("broken"))
    assert len(received) == 3
    assert "HTTP Error 500" in problem
    assert "127.0.0.1" in problem
    assert "s3cret" not in problem
    monkeypatch.setenv("KESSAN_NOTIFY_URL", "file:///etc/passwd")
    (problem,) = notify.notify(ended("broken"))
    assert "begins with http" in problem


def test_a_command_is_told(monkeypatch, tmp_path):
    told = tmp_path / "told"
    monkeypatch.setenv(
        "KESSAN_NOTIFY_COMMAND", f"cat > '{told}'; echo $KESSAN_RUN_STATUS >> '{told}'"
    )
    run = ended("bad_input")
    assert notify.notify(run) == []
    body, status = told.read_text("utf-8").rsplit("}", 1)
    assert json.loads(body + "}")["run_id"] == run.run_id
    assert status.strip() == "bad_input"
    monkeypatch.setenv("KESSAN_NOTIFY_COMMAND", "exit 3; # token=s3cret")
    (problem,) = notify.notify(run)
    assert "s3cret" not in problem


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://bi:pa55@db:5432/x", "postgresql://***@db:5432/x"),
        ("postgresql://db/x?password=pa55&a=b", "postgresql://db/x?***"),
        ("https://hooks.example/T0/B0/pa55 failed", "https://hooks.example/*** failed"),
        ("no address", "no address"),
    ],
)
def test_secrets_are_masked(text, shown):
    assert masked(text) == shown


def test_no_secret_is_in_the_history(tmp_path, monkeypatch):
    monkeypatch.setenv("KESSAN_POSTGRES_URL", "postgresql://bi:pa55@db/x")
    monkeypatch.setenv("KESSAN_NOTIFY_URL", "https://hooks.example/pa55")
    run = ended("broken")
    history.append(tmp_path, run)
    assert [*history.all_runs(tmp_path)] == [run]
    assert "pa55" not in (tmp_path / history.RUNS).read_text("utf-8")


def test_a_torn_line_of_the_history_is_left_out(tmp_path):
    first, last = ended("published"), ended("broken")
    history.append(tmp_path, first)
    with (tmp_path / history.RUNS).open("a") as file:
        file.write('{"run_id": "torn", "ver\n[1]\n')
    history.append(tmp_path, last)
    assert [*history.all_runs(tmp_path)] == [first, last]
    assert history.last_published(tmp_path) == first


@pytest.mark.build
def test_a_release_that_does_not_come_is_noticed(published):
    # The slowest release came 45 days after its period; the next quarter after
    # September 30 ends on December 31, 2016.
    assert overdue(published, date(2017, 2, 14)) == []
    (late,) = overdue(published, date(2017, 2, 15))
    assert (late.company_key, str(late.expected_by)) == ("iij", "2017-02-14")
    assert "iij for the quarter after 2016-09-30" in str(late)


def test_the_units_of_systemd_are_valid(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd-analyze: apt-get install systemd")
    for unit in sorted((ROOT / "deploy" / "systemd").iterdir()):
        text = unit.read_text("utf-8")
        (tmp_path / unit.name).write_text(
            text.replace("/opt/kessan/.venv/bin/kessan", "/bin/true").replace(
                "User=kessan", "User=root"
            ),
            "utf-8",
        )
    units = [str(unit) for unit in sorted(tmp_path.iterdir())]
    assert len(units) == 2

    def verify() -> tuple[int, str]:
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", *units],
            capture_output=True,
            text=True,
        )
        lines = [line for line in done.stderr.splitlines() if str(tmp_path) in line]
        return done.returncode, "\n".join(lines)

    assert verify() == (0, "")
    service = tmp_path / "kessan.service"
    service.write_text(service.read_text("utf-8").replace("Type=oneshot", "Type=none"))
    assert "none" in verify()[1]


def test_the_line_of_the_crontab_is_one_that_runs(tmp_path):
    (line,) = [
        line
        for line in (ROOT / "deploy" / "crontab").read_text("utf-8").splitlines()
        if not line.startswith("#")
    ]
    *when, command = line.split(" ", 5)
    assert [field == "*" or field.isdigit() for field in when] == [True] * 5
    # In place of the checkout at /opt a folder whose kessan says how it was called.
    binary = tmp_path / ".venv" / "bin" / "kessan"
    binary.parent.mkdir(parents=True)
    binary.write_text('#!/bin/sh\necho "$PWD: $@"\nexit 6\n')
    binary.chmod(0o755)
    (tmp_path / "published").mkdir()
    done = subprocess.run(
        ["/bin/sh", "-c", command.replace("/opt/kessan", f"'{tmp_path}'")],
        env={"PATH": os.environ["PATH"]},
    )
    assert done.returncode == 6
    log = (tmp_path / "published" / "cron.log").read_text("utf-8")
    assert log == f"{tmp_path}: run\n"


@pytest.mark.parametrize("name", ["kessan.yml", "release.yml"])
def test_a_workflow_is_one_that_github_takes(name, tmp_path):
    def check(file: Path) -> int:
        return subprocess.run(
            [
                *(sys.executable, "-m", "check_jsonschema"),
                *("--builtin-schema", "vendor.github-workflows", file),
            ],
            capture_output=True,
        ).returncode

    workflow = ROOT / ".github" / "workflows" / name
    assert check(workflow) == 0
    broken = tmp_path / name
    broken.write_text(workflow.read_text("utf-8").replace("runs-on:", "run-on:"))
    assert check(broken) == 1


BI_SETTINGS = {"enable_external_access": "false", "lock_configuration": "true"}


@pytest.mark.build
@pytest.mark.parametrize(
    "statement",
    [
        "from read_csv('{other}')",
        "from read_text('{other}')",
        "from '{other}'",
        "copy (select 1) to '{new}'",
        "attach '{new}' as another",
        "export database '{new}'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set temp_directory = '{new}'",
    ],
)
def test_a_server_for_bi_reads_and_writes_no_other_file(published, tmp_path, statement):
    other, new = tmp_path / "other.csv", tmp_path / "new"
    other.write_text("a\n1\n")
    statement = statement.format(other=other, new=new)
    # A copy: a process opens a file with one configuration only.
    file = shutil.copy(published, tmp_path)
    with duckdb.connect(str(file), read_only=True, config=BI_SETTINGS) as server:
        assert server.sql("from marts.dim_release").fetchall()
        with pytest.raises(duckdb.Error):
            server.execute(statement).fetchall()
    assert not new.exists()


@pytest.mark.build
def test_the_published_file_is_not_written_to(published):
    with (
        duckdb.connect(str(published), read_only=True) as reader,
        pytest.raises(duckdb.Error, match="read-only"),
    ):
        reader.execute("delete from marts.dim_release")
