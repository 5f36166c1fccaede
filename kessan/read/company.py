"""Whose release a document is: what is known of the company, or said by the document.

What differs from company to company stands in `seeds/reference`; a company that has
no row there yet gets one proposed, from the tags of its filing where it has some.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from kessan.intake import landed_folders
from kessan.project import LANDING, SEEDS
from kessan.read.columns.calendars import DAY, Calendar, WeekYears, fitting_rules
from kessan.read.columns.quarter_ends import LAST_QUARTER, WEEKDAYS, quarter_ends
from kessan.read.cover import Cover, cover_of
from kessan.read.document import Block, Document, Paragraph, TableBlock, Tag

Cells = dict[str, str]

# How documents name their accounting standard. The first that is found counts.
STANDARDS = (
    ("IFRS", r"\bIFRSs?\b|International Financial Reporting Standards"),
    ("JGAAP", r"\b(Japanese GAAP|JGAAP|J-GAAP)\b|accepted in Japan\b"),
    ("US GAAP", r"\bU\.?S\.? GAAP\b|accepted in the United States"),
)
# Taxonomies whose tags tell the standard.
TAXONOMIES = {"us-gaap": "US GAAP", "ifrs-full": "IFRS", "jppfs_cor": "JGAAP"}


@dataclass(frozen=True)
class Profile:
    """What is known of a company before its document is read.

    `row` is its row of companies.csv; cells that nobody knows are empty. `is_known`:
    the row stands there already. `standard` is empty where nothing says it, and
    `period_end` None where no cover does.
    """

    row: Cells
    calendar: Calendar
    standard: str
    is_known: bool
    period_end: date | None = None

    @property
    def currency(self) -> str:
        """The currency of its releases."""
        return self.row["currency"]


def profile_of(
    company_key: str, document: Document, folder: Path = SEEDS / "reference"
) -> Profile:
    """What is known of a company, and what its document says beside that."""
    rows = rows_of(folder / "companies.csv")
    known = next((row for row in rows if row["company_key"] == company_key), None)
    cover = cover_of((*document.facts, *tags_of(document)))
    row = known or _proposed(company_key, document, cover)
    month = int(row["fiscal_year_end_month"] or 12)
    named_after: Literal["start", "end"] = (
        "start" if row["fiscal_year_named_after"] == "start" else "end"
    )
    rules, listed, quarters = (
        [row for row in rows_of(folder / name) if row["company_key"] == company_key]
        for name in (
            "fiscal_calendars.csv",
            "fiscal_years.csv",
            "fiscal_quarter_ends.csv",
        )
    )
    by_rule = quarter_ends(rules, listed, years_of(document))
    named = (date.fromisoformat(row["end_date"]) for row in quarters)
    calendar = Calendar(month, named_after, tuple(sorted({*by_rule, *named})))
    standard = standard_of(document)
    return Profile(row, calendar, standard, known is not None, cover.period_end)


def years_of(document: Document) -> set[int]:
    """The years that a document names, and those beside them."""
    named = {
        int(year)
        for text in texts_of(document)
        for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)
    }
    return {near for year in named for near in (year - 1, year, year + 1)}


def _proposed(company_key: str, document: Document, cover: Cover) -> Cells:
    """A row of companies.csv, as far as the filing says."""
    return {
        "company_key": company_key,
        "label": cover.name,
        "short_label": cover.name,
        "stock_exchange": cover.exchange,
        "stock_code": cover.ticker,
        "currency": currency_of(document),
        "fiscal_year_end_month": str(cover.year_end_month or ""),
        "fiscal_year_named_after": cover.named_after,
        "country": cover.country,
        "cik": cover.cik,
    }


def currency_of(document: Document) -> str:
    """The currency that most tags of a document are in, or nothing."""
    units = Counter(
        tag.unit for tag in tags_of(document) if re.fullmatch("[A-Z]{3}", tag.unit)
    )
    return units.most_common(1)[0][0] if units else ""


def calendar_rows(profile: Profile, seen: Collection[date]) -> list[Cells]:
    """The rows of fiscal_calendars.csv that the days of a document ask for.

    None where fiscal years end with their month. Where several rules of weeks fit,
    the first is proposed, and the others follow from it by the words of the rule.
    """
    rules = [
        rule
        for rule in fitting_rules(profile.calendar, seen)
        if isinstance(rule, WeekYears)
    ]
    days = [day for day in seen if profile.calendar.month_of(day)]
    if not rules or not days:
        return []
    first = min(days)
    rule = min(rules, key=lambda one: one.is_nearest)
    before = profile.calendar.year_end(first.year - 1)
    (last_day,) = rule.last_days(before, profile.calendar)
    return [
        {
            "company_key": profile.row["company_key"],
            "valid_from": str(last_day + DAY),
            "rule": "nearest_weekday" if rule.is_nearest else "last_weekday",
            "end_month": profile.row["fiscal_year_end_month"],
            "end_day": "",
            "weekday": WEEKDAYS[rule.weekday],
            "long_quarter": "",
            "named_after": profile.row["fiscal_year_named_after"],
        }
    ]


def quarter_rows(profile: Profile, days: Collection[date]) -> list[Cells]:
    """The rows of fiscal_quarter_ends.csv that the last days of periods ask for.

    Of a company whose years end with their month: the days that end a quarter of one,
    near the end of a month and not on it, where each quarter has one such day.
    """
    calendar = profile.calendar
    found: dict[date, set[date]] = defaultdict(set)
    for day in days:
        nominal = calendar.month_of(day)
        if nominal and calendar.quarter(nominal) < LAST_QUARTER:
            found[nominal].add(day)
    known = {calendar.month_of(day) for day in calendar.last_days}
    return [
        {
            "company_key": profile.row["company_key"],
            "fiscal_year": str(calendar.fiscal_year(nominal)),
            "fiscal_quarter": str(calendar.quarter(nominal)),
            "end_date": str(last_day),
        }
        for nominal, (last_day, *others) in sorted(found.items())
        if not others and last_day != nominal and nominal not in known
    ]


def rows_of(path: Path) -> list[Cells]:
    """The rows of a CSV of the reference data."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def standard_of(document: Document) -> str:
    """The accounting standard that a document follows, or nothing."""
    of_tags = Counter(
        TAXONOMIES[prefix]
        for tag in tags_of(document)
        if (prefix := tag.concept.partition(":")[0]) in TAXONOMIES
    )
    if of_tags:
        return of_tags.most_common(1)[0][0]
    text = "\n".join(texts_of(document))
    found = [
        (match.start(), standard)
        for standard, words in STANDARDS
        if (match := re.search(words, text, re.I))
    ]
    return min(found)[1] if found else ""


