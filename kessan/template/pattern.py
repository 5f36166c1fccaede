"""The release that another one is like: its rows, of its folder or of the seeds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from kessan.exits import UnusableError
from kessan.intake import RELEASE_ID, Intake, SeedFile, read_rows, seed_files, take_in
from kessan.project import LANDING, SEEDS, shown

Cells = dict[str, str]
Content = dict[str, list[Cells]]


@dataclass(frozen=True)
class Pattern:
    """The release that another one is like."""

    release_id: str
    content: Content

    @property
    def row(self) -> Cells:
        """Its row of releases.csv."""
        (row,) = self.content["releases.csv"]
        return row

    @property
    def published_on(self) -> date:
        """The day that it was published on."""
        return day_of(self.row["published_at"], f"{self.release_id} in releases.csv")

    def days(self) -> frozenset[date]:
        """The last days of its periods, and those before their first days."""
        before = date.resolution
        days = set()
        for name in ("column_headings.csv", "figures.csv"):
            for row in self.content[name]:
                where = f"{self.release_id} in {name}"
                if row["period_end"]:
                    days.add(day_of(row["period_end"], where))
                if row["period_start"]:
                    days.add(day_of(row["period_start"], where) - before)
        return frozenset(days)


def pattern_of(
    release_id: str, landing: Path = LANDING, company_key: str = ""
) -> Pattern:
    """The rows of a release, of its folder or of the seeds.

    With a `company_key` it must be a release of that company. Raises UnusableError
    where there is no such release, or its CSVs cannot be read.
    """
    folder = landing / release_id
    is_delivered = bool(RELEASE_ID.fullmatch(release_id)) and folder.is_dir()
    intake = Intake()
    content: Content = {}
    for seed in release_files():
        file = seed.of(folder) if is_delivered else seed
        rows: Iterable[Cells] = ()
        if file.path.exists() or not file.may_be_empty:
            rows = (
                dict(zip(file.columns, row, strict=True))
                for _, row in read_rows(file, intake)
            )
        content[file.path.name] = [
            row for row in rows if row["release_id"] == release_id
        ]
    if intake.problems:
        raise UnusableError(
            f"{release_id} cannot be read:\n\n"
            + "\n\n".join(str(problem) for problem in intake.problems)
        )
    companies = {row["company_key"] for row in content["releases.csv"]}
    is_its = not company_key or companies == {company_key}
    if len(content["releases.csv"]) != 1 or not is_its:
        raise UnusableError(_unknown(release_id, landing, company_key))
    return Pattern(release_id, content)


def release_files() -> Iterator[SeedFile]:
    """The CSVs that a release may have."""
    return (seed for seed in seed_files() if seed.is_of_releases)


def _unknown(release_id: str, landing: Path, company_key: str) -> str:
    """That there is no such release, with those that there are."""
    folders = (path for path in landing.glob("[!.]*") if path.is_dir())
    found = [
        one.release_id
        for one in take_in(folders=folders).releases.values()
        if one.company_key == company_key or not company_key
    ]
    whose = f" of {company_key}" if company_key else ""
    there = f"there are {', '.join(sorted(found))}" if found else "there is none yet"
    return (
        f"no release {release_id!r}{whose} to be like: give the id of one in"
        f" {shown(SEEDS / 'release')} or {shown(landing)}; {there}"
    )


def day_of(text: str, where: str) -> date:
    """The day of a date that may have a time.

    Raises UnusableError where there is no such day.
    """
    try:
        return datetime.fromisoformat(text).date()
    except ValueError as error:
        raise UnusableError(
            f"{where}: {text!r} is no day: write it as 2017-02-09, or with the time"
            " as 2017-02-09 15:00"
        ) from error
