"""The door that raw CSVs come through: whole files of text, or nothing.

The releases of `seeds/release` share its CSVs; one that is delivered has a
folder of its own in `landing`, with CSVs of the same names and columns.

Only the form of a file is judged here. What its rows mean is judged by the
model `int_input_problems`, once the files can be read at all. What a spreadsheet
makes of a delivered CSV is read where nothing is lost by it. dbt and the entry gate
read plain CSVs, one of each name with the rows of all deliveries: for DuckDB the
opening of a small file takes longer than its rows.
"""

import csv
import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from io import StringIO
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import yaml

from kessan.project import IMPORTS, LANDING, SEEDS, shown
from kessan.sql import literal

if TYPE_CHECKING:
    from _csv import _reader as CsvReader

# The safe loader, in C where PyYAML has it.
FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


# The forms of a byte order mark, and what is behind it.
MARKS = {
    b"\xef\xbb\xbf": ("utf-8-sig", "a byte order mark"),
    b"\xff\xfe": ("utf-16", "UTF-16"),
    b"\xfe\xff": ("utf-16", "UTF-16"),
}
# What spreadsheets write between the cells of a row, the plain one first.
DELIMITERS = (",", ";", "\t")
SEPARATOR = re.compile(r"sep=(.)\r?\n")
# Blanks that look like the plain one.
BLANKS = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u3000"), " ")
ODD_BLANKS = tuple(map(chr, BLANKS))

# A release_id names folders and files, and stands in what a shell and SQL are given.
RELEASE_ID = re.compile(r"[a-z0-9][a-z0-9-]*")

# The folder with the plain CSVs of what was delivered.
DELIVERED = "delivered"
# How the rows of an import are kept.
PARQUET = ".parquet"

# What stands where a figure is to be keyed yet: an empty cell says that the document
# prints none there.
TO_KEY = "{?}"
# How many lines of a table with such cells are named.
NAMED_LINES = 5


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
    # What a row is told by.
    key: tuple[str, ...] = ()
    # Columns that an older folder may lack, and the former names of others, each
    # with what its values were called.
    may_lack: frozenset[str] = frozenset()
    former: Mapping[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)
    is_delivered: bool = False
    is_imported: bool = False

    @property
    def is_of_releases(self) -> bool:
        """Whether its rows belong to releases."""
        return "release_id" in self.columns

    def of(self, folder: Path) -> "SeedFile":
        """The CSV of the same name and columns in a delivered folder."""
        return replace(self, path=folder / self.path.name, is_delivered=True)

    def imported(self, folder: Path) -> "SeedFile":
        """The Parquet file of the same name and columns in the folder of an import."""
        path = folder / f"{self.path.stem}.parquet"
        return replace(self, path=path, may_be_empty=True, is_imported=True)


@dataclass(frozen=True)
class Release:
    """A release that the CSVs hold.

    Two readings of the same files have the same digest, and what a spreadsheet makes
    of a plain CSV has that of the plain one. `folder` is where a
    delivered release lies, or the import that brought it; None for one of the seeds.
    """

    release_id: str
    company_key: str
    digest: str
    folder: Path | None
    is_imported: bool = False


class Taken(NamedTuple):
    """A file that was looked at, and how many rows were read.

    It is not asked further when it is not sound: it is missing, or has a problem.
    """

    file: SeedFile
    rows: int
    is_sound: bool = True


