"""The verb that reads a document."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from kessan.cli.console import say
from kessan.exits import UnusableError
from kessan.project import shown


@click.command(
    "read",
    epilog="Example: kessan read release.html --company example --published-at"
    " 2017-02-09\n\n"
    "Exit codes: 0 read, 2 wrong usage, or no document that can be read.",
)
@click.argument(
    "document", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--company",
    "company_key",
    metavar="COMPANY_KEY",
    required=True,
    help="Whose it is.",
)
@click.option("--published-at", metavar="DATE", default="", help="When it came out.")
@click.option(
    "--id", "release_id", metavar="RELEASE_ID", default="", help="What to call it."
)
@click.option("--title", default="", help="Its title; else its first line.")
@click.option(
    "--name", "company_name", default="", help="Of a company that is not known yet."
)
@click.option("--country", default="", help="Its country, such as US.")
@click.option("--exchange", "stock_exchange", default="", help="Where it is listed.")
@click.option("--ticker", "stock_code", default="", help="Its code there.")
@click.option("--currency", default="", help="Of a company that is not known yet.")
@click.option(
    "--standard",
    "accounting_standard",
    metavar="STANDARD",
    default="",
    help="US GAAP, IFRS or JGAAP; else what the document says.",
)
@click.option(
    "--year-end-month",
    "fiscal_year_end_month",
    type=click.IntRange(1, 12),
    help="The month that the fiscal year ends with, of a company not known yet.",
)
@click.option(
    "--like",
    metavar="RELEASE_ID",
    default="",
    help="An earlier release of the same kind: its tables, labels and sums.",
)
@click.option(
    "--choices",
    metavar="FILE",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV that the review page has saved; its rows go to seeds/reference.",
)
@click.option("--without-tags", is_flag=True, help="Do not look at inline XBRL.")
@click.option(
    "--accept", is_flag=True, help="Add the proposed rows to seeds/reference."
)
@click.option(
    "--accept-new",
    is_flag=True,
    help="As --accept, and each new label as a line item of the company.",
)
@click.option(
    "--compare",
    metavar="RELEASE_ID",
    help="Write nothing; score the reading against a keyed release, or 'tags'.",
)
def read(document: Path, compare: str | None, **options: Any) -> None:
    """Read a document into landing/RELEASE_ID, and say what is not sure.

    DOCUMENT is text, Markdown, HTML, inline XBRL or PDF with text, also as .gz. Its
    tables of figures, and the figures of its sentences of which nothing is open, become
    the CSVs of a delivery; nothing is published. A page
    beside them shows what was read next to what is printed, what is doubtful first.
    Read again, it keeps every row that a person has changed since.
    """
    from kessan.read.deliver import Options, deliver

    try:
        if compare:
            _compare(document, Options(**options), compare)
            return
        found = deliver(document, Options(**options))
    except UnusableError as error:
        raise click.UsageError(str(error)) from error
    for text in _in_words(found):
        say(text)


def _in_words(found: Any) -> Iterator[str]:
    from kessan.read.reading import Standing

    reading = found.reading
    left_out = {table.table_id for table, _ in found.left_out}
    figures = [
        figure.standing
        for table, figure in reading.figures()
        if table.table_id not in left_out
    ]
    accepted = figures.count(Standing.ACCEPTED)
    yield (
        f"read {found.document.name} as {found.document.format}:"
        f" {len(figures):,} figures in {len(reading.tables) - len(left_out)} tables,"
        f" {accepted:,} accepted, {len(figures) - accepted:,} to be reviewed"
    )
    yield from _sentences_in_words(reading.prose)
    for table, reason in found.left_out:
        yield f"  left out: {table.printed.title or table.table_id!r}: {reason}"
    if found.kept:
        yield f"kept {found.kept} rows that were changed since it was read before"
    for remark in reading.remarks:
        yield f"  {remark}"
    for name, rows in found.needed.items():
        yield f"  {name}.csv needs {len(rows)} rows"
    if found.added:
        yield f"added {found.added} rows to seeds/reference"
    yield (
        f"1. Look {shown(found.review)} over: {found.to_decide} decisions. Give what it"
        f" saves to --choices, and change rows of {shown(found.folder)}.\n"
        f"2. kessan check {shown(found.folder)}\n"
        "3. kessan build"
    )


def _sentences_in_words(prose: Any) -> Iterator[str]:
    """How the figures of sentences stand; nothing where there are none."""
    from kessan.read.reading import Standing

    if not prose:
        return
    rows = [one.figure.standing for one in prose if not one.is_open]
    accepted = rows.count(Standing.ACCEPTED)
    yield (
        f"{len(prose):,} figures in sentences: {accepted:,} accepted,"
        f" {len(rows) - accepted:,} to be reviewed,"
        f" {len(prose) - len(rows):,} left out of the rows, on the page with the reason"
    )


def _compare(document: Path, options: Any, with_what: str) -> None:
    """Print how a reading agrees with what is known of its document."""
    from kessan.read.compare import (
        keyed,
        keyed_sentences,
        score,
        score_sentences,
        score_tags,
    )
    from kessan.read.deliver import read_document

    opened, reading, setting = read_document(document, options)
    if with_what == "tags":
        _say_score(score_tags(reading, opened, setting.chart))
        return
    known = keyed(with_what)
    if not known:
        raise UnusableError(f"{with_what} has no keyed figures in seeds/release")
    _say_score(score(reading, known))
    if told := keyed_sentences(with_what, setting):
        say("in sentences:")
        _say_score(score_sentences(reading, told))


def _say_score(found: Any) -> None:
    from kessan.read.compare import Outcome
    from kessan.read.reading import Standing

    for outcome in Outcome:
        counts = [found.count(outcome, standing) for standing in Standing]
        say(f"{outcome:8} {counts[0]:6,} accepted {counts[1]:6,} to be reviewed")
    for outcome in (Outcome.RIGHT, Outcome.UNKNOWN, Outcome.WRONG):
        if count := found.count_members(outcome):
            say(f"{outcome:8} {count:6,} by their members alone")
    for one in found.figures:
        if one.members is Outcome.WRONG:
            say(f"  members: {one.table}, {one.where} {one.members_differ}")
        if one.outcome in (Outcome.WRONG, Outcome.MISSING):
            say(f"  {one.outcome}: {one.table}, {one.where} {one.differs}")
