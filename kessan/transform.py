"""dbt, run as a process of its own so that it leaves no lock on its file."""

import ctypes
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kessan.project import IMPORTS, LANDING, ROOT, RUN_RESULTS, TARGET, shown

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Step:
    """One node that dbt has finished, of how many."""

    index: int
    total: int
    name: str


class DbtError(Exception):
    """dbt could not run at all; the message is its own."""


def run_dbt(
    *arguments: str,
    build_file: Path,
    on_step: Callable[[Step], None],
    target: Path = TARGET,
    landing: Path = LANDING,
    variables: Mapping[str, str] | None = None,
) -> bool:
    """Run dbt and report each finished node; true when all of them passed.

    What dbt leaves behind is in the folder `target`; the delivered releases are
    the folders in `landing`. `variables` are further ones of its environment.

    Raises DbtError when dbt stops before it has run anything.
    """
    run_results = target / RUN_RESULTS.name
    run_results.unlink(missing_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "kessan.dbt_process", *arguments, *_places(target)],
        cwd=ROOT,
        env=os.environ | dbt_environment(build_file, landing) | dict(variables or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        preexec_fn=partial(die_with, os.getpid()),
    )
    errors = []
    with process:
        for line in process.stdout or ():
            try:
                told = json.loads(line)
            except json.JSONDecodeError:
                errors.append(line.rstrip())
                continue
            if "step" in told:
                on_step(Step(*told["step"]))
            else:
                errors.append(told["error"])
    if not run_results.exists():
        raise DbtError("\n".join(errors))
    return process.returncode == 0 and not failed_tests(target)


def dbt_command(*arguments: str, target: Path) -> list[str]:
    """The call of dbt of this environment, for this project."""
    return [
        str(Path(sys.executable).with_name("dbt")),
        *("--log-level-file", "none", *arguments, *_places(target)),
    ]


def _places(target: Path) -> list[str]:
    """Where dbt finds the project, and where it leaves what it makes."""
    return [
        *("--target-path", shown(target)),
        *("--project-dir", str(ROOT), "--profiles-dir", str(ROOT)),
    ]


def dbt_environment(build_file: Path, landing: Path = LANDING) -> dict[str, str]:
    """What dbt_project.yml and profiles.yml ask the environment for.

    Paths are named alike in every clone, or dbt would parse all anew in each.
    """
    return {
        "KESSAN_BUILD_FILE": shown(build_file),
        "KESSAN_LANDING": shown(landing),
        "KESSAN_IMPORTS": shown(IMPORTS),
        "KESSAN_TEST_SEVERITY": "warn",
    }


def die_with(parent: int) -> None:
    """Have the system end this process when the one that began it is killed.

    dbt would keep its lock, and the pages would wait for their work for ever.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            # It was killed before it could be said.
            os._exit(1)


def failed_tests(target: Path = TARGET) -> list[dict]:
    """The tests that failed in the last run; they warn, so that all nodes run."""
    return results("warn", target)


def results(status: str | None = None, target: Path = TARGET) -> list[dict]:
    """The results of the last run, of one status or of all."""
    run_results = target / RUN_RESULTS.name
    found = json.loads(run_results.read_text("utf-8"))["results"]
    return [result for result in found if status in (None, result["status"])]
