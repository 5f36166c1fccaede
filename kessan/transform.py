"""dbt, run as a process of its own so that it leaves no lock on its file."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from kessan.intake import Intake, Problem
from kessan.project import ROOT, RUN_RESULTS, SEEDS, shown

RESULT_EVENTS = ("LogSeedResult", "LogModelResult", "LogTestResult")


@dataclass(frozen=True)
class Step:
    """One node that dbt has finished, of how many."""

    index: int
    total: int
    name: str


class DbtError(Exception):
    """dbt could not run at all; the message is its own."""


def run_dbt(*arguments: str, build_file: Path, on_step: Callable[[Step], None]) -> bool:
    """Run dbt and report each finished node; true when all of them passed.

    Raises DbtError when dbt stops before it has run anything.
    """
    RUN_RESULTS.unlink(missing_ok=True)
    command = [str(Path(sys.executable).with_name("dbt")), "--log-format", "json"]
    process = subprocess.Popen(
        [*command, *arguments, "--project-dir", str(ROOT), "--profiles-dir", str(ROOT)],
        cwd=ROOT,
        # Named alike in every clone, or dbt would parse all anew in each.
        env=os.environ | {"KESSAN_BUILD_FILE": shown(build_file)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    errors = []
    with process:
        for line in process.stdout or ():
            try:
                event = json.loads(line)
            except json.JSONDecodeError:
                errors.append(line.rstrip())
                continue
            data = event["data"]
            if event["info"]["name"] in RESULT_EVENTS:
                # dbt calls the count of nodes by another name for tests.
                total = data.get("total") or data["num_models"]
                on_step(Step(data["index"], total, data["node_info"]["node_name"]))
            elif event["info"]["level"] == "error":
                errors.append(event["info"]["msg"])
    if not RUN_RESULTS.exists():
        raise DbtError("\n".join(errors))
    return process.returncode == 0


def results(status: str | None = None) -> list[dict]:
    """The results of the last run, of one status or of all."""
    found = json.loads(RUN_RESULTS.read_text("utf-8"))["results"]
    return [result for result in found if status in (None, result["status"])]


def problems(build_file: Path, intake: Intake) -> Iterator[Problem]:
    """What kept the last run from passing, for people to mend.

    Problems of the raw rows come alone: what else failed follows from them.
    """
    with duckdb.connect(str(build_file), read_only=True) as connection:
        input_problems = list(_input_problems(connection, intake))
        if input_problems:
            yield from input_problems
            return
        for result in results("fail"):
            yield _failed_test(connection, result)
    for result in results("error"):
        yield Problem(
            f"{result['unique_id']} could not be built: {result['message']}",
            "SQL that runs on what the seeds hold",
            "mend the model, or report this with the message above",
        )


def _input_problems(
    connection: duckdb.DuckDBPyConnection, intake: Intake
) -> Iterator[Problem]:
    if not connection.sql(
        "from duckdb_tables() where table_name = 'int_input_problems'"
    ).fetchall():
        return
    columns = (
        "statement, release_id, table_id, line_number, source_line, label,"
        " figure, problem, expected, remedy"
    )
    for row in connection.sql(
        f"select {columns} from intermediate.int_input_problems"
        " order by statement, table_id, line_number, problem"
    ).fetchall():
        statement, release, table, line, source, label, figure, kind, *rest = row
        csv_lines = intake.lines_of(statement, release, table, line, figure)
        (path,) = SEEDS.glob(f"*/{statement}.csv")
        where = shown(path)
        if csv_lines:
            where += f" line {', '.join(map(str, csv_lines))}"
        where += f": {kind.replace('_', ' ')}"
        if label:
            where += f": {label!r}"
        if figure:
            where += f": {figure!r}"
        address = {"table": table, "line": line, "source line": source}
        parts = [release] + [f"{k} {v}" for k, v in address.items() if v is not None]
        where += f"\n  at: {', '.join(filter(None, parts))}"
        yield Problem(where, *rest)


def _failed_test(connection: duckdb.DuckDBPyConnection, result: dict) -> Problem:
    """A failed test with the rows that fail it, up to twenty."""
    relation = connection.sql(result["compiled_code"])
    rows = relation.fetchmany(20)
    listed = [
        ", ".join(
            f"{name} {value}"
            for name, value in zip(relation.columns, row, strict=True)
            if value is not None
        )
        for row in rows
    ]
    left = result["failures"] - len(rows)
    if left > 0:
        listed.append(f"… and {left} more")
    name = result["unique_id"].split(".")[2]
    # A singular test opens with what it asserts.
    asserted = re.match(r"(?:--.*\n)*", result["compiled_code"].lstrip())
    comment = asserted[0].replace("--", "").split() if asserted else []
    return Problem(
        "\n  - ".join([f"the test {name} fails with {result['failures']}:", *listed]),
        " ".join(comment) or "no such row, as the test is described in tests/generic",
        "check the lines named against the source, or list an exception that"
        " the release itself gives a reason for",
    )
