"""A run: take in, build and prove beside what is published, then switch.

Whatever goes wrong, readers keep the generation that they have. What a run leaves
behind when it is killed is hidden, and the next one takes it away.
"""

import hashlib
import os
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from kessan import audit, findings, gates, history, increment, intake, transform
from kessan.contract import PublicModel, public_models
from kessan.garbage import collect_rarely
from kessan.history import Run
from kessan.intake import Problem
from kessan.project import (
    BUILD_FILE,
    LAID_OUT,
    LOCK,
    PUBLISHED,
    REFUSED_DOCS,
    shown,
)
from kessan.publication import changes, descriptor, exports, sizes, warehouse
from kessan.publication.generations import DATA_DOCS, Generation, Published
from kessan.runs.lock import locked
from kessan.sql import literal

if TYPE_CHECKING:
    from kessan.site import Site

Say = Callable[[str], None]


class RefusedError(Exception):
    """A run that ends without publishing: how, and why."""

    def __init__(self, status: str, problems: Iterable[Problem]) -> None:
        """Keep how it ends, as in `audit.runs`, and the problems."""
        self.status = status
        self.problems = list(problems)
        super().__init__(f"{len(self.problems)} problems")


@dataclass
class Outcome:
    """How a run ended: its entry in the history, and what it found."""

    run: Run
    problems: list[Problem] = field(default_factory=list)
    # What went wrong where the input is not to blame.
    error: str | None = None
    switch_seconds: float = 0.0
    generation: Generation | None = None


BeginPages = Callable[[], "Future[Site]"]


@contextmanager
def pages_beside(
    begun: Generation, models: list[PublicModel], run: Run
) -> Iterator[BeginPages]:
    """Have the pages written beside what else is done, on the other processor.

    What it gives begins them, when the file and its copies are there.
    """
    with ProcessPoolExecutor(
        1, get_context("spawn"), transform.die_with, (os.getpid(),)
    ) as beside:
        beside.submit(_import_site)
        yield lambda: beside.submit(
            _write_site,
            *(begun.warehouse, begun.site, models, run.code_digest, begun.parquet),
        )


def _import_site() -> None:
    """Import what writes pages while something else is waited for: it takes long."""
    collect_rarely()
    import kessan.site  # noqa: F401


def _write_site(*arguments: Any) -> "Site":
    """Write the pages, in the process that has imported what they need."""
    from kessan.site import write_site

    return write_site(*arguments)


@dataclass(frozen=True)
class Steps:
    """What a run is made of; a step may be replaced by one that is called alike."""

    take_in: Callable[..., intake.Intake] = intake.take_in
    ask_entry: Callable[..., gates.GateResult] = gates.entry_gate
    prepare: Callable[..., list[str]] = increment.prepare
    run_dbt: Callable[..., bool] = transform.run_dbt
    write_warehouse: Callable[..., None] = warehouse.write_warehouse
    pages: Callable[..., AbstractContextManager[BeginPages]] = pages_beside
    compare: Callable[..., changes.Changes] = changes.changes
    write_tables: Callable[..., None] = exports.write_tables
    write_views: Callable[..., None] = exports.write_views
    write_csv: Callable[..., None] = exports.write_csv
    write_descriptor: Callable[..., None] = descriptor.write_descriptor
    ask_exit: Callable[..., gates.GateResult] = gates.exit_gate
    write_data_docs: Callable[..., Path] = gates.write_data_docs
    accept: Callable[..., None] = increment.accept
    note: Callable[..., None] = history.append


