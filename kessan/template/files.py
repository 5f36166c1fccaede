"""The CSVs of a folder that a release is keyed into, and what they begin with."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kessan.exits import UnusableError
from kessan.intake import RELEASE_ID, TO_KEY, take_in
from kessan.project import LANDING, SEEDS, shown
from kessan.template.dates import Calendar, Mover, calendar_of, years_between
from kessan.template.pattern import (
    Cells,
    Content,
    Pattern,
    day_of,
    pattern_of,
    release_files,
)
from kessan.template.words import Words, move, without_amounts

DATED = re.compile(r".+-(\d{4}-\d{2}-\d{2})")
# What a release of the same kind has alike, but for its days and figures. The
# second reading is another one, and exceptions are of what one document prints.
TAKEN = (
    *("printed_tables.csv", "column_headings.csv", "lines.csv", "figures.csv"),
    "calculations.csv",
)
# Printed texts in which days and years are moved. In a heading of a column a bare
# year is that of a period.
HEADINGS = {
    "printed_tables.csv": ("title",),
    "column_headings.csv": ("heading",),
    "figures.csv": ("heading",),
}
LABELS = {"lines.csv": ("heading", "label"), "figures.csv": ("label",)}


@dataclass
class Template:
    """A folder to key a release into, and what to know of what it begins with.

    `figures` are marked to be keyed, in figures and in labels that print some.
    `moved` and `kept` are printed texts with days or years, `unsure` days of periods
    that no calendar speaks for.
    """

    folder: Path
    like: str | None = None
    years: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)
    figures: int = 0
    moved: list[Words] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    unsure: list[date] = field(default_factory=list)


def new_release(
    release_id: str,
    company: str | None,
    landing: Path = LANDING,
    *,
    reader: str = "",
    second_reader: str = "",
    like: str | None = None,
    published_at: str | None = None,
    title: str | None = None,
) -> Template:
    """Make the folder of a release, with the header of every CSV in it.

    The row of releases.csv is there as far as it is known. Without `company`
    it is the one that the release_id begins with, and without `published_at` the
    day is the one that it ends with. `reader` keys it; with a `second_reader`
    control_totals.csv has a row to copy, with that name.

    `like` is a release of the same kind, some years before or after: its tables,
    headings, lines and calculations are taken, with their days moved by the whole
    years between the publications, by one where the day is not known. Each figure
    that it prints is marked to be keyed.

    Raises UnusableError when there is no such company or release, when this one is
    there already, its id could not name a folder, or the two are not of one kind.
    """
    if not RELEASE_ID.fullmatch(release_id):
        raise UnusableError(
            f"{release_id!r} cannot name a release: use lower case letters, digits"
            " and hyphens only, such as example-2017-02-09"
        )
    known = take_in(folders=[]).releases
    folder = landing / release_id
    if release_id in known or folder.exists():
        where = shown(folder if folder.exists() else SEEDS / "release")
        raise UnusableError(f"{release_id} is there already, in {where}")
    pattern = pattern_of(like, landing) if like else None
    row = {"release_id": release_id} | _company(release_id, company, pattern)
    row["read_by"] = reader
    if published_at:
        row["published_at"] = published_at
    elif (dated := DATED.fullmatch(release_id)) and _is_date(dated[1]):
        row["published_at"] = dated[1]
    template = Template(folder)
    content: Content = {}
    if pattern:
        calendar = calendar_of(row["company_key"])
        template, content = _alike(folder, row, pattern, calendar)
    if title is not None:
        row["title"] = title
    content["releases.csv"] = [row]
    if second_reader:
        totals = {"release_id": release_id, "read_by": second_reader}
        content["control_totals.csv"] = [totals]
    if "published_at" in row:
        day_of(row["published_at"], "--published-at")
    _write(folder, content)
    return template


def _alike(
    folder: Path, row: Cells, pattern: Pattern, calendar: Calendar
) -> tuple[Template, Content]:
    """The rows of a release that is like another one; completes that of itself."""
    mover = Mover(_years(row, pattern), calendar, pattern.days())
    template = Template(
        folder,
        pattern.release_id,
        mover.years,
        {name: len(rows) for name, rows in pattern.content.items()},
        unsure=[*mover.unsure()],
    )
    texts: dict[str, Words] = {}

    def reworded(text: str, is_heading: bool) -> str:
        words = move(text, mover, is_heading)
        texts.setdefault(text, words)
        return words.after

    for name in ("document", "currency", "accounting_standard"):
        row[name] = pattern.row[name]
    row["title"] = reworded(pattern.row["title"], is_heading=True)
    content: Content = defaultdict(list)
    for name in TAKEN:
        for taken in pattern.content[name]:
            cells = taken | {"release_id": folder.name}
            _move_period(cells, mover)
            for column in HEADINGS.get(name, ()):
                cells[column] = reworded(cells[column], is_heading=True)
            for column in LABELS.get(name, ()):
                cells[column] = without_amounts(
                    reworded(cells[column], is_heading=False)
                )
            _forget_document(cells)
            template.figures += _mark_figures(cells)
            content[name].append(cells)
    template.moved = [words for words in texts.values() if words.is_moved]
    template.kept = [words.before for words in texts.values() if words.is_kept]
    return template, content


def _years(row: Cells, pattern: Pattern) -> int:
    """By how many years the days of a release are moved.

    Raises UnusableError where the two are not of about the same day of a year.
    """
    if "published_at" not in row:
        return 1
    published_on = day_of(row["published_at"], "--published-at")
    years = years_between(pattern.published_on, published_on)
    if years is None:
        raise UnusableError(
            f"{row['release_id']} is of {published_on}, and {pattern.release_id} of"
            f" {pattern.published_on}: take a release of about the same day of another"
            " year, which has the same periods, or correct --published-at"
        )
    return years


def _move_period(cells: Cells, mover: Mover) -> None:
    """Move the days of a row's period."""
    if cells.get("period_start"):
        start = date.fromisoformat(cells["period_start"])
        cells["period_start"] = mover.moved_start(start).isoformat()
    if cells.get("period_end"):
        end = date.fromisoformat(cells["period_end"])
        cells["period_end"] = mover.moved(end).isoformat()


