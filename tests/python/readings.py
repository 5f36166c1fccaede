"""Reads documents of a made-up company with the reference data, and writes nothing."""

from functools import cache
from pathlib import Path

from kessan.project import SEEDS
from kessan.read.columns.units import UnitWords, read_unit_words
from kessan.read.company import profile_of
from kessan.read.document import Document
from kessan.read.formats import open_document
from kessan.read.labels.chart import Chart, load_chart
from kessan.read.prose.printed import PrintedWords, read_printed_words
from kessan.read.reading import Reading, Release
from kessan.read.release import Setting, read_release

COMPANY = "birch"


def written(path: Path, content: str) -> Document:
    """A document of a text."""
    path.write_text(content, "utf-8")
    return open_document(path)


def reading_of(document: Document, told: Document | None = None) -> Reading:
    """What is read of a document; of its company, what `told` says."""
    release = Release(
        *("birch-2016", COMPANY, "t", "birch", "2016-02-10"),
        *("USD", "US GAAP", "kessan read"),
    )
    profile = profile_of(COMPANY, told or document)
    return read_release(document, Setting(release, profile, *reference_data()))


@cache
def reference_data() -> tuple[Chart, UnitWords, PrintedWords]:
    """The chart, the words of units, and how figures are printed in sentences."""
    folder = SEEDS / "reference"
    return load_chart(folder), read_unit_words(folder), read_printed_words(folder)
