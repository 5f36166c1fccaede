"""The door that raw CSVs come through: whole files of text, or nothing.

The releases of `seeds/release` share its CSVs; one that is delivered has a
folder of its own in `landing`, with CSVs of the same names and columns.

Only the form of a file is judged here. What its rows mean is judged by the
model `int_input_problems`, once the files can be read at all.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from kessan.project import LANDING, SEEDS, shown

if TYPE_CHECKING:
    from _csv import _reader as CsvReader

# The safe loader, in C where PyYAML has it.
FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


# A release_id names folders and files, and stands in what a shell and SQL are given.
RELEASE_ID = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True)
class Problem:
    """Something that a person has to mend before a build can go on.

    `releases` are those whose rows it speaks of, where they are known.
    """

    where: str
    expected: str
    remedy: str
    releases: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.where}\n  expected: {self.expected}\n  to do: {self.remedy}"


@dataclass(frozen=True)
class SeedFile:
    """A CSV that the project expects, as its YAML describes it."""

    path: Path
    columns: list[str]
    may_be_empty: bool

    @property
    def is_of_releases(self) -> bool:
        """Whether its rows belong to releases."""
        return "release_id" in self.columns

    def of(self, folder: Path) -> "SeedFile":
        """The CSV of the same name and columns in a delivered folder."""
        return SeedFile(folder / self.path.name, self.columns, self.may_be_empty)


@dataclass(frozen=True)
class Release:
    """A release that the CSVs hold.

    Two readings of the same rows have the same digest. `folder` is where a
    delivered release lies; None for one of the seeds.
    """

    release_id: str
    company_key: str
    digest: str
    folder: Path | None


@dataclass
class Intake:
    """What the door has seen: every problem, and the releases that came in."""

    problems: list[Problem] = field(default_factory=list)
    files: int = 0
    rows: int = 0
    releases: dict[str, Release] = field(default_factory=dict)

    def places_of(
        self,
        csv_name: str,
        release: str | None,
        table: str | None,
        line: int | None,
        cell: str | None,
    ) -> tuple[Path, list[int]]:
        """The CSV that holds a line of a table, and the lines of the CSV.

        Where the cell is in some of several lines, only those.
        """
        known = self.releases.get(release or "")
        if (
            known
            and known.folder
            and (path := known.folder / f"{csv_name}.csv").exists()
        ):
            folder_rows = path
        else:
            (folder_rows,) = SEEDS.glob(f"*/{csv_name}.csv")
        address = (release or "", table or "", "" if line is None else str(line))
        rows = _addressed(folder_rows).get(address, [])
        with_cell = [number for number, row in rows if cell in row]
        return folder_rows, with_cell or [number for number, _ in rows]


def seed_files(seeds: Path = SEEDS) -> Iterator[SeedFile]:
    """The CSVs that the seeds' YAML files describe."""
    for properties in sorted(seeds.glob("*/_*__seeds.yml")):
        text = properties.read_text("utf-8")
        for seed in yaml.load(text, FAST_LOADER)["seeds"]:
            meta = seed.get("config", {}).get("meta", {})
            yield SeedFile(
                path=properties.parent / f"{seed['name']}.csv",
                columns=[column["name"] for column in seed["columns"]],
                may_be_empty=meta.get("may_be_empty", False),
            )


def landed_folders(landing: Path = LANDING) -> list[Path]:
    """The folders of the delivered releases, by name."""
    return sorted(path for path in landing.glob("[!.]*") if path.is_dir())


def take_in(
    seeds: Path = SEEDS,
    folders: Iterable[Path] | None = None,
) -> Intake:
    """Read every CSV and collect all problems of form, not the first only.

    `folders` are those of delivered releases; None takes all of `landing`.
    """
    intake = Intake()
    expected = {seed.path: seed for seed in seed_files(seeds)}
    _refuse_unknown(seeds.glob("*/*.csv"), set(expected), intake)
    digests: dict[str, hashlib._Hash] = {}
    companies: dict[str, str] = {}
    landed = landed_folders() if folders is None else list(folders)
    for seed in expected.values():
        # Where releases are delivered, the seeds need none.
        is_needless = bool(landed) and seed.is_of_releases
        wanted = replace(seed, may_be_empty=True) if is_needless else seed
        for number, row in read_rows(wanted, intake):
            if seed.is_of_releases:
                release = row[seed.columns.index("release_id")]
                digest = digests.setdefault(release, hashlib.sha256())
                digest.update(repr((seed.path.name, row)).encode())
            if seed.path.name == "releases.csv":
                _refuse_unnamable(row[0], f"{shown(seed.path)} line {number}: ", intake)
                companies[row[0]] = row[seed.columns.index("company_key")]
    for release, company in companies.items():
        intake.releases[release] = Release(
            release, company, digests[release].hexdigest(), None
        )
    of_releases = [seed for seed in expected.values() if seed.is_of_releases]
    for folder in landed:
        _take_in_folder(folder, of_releases, intake)
    return intake


