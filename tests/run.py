"""Runs the checks of the project, stage by stage, and counts them together.

With names of stages as arguments it runs those, without all of them. With
`--lane fast`, `build` or `slow` it runs the tests in Python of that lane; the fast
one has the quick tools of the lint beside it, and needs no build. The last line is
the count; the exit code is 1 when something failed.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from importlib.metadata import version
from pathlib import Path

from kessan.project import BUILD_FILE, PARSED, ROOT, RUN_RESULTS, TARGET
from kessan.transform import dbt_environment

Count = Counter[str]
BIN = Path(sys.executable).parent
QUICK_LINT = {
    "ruff": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "yamllint": ["yamllint", "--strict", "."],
    "workflows": [
        *("check-jsonschema", "--builtin-schema", "vendor.github-workflows"),
        *sorted(map(str, (ROOT / ".github" / "workflows").glob("*.yml"))),
    ],
    "keys of dbt's YAML": ["python", "tests/check_yaml.py"],
}
LINT = QUICK_LINT | {"mypy": ["mypy"], "sqlfluff": ["sqlfluff", "lint"]}
SQL = ("models", "analyses", "tests/generic", "tests/singular", "kessan/imports")
# What a file of SQL is read by. It takes a second for each, so those that were
# found clean, and did not change since, are not read again.
READ_BY = (".sqlfluff", "macros/**/*.sql", "tests/sqlfluff_libs/*")
CLEAN = TARGET / "sqlfluff.json"
LANES = ("fast", "build", "slow")
OUTCOMES = {
    "pass": "passed",
    "success": "passed",
    # An exposure, which there is nothing to do for.
    "no-op": "passed",
    "warn": "failed",
    "fail": "failed",
    "error": "failed",
    "skipped": "skipped",
}


def run(*command: str, quiet: bool = False) -> subprocess.CompletedProcess[str]:
    """Run a command of the environment; a quiet one is shown when it fails."""
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=ROOT,
        env=os.environ | dbt_environment(BUILD_FILE),
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
    )
    if quiet and done.returncode:
        print(done.stdout)
    return done


def lint(tools: Iterable[str] = LINT) -> Count:
    """How SQL, Python and YAML are written: one check a tool."""
    count = Count()
    said = []
    for name in tools:
        failed = (lint_sql() if name == "sqlfluff" else run_lint(LINT[name])) != 0
        said.append(f"    {name}: {'failed' if failed else 'passed'}")
        count["failed" if failed else "passed"] += 1
    # At once, for another stage speaks meanwhile.
    print("\n".join(said), flush=True)
    return count


def run_lint(command: list[str]) -> int:
    """How a tool ends."""
    return run(*command, quiet=True).returncode


def lint_sql() -> int:
    """How sqlfluff ends on the files that it has not found clean before."""
    by = hashlib.sha256(version("sqlfluff").encode())
    for path in sorted(path for pattern in READ_BY for path in ROOT.glob(pattern)):
        if path.is_file():
            by.update(path.read_bytes())
    digests = {
        str(path.relative_to(ROOT)): hashlib.sha256(
            by.digest() + path.read_bytes()
        ).hexdigest()
        for folder in SQL
        for path in sorted((ROOT / folder).rglob("*.sql"))
    }
    clean = json.loads(CLEAN.read_text("utf-8")) if CLEAN.exists() else {}
    changed = [file for file, digest in digests.items() if clean.get(file) != digest]
    if not changed:
        return 0
    code = run_lint([*LINT["sqlfluff"], *changed])
    if code == 0:
        CLEAN.write_text(json.dumps(digests), "utf-8")
    return code


def build() -> Count:
    """The build with dbt's data tests: one check a test."""
    RUN_RESULTS.unlink(missing_ok=True)
    done = run("python", "-m", "kessan", "build", "--anew")
    return count_dbt(RUN_RESULTS, done.returncode)


def unit() -> Count:
    """The unit tests of dbt on made rows: one check a test."""
    results = TARGET / "unit" / "run_results.json"
    results.unlink(missing_ok=True)
    results.parent.mkdir(exist_ok=True)
    if PARSED.exists():
        shutil.copy(PARSED, results.parent)
    done = run(
        *("dbt", "--quiet", "test", "--select", "test_type:unit"),
        *("--target-path", "target/unit", "--profiles-dir", "."),
        quiet=True,
    )
    return count_dbt(results, done.returncode)


