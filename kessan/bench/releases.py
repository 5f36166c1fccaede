"""Invented releases by the thousand, each a copy of the real one.

A company of the bench has a real release again and again: every third year,
so that none prints what another one is compared with, and some of them once
more a month later, as a reissue with the same figures. Only companies, dates
and the marks of footnotes are invented. Amounts stay as they are: no factor would keep
figures in thousands, in millions and in words rounded to each other. So every
identity still holds, and a finding is an error of the bench or of the models.

Each printed figure has a footnote mark with the number of its release. So no
two releases print the same text, and none is read at the cost of another.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import duckdb

from kessan.intake import SeedFile

RELEASES_OF_A_COMPANY = 18
YEARS_BETWEEN = 3
# Of the first release of a company, by the year of the real one.
FIRST_YEAR = -33

DATES = ("period_start", "period_end")
FIGURES = re.compile(r"column_[0-9]+|printed_text")


@dataclass(frozen=True)
class InventedRelease:
    """The release of a company: its number among those of that company.

    Of each five releases the second one is a reissue of the first.
    """

    company: int
    number: int

    @property
    def company_key(self) -> str:
        """The key of the company; it sorts by number."""
        return f"invented-{self.company:04}"

    @property
    def is_reissue(self) -> bool:
        """Whether it prints what the release before it printed."""
        return self.number % 5 == 1

    @property
    def years(self) -> int:
        """By how many years its dates are later than those of the real one.

        Nothing may be published in the future, or before there were computers.
        """
        editions = self.number - (self.number + 4) // 5
        return FIRST_YEAR + YEARS_BETWEEN * editions

    @property
    def release_id(self) -> str:
        """The release, by company and number."""
        return f"{self.company_key}-{self.number:02}"

    @property
    def mark(self) -> str:
        """A footnote mark that no other release has."""
        return f"*{self.company * 1000 + self.number}"


def original(seeds: Iterable[SeedFile]) -> str:
    """The release that all invented ones are copies of: that with the most rows."""
    rows: Counter[str] = Counter()
    for seed in seeds:
        with seed.path.open(encoding="utf-8", newline="") as file:
            rows.update(row["release_id"] for row in csv.DictReader(file))
    ((release_id, _),) = rows.most_common(1)
    return release_id


def invented(count: int) -> list[InventedRelease]:
    """So many releases, company by company."""
    return [
        InventedRelease(*divmod(number, RELEASES_OF_A_COMPANY))
        for number in range(count)
    ]


def one_more() -> InventedRelease:
    """The release that the first company has after all of `invented`."""
    return InventedRelease(0, RELEASES_OF_A_COMPANY)


def write_releases(
    seeds: Iterable[SeedFile], releases: Iterable[InventedRelease], folder: Path
) -> None:
    """Deliver the releases into a landing: a folder each, with a CSV of each kind."""
    listed, seeds = list(releases), list(seeds)
    copied = original(seeds)
    for release in listed:
        (folder / release.release_id).mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute(
            "create table invented as select unnest($1::varchar[]) as release_id,"
            " unnest($2::varchar[]) as company_key, unnest($3::bigint[]) as years,"
            " unnest($4::bigint[]) as months, unnest($5::varchar[]) as mark",
            [
                [release.release_id for release in listed],
                [release.company_key for release in listed],
                [release.years for release in listed],
                [int(release.is_reissue) for release in listed],
                [release.mark for release in listed],
            ],
        )
        for seed in seeds:
            columns = ", ".join(f"{_invented(name)} as {name}" for name in seed.columns)
            rows = connection.execute(
                f"select {columns} from invented cross join ("
                " select *, row_number() over () as place"
                " from read_csv($source, all_varchar = true)) as printed"
                " where printed.release_id = $original"
                " order by invented.release_id, printed.place",
                {"source": str(seed.path), "original": copied},
            ).fetchall()
            for release_id, of_release in groupby(rows, itemgetter(0)):
                path = folder / release_id / seed.path.name
                with path.open("w", encoding="utf-8", newline="") as file:
                    writer = csv.writer(file, lineterminator="\n")
                    writer.writerows([seed.columns, *of_release])


def write_companies(source: Path, keys: Iterable[str], target: Path) -> None:
    """Write companies.csv, or labels.csv, with what invented companies have.

    They have what the real one has; rows of any company stay as they are.
    """
    with duckdb.connect() as connection:
        connection.execute(
            "create table companies as from read_csv($source, all_varchar = true)",
            {"source": str(source)},
        )
        connection.execute(
            "insert into companies"
            " select companies.* replace (key as company_key)"
            " from companies cross join unnest($1::varchar[]) as invented (key)"
            " where company_key is not null",
            [sorted(keys)],
        )
        connection.execute(f"copy companies to '{target}' (header)")


def share_with_all(source: Path, target: Path) -> None:
    """Write a CSV of the reference data as that of no company alone."""
    with duckdb.connect() as connection:
        connection.execute(
            "copy (select * replace (null as company_key)"
            " from read_csv($source, all_varchar = true))"
            f" to '{target}' (header)",
            {"source": str(source)},
        )


def _invented(column: str) -> str:
    """What becomes of a printed column (SQL)."""
    if column in ("release_id", "company_key"):
        return f"invented.{column}"
    if column == "title":
        # A reissue is a document of its own.
        return "printed.title || ' ' || invented.release_id"
    if column == "text":
        # Of an exception: the day of an announcement, or the text that is meant.
        return (
            "case when printed.kind = 'announcement'"
            f" then {_later('printed.text')} else printed.text || invented.mark end"
        )
    if column in DATES:
        return _later(f"printed.{column}")
    if column == "published_at":
        return (
            f"cast(cast({_later('printed.published_at')} as date)"
            " + to_months(cast(months as integer)) as date)"
        )
    if column == "subject":
        # A cell of a table, or the period that an identity is evaluated in.
        dates = f"list_transform(string_split(subject, '/'), lambda d: {_later('d')})"
        return (
            "case when regexp_matches(subject, '^[0-9]{4}-')"
            f" then array_to_string({dates}, '/') else subject end"
        )
    if FIGURES.fullmatch(column):
        return f"printed.{column} || invented.mark"
    return f"printed.{column}"


def _later(date: str) -> str:
    """A date, or a text that begins with one, so many years later (SQL)."""
    return f"cast(left({date}, 4)::integer + years as varchar) || substr({date}, 5)"
