"""Has `kessan` import and build filings of a data set: a part, more, all of them."""

import shutil
import zipfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kessan.bench.measure import Bench, Built
from kessan.bench.usage import Took
from kessan.exits import UnusableError

# The tables of an archive whose rows begin with the filing that they are of.
OF_FILINGS = ("sub.txt", "num.txt", "pre.txt")


@dataclass(frozen=True)
class FilingsMeasurement:
    """What a number of filings took; `beside` counts those that were there before."""

    filings: int
    beside: int
    numbers: int
    imported: Took
    built: Built
    pages: int

    @property
    def read_per_second(self) -> float:
        """Numbers of the archive that are read and put in place in a second."""
        return self.numbers / self.imported.seconds

    @property
    def published_per_second(self) -> float:
        """Numbers that are read, proven and published in a second."""
        seconds = self.imported.seconds + self.built.build.took.seconds
        return self.numbers / seconds


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
    shutil.rmtree(bench.imports, ignore_errors=True)
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
    built = bench.built(*options)
    site = bench.published.parent / "current" / "site"
    return FilingsMeasurement(
        filings=len(filings),
        beside=beside,
        numbers=numbers,
        imported=imported,
        built=built,
        pages=sum(1 for _ in site.rglob("*.html")),
    )
