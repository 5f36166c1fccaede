"""The verbs that publish: build, run, what runs there were, and the way back."""

import sys
import time
from dataclasses import replace
from datetime import date
from typing import Any

import click
import duckdb
from rich.console import Console
from rich.table import Table

from kessan import audit, history, transform
from kessan.cli.console import pipeline, refuse, say
from kessan.exits import Exit
from kessan.project import LOCK, PUBLISHED, PUBLISHED_FILE, shown
from kessan.publication.generations import SITE, DamagedError, Generation, Published
from kessan.publication.sizes import LARGE
from kessan.runs import freshness, notify
from kessan.runs.lock import LockedError, locked
from kessan.runs.pipeline import Outcome

EXITS = {
    history.PUBLISHED: Exit.DONE,
    history.NOTHING_TO_DO: Exit.NOTHING_TO_DO,
    history.BAD_INPUT: Exit.BAD_INPUT,
    history.AUDIT_FAILED: Exit.AUDIT_FAILED,
    history.BROKEN: Exit.BROKEN,
}
FIRST_QUERY = "select label, column_heading, printed_text from reports.printed_cells"
EXIT_CODES = (
    "Exit codes: 0 published, 1 bad input, 3 broken, 4 the audit failed, 5 another"
    " run is going on"
)
keep_option = click.option(
    "--keep",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    envvar="KESSAN_KEEP",
    help="How many generations stay; or the variable KESSAN_KEEP.",
)
csv_option = click.option(
    "--csv/--no-csv",
    default=None,
    envvar="KESSAN_CSV",
    help="Write every table and view as CSV too, or none; or the variable KESSAN_CSV,"
    f" true or false. Else where no table has more than {LARGE:,} rows.",
)


@click.command(epilog=f"Example: kessan build\n\n{EXIT_CODES}.")
@click.option("--anew", is_flag=True, help="Take in every release again.")
@click.option(
    "--uncompared",
    is_flag=True,
    help="Let tables have fewer or far more rows than in the last generation.",
)
@keep_option
@csv_option
def build(anew: bool, uncompared: bool, keep: int, csv: bool | None) -> None:
    """Check the CSVs, build and test the warehouse, publish it.

    Takes in the releases of seeds/release and of landing. Companies of which
    nothing changed since the last build are kept as it proved them. Whatever
    goes wrong, what was published before stays as it was.
    """
    started = time.monotonic()
    outcome = _run(
        "build", keep=keep, csv=csv, force=True, anew=anew, uncompared=uncompared
    )
    _refuse_unless_done(outcome)
    summarise(time.monotonic() - started)


@click.command(epilog=f"Example: kessan run\n\n{EXIT_CODES}, 6 nothing to do.")
@click.option("--force", is_flag=True, help="Run even when nothing has changed.")
@keep_option
@csv_option
def run(force: bool, keep: int, csv: bool | None) -> None:
    """Do what a scheduler calls: a build, if anything has changed.

    Input and code are compared by content with those of the last run; after one
    that failed there is always something to do.
    Failures, and the first success after one, are told to the command or the
    address in KESSAN_NOTIFY_COMMAND and KESSAN_NOTIFY_URL. Warns when the next
    release of a company is overdue.
    """
    started = time.monotonic()
    before = history.last(PUBLISHED)
    outcome = _run("run", keep=keep, csv=csv, force=force)
    if notify.is_news(outcome.run, before):
        for problem in notify.notify(outcome.run):
            click.echo(f"warning: {problem}", err=True)
    if PUBLISHED_FILE.exists():
        for company in freshness.overdue(PUBLISHED_FILE, date.today()):
            click.echo(f"warning: {company}", err=True)
    if outcome.run.status == history.NOTHING_TO_DO:
        say(f"nothing to do; {time.monotonic() - started:.1f} seconds")
        sys.exit(Exit.NOTHING_TO_DO)
    _refuse_unless_done(outcome)
    say(
        f"published {outcome.run.run_id}: {outcome.run.release_count} releases,"
        f" {outcome.run.figure_count:,} figures;"
        f" {time.monotonic() - started:.1f} seconds"
    )