def conventions() -> Count:
    """The conventions of the dbt project: one check a rule of dbt-bouncer.yml."""
    outcomes_file = TARGET / "bouncer.json"
    outcomes_file.unlink(missing_ok=True)
    done = run(
        *("dbt-bouncer", "run", "--show-all-failures"),
        *("--output-file", str(outcomes_file)),
        quiet=True,
    )
    rules: dict[str, bool] = {}
    if outcomes_file.exists():
        for outcome in json.loads(outcomes_file.read_text("utf-8")):
            # check_model_names:0:dim_date is the first rule, on one model.
            rule = outcome["check_run_id"].rsplit(":", 1)[0]
            rules[rule] = rules.get(rule, True) and outcome["outcome"] == "success"
    count = Count("passed" if passed else "failed" for passed in rules.values())
    return at_least_one_failed(count, done.returncode)


def python(lane: str | None = None) -> Count:
    """The tests in Python."""
    report = TARGET / "pytest.xml"
    report.unlink(missing_ok=True)
    done = run(
        *("python", "-m", "pytest", "--quiet", "-rs", "-n", "2"),
        # Tests go one by one to whoever is idle, in the order of conftest.py.
        *("--dist", "loadgroup", "--no-loadscope-reorder"),
        *([f"--lane={lane}"] if lane else []),
        *("--junitxml", str(report)),
    )
    count = Count()
    if report.exists():
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):
            failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped = int(suite.get("skipped", 0))
            count["failed"] += failed
            count["skipped"] += skipped
            count["passed"] += int(suite.get("tests", 0)) - failed - skipped
    return at_least_one_failed(count, done.returncode)


def count_dbt(results_file: Path, returncode: int) -> Count:
    """Tests by outcome, and every other node that could not be built."""
    count = Count()
    if results_file.exists():
        for result in json.loads(results_file.read_text("utf-8"))["results"]:
            outcome = OUTCOMES[result["status"]]
            if "test." in result["unique_id"][:10] or outcome == "failed":
                count[outcome] += 1
    return at_least_one_failed(count, returncode)


def at_least_one_failed(count: Count, returncode: int) -> Count:
    """The count; a stage that broke before it could count has failed once."""
    if returncode and not count["failed"]:
        count["failed"] += 1
    return count


STAGES = {stage.__name__: stage for stage in (lint, build, unit, conventions, python)}


def main(names: list[str], lane: str | None) -> int:
    """Run the stages and print the count; 1 when something failed."""
    stages = STAGES
    if lane:
        stages = {"python": partial(python, lane)}
        if lane == "fast":
            stages = {"lint": partial(lint, QUICK_LINT)} | stages
    TARGET.mkdir(exist_ok=True)
    total = Count()
    chosen = names or [*stages]
    with ThreadPoolExecutor(1) as beside:
        asked: Future[Count] | None = None
        if "lint" in chosen and len(chosen) > 1:
            # It runs beside what builds, and waits for nothing.
            asked = beside.submit(stages["lint"])
            chosen = [name for name in chosen if name != "lint"]
        for name in chosen:
            print(f"\n{name}: {(STAGES[name].__doc__ or '').strip()}", flush=True)
            total += told(stages[name]())
            if asked and asked.done():
                total += told(asked.result())
                asked = None
        if asked:
            total += told(asked.result())
    print(f"\n{counted(total)}")
    return bool(total["failed"])


def told(count: Count) -> Count:
    """The count of a stage, which is printed."""
    shown = ", ".join(f"{outcome}: {count[outcome]}" for outcome in sorted(+count))
    print(f"    {shown or 'nothing to check'}", flush=True)
    return count


def counted(count: Count) -> str:
    """The count in words."""
    text = f"{count['passed']} passed, {count['failed']} failed"
    return f"{text}, {count['skipped']} skipped" if count["skipped"] else text


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Run the checks of the project.")
    parser.add_argument("stages", nargs="*", choices=[*STAGES, []], metavar="stage")
    parser.add_argument("--lane", choices=LANES)
    arguments = parser.parse_args()
    sys.exit(main(arguments.stages, arguments.lane))
