"""The verbs of the next delivery: a folder to key it into, a check of it."""

import sys
import time
from pathlib import Path

import click
import duckdb
from rich.console import Console

from kessan import delivery, transform
from kessan import foot as footing
from kessan.cli.console import pipeline, refuse, say, show_progress
from kessan.exits import Exit
from kessan.project import CHECK_LOCK, shown
from kessan.runs.lock import locked


@click.command(
    "new-release",
    epilog="Example: kessan new-release example-2017-02-09\n\n"
    "Exit codes: 0 made, 2 wrong usage.",
)
@click.argument("release_id")
@click.option(
    "--company",
    metavar="COMPANY_KEY",
    help="Whose release it is; else the one that RELEASE_ID begins with.",
)
@click.option(
    "--reader",
    metavar="NAME",
    default="",
    help="Who keys it, for read_by of releases.csv.",
)
@click.option(
    "--second-reader",
    metavar="NAME",
    default="",
    help="Who takes the control totals from the document; somebody else.",
)
def make_release(
    release_id: str, company: str | None, reader: str, second_reader: str
) -> None:
    """Make landing/RELEASE_ID with an empty template of every CSV.

    With --second-reader there is a row of control_totals.csv to go on from, with
    that name in it. Totals without a name, or of who keyed the release, count as
    one reading.
    """
    try:
        folder = delivery.new_release(
            release_id, company, reader=reader, second_reader=second_reader
        )
    except delivery.UnusableError as error:
        raise click.UsageError(str(error)) from error
    say(
        f"made {shown(folder)}\n"
        "1. Complete its releases.csv, and key the tables as docs/adding-a-release.md"
        " says.\n"
        f"2. kessan check {shown(folder)}\n"
        "3. kessan build"
    )


@click.command(
    epilog="Example: kessan check landing/example-2017-02-09\n\n"
    "Exit codes: 0 sound, 1 problems in the release or its proof, 2 wrong usage,"
    " 3 broken."
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(folder: Path) -> None:
    """Prove a delivered release by itself and against all that is known.

    FOLDER is named by its release_id and may lie anywhere. Prints what a reviewer
    needs: what is new, what is restated, what is unusual, how it is proven, all that
    is wrong. It asks what kessan build asks, of the CSVs and of what they mean. What
    is wrong with other releases is said apart and has no part in the exit code. The
    work is done in target/check, by one check at a time; nothing else changes.
    """
    started = time.monotonic()
    release = folder.absolute()
    try:
        with locked(CHECK_LOCK, f"kessan check {release.name}", wait=_say_who):
            say(f"1/2 building and testing {release.name} with dbt, in target/check")
            verdict = delivery.check(release, show_progress, pipeline().steps.run_dbt)
            if verdict.is_built:
                console = Console(width=max(120, Console().width))
                console.rule(f"2/2 {release.name}")
                delivery.print_news(release.name, console)
    except delivery.UnusableError as error:
        raise click.UsageError(str(error)) from error
    except (transform.DbtError, duckdb.Error) as error:
        click.echo(f"The check broke off:\n{error}", err=True)
        sys.exit(Exit.BROKEN)
    if verdict.apart:
        say("\nWrong with other releases, and not for this one to answer for:")
        for problem in verdict.apart:
            say(f"\n{problem}")
    if verdict.problems:
        code = Exit.BROKEN if verdict.is_broken else Exit.BAD_INPUT
        refuse(verdict.problems, code, "Nothing was changed.")
    say(f"\n{release.name} is sound; {time.monotonic() - started:.1f} seconds")


@click.command(
    epilog="Example: kessan foot landing/example-2017-02-09\n\n"
    "Exit codes: 0 done, 1 a CSV cannot be read, 2 wrong usage."
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def foot(folder: Path) -> None:
    """Find what adds up in the tables of a delivered release.

    FOLDER has printed_tables.csv, column_headings.csv and lines.csv. The sums and
    differences that hold in every column are written to its calculations.csv as
    found; what a document filed or a person keyed stays. Each is printed with how
    likely it would be by chance, and the lines that are in none, for a person to
    look at.
    """
    try:
        grids = footing.read_grids(folder)
        found = [(grid, footing.foot(grid)) for grid in grids]
        written, known = footing.write_calculations(
            folder, {one.table_id: one.calculations for _, one in found}
        )
    except footing.GridError as error:
        click.echo(f"{error}\n\nNothing was written.", err=True)
        sys.exit(Exit.BAD_INPUT)
    for grid, one in found:
        for text in delivery.footing_in_words(grid, one):
            say(text)
    say(
        f"\nwrote {shown(folder / footing.CALCULATIONS)}: {written} found, {known} said"
        " before by the document or a person"
    )


def _say_who(holder: str) -> None:
    """Tell who waits for another check why."""
    say(f"waiting for another check to end: {holder}")
