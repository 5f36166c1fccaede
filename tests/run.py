"""Runs the checks of the project, stage by stage, and counts them together.

With names of stages as arguments it runs those, without all of them. The last
line is the count; the exit code is 1 when something failed.
"""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from kessan.project import BUILD_FILE, ROOT, RUN_RESULTS, TARGET, shown

Count = Counter[str]
BIN = Path(sys.executable).parent
LINT = {
    "ruff": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
    "sqlfluff": [
        *("sqlfluff", "lint", "models", "analyses"),
        *("tests/generic", "tests/singular"),
    ],
    "yamllint": ["yamllint", "--strict", "."],
    "keys of dbt's YAML": ["python", "tests/check_yaml.py"],
}
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
        env=os.environ | {"KESSAN_BUILD_FILE": shown(BUILD_FILE)},
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
    )
    if quiet and done.returncode:
        print(done.stdout)
    return done


def lint() -> Count:
    """How SQL, Python and YAML are written: one check a tool."""
    count = Count()
    for name, command in LINT.items():
        failed = run(*command, quiet=True).returncode != 0
        print(f"    {name}: {'failed' if failed else 'passed'}", flush=True)
        count["failed" if failed else "passed"] += 1
    return count


def build() -> Count:
    """The build with dbt's data tests: one check a test."""
    RUN_RESULTS.unlink(missing_ok=True)
    done = run("python", "-m", "kessan", "build", "--anew")
    return count_dbt(RUN_RESULTS, done.returncode)


def unit() -> Count:
    """The unit tests of dbt on made rows: one check a test."""
    results = TARGET / "unit" / "run_results.json"
    results.unlink(missing_ok=True)
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


def python() -> Count:
    """The tests in Python."""
    report = TARGET / "pytest.xml"
    report.unlink(missing_ok=True)
    done = run(
        *("python", "-m", "pytest", "--quiet", "-rs", "-n", "2", "--dist", "loadscope"),
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


def main(names: list[str]) -> int:
    """Run the stages and print the count; 1 when something failed."""
    stages: dict[str, Callable[[], Count]] = {
        stage.__name__: stage for stage in (lint, build, unit, conventions, python)
    }
    TARGET.mkdir(exist_ok=True)
    total = Count()
    for name in names or stages:
        stage = stages[name]
        print(f"\n{name}: {(stage.__doc__ or '').strip()}", flush=True)
        count = stage()
        shown = ", ".join(f"{outcome}: {count[outcome]}" for outcome in sorted(+count))
        print(f"    {shown or 'nothing to check'}", flush=True)
        total += count
    print(f"\n{counted(total)}")
    return bool(total["failed"])


def counted(count: Count) -> str:
    """The count in words."""
    text = f"{count['passed']} passed, {count['failed']} failed"
    return f"{text}, {count['skipped']} skipped" if count["skipped"] else text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
