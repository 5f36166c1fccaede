"""Runs verbs of `kessan` with other steps than a user has, and with what may happen.

    python driver.py '{"kill": "kessan.increment.accept"}' run --force

The first argument says how, in JSON; what it does not say is as in the command:

- `without`: what is left out of a run: `build` (it publishes the build file that is
  there), `dbt` (the SQL that it compiled for the project is run without it),
  `gates` or one of them, `entry` or `exit`, `copies`, `pages`;
- `kill`: before which call of which function the process is killed, as
  `module.function#2`; `kill_at_node`: at which node of dbt;
- `hold`: a file that the run waits for when it compares; it says HELD before;
- `fail`: a step, and the kind of error that it raises;
- `limit`: how many bytes a file may have;
- `spoil`: a Parquet file that goes before the exit gate asks.

Without arguments it is a server: it reads such calls from its input, a line each,
and runs each in a process of its own, which need not import everything again.
"""

import builtins
import inspect
import json
import os
import pkgutil
import resource
import signal
import sys
import tempfile
import threading
import time
from concurrent.futures import Future
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import FrameType, SimpleNamespace
from typing import Any

from kessan.bench.straight import Straight
from kessan.cli import main
from kessan.cli.console import say, show_progress
from kessan.gates import GateResult, exit_gate
from kessan.history import RUNS
from kessan.increment import foundation
from kessan.project import COMPILED, PUBLISHED, ROOT, TARGET
from kessan.publication import changes
from kessan.publication.generations import Published
from kessan.runs.pipeline import Pipeline, Steps

# The project that dbt has built, of which this one is a copy.
BUILT = Path(__file__).parents[2]


def run_straight(*arguments: str, **options: Any) -> bool:
    """Run what dbt compiled for the built project, on the CSVs of this copy of it."""
    here, there = (foundation(root, COMPILED) for root in (ROOT, BUILT))
    assert here == there, "its models are others: have dbt compile them"
    # A check is compiled without the runs; what is taken here reads them.
    PUBLISHED.mkdir(exist_ok=True)
    (PUBLISHED / RUNS).touch()
    return Straight(BUILT / TARGET.name).run_dbt(*arguments, **options)


def begin_no_pages() -> Future[Any]:
    """What stands for the writing of pages, done as soon as it is begun."""
    done: Future[Any] = Future()
    done.set_result(SimpleNamespace(pages=0, charts=0))
    return done


ENTRY = {"ask_entry": lambda *_, **__: GateResult("entry", [], 0)}
EXIT = {"ask_exit": lambda *_: GateResult("exit", [], 0)}
WITHOUT = {
    "build": {"prepare": lambda *_: [], "run_dbt": lambda *_, **__: True},
    "dbt": {"run_dbt": run_straight},
    "gates": {**ENTRY, **EXIT, "write_data_docs": lambda *_: None},
    "entry": ENTRY,
    "exit": EXIT,
    "copies": {
        "write_tables": lambda *_: None,
        "write_views": lambda *_: None,
        "write_csv": lambda *_: None,
        "write_descriptor": lambda *_: None,
    },
    "pages": {"pages": lambda *_: nullcontext(begin_no_pages)},
}


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_before(call: str) -> None:
    """Have this process killed before the nth call of a function."""
    name, _, number = call.partition("#")
    function = inspect.unwrap(pkgutil.resolve_name(name))
    code = function.__code__
    calls = 0

    def watch(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        if event == "call" and frame.f_code is code:
            calls += 1
            if calls == int(number or 1):
                die()

    threading.setprofile(watch)
    sys.setprofile(watch)


def failing(kind: str) -> Any:
    def step(*_: object, **__: object) -> None:
        raise getattr(builtins, kind)("it failed")

    return step


class KeepsNone(Published):
    """Generations of which none can be taken away."""

    def keep(self, count: int) -> list:
        raise OSError("it failed")


def pipeline(how: dict[str, Any]) -> Pipeline:
    """The pipeline of a user, with the steps that were asked for."""
    steps = Steps()
    for left_out in how.get("without", []):
        steps = replace(steps, **WITHOUT[left_out])
    made = Pipeline(say, show_progress)
    if spoiled := how.get("spoil"):

        def spoil(folder: Path, *arguments: Any) -> GateResult:
            (folder / spoiled).unlink()
            return exit_gate(folder, *arguments)

        steps = replace(steps, ask_exit=spoil)
    if held := how.get("hold"):

        def hold(*arguments: Any) -> changes.Changes:
            print("HELD", flush=True)
            while not Path(held).exists():
                time.sleep(0.02)
            return changes.changes(*arguments)

        steps = replace(steps, compare=hold)
    if "fail" in how:
        step, kind = how["fail"]
        if step == "keep":
            made.published = KeepsNone(PUBLISHED)
        else:
            steps = replace(steps, **{step: failing(kind)})
    if node := how.get("kill_at_node"):
        made.on_step = lambda step: die() if step.index >= node else None
    made.steps = steps
    return made


def call(how: dict[str, Any], arguments: list[str]) -> None:
    """Run a verb to its end, which is SystemExit."""
    made = pipeline(how)
    if limit := how.get("limit"):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    if kill := how.get("kill"):
        die_before(kill)
    main(arguments, prog_name="kessan", obj=made)


def serve() -> None:
    """Run each call of the input in a process of its own, and say how it ended."""
    for line in sys.stdin:
        request = json.loads(line)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            if (child := os.fork()) == 0:
                os.dup2(out.fileno(), 1)
                os.dup2(err.fileno(), 2)
                os.environ.update(request["environment"])
                code = 1
                try:
                    call(request["how"], request["arguments"])
                except SystemExit as end:
                    code = end.code if isinstance(end.code, int) else bool(end.code)
                except BaseException:
                    sys.excepthook(*sys.exc_info())
                finally:
                    sys.stdout.flush()
                    sys.stderr.flush()
                    os._exit(code)
            _, status = os.waitpid(child, 0)
            answer = {"returncode": os.waitstatus_to_exitcode(status)}
            for name, file in (("stdout", out), ("stderr", err)):
                file.seek(0)
                answer[name] = file.read().decode("utf-8", "replace")
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        call(json.loads(sys.argv[1]), sys.argv[2:])
    else:
        serve()
