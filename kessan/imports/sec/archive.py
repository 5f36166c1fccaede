"""The archive of a data set: its four tables of text, checked before they are used."""

import zipfile
from pathlib import Path

import duckdb

from kessan.exits import UnusableError
from kessan.sql import identifier, literal

MODELS = Path(__file__).parent / "models"
# The columns that are used; an archive may have others, and lack `segments`.
COLUMNS = {
    "sub": (
        *("adsh", "cik", "name", "sic", "countryba", "fye", "form", "period", "fy"),
        *("accepted", "instance"),
    ),
    "num": ("adsh", "tag", "version", "coreg", "ddate", "qtrs", "uom", "value"),
    "pre": (
        *("adsh", "report", "line", "stmt", "inpth", "tag", "version", "plabel"),
        "negating",
    ),
    "tag": ("tag", "version", "custom", "datatype", "iord", "crdr", "tlabel"),
}
LATER_COLUMNS = {"num": ("segments",)}


def open_archive(path: Path, folder: Path) -> dict[str, Path]:
    """The text of each table of an archive, unpacked into a folder.

    Raises UnusableError with all that is missing.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = {Path(name).name: name for name in archive.namelist()}
            missing = [
                f"{name}.txt" for name in COLUMNS if f"{name}.txt" not in members
            ]
            if missing:
                raise UnusableError(
                    f"{path}: {', '.join(missing)} is not in it; expected: a Financial"
                    " Statement Data Set of the SEC with sub.txt, num.txt, pre.txt and"
                    " tag.txt; to do: download it anew"
                )
            return {
                name: Path(archive.extract(members[f"{name}.txt"], folder))
                for name in COLUMNS
            }
    except (zipfile.BadZipFile, EOFError) as error:
        raise UnusableError(
            f"{path}: {error}; expected: a zip archive that is whole; to do: download"
            " it anew"
        ) from error


def load(connection: duckdb.DuckDBPyConnection, files: dict[str, Path]) -> None:
    """Make a table of text of each file, and the view of it that imports share.

    Raises UnusableError where a column is missing or a row cannot be read.
    """
    for name, path in files.items():
        with path.open(encoding="utf-8", errors="replace") as file:
            header = file.readline().rstrip("\r\n").split("\t")
        wanted = COLUMNS[name]
        if missing := [column for column in wanted if column not in header]:
            raise UnusableError(
                f"{path.name}: the columns {', '.join(missing)} are missing; expected:"
                f" {', '.join(wanted)}; to do: download the archive anew"
            )
        later = LATER_COLUMNS.get(name, ())
        columns = ", ".join(
            [identifier(column) for column in wanted]
            + [
                identifier(column)
                if column in header
                else f"cast(null as varchar) as {identifier(column)}"
                for column in later
            ]
        )
        types = ", ".join(f"{literal(column)}: 'varchar'" for column in header)
        try:
            connection.execute(
                f"create table archive_{name} as select {columns}"
                f" from read_csv({literal(path)}, auto_detect = false, header = true,"
                " delim = '\t', quote = '', escape = '', nullstr = '',"
                f" columns = {{{types}}})"
            )
        except duckdb.Error as error:
            raise UnusableError(
                f"{path.name}: {error}; expected: {len(header)} columns with tabs"
                " between them; to do: download the archive anew"
            ) from error


def read(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Make the four tables of a source of what is loaded, with what is known of it.

    Returns the member that stands for the whole company, by filing.
    """
    for name in ("consolidated", *COLUMNS):
        query = (MODELS / f"{name}.sql").read_text("utf-8")
        connection.execute(f"create table {identifier(name)} as {query}")
    return dict(connection.sql("select adsh, segments from consolidated").fetchall())