def _forget_document(cells: Cells) -> None:
    """Take away what a row says of the document that it was read from.

    Lines of it that must be there are running numbers, until they are keyed.
    """
    if "first_source_line" in cells:
        cells["first_source_line"] = "1"
        cells["last_source_line"] = cells["line_count"]
    if "source_line" in cells:
        cells["source_line"] = cells.get("line_number", "1")
    for name in ("mend_note", "proven_by"):
        if name in cells:
            cells[name] = ""


def _mark_figures(cells: Cells) -> int:
    """Mark each figure of a row to be keyed; how many marks the row has."""
    for name, cell in cells.items():
        is_figure = name == "printed_text" or re.fullmatch(r"column_\d+", name)
        if is_figure and cell.strip():
            cells[name] = TO_KEY
    return sum(cell.count(TO_KEY) for cell in cells.values())


def _company(release_id: str, company: str | None, pattern: Pattern | None) -> Cells:
    """The columns of releases.csv that follow from the company.

    It is the one that is named, else the one that the release_id begins with, else
    that of the release which it is like.
    """
    with (SEEDS / "reference" / "companies.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        companies = {row["company_key"]: row for row in csv.DictReader(file)}
    like = pattern.row["company_key"] if pattern else ""
    begun = (known for known in companies if release_id.startswith(f"{known}-"))
    key = company or next(begun, like)
    if key not in companies:
        raise UnusableError(
            f"no company {company or 'that the release_id begins with'}: give"
            f" --company one of {', '.join(companies)}, or add it to companies.csv"
        )
    return {"company_key": key, "currency": companies[key]["currency"]}


def _write(folder: Path, content: Mapping[str, Iterable[Cells]]) -> None:
    """Write the CSVs of a folder, those without rows with their header alone."""
    folder.mkdir(parents=True)
    for seed in release_files():
        with (folder / seed.path.name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, seed.columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(content.get(seed.path.name, ()))


def _is_date(text: str) -> bool:
    """Whether there is such a day."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
