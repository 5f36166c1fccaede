"""The verb that takes in machine-readable filings in bulk."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
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

    _take_in(
        (archive.name, partial(import_archive, archive, again=again))
        for archive in archives
    )


def _country(code: str) -> str:
    """The code of a country, of two capital letters."""
    if code and not re.fullmatch("[A-Z]{2}", code):
        raise click.BadParameter(f"{code!r} is no code of two capital letters")
    return code


MOMENTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


@import_filings.command(
    epilog="Example: kessan import xbrl --published 2023-08-03T16:01 anvil-20230630\n\n"
    "Exit codes: 0 a filing came in, 2 wrong usage, or a folder that cannot be read"
    " (what the others have came in), 5 another run is going on, 6 nothing new."
)
@click.argument(
    "folders",
    metavar="FOLDER...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option(
    "--published",
    metavar="YYYY-MM-DD[THH:MM]",
    type=click.DateTime(MOMENTS),
    help="When the filing was published, where no header beside it says so.",
)
@click.option(
    "--country",
    metavar="CODE",
    default="",
    callback=lambda _context, _option, code: _country(code),
    help="Where a new company is, such as US, if neither cover nor header says so.",
)
@click.option(
    "--again",
    is_flag=True,
    help="Import a filing anew, in place of what it brought before.",
)
def xbrl(
    folders: tuple[Path, ...], published: datetime | None, country: str, again: bool
) -> None:
    """Import filings with their own arithmetic.

    FOLDER has the files of a filing, or folders of filings: an XBRL instance or
    inline documents, with the schema and the linkbases beside them. Sums are those of
    the calculation linkbase. Each filing that is not there yet becomes a release, in
    imports/xbrl/NAME; nothing is published before the next build.
    """
    from kessan.imports.xbrl.convert import Told, import_filing
    from kessan.imports.xbrl.files import filing_folders

    try:
        found = [*filing_folders(folders)]
    except UnusableError as error:
        raise click.UsageError(str(error)) from error
    if published and len(found) > 1:
        raise click.UsageError(
            f"--published is one moment, and there are {len(found)} filings; give one"
            " folder at a time"
        )
    _take_in(
        (
            folder.name,
            partial(import_filing, folder, Told(published, country), again=again),
        )
        for folder in found
    )


def _take_in(sources: "Iterable[tuple[str, Callable[[], Imported]]]") -> None:
    """Import each source, and say what came of it.

    One that cannot be read stops no other; it is said at the end.
    """
    brought = 0
    problems = []
    try:
        with locked(LOCK, "kessan import"):
            for name, source in sources:
                try:
                    found = source()
                except UnusableError as error:
                    problems.append(str(error))
                    continue
                brought += found.filings
                for text in _in_words(name, found):
                    say(text)
    except LockedError as error:
        click.echo(str(error), err=True)
        sys.exit(Exit.LOCKED)
    if brought:
        say("Run kessan build to prove and publish them.")
    if problems:
        raise click.UsageError("\n".join(problems))
    if not brought:
        sys.exit(Exit.NOTHING_TO_DO)


def _in_words(name: str, found: "Imported") -> Iterator[str]:
    """What came of a source, in lines."""
    if found.folder is None:
        yield f"{name}: nothing new, {found.known:,} filings are there already"
    else:
        filed = f" of which {found.filed_sums:,} are filed," if found.filed_sums else ""
        yield (
            f"{name}: {found.filings:,} filings of {found.companies:,} companies,"
            f" {found.tables:,} tables, {found.lines:,} lines, {found.figures:,}"
            f" figures of {found.numbers:,} numbers, {found.sums:,} sums,{filed} in"
            f" {shown(found.folder)}"
        )
    for remark in found.remarks:
        yield f"  {remark}"
    for reason, count in _most_first(found.left_out):
        yield f"  {count:,} numbers left out: {reason}"
    for reason, count in _most_first(found.sums_left_out):
        yield f"  {count:,} filed sums left out: {reason}"
    if found.rules:
        yield f"  {found.rules:,} companies have a calendar of their own by their days"
    if found.rounded:
        yield (
            f"  {found.rounded:,} companies have a filing that is called by another"
            " last day than it has here: days are the ends of months where no rule of"
            " weeks is proven"
        )
    for release, company, days in found.without_quarter:
        yield (
            f"  kept: {release} {company}: {days}, where no quarter of its calendar"
            " ends"
        )
    for folder in found.before:
        yield (
            f"  {folder} has rounded days of companies whose calendar is known by now;"
            " to do: import it again, with --again"
        )
    for release, company in found.refused:
        yield f"  refused: {release} {company}: no number of the whole company"
    if found.known and found.folder is not None:
        yield f"  {found.known:,} filings are there already"


def _most_first(counts: Mapping[str, int] | None) -> list[tuple[str, int]]:
    return sorted((counts or {}).items(), key=lambda one: -one[1])
