"""The verb that takes in machine-readable filings in bulk."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kessan.cli.console import say
from kessan.exits import Exit, UnusableError
from kessan.project import LOCK, shown
from kessan.runs.lock import LockedError, locked

if TYPE_CHECKING:
    from kessan.imports.landing import Imported


@click.group("import")
def import_filings() -> None:
    """Take in filings in bulk, as Parquet in the raw shape.

    What comes in so is published with verdicts: one bad filing stops no other.
    """


@import_filings.command(
    epilog="Example: kessan import sec 2009q3.zip\n\n"
    "Exit codes: 0 filings came in, 2 wrong usage, or no archive that can be read,"
    " 5 another run is going on, 6 nothing new."
)
@click.argument(
    "archives",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--again",
    is_flag=True,
    help="Import a file anew, in place of what it brought before.",
)
def sec(archives: tuple[Path, ...], again: bool) -> None:
    """Import Financial Statement Data Sets of the SEC.

    FILE is a zip archive with sub.txt, num.txt, pre.txt and tag.txt. Each filing
    that is not there yet becomes a release, in imports/sec/NAME; nothing is
    published before the next build.
    """
    from kessan.imports.sec.convert import import_archive

    brought = 0
    try:
        with locked(LOCK, "kessan import"):
            for archive in archives:
                found = import_archive(archive, again=again)
                brought += found.filings
                for text in _in_words(archive, found):
                    say(text)
    except LockedError as error:
        click.echo(str(error), err=True)
        sys.exit(Exit.LOCKED)
    except UnusableError as error:
        raise click.UsageError(str(error)) from error
    if not brought:
        sys.exit(Exit.NOTHING_TO_DO)


def _in_words(archive: Path, found: "Imported") -> Iterator[str]:
    """What came of an archive, in lines."""
    if found.folder is None:
        yield f"{archive.name}: nothing new, {found.known:,} filings are there already"
        return
    yield (
        f"{archive.name}: {found.filings:,} filings of {found.companies:,} companies,"
        f" {found.tables:,} tables, {found.lines:,} lines, {found.figures:,} figures"
        f" of {found.numbers:,} numbers, {found.sums:,} sums, in"
        f" {shown(found.folder)}"
    )
    for reason, count in sorted(
        (found.left_out or {}).items(), key=lambda one: -one[1]
    ):
        yield f"  {count:,} numbers left out: {reason}"
    for release, name in found.refused:
        yield f"  refused: {release} {name}: no number of the whole company"
    if found.known:
        yield f"  {found.known:,} filings are there already"
    yield "Run kessan build to prove and publish them."
