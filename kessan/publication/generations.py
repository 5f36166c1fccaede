"""Generations: each run publishes a folder of its own, and one is current.

    published/
        generations/<run_id>/    kessan.duckdb, parquet/, csv/, site/, …
        current               -> generations/<run_id>
        kessan.duckdb         -> current/kessan.duckdb

A generation is written beside the others under a hidden name, and named when it
is whole. Readers are switched by one rename, of the link `current`: they have the
old generation or the new one. Who has a file open keeps it, even when its
generation is taken away later.
"""

import ctypes
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tenacity import (
    retry,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

WAREHOUSE = "kessan.duckdb"
DESCRIPTOR = "datapackage.json"
CONTRACT = "datacontract.yaml"
SUMMARY = "run.json"
DATA_DOCS = "data-docs"
SITE = "site"


class DamagedError(Exception):
    """A generation that is not what it was when it was published."""


@dataclass(frozen=True)
class Generation:
    """A folder that a run has published."""

    folder: Path

    @property
    def run_id(self) -> str:
        """The run that made it; names sort by time."""
        return self.folder.name

    @property
    def warehouse(self) -> Path:
        """Its DuckDB file."""
        return self.folder / WAREHOUSE

    @property
    def site(self) -> Path:
        """The folder of its pages."""
        return self.folder / SITE

    @property
    def parquet(self) -> Path:
        """The folder of its Parquet files."""
        return self.folder / "parquet"

    @property
    def csv(self) -> Path:
        """The folder of its CSVs, which a large one has not."""
        return self.folder / "csv"

    @property
    def copies(self) -> list[str]:
        """The kinds of files that its tables and views are copied to."""
        kinds = (self.parquet, self.csv)
        return [folder.name for folder in kinds if folder.is_dir()]

    def sync(self) -> None:
        """Have every file of it written to the disk, and the folders that name them.

        Raises OSError when that fails.
        """
        if sys.platform == "linux":
            # All that its disk is to write: of thousands of pages one by one it
            # would take a minute.
            _sync(self.folder, ctypes.CDLL(None, use_errno=True).syncfs)
        else:
            for path in self.folder.rglob("*"):
                _sync(path)

    def write_summary(self, values: Mapping[str, object]) -> None:
        """Write what its run says of itself."""
        text = json.dumps(values, indent=1, ensure_ascii=False)
        (self.folder / SUMMARY).write_text(text + "\n", "utf-8")

    def summary(self) -> dict:
        """What its run says of itself.

        Raises DamagedError when that cannot be read.
        """
        try:
            return dict(json.loads((self.folder / SUMMARY).read_text("utf-8")))
        except (OSError, ValueError) as error:
            raise DamagedError(f"{SUMMARY} of {self.run_id}: {error}") from error

    def verify(self) -> None:
        """Hold every file against the checksum in the descriptor.

        Raises DamagedError with all files that differ or are gone.
        """
        try:
            package = json.loads((self.folder / DESCRIPTOR).read_text("utf-8"))
            resources = [
                (resource["path"], resource["hash"])
                for resource in package["resources"]
            ]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DamagedError(f"{DESCRIPTOR} of {self.run_id}: {error}") from error
        wrong = [
            name
            for name, recorded in resources
            if not (self.folder / name).is_file()
            or checksum(self.folder / name) != recorded
        ]
        if wrong:
            raise DamagedError(
                f"{self.run_id} is damaged: {', '.join(wrong)} differ from"
                f" {DESCRIPTOR} or are gone"
            )

    def is_sound(self) -> bool:
        """Whether it is what it was when it was published."""
        try:
            self.verify()
        except DamagedError:
            return False
        return True


@dataclass(frozen=True)
class Published:
    """The folder that readers know."""

    root: Path

    @property
    def current_link(self) -> Path:
        """The link to the current generation."""
        return self.root / "current"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file, under the name that never changes."""
        return self.root / WAREHOUSE

    def all(self) -> list[Generation]:
        """The generations that are kept, oldest first."""
        return [
            Generation(folder)
            for folder in sorted((self.root / "generations").glob("[!.]*"))
            if folder.is_dir()
        ]

    def current(self) -> Generation | None:
        """The generation that readers have; None before the first."""
        if not self.current_link.is_dir():
            return None
        return Generation(self.current_link.resolve())

    def begin(self, run_id: str) -> Generation:
        """A hidden folder for a new generation; what a dead run left goes.

        Only the run that has the lock may call it.
        """
        generations = self.root / "generations"
        generations.mkdir(parents=True, exist_ok=True)
        for left in [*generations.glob(".*"), *self.root.glob(".link.*")]:
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left)
            else:
                left.unlink()
        folder = generations / f".{run_id}"
        folder.mkdir()
        return Generation(folder)

    def complete(self, begun: Generation) -> Generation:
        """Name a generation that is whole, with all its bytes on the disk."""
        begun.sync()
        folder = begun.folder.with_name(begun.run_id.removeprefix("."))
        begun.folder.rename(folder)
        _sync(folder)
        _sync(folder.parent)
        return Generation(folder)

    @retry(
        retry=retry_if_exception_type(OSError),
        stop=stop_after_attempt(5),
        wait=wait_random_exponential(multiplier=0.1, max=2),
        reraise=True,
    )
    def switch(self, generation: Generation) -> None:
        """Make a generation the one that readers have, in one step.

        Raises OSError when that fails five times; the old one then stays.
        """
        # First the link that has the change, last the one that never changes.
        self._link(self.current_link, generation.folder)
        if not self.warehouse.is_symlink():
            self._link(self.warehouse, self.current_link / WAREHOUSE)
        # DuckDB would apply a log that lies beside the name it opens.
        Path(f"{self.warehouse}.wal").unlink(missing_ok=True)

    def keep(self, count: int) -> list[Generation]:
        """Take away all but the newest generations and the current one."""
        current = self.current()
        gone = [old for old in self.all()[:-count] if old != current]
        for generation in gone:
            # Hidden first, so that nobody finds half of it.
            hidden = generation.folder.with_name(f".{generation.run_id}")
            generation.folder.rename(hidden)
            shutil.rmtree(hidden)
        return gone

    def before(self, generation: Generation | None) -> Iterator[Generation]:
        """The generations that are older than this one, newest first."""
        for older in reversed(self.all()):
            if generation is None or older.run_id < generation.run_id:
                yield older

    def _link(self, link: Path, target: Path) -> None:
        """Point a link at a target below the same folder, in one step."""
        new = self.root / f".link.{link.name}.{os.getpid()}"
        new.unlink(missing_ok=True)
        new.symlink_to(target.relative_to(self.root))
        new.replace(link)
        _sync(self.root)


def checksum(path: Path) -> str:
    """The SHA-256 of a file, as a data package writes it."""
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def _sync(path: Path, sync: Callable[[int], int | None] = os.fsync) -> None:
    """Have a file or folder, or what else a function of C says, written to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        if sync(descriptor):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), path)
    finally:
        os.close(descriptor)