def last_standard(
    company_key: str, day: str, folders: Iterable[Path] | None = None
) -> str:
    """The accounting standard of a company's last release up to a day, or nothing.

    What a later release follows says nothing of an earlier one. `folders` have the
    CSVs of releases; None takes the seeds and all of `landing`.
    """
    if folders is None:
        folders = [SEEDS / "release", *landed_folders(LANDING)]
    paths = (folder / "releases.csv" for folder in folders)
    told = [
        (row["published_at"], row["accounting_standard"])
        for path in paths
        if path.exists()
        for row in rows_of(path)
        if row["company_key"] == company_key and row["published_at"][:10] <= day
    ]
    return max(told, default=("", ""))[1]


def texts_of(document: Document) -> Iterator[str]:
    """All texts of a document, in order."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            for row in block.rows:
                yield " ".join(cell.text for cell in row.cells)


def tags_of(document: Document) -> Iterator[Tag]:
    """All tags of a document, in order."""
    for block in document.blocks:
        if isinstance(block, TableBlock):
            for row in block.rows:
                for cell in row.cells:
                    yield from cell.tags
        else:
            yield from block.tags


def without_tags(document: Document) -> Document:
    """The same document as one that nobody has tagged."""
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            blocks.append(replace(block, tags=()))
            continue
        rows = tuple(
            replace(row, cells=tuple(replace(cell, tags=()) for cell in row.cells))
            for row in block.rows
        )
        blocks.append(TableBlock(rows))
    return replace(document, blocks=tuple(blocks))