@dataclass
class Pipeline:
    """The way from the CSVs to a generation; `say` is told of each step."""

    say: Say
    on_step: Callable[[transform.Step], None]
    # How many generations stay.
    keep: int = 5
    # Run also when nothing changed.
    force: bool = False
    # Take in every release again.
    anew: bool = False
    # Let tables have any number of rows beside those of the last generation.
    uncompared: bool = False
    # Whether CSVs are written too; where it is not said, if it is not much.
    csv: bool | None = None
    published: Published = field(default_factory=lambda: Published(PUBLISHED))
    steps: Steps = Steps()

    def run(self, verb: str) -> Outcome:
        """Run them all under the lock, and note how it ended.

        Raises lock.LockedError when another run is going on.
        """
        outcome = Outcome(history.begun(verb))
        try:
            with locked(LOCK, f"kessan {verb}"):
                self._run_and_note(outcome)
        except OSError as error:
            # A lock that cannot be written, as on a disk that is read-only.
            outcome.error = f"{type(error).__name__}: {error}"
            outcome.run.end(history.BROKEN, type(error).__name__)
        return outcome

    def _run_and_note(self, outcome: Outcome) -> None:
        """Run the steps, and enter how they ended into the history."""
        try:
            self._run(outcome)
        except RefusedError as refused:
            outcome.problems = refused.problems
            outcome.run.problem_count = len(refused.problems)
            outcome.run.end(refused.status)
        except (transform.DbtError, duckdb.Error, OSError) as error:
            outcome.error = f"{type(error).__name__}: {error}"
            outcome.run.end(history.BROKEN, type(error).__name__)
        except Exception as error:
            # An error of ours is none of the input, and has its place in the
            # history; Python alone would end with the code of bad input.
            outcome.error = traceback.format_exc()
            outcome.run.end(history.BROKEN, type(error).__name__)
        if outcome.run.status != history.NOTHING_TO_DO:
            self._note(outcome)

    def _run(self, outcome: Outcome) -> None:
        """Run the steps.

        Raises RefusedError when the input or its proof is not sound.
        """
        run = outcome.run
        published, steps = self.published, self.steps
        self.say("reading the CSVs")
        taken_in = steps.take_in()
        if taken_in.problems:
            raise RefusedError(history.BAD_INPUT, taken_in.problems)
        self.say(f"    {len(taken_in.files)} files, {taken_in.rows:,} rows")
        run.input_digest = _digest(taken_in)
        run.code_digest = increment.code_digest()
        if not self.force and self._is_up_to_date(run):
            run.end(history.NOTHING_TO_DO)
            return

        self.say("asking the CSVs, and building and testing with dbt")
        entry = self._prove(taken_in)
        run.entry_expectation_count = entry.statistics["evaluated"]
        run.failed_expectation_count = 0

        for note in _notes():
            self.say(f"    note: {note}")
        models = public_models()
        _count(run, models)
        begun = published.begin(run.run_id)
        # As it will be, unless something fails from here on. When it ends, the file
        # cannot know.
        in_file = replace(run, status=history.PUBLISHED)
        # What writes files and what reads them share the processors.
        with steps.pages(begun, models, run) as begin, ThreadPoolExecutor(1) as beside:
            self.say("writing the warehouse, and Parquet of its views")
            copies = beside.submit(self._copy, steps.write_views, BUILD_FILE, begun)
            steps.write_warehouse(BUILD_FILE, begun.warehouse, models, [in_file])
            copies.result()
            pages = begin()
            self.say("writing Parquet of its tables")
            compared = beside.submit(self._compare, begun, models, run)
            self._copy(steps.write_tables, begun.warehouse, begun)
            self._write_csv(begun, models)
            previous = compared.result()
            described = beside.submit(self._describe, begun, models, run)
            self.say("asking what is about to be published")
            self._pass_exit(begun, entry, None if self.uncompared else previous, run)
            described.result()
            self.say("writing the pages")
            site = pages.result()
        self.say(f"    {site.pages} pages, {site.charts} charts")
        self.say("switching")
        generation = published.complete(begun)
        started = time.monotonic()
        published.switch(generation)
        outcome.switch_seconds = time.monotonic() - started
        outcome.generation = generation
        run.end(history.PUBLISHED)
        try:
            steps.accept(BUILD_FILE, taken_in.releases.values())
            for old in published.keep(self.keep):
                self.say(f"    {old.run_id} is taken away")
        except (duckdb.Error, OSError) as error:
            # Readers have it already: the next run only has more to do.
            self.say(f"warning: not tidied up: {error}")

    def _is_up_to_date(self, run: Run) -> bool:
        """Whether the last run published the same input by the same code.

        A generation that was rolled back stays so until something changes. After
        a run that failed the next one proves everything again, and is told of.
        """
        last = history.last(self.published.root)
        return (
            last is not None
            and last.status == history.PUBLISHED
            and last.input_digest == run.input_digest
            and last.code_digest == run.code_digest
            and self.published.current() is not None
            and self.published.warehouse.is_file()
        )

    def _prove(self, taken_in: intake.Intake) -> gates.GateResult:
        """Ask the entry gate while dbt builds: both read the same plain CSVs.

        Raises RefusedError with all that either of them finds.
        """

        def build() -> RefusedError | None:
            try:
                self._build(taken_in, landing)
            except RefusedError as error:
                return error
            return None

        with intake.laid_out(taken_in, LAID_OUT) as landing:
            entry, refused = gates.asked_beside(
                build, lambda: self.steps.ask_entry(taken_in, landing)
            )
        if entry.success:
            if refused:
                raise refused
            return entry
        self.steps.write_data_docs(entry, REFUSED_DOCS)
        raise RefusedError(
            history.BAD_INPUT,
            [*entry.problems, *(refused.problems if refused else [])],
        )

    def _pass_exit(
        self,
        begun: Generation,
        entry: gates.GateResult,
        previous: Generation | None,
        run: Run,
    ) -> None:
        """Ask the exit gate, and write what both gates say beside the data.

        Raises RefusedError when it does not let the generation pass.
        """
        result = self.steps.ask_exit(
            begun.parquet, previous.parquet if previous else None
        )
        run.exit_expectation_count = result.statistics["evaluated"]
        run.failed_expectation_count = result.statistics["failed"]
        if not result.success:
            self.steps.write_data_docs(result, REFUSED_DOCS)
            raise RefusedError(history.AUDIT_FAILED, result.problems)
        for door in (entry, result):
            self.steps.write_data_docs(door, begun.folder / DATA_DOCS)
        begun.write_summary(
            asdict(run)
            | {"status": history.PUBLISHED, "copies": begun.copies}
            | {"gates": [entry.summary(), result.summary()]}
        )

    def _build(self, taken_in: intake.Intake, landing: Path) -> None:
        """Have dbt build and test in the build file; `landing` has what was delivered.

        Raises RefusedError with everything that is wrong.
        """
        releases = taken_in.releases.values()
        if kept := self.steps.prepare(BUILD_FILE, releases, self.anew):
            self.say(
                f"    {len(kept)} of {len(releases)} releases did not change"
                " and are kept"
            )
        runs = self.published.root / history.RUNS
        runs.touch()
        passed = self.steps.run_dbt(
            "build",
            "--exclude-resource-type",
            "unit_test",
            build_file=BUILD_FILE,
            on_step=self.on_step,
            landing=landing,
            variables={"KESSAN_RUNS": shown(runs)},
        )
        if not passed:
            raise RefusedError(
                findings.verdict(BUILD_FILE),
                findings.problems(BUILD_FILE, taken_in),
            )

    def _compare(
        self, begun: Generation, models: list[PublicModel], run: Run
    ) -> Generation | None:
        """Write what changes since the last generation; return it, if it is sound."""
        previous = _previous(self.published)
        changed = changes.Changes(run.run_id, None)
        if previous:
            with _opened(begun.warehouse, begun.folder) as connection:
                connection.execute(
                    f"attach {literal(previous.warehouse)} as previous (read_only)"
                )
                changed = self.steps.compare(
                    connection, models, run.run_id, previous.run_id
                )
        changed.write(begun.folder)
        return previous

    def _copy(self, write: Callable[..., None], file: Path, begun: Generation) -> None:
        """Write Parquet of what is in a file."""
        with _opened(file, begun.folder) as connection:
            types = exports.column_types(connection, "published")
            write(connection, public_models(), types, begun.parquet)

    def _write_csv(self, begun: Generation, models: list[PublicModel]) -> None:
        """Write the CSVs, or say how to come by them."""
        with _opened(begun.warehouse, begun.folder) as connection:
            types = exports.column_types(connection, "published")
            large = sizes.is_large(connection, "published", models)
        if self.csv or (self.csv is None and not large):
            self.steps.write_csv(begun.parquet, types, types, begun.csv)
        else:
            self.say("    no CSV: kessan csv writes those that are wanted")

    def _describe(self, begun: Generation, models: list[PublicModel], run: Run) -> None:
        """Write the descriptor, and have the files on the disk before the switch."""
        with _opened(begun.warehouse, begun.folder) as connection:
            types = exports.column_types(connection, "published")
        self.steps.write_descriptor(
            begun.folder, models, types, run.run_id, history.now()
        )
        begun.sync()

    def _note(self, outcome: Outcome) -> None:
        """Add the run to the history; that it cannot be added is an error too."""
        try:
            self.steps.note(self.published.root, outcome.run)
        except OSError as error:
            outcome.error = f"{outcome.error or ''}\nno entry in the history: {error}"
            outcome.run.status = history.BROKEN


