"""From an archive of the SEC's data sets to the raw shape."""

import tempfile
from functools import partial
from pathlib import Path

import duckdb

from kessan.imports import shelf
from kessan.imports.landing import Imported, know, land
from kessan.imports.sec.archive import load, open_archive, read
from kessan.imports.sec.second import control_totals
from kessan.intake import imported_folders
from kessan.project import IMPORTS

SOURCE = "sec"
READ_BY = "kessan import sec"


def import_archive(
    path: Path, imports: Path = IMPORTS, again: bool = False
) -> Imported:
    """Land the filings of an archive that are not there yet.

    What an archive of this name brought before makes room where `again` asks for it.

    Raises UnusableError where it is no archive of the data sets.
    """
    wanted = imports / SOURCE / path.name.split(".")[0].lower()
    replaced = wanted if again else None
    with (
        tempfile.TemporaryDirectory() as folder,
        duckdb.connect(str(Path(folder) / "import.duckdb")) as connection,
    ):
        files = open_archive(path, Path(folder))
        load(connection, files)
        know(connection, [one for one in imported_folders(imports) if one != replaced])
        members = read(connection)
        return land(
            connection,
            READ_BY,
            into=replaced or shelf.free_folder(wanted),
            read_again=partial(control_totals, files, members),
            has_rounded_days=True,
        )