@dataclass
class Intake:
    """What the door has seen: every problem, and the releases that came in."""

    problems: list[Problem] = field(default_factory=list)
    files: list[Taken] = field(default_factory=list)
    releases: dict[str, Release] = field(default_factory=dict)
    # Delivered CSVs that are no plain ones.
    rewritten: set[Path] = field(default_factory=set)

    @property
    def rows(self) -> int:
        """How many rows were read, of all files."""
        return sum(taken.rows for taken in self.files)

    @property
    def sound(self) -> list[Taken]:
        """The files that were read whole, in the order in which they were read."""
        return [taken for taken in self.files if taken.is_sound]

    def places_of(
        self,
        csv_name: str,
        release: str | None,
        table: str | None,
        line: int | None,
        cell: str | None,
    ) -> tuple[Path, list[int]]:
        """The CSV that holds a line of a table, and the lines of the CSV.

        Where the cell is in some of several lines, only those. What is printed in
        a statement stands in lines.csv or figures.csv; a line that is in neither
        has the row of its table in printed_tables.csv.
        """
        if any(SEEDS.glob(f"*/{csv_name}.csv")):
            places = [(csv_name, line)]
        else:
            places = [("lines", line), ("figures", line), ("printed_tables", None)]
        for name, number in places:
            path = self._csv_of(release or "", name)
            if path.suffix == PARQUET:
                # The address of the line says where it is: rows have no numbers.
                return path, []
            address = (
                release or "",
                table or "",
                str("" if number is None else number),
            )
            if rows := _addressed(path).get(address, []):
                break
        with_cell = [at for at, row in rows if cell in row]
        return path, with_cell or [at for at, _ in rows]

    def _csv_of(self, release_id: str, name: str) -> Path:
        """The CSV of a name that has the rows of a release."""
        known = self.releases.get(release_id)
        if known and known.folder:
            suffix = PARQUET if known.is_imported else ".csv"
            if (path := known.folder / f"{name}{suffix}").exists():
                return path
        (path,) = SEEDS.glob(f"*/{name}.csv")
        return path


def seed_files(seeds: Path = SEEDS) -> Iterator[SeedFile]:
    """The CSVs that the seeds' YAML files describe."""
    for properties in sorted(seeds.glob("*/_*__seeds.yml")):
        text = properties.read_text("utf-8")
        for seed in yaml.load(text, FAST_LOADER)["seeds"]:
            meta = _meta(seed)
            columns = {column["name"]: _meta(column) for column in seed["columns"]}
            yield SeedFile(
                path=properties.parent / f"{seed['name']}.csv",
                columns=list(columns),
                may_be_empty=meta.get("may_be_empty", False),
                key=tuple(meta["key"]),
                may_lack=frozenset(
                    name for name, of in columns.items() if of.get("may_be_left_out")
                ),
                former={
                    of["formerly"]: (name, of.get("formerly_said", {}))
                    for name, of in columns.items()
                    if "formerly" in of
                },
            )