def _digest(taken_in: intake.Intake) -> str:
    """A digest of the rows of every release."""
    digest = hashlib.sha256()
    for release in sorted(taken_in.releases.values(), key=lambda r: r.release_id):
        digest.update(f"{release.release_id} {release.digest}\n".encode())
    return digest.hexdigest()


@contextmanager
def _opened(file: Path, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads a file and uses it, as the catalog `published`.

    What it does not hold in memory is for that time in the folder.
    """
    with duckdb.connect(config=sizes.bounded(folder)) as connection:
        connection.execute(f"attach {literal(file)} as published (read_only)")
        connection.execute("use published")
        yield connection


def _previous(published: Published) -> Generation | None:
    """What readers have, to compare with; None when it is damaged or not there."""
    current = published.current()
    return current if current and current.is_sound() else None


def _count(run: Run, models: list[PublicModel]) -> None:
    """Note what a build holds: releases, figures, rows, identities by status."""
    with duckdb.connect(str(BUILD_FILE), read_only=True) as connection:

        def counted(query: str) -> list[tuple]:
            return connection.execute(query).fetchall()

        run.release_count, run.figure_count = counted(
            "select count(distinct release_id), count(*)"
            " from marts.fct_reported_figures"
        )[0]
        run.row_count = sum(
            counted(f"select count(*) from {model.schema}.{model.name}")[0][0]
            for model in models
            # The runs grow by the one that this is.
            if not model.is_view and model.name != "runs"
        )
        statuses = dict(
            counted("select status, count(*) from audit.identity_results group by 1")
        )
    for status in history.STATUSES_OF_IDENTITIES:
        setattr(run, f"{status}_count", statuses.get(status, 0))


def _notes() -> list[str]:
    """What to know of the releases that a build holds."""
    with duckdb.connect(str(BUILD_FILE), read_only=True) as connection:
        return audit.remarks(connection)