@click.command(
    "runs", epilog="Example: kessan runs\n\nExit codes: 0 done, 2 wrong usage."
)
@click.option("--last", type=click.IntRange(min=1), default=20, show_default=True)
def list_runs(last: int) -> None:
    """List the last runs, with the generations that are kept of them."""
    published = Published(PUBLISHED)
    current = published.current()
    kept = {generation.run_id for generation in published.all()}
    table = Table(
        *("run", "verb", "status", "seconds", "releases", "figures", "violated"),
        *("problems", "generation"),
    )
    for entry in [*history.all_runs(PUBLISHED)][-last:]:
        generation = "kept" if entry.run_id in kept else ""
        if current and entry.run_id == current.run_id:
            generation = "current"
        table.add_row(
            *(entry.run_id, entry.verb, entry.status),
            "" if entry.seconds is None else f"{entry.seconds:.1f}",
            *(
                "" if count is None else f"{count:,}"
                for count in (
                    *(entry.release_count, entry.figure_count),
                    *(entry.violated_count, entry.problem_count),
                )
            ),
            generation,
        )
    Console(width=max(120, Console().width)).print(table)


@click.command(
    epilog="Example: kessan rollback\n\n"
    "Exit codes: 0 done, 2 wrong usage, 3 there is no such generation or it is"
    " damaged, 5 a run is going on."
)
@click.argument("run_id", required=False)
def rollback(run_id: str | None) -> None:
    """Give readers an earlier generation: RUN_ID, or the last sound one.

    It stays until the input or the code changes, or `kessan run --force`.
    """
    published = Published(PUBLISHED)
    try:
        with locked(LOCK, "kessan rollback"):
            chosen = _sound_generation(published, run_id)
            published.switch(chosen)
    except LockedError as error:
        click.echo(f"{error}", err=True)
        sys.exit(Exit.LOCKED)
    except (DamagedError, OSError) as error:
        click.echo(f"{error}\nNothing was changed.", err=True)
        sys.exit(Exit.BROKEN)
    say(f"{chosen.run_id} is current")


def _sound_generation(published: Published, run_id: str | None) -> Generation:
    """The generation to go back to.

    Raises DamagedError when there is none, or it is not what it was.
    """
    if run_id:
        for generation in published.all():
            if generation.run_id == run_id:
                generation.verify()
                return generation
        kept = ", ".join(generation.run_id for generation in published.all())
        raise DamagedError(f"no generation {run_id}; there are: {kept or 'none'}")
    for generation in published.before(published.current()):
        if generation.is_sound():
            return generation
        say(f"{generation.run_id} is damaged, and passed over")
    raise DamagedError("there is no earlier generation that is sound")


def _run(verb: str, **choices: Any) -> Outcome:
    """Run the pipeline; ends with its code when another run is going on."""
    try:
        return replace(pipeline(), **choices).run(verb)
    except LockedError as error:
        click.echo(f"{error}\nNothing was published.", err=True)
        sys.exit(Exit.LOCKED)


def _refuse_unless_done(outcome: Outcome) -> None:
    """Print why a run did not publish, and end with the code of that."""
    code = EXITS[outcome.run.status or history.BROKEN]
    if outcome.problems:
        refuse(outcome.problems, code)
    if code != Exit.DONE:
        click.echo(f"{outcome.error}\nNothing was published.", err=True)
        sys.exit(code)


def summarise(seconds: float) -> None:
    """What was published, and the first thing to do with it."""
    nodes = transform.results()
    models = sum(node["unique_id"].startswith("model.") for node in nodes)
    tests = sum(node["unique_id"].startswith("test.") for node in nodes)
    current = Published(PUBLISHED).current_link
    with duckdb.connect(str(PUBLISHED_FILE), read_only=True) as connection:
        for notice in audit.notices(connection, copies=Generation(current).parquet):
            say(f"\n{notice}")
        ((releases, figures),) = connection.sql(
            "select count(distinct release_id), count(*)"
            " from marts.fct_reported_figures"
        ).fetchall()
    say(
        f"\n{releases} release{'s' if releases > 1 else ''}, {figures:,} figures;"
        f" {models} models, {tests} tests passed; {seconds:.1f} seconds\n"
        f"Open {PUBLISHED_FILE} and try:\n    {FIRST_QUERY};\n"
        f"Look at {shown(current / SITE / 'index.html')}"
    )
