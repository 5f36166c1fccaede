"""What a process and all that it begins use: time, processor, memory, disk."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from types import TracebackType

import psutil

from kessan.exits import UnusableError

# Between two looks at the memory.
SECONDS_BETWEEN = 0.1
# What there is before the first step and after the last.
STARTING = "starting"
ENDING = "ending"


class ProcessError(Exception):
    """A process that ended with another code than 0; the message is what it said."""


@dataclass(frozen=True)
class Spent:
    """Time, and that of all processors together."""

    seconds: float
    cpu_seconds: float


@dataclass(frozen=True)
class Used(Spent):
    """What processes used: the memory is the most that all held at one moment.

    What processes share is counted for each of them, and what they write to each other
    is written too.
    """

    gigabytes: float
    written_megabytes: float


@dataclass(frozen=True)
class Took(Used):
    """What a verb used, as a whole and step by step.

    A step is named by the line with which the verb says that it begins.
    """

    steps: Mapping[str, Used]


def together(parts: Iterable[Used]) -> tuple[float, float, float, float]:
    """What was used one after the other."""
    listed = list(parts)
    return (
        sum(part.seconds for part in listed),
        sum(part.cpu_seconds for part in listed),
        max(part.gigabytes for part in listed),
        sum(part.written_megabytes for part in listed),
    )


class Watch:
    """Looks at what a process uses, it and all that it began.

    The system adds what a process used to what began it when it ends, so nothing is
    lost. The memory is looked at now and then, and a moment between may be missed.
    """

    def __init__(self, pid: int) -> None:
        """Begin with what the process has used until now.

        Raises UnusableError where the system does not count what has ended.
        """
        if sys.platform != "linux":
            raise UnusableError(
                f"the bench does not know what processes use on {sys.platform}: run it"
                " on Linux"
            )
        self._process = psutil.Process(pid)
        self._ended = Event()
        self._sampler = Thread(target=self._sample, daemon=True)
        self._began = time.monotonic()
        self._most = 0
        self._cpu_seconds, self._written, _ = self._look()

    def __enter__(self) -> "Watch":
        self._sampler.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._sampler.join()

    def lap(self) -> Used:
        """What was used since the last lap, or since the beginning."""
        now = time.monotonic()
        cpu_seconds, written, memory = self._look()
        used = Used(
            now - self._began,
            cpu_seconds - self._cpu_seconds,
            max(self._most, memory) / 1e9,
            (written - self._written) / 1e6,
        )
        self._began, self._most = now, memory
        self._cpu_seconds, self._written = cpu_seconds, written
        return used

    def _sample(self) -> None:
        while not self._ended.wait(SECONDS_BETWEEN):
            *_, memory = self._look()
            self._most = max(self._most, memory)

    def _look(self) -> tuple[float, int, int]:
        """Seconds of processors and bytes written until now, and bytes held."""
        while True:
            # What began another is asked before it: one that ends in between is
            # gone, and all are asked again; so none is counted twice or not at all.
            try:
                looks = [
                    (
                        sum(process.cpu_times()[:4]),
                        process.io_counters().write_chars,
                        process.memory_info().rss,
                    )
                    for process in (
                        self._process,
                        *self._process.children(recursive=True),
                    )
                ]
            except psutil.NoSuchProcess:
                continue
            cpu_seconds, written, memory = zip(*looks, strict=True)
            return sum(cpu_seconds), sum(written), sum(memory)


def run(
    command: Iterable[str | Path],
    on_line: Callable[[str], None],
    folder: Path,
    environment: Mapping[str, str],
) -> Took:
    """Run a command to its end, and tell of each line that it prints.

    Its steps are the lines that are not indented, up to the first empty one: behind
    that it says how it ended. Raises ProcessError when it ends with another code
    than 0.
    """
    lines: list[str] = []
    laps: list[tuple[str, Used]] = []
    step = STARTING
    process = subprocess.Popen(
        [*command],
        cwd=folder,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    with process, Watch(process.pid) as watch:
        for line in process.stdout or ():
            lines.append(line.rstrip())
            on_line(lines[-1])
            if step != ENDING and not line.startswith(" "):
                laps.append((step, watch.lap()))
                step = lines[-1] or ENDING
        # It has ended, and what it used is still to be had.
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        laps.append((step, watch.lap()))
    if process.returncode:
        raise ProcessError("\n".join(lines))
    steps = {
        name: Used(*together(used for of, used in laps if of == name))
        for name, _ in laps
    }
    return Took(*together(steps.values()), steps)


def spent(work: Callable[[], object]) -> Spent:
    """What a piece of work of this process takes."""
    began, cpu_began = time.monotonic(), time.process_time()
    work()
    return Spent(time.monotonic() - began, time.process_time() - cpu_began)
