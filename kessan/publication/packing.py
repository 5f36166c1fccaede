"""A generation as files to download: who wants the data alone builds nothing.

    kessan.duckdb       the warehouse
    kessan-data.zip     the data package: the same, its tables as Parquet and CSV,
                        descriptor and contract
    kessan-pages.zip    the pages; open index.html
    SHA256SUMS          of these, and of what else lies in the folder

The same generation is packed into the same bytes.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from kessan.publication.generations import (
    CONTRACT,
    DESCRIPTOR,
    SITE,
    WAREHOUSE,
    Generation,
    checksum,
)

SUMS = "SHA256SUMS"
DATA = "kessan-data.zip"
PAGES = "kessan-pages.zip"
# What of a generation is in its archive: all that its descriptor names, and itself.
PACKAGE = (DESCRIPTOR, CONTRACT, WAREHOUSE, "CHANGES.md", "csv/*", "parquet/*")
# A time of each file would make other bytes of the same content.
NO_TIME = (1980, 1, 1, 0, 0, 0)


def pack(generation: Generation, folder: Path) -> list[Path]:
    """Write the files of a generation into a folder; those that it then has.

    Raises DamagedError when the generation is not what it was.
    """
    generation.verify()
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(generation.warehouse, folder / WAREHOUSE)
    inside = generation.folder
    _zip(
        folder / DATA, inside, (path for name in PACKAGE for path in inside.glob(name))
    )
    pages = inside / SITE
    _zip(folder / PAGES, pages, pages.rglob("*"))
    packed = sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and path.name != SUMS and not path.name.startswith(".")
    )
    sums = [
        f"{checksum(path).removeprefix('sha256:')}  {path.name}\n" for path in packed
    ]
    (folder / SUMS).write_text("".join(sums), "utf-8")
    return [*packed, folder / SUMS]


def _zip(archive: Path, root: Path, paths: Iterable[Path]) -> None:
    """Write files into an archive, named from a folder that they lie in."""
    with ZipFile(archive, "w", ZIP_DEFLATED, compresslevel=9) as written:
        for path in sorted(path for path in paths if path.is_file()):
            entry = ZipInfo(path.relative_to(root).as_posix(), NO_TIME)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            written.writestr(entry, path.read_bytes())
