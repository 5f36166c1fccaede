"""Has `kessan build` build invented releases, and takes what each step of it uses."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from kessan import transform
from kessan.bench import bare
from kessan.bench.releases import (
    InventedRelease,
    invented,
    one_more,
    share_with_all,
    write_companies,
    write_releases,
)
from kessan.bench.straight import Straight
from kessan.bench.usage import ProcessError, Spent, Took, run, spent
from kessan.intake import SeedFile, seed_files
from kessan.project import (
    BUILD_FILE,
    IMPORTS,
    PARSED,
    PUBLISHED_FILE,
    ROOT,
    SEEDS,
    TARGET,
    VARIABLE,
    left_behind,
)

# What a company has rows of its own of.
OF_EACH = ("companies", "labels")
SHARED_BY_ALL = ("segments", "products", "identities", "line_items")


class BenchError(Exception):
    """The invented releases were not built or were refused: nothing is measured."""


@dataclass(frozen=True)
class Build:
    """What a `kessan build` took, and the seconds of each node of dbt in it."""

    took: Took
    nodes: Mapping[str, float]


@dataclass(frozen=True)
class Built:
    """A whole build, and what the same machine takes to do parts of it alone."""

    figures: int
    evaluations: int
    # The published file.
    megabytes: float
    build: Build
    # The SQL that dbt compiled, in one connection.
    straight: Spent
    # Its input into tables, and its tables as Parquet.
    reading: Spent
    writing: Spent

    @property
    def bare(self) -> Spent:
        """What reading the input and writing the tables take without anything else."""
        return Spent(
            self.reading.seconds + self.writing.seconds,
            self.reading.cpu_seconds + self.writing.cpu_seconds,
        )

    @property
    def figures_per_second(self) -> float:
        """Figures that are read, proven and published in a second."""
        return self.figures / self.build.took.seconds


@dataclass(frozen=True)
class Measurement:
    """What a number of releases took, and one more beside them."""

    releases: int
    built: Built
    one_more: Build


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
    def imports(self) -> Path:
        """The folder of what is imported."""
        return self.project / IMPORTS.relative_to(ROOT)

    @property
    def published(self) -> Path:
        """The file that the copy publishes."""
        return self.project / PUBLISHED_FILE.relative_to(ROOT)

    def measure(
        self,
        releases: list[InventedRelease],
        on_published: Callable[[Path], None] = lambda published: None,
    ) -> Measurement:
        """Build and publish releases, then one more.

        In between `on_published` is given the published file. Raises BenchError when a
        release is refused or the build breaks.
        """
        shutil.rmtree(self.landing, ignore_errors=True)
        self.land(releases)
        built = self.built("--anew", "--uncompared")
        on_published(self.published)
        self.land([one_more()])
        return Measurement(len(releases), built, self.build())

    def built(self, *options: str) -> Built:
        """Build what is there, and do parts of it alone.

        Raises BenchError when it does not publish.
        """
        build = self.build(*options)
        target = self.project / TARGET.name
        return Built(
            *self._counts(),
            self.published.stat().st_size / 1e6,
            build,
            self._build_straight(),
            bare.read(self.seeds, self.landing, self.imports, target),
            bare.write(self.published, target),
        )

    def land(self, releases: Iterable[InventedRelease]) -> None:
        """Deliver releases beside those that are there."""
        write_releases(self.seeds, releases, self.landing)

    def build(self, *options: str) -> Build:
        """Run `kessan build` in the copy.

        Raises BenchError when it does not publish.
        """
        took = self.run("build", *options)
        nodes: Counter[str] = Counter()
        for result in transform.results(target=self.project / TARGET.name):
            nodes[result["unique_id"].split(".")[2]] += result["execution_time"]
        return Build(took, nodes)

    def run(self, *arguments: str) -> Took:
        """Run a verb of `kessan` in the copy.

        Raises BenchError when it is refused or breaks.
        """
        try:
            return run(
                [sys.executable, "-m", "kessan", *arguments],
                lambda line: self.say(f"    {line}"),
                self.project,
                {"PYTHONPATH": str(self.project), VARIABLE: str(self.project)},
            )
        except ProcessError as error:
            raise BenchError(str(error)) from error

    def _build_straight(self) -> Spent:
        """What the SQL takes that dbt ran last, in a new file and without dbt.

        Raises BenchError when it does not pass.
        """
        target = self.project / TARGET.name
        file = target / "straight" / BUILD_FILE.name
        file.parent.mkdir(exist_ok=True)

        def build() -> None:
            passed = Straight(target, self.project).run_dbt(
                "build",
                build_file=file,
                on_step=lambda _: None,
                target=file.parent,
                landing=self.landing,
            )
            if not passed:
                raise BenchError("what dbt passes does not pass without it")

        try:
            with contextlib.chdir(self.project):
                return spent(build)
        finally:
            shutil.rmtree(file.parent)

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
