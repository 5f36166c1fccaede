"""Has `kessan` import and build filings of a data set: a part, more, all of them."""

import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from kessan.bench.measure import Bench, Took
from kessan.exits import UnusableError
from kessan.project import IMPORTS, PEERS, ROOT

# The tables of an archive whose rows begin with the filing that they are of.
OF_FILINGS = ("sub.txt", "num.txt", "pre.txt")
PEER = Path(__file__).with_name("peer.py")


@dataclass(frozen=True)
class FilingsMeasurement:
    """What a number of filings took; `beside` counts those that were there before."""

    filings: int
    beside: int
    numbers: int
    figures: int
    imported: Took
    build: Took
    megabytes: float
    pages: int

    @property
    def read_per_second(self) -> float:
        """Numbers of the archive that are read and put in place in a second."""
        return self.numbers / self.imported.seconds

    @property
    def published_per_second(self) -> float:
        """Numbers that are read, proven and published in a second."""
        return self.numbers / (self.imported.seconds + self.build.seconds)


@dataclass(frozen=True)
class PeerMeasurement:
    """What another tool takes to read the same archive, and to standardise it."""

    name: str
    numbers: int
    seconds: float

    @property
    def per_second(self) -> float:
        """Numbers in a second."""
        return self.numbers / self.seconds


def measure_filings(
    bench: Bench, archive: Path, counts: Iterable[int]
) -> Iterator[FilingsMeasurement]:
    """Import and build so many filings of an archive, and all; then add to a part.

    A count above that of the archive is left out. Raises BenchError when a build is
    refused, UnusableError where the archive is none.
    """
    filings = filings_of(archive)
    parts = sorted({count for count in counts if count < len(filings)})
    for count in [*parts, len(filings)]:
        bench.say(f"importing and building {count:,} filings")
        _forget(bench)
        yield _measure(bench, archive, filings[:count], 0)
    if parts:
        count = parts[len(parts) // 2]
        bench.say(f"adding {len(filings) - count:,} filings to {count:,}")
        _forget(bench)
        _measure(bench, archive, filings[:count], 0)
        yield _measure(bench, archive, filings[count:], count)


def measure_peer(archive: Path) -> Iterator[PeerMeasurement]:
    """Have the peer read and standardise an archive, where it is installed.

    One that it cannot read has no rows.
    """
    python = PEERS / "bin" / "python"
    if not python.exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "peer.cfg"
        settings.write_text(
            "[DEFAULT]\nAutoUpdate = False\nUserAgentEmail = nobody@example.com\n"
            + "".join(
                f"{name}Directory = {folder}\n"
                for name in ("Download", "Db", "Parquet")
            ),
            "utf-8",
        )
        done = subprocess.run(
            [python, PEER, archive],
            env=os.environ | {"SECFSDSTOOLS_CFG": str(settings)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
    if done.returncode:
        return
    for name, numbers, seconds in json.loads(done.stdout.splitlines()[-1]):
        yield PeerMeasurement(name, numbers, seconds)


def filings_of(archive: Path) -> list[str]:
    """The ids of the filings of an archive, in its order.

    Raises UnusableError where it has none.
    """
    try:
        with zipfile.ZipFile(archive) as opened, opened.open("sub.txt") as table:
            next(table)
            return [line.split(b"\t", 1)[0].decode() for line in table]
    except (zipfile.BadZipFile, KeyError, StopIteration) as error:
        raise UnusableError(f"{archive}: no data set of the SEC: {error}") from error


def write_part(archive: Path, filings: Collection[str], target: Path) -> int:
    """Write an archive of some filings; return how many numbers they have."""
    chosen = {filing.encode() for filing in filings}
    numbers = 0
    with (
        zipfile.ZipFile(archive) as whole,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as part,
    ):
        for name in whole.namelist():
            with whole.open(name) as table, part.open(name, "w") as copy:
                for number, line in enumerate(table):
                    if number and Path(name).name in OF_FILINGS:
                        if line.split(b"\t", 1)[0] not in chosen:
                            continue
                        numbers += Path(name).name == "num.txt"
                    copy.write(line)
    return numbers


def _forget(bench: Bench) -> None:
    """Take away what the bench imported."""
    shutil.rmtree(bench.project / IMPORTS.relative_to(ROOT), ignore_errors=True)
    shutil.rmtree(bench.landing, ignore_errors=True)


def _measure(
    bench: Bench, archive: Path, filings: list[str], beside: int
) -> FilingsMeasurement:
    """Import an archive of these filings, and build."""
    part = bench.folder / f"{archive.stem}-{beside}-{len(filings)}.zip"
    numbers = write_part(archive, filings, part)
    imported = bench.run("import", "sec", str(part.resolve()))
    part.unlink()
    options = ["--uncompared"] if beside else ["--anew", "--uncompared"]
    build = bench.run("build", *options)
    with duckdb.connect(str(bench.published), read_only=True) as connection:
        ((figures,),) = connection.sql(
            "select count(*) from marts.fct_reported_figures"
        ).fetchall()
    site = bench.published.parent / "current" / "site"
    return FilingsMeasurement(
        filings=len(filings),
        beside=beside,
        numbers=numbers,
        figures=figures,
        imported=imported,
        build=build,
        megabytes=bench.published.stat().st_size / 1e6,
        pages=sum(1 for _ in site.rglob("*.html")),
    )
