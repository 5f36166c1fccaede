"""A document becomes a delivery: read, written, with a page for its reviewer."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kessan.exits import UnusableError
from kessan.foot import GridError
from kessan.intake import RELEASE_ID
from kessan.project import LANDING, SEEDS, TARGET, shown
from kessan.read.columns.units import read_unit_words
from kessan.read.company import (
    Profile,
    last_standard,
    profile_of,
    texts_of,
    without_tags,
)
from kessan.read.decisions import decisions
from kessan.read.document import Document
from kessan.read.earlier.known import known_figures
from kessan.read.earlier.tables import earlier_release
from kessan.read.formats import UnreadableError, open_document
from kessan.read.labels.chart import load_chart
from kessan.read.prose.printed import read_printed_words
from kessan.read.reading import Reading, ReadTable, Release
from kessan.read.reference import (
    KEYS,
    Needed,
    accept,
    header_of,
    needed,
    take_choices,
    with_new_line_items,
    write_needed,
)
from kessan.read.release import NO_KIND, Setting, read_release
from kessan.read.review import write_review
from kessan.read.rows import READER, Content, content_of, write
from kessan.read.settle import content_in, settled, was_read, with_sums

# Where the machine's own reading lies, with the page for the reviewer.
READ_FOLDER = TARGET / "read"
# How many columns a row of lines.csv has.
MOST_COLUMNS = 16


@dataclass(frozen=True)
class Options:
    """What a person says of a document; what is empty is taken from it, or known."""

    company_key: str
    release_id: str = ""
    title: str = ""
    published_at: str = ""
    currency: str = ""
    accounting_standard: str = ""
    fiscal_year_end_month: int | None = None
    company_name: str = ""
    country: str = ""
    stock_exchange: str = ""
    stock_code: str = ""
    like: str = ""
    without_tags: bool = False
    accept: bool = False
    accept_new: bool = False
    choices: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Delivered:
    """What a reading has left: the folder, the page, and what is needed beside it.

    `kept` rows are a person's, `added` rows went to the reference data. `left_out`
    are the tables that are not among the rows, each with the reason; `to_decide` is
    how much the page leaves to a person.
    """

    reading: Reading
    document: Document
    folder: Path
    review: Path
    needed: Needed
    kept: int
    added: int
    left_out: tuple[tuple[ReadTable, str], ...]
    to_decide: int


def read_document(path: Path, options: Options) -> tuple[Document, Reading, Setting]:
    """Read a document; nothing is written.

    Raises UnusableError where it is none, or something must be said of it first.
    """
    try:
        document = open_document(path)
    except UnreadableError as error:
        raise UnusableError(str(error)) from error
    profile = _profile(path, document, options)
    release = _release(path, document, profile, options)
    reference = SEEDS / "reference"
    chart = load_chart(reference)
    company, day = options.company_key, release.published_at[:10]
    setting = Setting(
        release,
        profile,
        chart,
        read_unit_words(reference),
        read_printed_words(reference),
        earlier_release(options.like, company) if options.like else None,
        known_figures(company, chart, day, release.release_id),
    )
    seen = without_tags(document) if options.without_tags else document
    return document, read_release(seen, setting), setting


def deliver(path: Path, options: Options) -> Delivered:
    """Read a document into `landing`, beside what a person has settled there.

    Raises UnusableError as `read_document` does, and where nothing in it is a table
    of figures that can be delivered.
    """
    added = take_choices(options.choices, options.company_key)
    document, reading, setting = read_document(path, options)
    left_out = dict(_left_out(reading.tables))
    delivered, rows, otherwise = _understood(reading, left_out, setting, options)
    while otherwise:
        left_out |= otherwise
        delivered, rows, otherwise = _understood(reading, left_out, setting, options)
    if not delivered.tables:
        raise UnusableError(
            f"{path.name}: no table of figures in it has a statement and a period;"
            " key it by hand (kessan new-release), or read another document"
        )
    by_id = {table.table_id: table for table in delivered.tables}
    whole = replace(
        reading, tables=tuple(by_id.get(one.table_id, one) for one in reading.tables)
    )
    without = tuple(
        (table, left_out[table.table_id])
        for table in reading.tables
        if table.table_id in left_out
    )
    folder = LANDING / reading.release.release_id
    own = READ_FOLDER / reading.release.release_id
    read, there = content_of(delivered), content_in(folder)
    if folder.exists() and not was_read(there):
        raise UnusableError(
            f"{shown(folder)} is there, and was not read from a document: choose"
            " another --id"
        )
    # Without a copy of what was read before, what differs now is a person's.
    before = (content_in(own) or read) if there else {}
    read, kept = _written(folder, read, before, there)
    headers = {name: header_of(name) for name in KEYS}
    to_decide = decisions(whole, setting.chart, without, headers)
    review = write_review(own, whole, to_decide)
    write_needed(own, rows)
    write(own, read)
    added += accept(rows) if options.accept or options.accept_new else 0
    return Delivered(
        whole,
        document,
        folder,
        review,
        rows,
        kept,
        added,
        without,
        len(to_decide),
    )


def _written(
    folder: Path, read: Content, before: Content, there: Content
) -> tuple[Content, int]:
    """Write what was read and what a person has settled, with the sums of both.

    Returns what was read, with the sums that hold now, and how many rows are his.
    """
    content, _ = settled(read, before, there)
    write(folder, content)
    try:
        read = with_sums(read, content, folder)
    except GridError as error:
        raise UnusableError(str(error)) from error
    content, kept = settled(read, before, there)
    write(folder, content)
    return read, kept


def _understood(
    reading: Reading, left_out: Mapping[str, str], setting: Setting, options: Options
) -> tuple[Reading, Needed, dict[str, str]]:
    """A reading without some tables, and the rows that make it understood.

    With the tables that no rows can, by id, each with the reason.
    """
    tables = tuple(one for one in reading.tables if one.table_id not in left_out)
    kept = replace(reading, tables=tables)
    new: Needed = {}
    if options.accept_new:
        kept, new = with_new_line_items(kept, setting.chart)
    printed = setting.known.below_titles
    return kept, *needed(kept, setting.profile, setting.chart, new, printed)


def _left_out(tables: Iterable[ReadTable]) -> Iterable[tuple[str, str]]:
    """The tables that cannot be delivered, by id, each with the reason."""
    for table in tables:
        periods = [figure.period for figure in table.figures]
        columns = len(table.printed.columns)
        if table.statement == NO_KIND:
            yield table.table_id, "no statement is known that it is"
        elif columns > MOST_COLUMNS and not table.is_form:
            yield (
                table.table_id,
                f"it has {columns} columns, and lines.csv {MOST_COLUMNS}",
            )
        elif not all(periods):
            yield table.table_id, f"{periods.count(None)} figures have no period"
        elif odd := len(table.members.odd):
            yield table.table_id, f"{odd} figures are of members that no row can say"
        elif lacking := sum(not (one.measure and one.unit) for one in table.figures):
            yield table.table_id, f"{lacking} figures have no measure or no unit"


def _profile(path: Path, document: Document, options: Options) -> Profile:
    """Whose document it is, with what a person says of the company."""
    profile = profile_of(options.company_key, document)
    row = dict(profile.row)
    row["currency"] = options.currency or row["currency"]
    name = options.company_name or row["label"]
    row |= {"label": name, "short_label": row["short_label"] or name}
    for column in ("country", "stock_exchange", "stock_code"):
        row[column] = getattr(options, column) or row[column]
    day = (options.published_at or _day_in(path.name))[:10]
    standard = options.accounting_standard or profile.standard
    standard = standard or last_standard(options.company_key, day)
    month = options.fiscal_year_end_month
    if month:
        row["fiscal_year_end_month"] = str(month)
    lacking = [
        option
        for option, value in (
            ("--name", row["label"]),
            ("--country", row["country"]),
            ("--exchange", row["stock_exchange"]),
            ("--ticker", row["stock_code"]),
            ("--currency", row["currency"]),
            ("--year-end-month", row["fiscal_year_end_month"]),
            ("--standard", standard),
        )
        if not value
    ]
    if lacking:
        raise UnusableError(
            f"neither companies.csv nor the document says of {options.company_key}"
            f" what to read it with: give {', '.join(lacking)}"
        )
    calendar = replace(
        profile.calendar, fiscal_year_end_month=int(row["fiscal_year_end_month"])
    )
    return replace(profile, row=row, calendar=calendar, standard=standard)


def _release(
    path: Path, document: Document, profile: Profile, options: Options
) -> Release:
    """The row of releases.csv, as far as a person or the file's name says it."""
    published_at = options.published_at or _day_in(path.name)
    if not published_at:
        raise UnusableError(
            f"{path.name}: the day of publication is not in its name; give"
            " --published-at 2017-02-09"
        )
    release_id = options.release_id or f"{options.company_key}-{published_at[:10]}"
    if not RELEASE_ID.fullmatch(release_id):
        raise UnusableError(f"{release_id!r} cannot name a release; give --id")
    return Release(
        release_id=release_id,
        company_key=options.company_key,
        title=options.title or next(texts_of(document), path.stem)[:120],
        document=path.name,
        published_at=published_at,
        currency=profile.currency,
        accounting_standard=profile.standard,
        read_by=READER,
    )


def _day_in(name: str) -> str:
    """The day that a file's name holds, or nothing."""
    for found in re.findall(r"\d{4}-\d{2}-\d{2}", name):
        try:
            return date.fromisoformat(found).isoformat()
        except ValueError:
            continue
    return ""
