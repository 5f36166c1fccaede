"""Has `kessan build` build invented releases, and takes the time of each step."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import duckdb

from kessan import transform
from kessan.bench.releases import (
    InventedRelease,
    invented,
    one_more,
    share_with_all,
    write_companies,
    write_releases,
)
from kessan.bench.straight import Straight
from kessan.intake import SeedFile, seed_files
from kessan.project import (
    BUILD_FILE,
    PARSED,
    PUBLISHED_FILE,
    ROOT,
    SEEDS,
    TARGET,
    VARIABLE,
    left_behind,
)

LAST_STEP = "switching"
# What a company has rows of its own of.
OF_EACH = ("companies", "labels")
SHARED_BY_ALL = ("segments", "products", "identities", "line_items")


class BenchError(Exception):
    """The invented releases were not built or were refused: nothing is measured."""


@dataclass
class Took:
    """What a `kessan build` took, as a whole and step by step.

    The processor's seconds are those of all processes; the memory is that of the
    largest of them.
    """

    seconds: float
    cpu_seconds: float
    gigabytes: float
    # In the words in which the build says what it does.
    steps: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Measurement:
    """What a number of releases took."""

    releases: int
    figures: int
    evaluations: int
    build: Took
    one_more: Took
    straight_seconds: float
    megabytes: float

    @property
    def figures_per_second(self) -> float:
        """Figures that are read, proven and published in a second."""
        return self.figures / self.build.seconds

    @property
    def ratio(self) -> float:
        """How many times as long the whole build takes as its SQL alone."""
        return self.build.seconds / self.straight_seconds


@dataclass
class Bench:
    """A copy of the project in which releases are invented and built.

    It has the reference data of the project with companies of the bench, and no
    release. What is invented comes through its `landing`. The folder is emptied
    first.
    """

    folder: Path
    say: Callable[[str], None]
    most_releases: int = 1
    seeds: list[SeedFile] = field(init=False)

    def __post_init__(self) -> None:
        """Set up the copy, and have dbt parse it: that is done once, not measured."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(ROOT, self.project, ignore=left_behind("landing", "docs"))
        self.seeds = [seed for seed in seed_files() if seed.is_of_releases]
        for seed in self.seeds:
            copy = self.project / "seeds" / seed.path.relative_to(SEEDS)
            copy.write_text(",".join(seed.columns) + "\n", "utf-8")
        keys = {release.company_key for release in invented(self.most_releases)}
        for name in OF_EACH:
            path = Path("reference") / f"{name}.csv"
            write_companies(SEEDS / path, keys, self.project / "seeds" / path)
        for name in SHARED_BY_ALL:
            path = Path("reference") / f"{name}.csv"
            share_with_all(SEEDS / path, self.project / "seeds" / path)
        (self.project / TARGET.name).mkdir()
        if PARSED.exists():
            shutil.copy(PARSED, self.project / TARGET.name)
        subprocess.run(
            [Path(sys.executable).with_name("dbt"), "parse", "--profiles-dir", "."],
            cwd=self.project,
            env=os.environ | transform.dbt_environment(BUILD_FILE),
            capture_output=True,
            check=True,
        )

    @property
    def project(self) -> Path:
        """The copy of the project."""
        return self.folder / "project"

    @property
    def landing(self) -> Path:
        """The folder that the invented releases come from."""
        return self.project / "landing"

    @property
    def published(self) -> Path:
        """The file that the copy publishes."""
        return self.project / PUBLISHED_FILE.relative_to(ROOT)

    def measure(self, releases: list[InventedRelease]) -> Measurement:
        """Build and publish releases, then one more.

        Raises BenchError when a release is refused or the build breaks.
        """
        shutil.rmtree(self.landing, ignore_errors=True)
        self.land(releases)
        build = self.build("--anew", "--uncompared")
        figures, evaluations = self._counts()
        megabytes = self.published.stat().st_size / 1e6
        straight_seconds = self._build_straight()
        self.land([one_more()])
        return Measurement(
            len(releases),
            figures,
            evaluations,
            build,
            self.build(),
            straight_seconds,
            megabytes,
        )

    def land(self, releases: Iterable[InventedRelease]) -> None:
        """Deliver releases beside those that are there."""
        write_releases(self.seeds, releases, self.landing)

    def build(self, *options: str) -> Took:
        """Run `kessan build` in the copy.

        Raises BenchError when it does not publish.
        """
        return self.run("build", *options)

    def run(self, *arguments: str) -> Took:
        """Run a verb of `kessan` in the copy.

        Raises BenchError when it is refused or breaks.
        """
        started = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "kessan", *arguments],
            cwd=self.project,
            env=os.environ
            | {"PYTHONPATH": str(self.project), VARIABLE: str(self.project)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        said: list[tuple[float, str]] = []
        with process:
            for line in process.stdout or ():
                said.append((time.monotonic(), line.rstrip()))
                self.say(f"    {said[-1][1]}")
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        ended = time.monotonic()
        if process.returncode:
            raise BenchError("\n".join(line for _, line in said))
        # macOS counts in bytes, Linux in KiB.
        unit = 1 if sys.platform == "darwin" else 1024
        return Took(
            ended - started,
            usage.ru_utime + usage.ru_stime,
            usage.ru_maxrss * unit / 1e9,
            _steps(started, said),
        )

    def _build_straight(self) -> float:
        """How long the SQL takes that dbt ran last, in a new file and without dbt.

        Raises BenchError when it does not pass.
        """
        target = self.project / TARGET.name
        file = target / "straight" / BUILD_FILE.name
        file.parent.mkdir(exist_ok=True)
        started = time.monotonic()
        with contextlib.chdir(self.project):
            passed = Straight(target, self.project).run_dbt(
                "build",
                build_file=file,
                on_step=lambda _: None,
                target=file.parent,
                landing=self.landing,
            )
        seconds = time.monotonic() - started
        shutil.rmtree(file.parent)
        if not passed:
            raise BenchError("what dbt passes does not pass without it")
        return seconds

    def remove(self) -> None:
        """Take away all but the results."""
        shutil.rmtree(self.project)

    def _counts(self) -> tuple[int, int]:
        """How many figures there are, and how many identities were evaluated."""
        with duckdb.connect(str(self.published), read_only=True) as connection:
            ((figures, evaluations),) = connection.sql(
                "select (select count(*) from marts.fct_reported_figures),"
                " (select count(*) from audit.identity_results)"
            ).fetchall()
        return figures, evaluations


def _steps(started: float, said: list[tuple[float, str]]) -> dict[str, float]:
    """The seconds of each step: from the line that names it to the next such."""
    lines = [(moment, line) for moment, line in said if line and line[0] != " "]
    # Behind the last step stands how it ended.
    steps = {"starting": lines[0][0] - started}
    for (begun, line), (over, _) in pairwise(lines):
        steps[line] = over - begun
        if line == LAST_STEP:
            break
    return steps
