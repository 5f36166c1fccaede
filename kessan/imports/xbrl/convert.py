"""From the folder of a filing to the raw shape."""

import tempfile
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from kessan.exits import UnusableError
from kessan.imports.landing import Imported, chart_of, fill, land
from kessan.imports.xbrl.filing import Filing, read_filing, tables
from kessan.imports.xbrl.header import Header, header_of
from kessan.imports.xbrl.second import control_totals
from kessan.intake import imported_folders
from kessan.project import IMPORTS

SOURCE = "xbrl"
READ_BY = "kessan import xbrl"


@dataclass(frozen=True)
class Told:
    """What a person says of a filing; it goes before what its header says."""

    published: datetime | None = None
    country: str = ""


NOTHING = Told()


def import_filing(
    folder: Path, told: Told = NOTHING, imports: Path = IMPORTS, again: bool = False
) -> Imported:
    """Land the filing of a folder, if it is not there yet.

    What the filing brought before makes room where `again` asks for it.

    Raises UnusableError where it is no filing, is spoilt, or nothing says when it was
    published or in which country a new company is.
    """
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
        if not again and _is_known(connection, filing):
            return Imported(known=1, refused=(), remarks=filing.remarks)
        header = _header(folder, told)
        _refuse_homeless(connection, filing, header)
        rows = tables(filing, header, chart)
        for name, (columns, of_table) in rows.items():
            fill(connection, name, columns, of_table)
        found = land(
            connection,
            READ_BY,
            into=into,
            read_again=lambda setting: control_totals(
                filing, _lines(connection), setting
            ),
        )
    return replace(found, remarks=filing.remarks)


def _is_known(connection: duckdb.DuckDBPyConnection, filing: Filing) -> bool:
    """Whether the filing came in before, by whatever source."""
    found = connection.execute(
        "select 1 from known_releases where release_id = ?", [filing.release_id]
    )
    return found.fetchone() is not None


def _header(folder: Path, told: Told) -> Header:
    """The header of a filing, with what a person says."""
    found = header_of(folder)
    header = replace(
        found,
        accepted_at=told.published or found.accepted_at,
        country=told.country or found.country,
    )
    if header.accepted_at is None:
        raise UnusableError(
            f"{folder}: nothing says when it was published; expected: the header of the"
            " filing (<ACCEPTANCE-DATETIME>) beside it, or --published; to do: give"
            " --published YYYY-MM-DD"
        )
    return header


def _refuse_homeless(
    connection: duckdb.DuckDBPyConnection, filing: Filing, header: Header
) -> None:
    """Raise where a company is new, and nothing says in which country it is."""
    known = connection.execute(
        "select 1 from known_companies where cik = ?", [filing.cover.cik]
    ).fetchone()
    if known is None and not (filing.cover.country or header.country):
        raise UnusableError(
            f"{filing.files.folder}: nothing says in which country"
            f" {filing.cover.name} is; expected: an address on the cover or in the"
            " header, or --country; to do: give --country US, or the code of another"
        )


def _lines(connection: duckdb.DuckDBPyConnection) -> list[dict[str, str]]:
    """The lines of the statements, with the names of their columns."""
    found = connection.sql("from pre")
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
