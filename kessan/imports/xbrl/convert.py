"""From the folder of a filing to the raw shape."""

import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb

from kessan.exits import UnusableError
from kessan.imports.landing import Imported, chart_of, fill, land
from kessan.imports.xbrl.filing import accepted_at, read_filing, tables
from kessan.imports.xbrl.second import control_totals
from kessan.intake import imported_folders
from kessan.project import IMPORTS

SOURCE = "xbrl"
READ_BY = "kessan import xbrl"


def import_filing(
    folder: Path,
    published: datetime | None = None,
    imports: Path = IMPORTS,
    again: bool = False,
) -> Imported:
    """Land the filing of a folder, if it is not there yet.

    `published` is the moment that it was published at; without it that of the header
    beside it counts. What the filing brought before makes room where `again` asks it.

    Raises UnusableError where it is no filing, is spoilt, or nothing says when it was
    published.
    """
    moment = published or accepted_at(folder)
    if moment is None:
        raise UnusableError(
            f"{folder}: nothing says when it was published; expected: the header of the"
            " filing (<ACCEPTANCE-DATETIME>) beside it, or --published; to do: give"
            " --published YYYY-MM-DD"
        )
    with (
        tempfile.TemporaryDirectory() as temporary,
        duckdb.connect(str(Path(temporary) / "import.duckdb")) as connection,
    ):
        chart = chart_of(connection, imported_folders(imports))
        filing = read_filing(folder, chart)
        # As EDGAR names the folder of a filing; a build passes over the folders of
        # the releases that it keeps, and this one has rows of others.
        into = imports / SOURCE / filing.release_id.replace("-", "")
        known = [
            one for one in imported_folders(imports) if not (again and one == into)
        ]
        if again:
            chart = chart_of(connection, known)
        rows = tables(filing, moment, chart)
        for name, (columns, of_table) in rows.items():
            fill(connection, name, columns, of_table)
        found = land(
            connection,
            READ_BY,
            into=into,
            known=known,
            read_again=lambda setting: control_totals(
                filing, _lines(connection), setting
            ),
        )
    return replace(found, remarks=filing.remarks)


def _lines(connection: duckdb.DuckDBPyConnection) -> list[dict[str, str]]:
    """The lines of the statements, with the names of their columns."""
    found = connection.sql("from pre")
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
