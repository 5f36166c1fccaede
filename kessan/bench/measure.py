"""Builds invented releases and takes the time, as `kessan build` would."""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from kessan import increment, transform
from kessan.bench.releases import (
    InventedRelease,
    invented,
    one_more,
    share_with_all,
    write_companies,
    write_releases,
)
from kessan.bench.straight import build_straight
from kessan.contract import public_models
from kessan.intake import SeedFile, seed_files
from kessan.project import MANIFEST, RUN_RESULTS, SEEDS, shown
from kessan.publication.warehouse import write_warehouse

if TYPE_CHECKING:
    from resource import struct_rusage


class BenchError(Exception):
    """The invented releases were not built or were refused: nothing is measured."""


@dataclass
class Stopwatch:
    """How long something took, in seconds, and its memory in gigabytes."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    gigabytes: float = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Take the time of what is done meanwhile."""
        started = time.monotonic()
        yield
        self.seconds += time.monotonic() - started

    def note(self, usage: "struct_rusage") -> None:
        """Note what a process took."""
        self.cpu_seconds = usage.ru_utime + usage.ru_stime
        # macOS counts in bytes, Linux in KiB.
        unit = 1 if os.uname().sysname == "Darwin" else 1024
        self.gigabytes = usage.ru_maxrss * unit / 1e9


@dataclass(frozen=True)
class Measurement:
    """What a number of releases took."""

    releases: int
    figures: int
    evaluations: int
    build: Stopwatch
    publishing: Stopwatch
    one_more: Stopwatch
    straight: Stopwatch
    megabytes: float

    @property
    def evaluations_per_second(self) -> float:
        """Identities evaluated in a second of the build."""
        return self.evaluations / self.build.seconds

    @property
    def ratio(self) -> float:
        """How many times as long the build takes as its SQL alone."""
        return self.build.seconds / self.straight.seconds


@dataclass
class Bench:
    """A folder in which releases are invented and built; it is emptied first.

    It has seeds of its own: those of the project with companies of the bench
    and without the releases. What is invented comes through its `landing`.
    """

    folder: Path
    on_step: Callable[[transform.Step], None]
    most_releases: int = 1
    seeds: list[SeedFile] = field(init=False)

    def __post_init__(self) -> None:
        """Set up the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(SEEDS, self.folder / "seeds")
        self.seeds = [seed for seed in seed_files() if seed.is_of_releases]
        for seed in self.seeds:
            copy = self.folder / "seeds" / seed.path.relative_to(SEEDS)
            copy.write_text(",".join(seed.columns) + "\n", "utf-8")
        companies = Path("reference") / "companies.csv"
        write_companies(
            SEEDS / companies,
            {release.company_key for release in invented(self.most_releases)},
            self.folder / "seeds" / companies,
        )
        for name in ("segments", "services", "identities"):
            path = Path("reference") / f"{name}.csv"
            share_with_all(SEEDS / path, self.folder / "seeds" / path)
        # dbt parses the project once, before the time is taken.
        self._run_dbt("seed")

    @property
    def build_file(self) -> Path:
        """The file that dbt writes."""
        return self.folder / "kessan.duckdb"

    @property
    def landing(self) -> Path:
        """The folder that the invented releases come from."""
        return self.folder / "landing"

    def measure(self, count: int) -> Measurement:
        """Build so many releases, publish them, add one.

        Raises:
            BenchError: when a release is refused or dbt fails.
            transform.DbtError: when dbt does not run at all.
        """
        releases = invented(count)
        self.land(releases)
        build = self.build()
        figures, evaluations = self._counts()
        published_file = self.folder / "published.duckdb"
        publishing = Stopwatch()
        with publishing.running():
            write_warehouse(
                self.build_file,
                published_file,
                public_models(self.folder / MANIFEST.name),
            )
        megabytes = published_file.stat().st_size / 1e6
        published_file.unlink()
        straight = Stopwatch()
        with straight.running():
            build_straight(self.folder, self.landing)
        return Measurement(
            count,
            figures,
            evaluations,
            build,
            publishing,
            self.add(one_more(), releases),
            straight,
            megabytes,
        )

    def add(self, release: InventedRelease, to: Iterable[InventedRelease]) -> Stopwatch:
        """Build one release more; those of other companies are kept."""
        of_company = [old for old in to if old.company == release.company]
        kept = [old.release_id for old in to if old.company != release.company]
        self.land([*of_company, release])
        return self.build(kept)

    def land(self, releases: Iterable[InventedRelease]) -> None:
        """Put these releases into the landing, in place of what is there."""
        shutil.rmtree(self.landing, ignore_errors=True)
        write_releases(self.seeds, releases, self.landing / "releases")

    def build(self, kept: list[str] | None = None) -> Stopwatch:
        """Build what landed with dbt; begin anew unless releases are kept."""
        if not kept:
            for left in self.folder.glob(f"{self.build_file.name}*"):
                left.unlink()
        increment.keep(self.build_file, kept or [])
        return self._run_dbt("build", "--exclude-resource-type", "unit_test")

    def remove(self) -> None:
        """Take away all but the results."""
        for left in self.folder.iterdir():
            if left.is_dir():
                shutil.rmtree(left)
            elif left.suffix != ".csv":
                left.unlink()

    def _run_dbt(self, *arguments: str) -> Stopwatch:
        stopwatch = Stopwatch()
        with stopwatch.running():
            passed = transform.run_dbt(
                *arguments,
                build_file=self.build_file,
                on_step=self.on_step,
                target=self.folder,
                landing=self.landing,
                variables={"KESSAN_SEEDS": shown(self.folder / "seeds")},
                on_end=stopwatch.note,
            )
        if not passed:
            raise BenchError("\n".join(self._problems()))
        return stopwatch

    def _counts(self) -> tuple[int, int]:
        """How many figures there are, and how many identities were evaluated."""
        with duckdb.connect(str(self.build_file), read_only=True) as connection:
            return connection.sql(
                "select (select count(*) from marts.fct_reported_figures),"
                " (select count(*) from audit.identity_results)"
            ).fetchall()[0]

    def _problems(self) -> Iterator[str]:
        """What dbt and the audit say is wrong."""
        results = json.loads((self.folder / RUN_RESULTS.name).read_text("utf-8"))
        for result in results["results"]:
            if result["status"] in ("warn", "error"):
                yield f"{result['unique_id']}: {result['message']}"