def _meta(described: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the YAML of a seed or a column says to this program."""
    meta: Mapping[str, Any] = described.get("config", {}).get("meta", {})
    return meta


def imported_folders(imports: Path = IMPORTS) -> list[Path]:
    """The folders of what came in by import, `imports/<source>/<name>`."""
    return sorted(path for path in imports.glob("[!.]*/[!.]*") if path.is_dir())


def landed_folders(landing: Path = LANDING) -> list[Path]:
    """The folders of the delivered releases, by name."""
    return sorted(path for path in landing.glob("[!.]*") if path.is_dir())


def take_in(
    seeds: Path = SEEDS,
    folders: Iterable[Path] | None = None,
    imports: Iterable[Path] | None = None,
) -> Intake:
    """Read every CSV and collect all problems of form, not the first only.

    `folders` are those of delivered releases; None takes all of `landing`, and of
    `imports` all that came in.
    """
    intake = Intake()
    expected = {seed.path: seed for seed in seed_files(seeds)}
    _refuse_unknown(seeds.glob("*/*.csv"), set(expected), intake)
    digests: dict[str, hashlib._Hash] = {}
    companies: dict[str, str] = {}
    landed = landed_folders() if folders is None else list(folders)
    brought = imported_folders() if imports is None else list(imports)
    for seed in expected.values():
        # Where releases are delivered, the seeds need none.
        is_needless = bool(landed or brought) and seed.is_of_releases
        wanted = replace(seed, may_be_empty=True) if is_needless else seed
        known = len(intake.problems)
        rows = 0
        for number, row in read_rows(wanted, intake):
            rows += 1
            if seed.is_of_releases:
                release = row[seed.columns.index("release_id")]
                digest = digests.setdefault(release, hashlib.sha256())
                digest.update(repr((seed.path.name, row)).encode())
            if seed.path.name == "releases.csv":
                _refuse_unnamable(row[0], f"{shown(seed.path)} line {number}: ", intake)
                companies[row[0]] = row[seed.columns.index("company_key")]
        intake.files.append(Taken(seed, rows, len(intake.problems) == known))
    for release, company in companies.items():
        intake.releases[release] = Release(
            release, company, digests[release].hexdigest(), None
        )
    of_releases = [seed for seed in expected.values() if seed.is_of_releases]
    for folder in landed:
        _take_in_folder(folder, of_releases, intake)
    for folder in brought:
        _take_in_import(folder, list(expected.values()), intake)
    return intake


def _refuse_unnamable(release_id: str, where: str, intake: Intake) -> bool:
    """Whether a release_id was refused, for it could mean something else."""
    if is_refused := not RELEASE_ID.fullmatch(release_id):
        intake.problems.append(
            Problem(
                f"{where}{release_id!r} cannot name a release",
                "lower case letters, digits and hyphens, such as example-2017-02-09",
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
        rows, plain = _read_delivered(seed, intake)
        digest.update(f"{seed.path.name} {len(plain)}\n".encode())
        digest.update(plain)
        of_rows = seed.columns.index("release_id")
        if {*map(itemgetter(of_rows), rows)} - {folder.name}:
            for line, row in read_rows(seed, Intake()):
                if row[of_rows] != folder.name:
                    others.setdefault(row[of_rows], (shown(seed.path), line))
        if seed.path.name == "releases.csv":
            of_company = seed.columns.index("company_key")
            own = [row[of_company] for row in rows if row[of_rows] == folder.name]
            company = own[-1] if own else company
        if seed.path.name == "releases.csv" and len(rows) > 1:
            intake.problems.append(
                Problem(
                    f"{shown(seed.path)}: {len(rows)} releases",
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
    _add_release(
        Release(folder.name, company, digest.hexdigest(), folder), folder, intake
    )


def _read_delivered(seed: SeedFile, intake: Intake) -> tuple[list[list[str]], bytes]:
    """The rows of a delivered CSV, and the plain CSV that they are."""
    known = len(intake.problems)
    content = seed.path.read_bytes() if seed.path.exists() else b""
    rows = _plain_rows(seed, content)
    if rows is None:
        rows = [row for _, row in read_rows(seed, intake)]
        content = _written_plainly(seed, rows)
    intake.files.append(Taken(seed, len(rows), len(intake.problems) == known))
    return rows, content


def _plain_rows(seed: SeedFile, content: bytes) -> list[list[str]] | None:
    """The rows of a CSV that has nothing odd; None where `read_rows` has to look."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    if "\0" in text or ("{" in text and TO_KEY in text):
        return None
    if not text.isascii() and any(blank in text for blank in ODD_BLANKS):
        return None
    lines = text.splitlines(keepends=True)
    # Nothing else than a line feed ends a line.
    if "\r" in text or len(lines) != text.count("\n") + (not text.endswith("\n")):
        return None
    reader = csv.reader(lines, strict=True)
    try:
        if next(reader, None) != seed.columns:
            return None
        rows = list(reader)
    except csv.Error:
        return None
    are_even = {*map(len, rows)} == {len(seed.columns)}
    return (
        rows if are_even and all(map(str.strip, {*map(itemgetter(0), rows)})) else None
    )


def _take_in_import(folder: Path, seeds: list[SeedFile], intake: Intake) -> None:
    """Take in the Parquet files of one import: they are as the importer wrote them."""
    import duckdb

    imported = [seed.imported(folder) for seed in seeds]
    expected = {seed.path: seed for seed in imported}
    _refuse_unknown(folder.glob("*"), set(expected), intake)
    digest = hashlib.sha256()
    for path, seed in expected.items():
        if not path.exists():
            continue
        content = path.read_bytes()
        digest.update(f"{path.name} {hashlib.sha256(content).hexdigest()}\n".encode())
        try:
            rows, columns, types = _described(path)
        except duckdb.Error as error:
            found = str(error).splitlines()[0]
        else:
            if columns == seed.columns and types == {"VARCHAR"}:
                intake.files.append(Taken(seed, rows))
                continue
            found = ",".join(columns)
        intake.problems.append(
            Problem(
                f"{shown(path)}: the columns are {found}",
                f"the columns {','.join(seed.columns)}, all of text",
                "import the archive again, with the version that is installed",
            )
        )
    releases = folder / f"releases{PARQUET}"
    if not releases.exists():
        intake.problems.append(
            Problem(
                f"{shown(folder)}: {releases.name} is not in it",
                "the files of a whole import",
                "import the archive again, with --again, or take the folder away",
            )
        )
    if intake.problems:
        return
    query = f"select release_id, company_key from read_parquet({literal(releases)})"
    with duckdb.connect() as connection:
        found_releases = connection.execute(query).fetchall()
    for release_id, company in found_releases:
        if not _refuse_unnamable(release_id or "", f"{shown(releases)}: ", intake):
            _add_release(
                Release(
                    release_id, company, digest.hexdigest(), folder, is_imported=True
                ),
                releases,
                intake,
            )


def _described(path: Path) -> tuple[int, list[str], set[str]]:
    """How many rows a Parquet file has, its columns, and their types."""
    import duckdb

    source = f"read_parquet({literal(path)})"
    with duckdb.connect() as connection:
        ((rows,),) = connection.execute(f"select count(*) from {source}").fetchall()
        described = connection.execute(f"describe from {source}").fetchall()
    return rows, [row[0] for row in described], {row[1] for row in described}


def _add_release(release: Release, found_in: Path, intake: Intake) -> None:
    """Add a release to what came in, which must not be there yet."""
    if earlier := intake.releases.get(release.release_id):
        place = shown(earlier.folder or SEEDS / "release")
        intake.problems.append(
            Problem(
                f"{shown(found_in)}: {release.release_id} is a release of {place} too",
                "each release in one place",
                "take it away from one of the two",
            )
        )
    intake.releases[release.release_id] = release


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


@contextmanager
def laid_out(intake: Intake, into: Path) -> Iterator[Path]:
    """Have what was delivered in a folder, as `lay_out` makes it, as long as needed."""
    lay_out(intake, into)
    try:
        yield into
    finally:
        shutil.rmtree(into)


def lay_out(intake: Intake, into: Path) -> None:
    """Make a folder with what was delivered: `delivered/<name>.csv`, in plain CSVs.

    The rows of each are those of the sound files of its name, in the order in which
    they were read.
    """
    shutil.rmtree(into, ignore_errors=True)
    laid = into / DELIVERED
    laid.mkdir(parents=True)
    with ExitStack() as opened:
        files: dict[str, BinaryIO] = {}
        for seed in (taken.file for taken in intake.sound):
            if not seed.is_delivered:
                continue
            if seed.path in intake.rewritten:
                rows = [row for _, row in read_rows(seed, Intake())]
                content = _written_plainly(seed, rows)
            else:
                content = seed.path.read_bytes()
            header, _, body = content.partition(b"\n")
            name = seed.path.name
            if name not in files:
                files[name] = opened.enter_context((laid / name).open("wb"))
                files[name].write(header + b"\n")
            files[name].write(body)
            if body and not body.endswith(b"\n"):
                files[name].write(b"\n")


def _written_plainly(seed: SeedFile, rows: Iterable[list[str]]) -> bytes:
    """The rows of a CSV as dbt reads them."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(seed.columns)
    writer.writerows(rows)
    return text.getvalue().encode()


@dataclass(frozen=True)
class Sheet:
    """The text of a CSV, however it was saved.

    `oddities` are what makes it no plain one, in words, each with its line; the
    header is in the line `first_line`.
    """

    text: str
    delimiter: str
    first_line: int
    oddities: list[tuple[int, str]]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Every row that holds anything, with the line of the file it begins in.

        Raises SheetError where the quotes do not close.
        """
        reader = csv.reader(
            self.text.splitlines(keepends=True), delimiter=self.delimiter, strict=True
        )
        try:
            for line, row in _numbered(reader):
                if any(cell.strip() for cell in row):
                    yield line + self.first_line - 1, row
                else:
                    blank = (line + self.first_line - 1, "a row without a single cell")
                    self.oddities.append(blank)
        except csv.Error as error:
            raise SheetError(
                f" line {reader.line_num + self.first_line - 1}: {error}",
                "cells with a comma or quote inside double quotes",
                "quote the cell, with quotes inside it doubled",
            ) from error


class SheetError(Exception):
    """A CSV that cannot be read: where, what is expected, what to do."""


def read_sheet(content: bytes, columns: Iterable[str]) -> Sheet:
    """The text of a CSV with these columns, from what a program saved.

    A byte order mark, UTF-16 with its mark, a `sep=` line, another delimiter than
    the comma, line ends of Windows and blanks that do not break lose nothing.

    Raises SheetError where the text would be a guess.
    """
    encoding, oddity = next(
        (of for mark, of in MARKS.items() if content.startswith(mark)), ("utf-8", "")
    )
    oddities = [(1, oddity)] if oddity else []
    if b"\0" in content and encoding != "utf-16":
        raise SheetError(
            ": every second byte is empty, as in UTF-16 without its mark",
            "UTF-8 text",
            "save the file as UTF-8; a spreadsheet calls it CSV UTF-8",
        )
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SheetError(
            f" line {line}: the byte 0x{content[error.start]:02X} is not"
            f" {encoding.removesuffix('-sig').upper()}",
            "UTF-8 text",
            "save the file as UTF-8; a spreadsheet calls it CSV UTF-8",
        ) from error
    first_line = 1
    if separator := SEPARATOR.match(text):
        oddities.append((1, f"a line {separator[0].strip()}"))
        text, first_line = text[separator.end() :], 2
    if "\r" in text:
        oddities.append((first_line, "line ends of Windows"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii() and (plain := text.translate(BLANKS)) != text:
        oddities.append((_line_of_first_difference(text, plain), "no-break blanks"))
        text = plain
    known = set(columns)
    found = {
        delimiter: len(known.intersection(_header(text, delimiter)))
        for delimiter in DELIMITERS
    }
    delimiter = max(DELIMITERS, key=found.__getitem__)
    if delimiter != ",":
        named = "semicolons" if delimiter == ";" else "tabs"
        oddities.append((first_line, f"{named} between the cells"))
    return Sheet(text, delimiter, first_line, oddities)


def _header(text: str, delimiter: str) -> list[str]:
    """The names in the first line of a text, if it is split so."""
    first, _, _ = text.partition("\n")
    return [name.strip().strip('"') for name in first.split(delimiter)]


def _line_of_first_difference(one: str, other: str) -> int:
    """The line in which two texts of one length differ first."""
    place = next(n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b)
    return one.count("\n", 0, place) + 1


def read_rows(seed: SeedFile, intake: Intake) -> Iterator[tuple[int, list[str]]]:
    """The rows of one CSV with their line numbers; its problems go to the intake.

    The cells are those of the columns that are expected, in their order. A row
    without a single cell is none.
    """
    if seed.is_imported:
        yield from _parquet_rows(seed)
        return
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
    rows = 0
    marked: dict[str, list[tuple[int, int]]] = {}
    try:
        sheet = read_sheet(content, {*seed.columns, *seed.former})
        has_marks = TO_KEY in sheet.text
        read = sheet.rows()
        line, found = next(read)
        columns = _columns(seed, found)
        if columns is None:
            refuse(
                f" line {line}: the header is {','.join(found)}",
                f"the header {header}",
                "name the columns so, in this order",
            )
            return
        width = len(columns)
        if found != seed.columns:
            sheet.oddities.append((line, "columns of another width or name"))
        for start, row in read:
            rows += 1
            # Empty columns are of the header too: else a comma stands too many, and
            # what looks empty behind the last column has moved there.
            is_wider = len(row) > max(width, len(found))
            if len(row) < width or is_wider or any(map(str.strip, row[width:])):
                cells = dict(zip(columns, row, strict=False))
                refuse(
                    f" line {start}: {cells.get('label', '')!r} has {len(row)}"
                    f" columns: {','.join(row)}",
                    f"{width} columns: {','.join(columns)}",
                    "put in or take out a comma; quote a cell that contains one",
                )
                continue
            if len(row) > width:
                sheet.oddities.append((start, "empty cells behind the last column"))
            ordered = _ordered(seed, columns, row)
            if has_marks and (marks := sum(cell.count(TO_KEY) for cell in ordered)):
                table = dict(zip(seed.columns, ordered, strict=True)).get("table_id")
                marked.setdefault(table or "", []).append((start, marks))
            yield start, ordered
    except SheetError as error:
        refuse(*error.args)
        return
    if sheet.oddities and seed.is_delivered:
        intake.rewritten.add(seed.path)
    elif sheet.oddities:
        line, oddity = min(sheet.oddities)
        refuse(
            f" line {line}: {oddity}",
            "a plain CSV, as dbt reads it: UTF-8 without a byte order mark, commas,"
            " no blank rows",
            "save it so; what a spreadsheet makes of a CSV is read in landing only",
        )
    for table, places in marked.items():
        lines = ", ".join(str(line) for line, _ in places[:NAMED_LINES])
        refuse(
            f" line {places[0][0]}: {table or seed.path.stem} has"
            f" {sum(count for _, count in places)} cells to key yet, in {len(places)}"
            f" lines: {lines}{', …' if len(places) > NAMED_LINES else ''}",
            f"what the document prints in place of each {TO_KEY}",
            "key it, and empty the cell where nothing is printed; take away a line"
            " that the document does not have",
        )
    if not rows and not seed.may_be_empty:
        refuse(": a header and no rows", "at least one row", "key its rows")


def _parquet_rows(seed: SeedFile) -> Iterator[tuple[int, list[str]]]:
    """The rows of a Parquet file, numbered; what is missing is an empty text."""
    import duckdb

    listed = ", ".join(f"coalesce({column}, '')" for column in seed.columns)
    query = f"select {listed} from read_parquet({literal(seed.path)})"
    with duckdb.connect() as connection:
        rows = connection.execute(query).fetchall()
    for number, row in enumerate(rows, 1):
        yield number, list(row)


def _columns(seed: SeedFile, found: list[str]) -> list[str] | None:
    """The columns that a header names, without empty ones behind the last.

    None where it is another header: some that may be left out may be.
    """
    names = [name.strip() for name in found]
    while names and not names[-1]:
        names.pop()
    columns = [seed.former[name][0] if name in seed.former else name for name in names]
    lacking = [name for name in seed.columns if name not in columns]
    if not seed.may_lack.issuperset(lacking):
        return None
    expected = [name for name in seed.columns if name not in lacking]
    return names if columns == expected else None


def is_header(seed: SeedFile, found: list[str]) -> bool:
    """Whether a header names the columns of a CSV, as today or as formerly."""
    return _columns(seed, found) is not None


def _ordered(seed: SeedFile, names: list[str], row: list[str]) -> list[str]:
    """The cells of a row in the order of the columns that are expected."""
    if names == seed.columns and len(row) == len(names):
        return row
    cells = {}
    for name, cell in zip(names, row, strict=False):
        column, said = seed.former.get(name, (name, {}))
        cells[column] = said.get(cell, cell)
    return [cells.get(column, "") for column in seed.columns]


def _numbered(reader: "CsvReader") -> Iterator[tuple[int, list[str]]]:
    """The rows with the line of the file that each begins in."""
    start = reader.line_num + 1
    for row in reader:
        yield start, row
        start = reader.line_num + 1


@cache
def _addressed(path: Path) -> dict[tuple[str, ...], list[tuple[int, list[str]]]]:
    """The rows of a CSV by release, table and line of the table."""
    names = ("release_id", "table_id", "line_number")
    rows = read_sheet(path.read_bytes(), names).rows()
    _, header = next(rows)
    addressed: dict[tuple[str, ...], list[tuple[int, list[str]]]] = {}
    for start, row in rows:
        cells = dict(zip(header, row, strict=False))
        # An exception has the address of a cell as its subject.
        parts = [*cells.get("subject", "").split("/"), "", ""]
        cells = dict(zip(names[1:], parts, strict=False)) | cells
        address = tuple(cells.get(name, "") for name in names)
        addressed.setdefault(address, []).append((start, row))
    return addressed
