"""The verbs of the next delivery: a folder to key it into, a check of it."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import duckdb
from rich.console import Console

from kessan import delivery, template, transform
from kessan import foot as footing
from kessan.cli.console import pipeline, refuse, say, show_progress
from kessan.exits import Exit, UnusableError
from kessan.intake import TO_KEY
from kessan.project import CHECK_LOCK, shown
from kessan.runs.lock import locked


@click.command(
    "new-release",
    epilog="Example: kessan new-release example-2017-02-09\n\n"
    "Example: kessan new-release example-2018-02-08 --like example-2017-02-09\n\n"
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
@click.option(
    "--like",
    metavar="RELEASE_ID",
    help="A release of the same kind of another year, to take all but figures from.",
)
@click.option(
    "--published-at",
    metavar="DATE",
    help="When it was published; else the date that RELEASE_ID ends with.",
)
@click.option("--title", help="Its title; else that of the one it is like, moved.")
def make_release(release_id: str, company: str | None, **options: Any) -> None:
    """Make landing/RELEASE_ID with a template of every CSV.

    The CSVs are empty. With --like they have the tables, headings, lines and
    calculations of that release, with days and years moved by those between the two
    publications; each figure to key is marked {?}, and a check counts those that
    are left.

    With --second-reader there is a row of control_totals.csv to go on from, with
    that name in it. Totals without a name, or of who keyed the release, count as
    one reading.
    """
    try:
        made = template.new_release(release_id, company, **options)
    except UnusableError as error:
        raise click.UsageError(str(error)) from error
    for text in _made_in_words(made):
        say(text)
    begin, key = (
        ("Look its releases.csv over", "Key a figure for each mark")
        if made.like
        else ("Complete its releases.csv", "Key the tables")
    )
    say(
        f"1. {begin}.\n"
        f"2. {key}, as docs/use/adding-a-release.md says.\n"
        f"3. kessan check {shown(made.folder)}\n"
        "4. kessan build"
    )


def _made_in_words(made: template.Template) -> Iterator[str]:
    """What a template holds, and what a person has to look at."""
    if not made.like:
        yield f"made {shown(made.folder)}"
        return
    years = f"{made.years} year{'' if abs(made.years) == 1 else 's'}"
    rows = made.rows
    yield (
        f"made {shown(made.folder)} like {made.like}, with days moved by {years}:"
        f" {rows['printed_tables.csv']} tables, {rows['lines.csv']} lines,"
        f" {rows['calculations.csv']} parts of calculations, and {made.figures:,}"
        f" figures to key, marked {TO_KEY}"
    )
    if made.moved:
        yield "\nDays and years of printed texts that were moved; look them over:"
        yield from (f"  {words.before} -> {words.after}" for words in made.moved)
    if made.kept:
        yield "\nPrinted texts with days or years that may mean another; look at them:"
        yield from (f"  {text}" for text in made.kept)
    if made.unsure:
        days = ", ".join(str(day) for day in made.unsure)
        yield (
            "\nThe fiscal years of the company end on named days, and no calendar says"
            f" where these lie in the other year: {days}. Look at the dates, or add"
            " the year to fiscal_calendars.csv or fiscal_years.csv, and build first."
        )
    left = ", ".join(
        f"{rows[name]} rows of {name}"
        for name in ("control_totals.csv", "exceptions.csv")
        if rows[name]
    )
    if left:
        yield f"\nNot taken, for they are of that document: {left}."
    yield ""


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
    except UnusableError as error:
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
