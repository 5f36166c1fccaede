"""A project in a folder of its own: its files are made, and later brought up to date.

What a project is made of stands once, in the repository. The wheel carries it inside
of the package; a clone reads from pyproject.toml what the wheel would carry.
"""

import csv
import hashlib
import io
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from packaging.version import Version

from kessan.exits import UnusableError
from kessan.intake import Problem
from kessan.project import CARRIED, DISTRIBUTION, INSTALLED, ORIGIN

# The folder of seeds that has the rows of releases.
RELEASE = "release"
# How a CSV says whose its row is.
OWNER = "company_key"
# What may be of one company: how others name it, and the CSV that has it.
OF_COMPANIES = {
    "identity_id": "identities",
    "line_item_key": "line_items",
    "product_key": "products",
    "segment_key": "segments",
}


@dataclass(frozen=True)
class Origin:
    """What a project was made from: a version, and the digest of each file."""

    version: str
    is_empty: bool
    files: Mapping[str, str]

    @classmethod
    def read(cls, project: Path) -> "Origin | None":
        """The origin of a project; None when it is a clone."""
        file = project / ORIGIN.name
        return cls(**json.loads(file.read_text("utf-8"))) if file.exists() else None

    def write(self, project: Path) -> None:
        """Note it in the project."""
        told = {
            "version": self.version,
            "is_empty": self.is_empty,
            "files": dict(sorted(self.files.items())),
        }
        text = json.dumps(told, indent=2) + "\n"
        (project / ORIGIN.name).write_text(text, "utf-8")


@dataclass
class Upgrade:
    """What an upgrade did with the files of a project, each named from its folder."""

    before: str
    after: str
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    # CSVs that hold rows of the project's own.
    kept: list[str] = field(default_factory=list)


def installed_version() -> str:
    """The version of Kessan that is at work."""
    return version(DISTRIBUTION)


def mismatch(project: Path) -> str | None:
    """Why this version cannot work in a project, and what to do; None when it can."""
    origin, here = Origin.read(project), installed_version()
    if origin is None or origin.version == here:
        return None
    remedy = (
        "`kessan init --upgrade` brings the folder up to date"
        if Version(origin.version) < Version(here)
        else f"install Kessan {origin.version}"
    )
    return (
        f"{project} is a project of Kessan {origin.version}, and this is Kessan"
        f" {here}: {remedy}"
    )


def make(folder: Path, is_empty: bool = False) -> int:
    """Write a project into a folder without one: how many files.

    An empty project has no releases, and of the reference data only what is of no
    company. Raises UnusableError when something stands in the folder that is not
    hidden, or has the name of a file of a project.
    """
    files = project_files(is_empty)
    names = {PurePosixPath(name).parts[0] for name in (*files, ORIGIN.name)}
    found = sorted(path.name for path in folder.glob("*"))
    in_the_way = [name for name in found if not name.startswith(".") or name in names]
    if in_the_way:
        listed = ", ".join(in_the_way[:10]) + (", …" if in_the_way[10:] else "")
        raise UnusableError(
            f"{folder.absolute()} is not empty, it has {listed}: name an empty folder,"
            " or one that is not there yet"
        )
    _write(folder, files)
    Origin(installed_version(), is_empty, _digests(files)).write(folder)
    return len(files)


def upgrade(project: Path) -> Upgrade | list[Problem]:
    """Replace the files of a project by those of this version.

    A CSV of seeds that was changed stays, for its rows are the project's own. Where
    another file was changed that this version changes too, nothing is written: these
    are the problems. Raises UnusableError when the project is a clone, or newer.
    """
    origin, here = Origin.read(project), installed_version()
    if origin is None:
        raise UnusableError(
            f"{project} was not made by kessan init: a clone is upgraded by git"
        )
    if Version(here) < Version(origin.version):
        raise UnusableError(mismatch(project) or "")
    new = project_files(origin.is_empty)
    done = Upgrade(origin.version, here)
    problems = []
    names = sorted({*new, *origin.files})
    shipped = _digests(new)
    found = _digests(
        {name: (project / name).read_bytes() for name in names if _is_in(project, name)}
    )
    for name in names:
        before, after = origin.files.get(name), shipped.get(name)
        now = found.get(name)
        if now == after or (before == after and now is not None):
            continue
        is_changed = now not in (None, before)
        if is_changed and _is_rows(name):
            done.kept.append(name)
        elif is_changed:
            problems.append(_conflict(name, origin.version, here))
        elif after is None:
            done.removed.append(name)
        else:
            done.written.append(name)
    if problems:
        return problems
    _write(project, {name: new[name] for name in done.written})
    for name in done.removed:
        (project / name).unlink(missing_ok=True)
    Origin(here, origin.is_empty, shipped).write(project)
    return done


def project_files(is_empty: bool = False) -> dict[str, bytes]:
    """What a project is made of: the content of each file, by its name there."""
    if CARRIED.is_dir():
        files = {
            path.relative_to(CARRIED).as_posix(): path.read_bytes()
            for path in CARRIED.rglob("*")
            if path.is_file()
        }
    else:
        files = {
            path.relative_to(INSTALLED).as_posix(): path.read_bytes()
            for place in _to_carry(INSTALLED / "pyproject.toml")
            for path in (place, *place.rglob("*"))
            if path.is_file()
        }
    return _without_companies(files) if is_empty else files


def _to_carry(pyproject: Path) -> Iterable[Path]:
    """The files and folders that the wheel of a clone carries."""
    build = tomllib.loads(pyproject.read_text("utf-8"))["tool"]["hatch"]["build"]
    return [
        pyproject.parent / name for name in build["targets"]["wheel"]["force-include"]
    ]


def _without_companies(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files without releases, and without what is known of one company alone."""
    tables = {
        name: _table(content) for name, content in files.items() if _is_rows(name)
    }
    gone = {
        key: {
            row[key]
            for name, (_, rows) in tables.items()
            if PurePosixPath(name).stem == table
            for row in rows
            if row[OWNER]
        }
        for key, table in OF_COMPANIES.items()
    }

    def stays(row: Mapping[str, str]) -> bool:
        return not row.get(OWNER) and not any(
            row.get(column) in keys
            for key, keys in gone.items()
            for column in row
            if column.endswith(key)
        )

    left = {
        name: _csv(
            header,
            () if PurePosixPath(name).parent.name == RELEASE else filter(stays, rows),
        )
        for name, (header, rows) in tables.items()
    }
    return {**files, **left}


def _table(content: bytes) -> tuple[list[str], list[dict[str, str]]]:
    """The header and the rows of a CSV."""
    reader = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))
    return [*(reader.fieldnames or ())], [*reader]


def _csv(header: list[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """A CSV as the project writes them."""
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode("utf-8")


def _is_rows(name: str) -> bool:
    """Whether a file holds rows of a person, and not what the tool is made of."""
    return name.startswith("seeds/") and name.endswith(".csv")


def _is_in(project: Path, name: str) -> bool:
    """Whether a project has a file of that name."""
    return (project / name).is_file()


def _conflict(name: str, before: str, after: str) -> Problem:
    """A file that both the project and the new version change."""
    return Problem(
        f"{name} was changed in this project, and {after} changes it too",
        f"the file as Kessan {before} wrote it, or none",
        "keep your change elsewhere, delete the file, upgrade, and change it again",
    )


def _digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """The digest of each file."""
    return {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files of a project."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