def _refuse_unnamable(release_id: str, where: str, intake: Intake) -> bool:
    """Whether a release_id was refused, for it could mean something else."""
    if is_refused := not RELEASE_ID.fullmatch(release_id):
        intake.problems.append(
            Problem(
                f"{where}{release_id!r} cannot name a release",
                "lower case letters, digits and hyphens, such as iij-2017-02-09",
                "give the release such a release_id, and the folder that name",
            )
        )
    return is_refused


def _take_in_folder(folder: Path, seeds: list[SeedFile], intake: Intake) -> None:
    """Read the CSVs of one delivered release."""
    if _refuse_unnamable(folder.name, f"{shown(folder.parent)}: ", intake):
        return
    expected = [seed.of(folder) for seed in seeds]
    _refuse_unknown(folder.glob("*"), {seed.path for seed in expected}, intake)
    digest = hashlib.sha256()
    company = ""
    others: dict[str, tuple[str, int]] = {}
    for seed in expected:
        if seed.may_be_empty and not seed.path.exists():
            continue
        rows = 0
        for number, row in read_rows(seed, intake):
            rows += 1
            digest.update(repr((seed.path.name, row)).encode())
            release = row[seed.columns.index("release_id")]
            if release != folder.name:
                others.setdefault(release, (shown(seed.path), number))
            elif seed.path.name == "releases.csv":
                company = row[seed.columns.index("company_key")]
        if seed.path.name == "releases.csv" and rows > 1:
            intake.problems.append(
                Problem(
                    f"{shown(seed.path)}: {rows} releases",
                    "one release in a folder",
                    "give each release a folder of its own",
                )
            )
    for release, (name, number) in others.items():
        intake.problems.append(
            Problem(
                f"{name} line {number}: the release_id {release!r}",
                f"{folder.name}, the name of the folder",
                "correct the rows, or rename the folder",
            )
        )
    if folder.name in intake.releases:
        earlier = intake.releases[folder.name].folder or SEEDS / "release"
        intake.problems.append(
            Problem(
                f"{shown(folder)}: {folder.name} is a release of {shown(earlier)} too",
                "each release in one place",
                "take it away from one of the two",
            )
        )
    intake.releases[folder.name] = Release(
        folder.name, company, digest.hexdigest(), folder
    )


def _refuse_unknown(found: Iterable[Path], expected: set[Path], intake: Intake) -> None:
    """Note every file that no YAML describes."""
    for path in sorted(set(found) - expected):
        if not path.name.startswith("."):
            intake.problems.append(
                Problem(
                    f"{shown(path)}: a file that no YAML describes",
                    "only the CSVs of the __seeds.yml files in seeds",
                    "describe the CSV there, or take the file away",
                )
            )


def read_rows(seed: SeedFile, intake: Intake) -> Iterator[tuple[int, list[str]]]:
    """The rows of one CSV with their line numbers; its problems go to the intake."""
    name = shown(seed.path)
    header = ",".join(seed.columns)

    def refuse(where: str, expected: str, remedy: str) -> None:
        intake.problems.append(Problem(f"{name}{where}", expected, remedy))

    if not seed.path.exists():
        refuse(": missing", "the file", f"add it, with the header {header}")
        return
    content = seed.path.read_bytes()
    if not content.strip():
        refuse(": empty", f"the header {header}", "restore the file")
        return
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        refuse(
            f" line {line}: the byte 0x{content[error.start]:02X} is not UTF-8",
            "UTF-8 text",
            "save the file as UTF-8",
        )
        return
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    intake.files += 1
    rows = 0
    try:
        if (found := next(reader)) != seed.columns:
            refuse(
                f" line 1: the header is {','.join(found)}",
                f"the header {header}",
                "name the columns so, in this order",
            )
            return
        for start, row in _numbered(reader):
            rows += 1
            if len(row) == len(seed.columns):
                yield start, row
                continue
            cells = dict(zip(seed.columns, row, strict=False))
            refuse(
                f" line {start}: {cells.get('label', '')!r} has {len(row)} columns:"
                f" {','.join(row)}",
                f"{len(seed.columns)} columns: {header}",
                "put in or take out a comma; quote a cell that contains one",
            )
    except csv.Error as error:
        refuse(
            f" line {reader.line_num}: {error}",
            "cells with a comma or quote inside double quotes",
            "quote the cell, with quotes inside it doubled",
        )
        return
    intake.rows += rows
    if not rows and not seed.may_be_empty:
        refuse(": a header and no rows", "at least one row", "key its rows")


def _numbered(reader: "CsvReader") -> Iterator[tuple[int, list[str]]]:
    """The rows with the line of the file that each begins in."""
    start = reader.line_num + 1
    for row in reader:
        yield start, row
        start = reader.line_num + 1


@cache
def _addressed(path: Path) -> dict[tuple[str, ...], list[tuple[int, list[str]]]]:
    """The rows of a CSV by release, table and line of the table."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        addressed: dict[tuple[str, ...], list[tuple[int, list[str]]]] = {}
        for start, row in _numbered(reader):
            cells = dict(zip(header, row, strict=False))
            address = tuple(
                cells.get(name, "")
                for name in ("release_id", "table_id", "line_number")
            )
            addressed.setdefault(address, []).append((start, row))
    return addressed
