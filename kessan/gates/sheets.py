"""The rows of the CSVs as text, in DuckDB: read once, asked by many suites.

What is asked of a cell does not depend on its row, so a cell that many rows have is
asked once, with the lines that it stands in.
"""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase as fnmatch
from itertools import groupby
from typing import TYPE_CHECKING, Any

import duckdb

from kessan.intake import Intake, SeedFile, read_rows
from kessan.project import shown
from kessan.sql import identifier, literal

if TYPE_CHECKING:
    import pandas as pd

# Great Expectations takes 30 milliseconds for an expectation of a slice, whatever it
# holds.
ROWS_OF_A_SLICE = 65_536
# What DuckDB hands over at once.
ROWS_OF_A_VECTOR = 2_048
# Between the parts of a key.
BETWEEN = " / "


class Sheets:
    """A table for each name of a CSV: the rows of all files of that name.

    Beside its columns a table has `file`, the number of the file in the order given,
    and `line`, where a row begins in it.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, files: Iterable[SeedFile]
    ) -> None:
        """Read the files. What cannot be read has no rows: the intake tells of it."""
        self.connection = connection
        self.seeds: dict[str, SeedFile] = {}
        numbered = list(enumerate(files))
        connection.execute("create schema sheets")
        names = [[number, shown(file.path)] for number, file in numbered]
        self._make("files", ["file", "name"], names, whole={"file"})
        numbered.sort(key=lambda one: one[1].path.stem)
        for name, of_name in groupby(numbered, key=lambda one: one[1].path.stem):
            self._read(name, list(of_name))

    def _read(self, name: str, files: list[tuple[int, SeedFile]]) -> None:
        """Make the table of a name."""
        _, seed = files[0]
        self.seeds[name] = seed
        rows = [
            [number, line, *row]
            for number, file in files
            if not file.is_imported
            for line, row in read_rows(file, Intake())
        ]
        self._make(name, ["file", "line", *seed.columns], rows, {"file", "line"})
        cells = ", ".join(f"coalesce({identifier(one)}, '')" for one in seed.columns)
        for number, file in files:
            if file.is_imported:
                self.connection.execute(
                    f"insert into {_table(name)}"
                    f" select {number}, file_row_number + 1, {cells} from"
                    f" read_parquet({literal(file.path)}, file_row_number = true)"
                )

    def _make(
        self, name: str, columns: list[str], rows: list[list[Any]], whole: set[str]
    ) -> None:
        """Make a table of text and whole numbers with these rows."""
        import pandas as pd

        typed = ", ".join(
            f"{identifier(one)} {'integer' if one in whole else 'varchar'}"
            for one in columns
        )
        self.connection.execute(f"create table {_table(name)} ({typed})")
        if rows:
            # As objects: nothing that looks like a number becomes one.
            frame = pd.DataFrame(rows, columns=columns, dtype=object)
            self.connection.register("frame", frame)
            self.connection.execute(f"insert into {_table(name)} from frame")
            self.connection.unregister("frame")

    def distinct(self, name: str, columns: Iterable[str]) -> list[str]:
        """Every value of a column of the CSVs of a name, or of several together."""
        query = f"select distinct {_joined(columns)} as key from {_table(name)}"
        rows = self.connection.execute(f"{query} order by key").fetchall()
        return [key for (key,) in rows]

    def rows(self, columns: list[str], of_releases: bool) -> Iterator["pd.DataFrame"]:
        """A row for what rows have in the columns that are asked, with their lines.

        A column that the CSV does not have is missing there, and no expectation asks
        anything of it; an empty cell is an empty text. One of a single CSV is asked
        as `csv.column`.
        """
        parts = []
        for name, seed in self.seeds.items():
            asked = [column.removeprefix(f"{name}.") for column in columns]
            if seed.is_of_releases is of_releases and set(asked) & set(seed.columns):
                cells = ", ".join(
                    f"{identifier(one) if one in seed.columns else 'null'}"
                    f" as {identifier(column)}"
                    for one, column in zip(asked, columns, strict=True)
                )
                parts.append(f"select file, line, {cells} from {_table(name)}")
        return self._slices(parts, columns)

    def cells(
        self, cells: Iterable[str] = ("*",), filled: bool = False
    ) -> Iterator["pd.DataFrame"]:
        """A row a cell of a file and a column: its text, and the lines that have it.

        `cells` are columns, of all CSVs that have them or of one, as `csv.column`; `*`
        stands for any letters. Where only `filled` cells are asked, the others are
        left out: a printed line has many.
        """
        parts = [
            f'select file, line, {literal(column)} as "column",'
            f" {identifier(column)} as value from {_table(name)}"
            + (f" where {identifier(column)} <> ''" if filled else "")
            for name, seed in self.seeds.items()
            for column in seed.columns
            if any(
                fnmatch(column, asked) or fnmatch(f"{name}.{column}", asked)
                for asked in cells
            )
        ]
        return self._slices(parts, ["column", "value"])

    def keys(self) -> Iterator["pd.DataFrame"]:
        """A row a key of a file: the lines that have it, and how many they are."""
        parts = [
            f"select file, line, {literal(', '.join(seed.key))} as key_columns,"
            f" {_joined(seed.key)} as key from {_table(name)}"
            for name, seed in self.seeds.items()
        ]
        return self._slices(parts, ["key_columns", "key"])

    def references(self, to: str, columns: list[str]) -> Iterator["pd.DataFrame"]:
        """A row for what refers to a CSV by these columns: its file and its lines."""
        parts = [
            f"select file, line, {_joined(columns)} as key from {_table(name)}"
            for name, seed in self.seeds.items()
            if name != to and set(columns) <= set(seed.columns)
        ]
        return self._slices(parts, ["key"])

    def _slices(self, parts: list[str], columns: list[str]) -> Iterator["pd.DataFrame"]:
        """What the parts select, each once a file, in frames of text.

        `line` are the lines of the file that have it, with blanks between them.
        """
        import pandas as pd

        asked = ", ".join(map(identifier, columns))
        if parts:
            self.connection.execute(
                "select name as file, line, rows, columns(* exclude (file, name, line,"
                " rows, first_line)) from (select file, min(line) as first_line,"
                " string_agg(line, ' ' order by line) as line, count(*) as rows,"
                f" {asked} from ({' union all '.join(parts)}) group by file, {asked})"
                f" join {_table('files')} using (file) order by file, first_line"
            )
        found = 0
        while parts:
            frame = self.connection.fetch_df_chunk(ROWS_OF_A_SLICE // ROWS_OF_A_VECTOR)
            if frame.empty:
                break
            found += len(frame)
            yield frame
        if not found:
            yield pd.DataFrame(columns=["file", "line", "rows", *columns], dtype=str)


def _table(name: str) -> str:
    return identifier("sheets", name)


def _joined(columns: Iterable[str]) -> str:
    """The columns of a key as one text (SQL)."""
    return f"concat_ws({literal(BETWEEN)}, {', '.join(map(identifier, columns))})"
