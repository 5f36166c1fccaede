"""The rows of the CSVs as text, in DuckDB: read once, asked by many suites.

What is asked of a cell depends neither on its row nor on its file. So each frame has
what is different only, and the rows that have it are looked up for what fails.
"""

from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase as fnmatch
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import duckdb

from kessan.gates.suites import Asked
from kessan.intake import DELIVERED, PARQUET, Intake, SeedFile, Taken, read_rows
from kessan.project import shown
from kessan.sql import identifier, literal

if TYPE_CHECKING:
    import pandas as pd

# Between the parts of a key.
BETWEEN = " / "
# As macros/adapters/csv_tables.sql reads a CSV.
FORM = (
    "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"',"
    " nullstr = ''"
)
# The text of a cell (SQL), where what is missing is an empty one; and what is left of
# it where one digit is as good as another.
TEXT = "coalesce(cell, '')"
ALIKE = f"translate({TEXT}, '123456789', '000000000')"


class Part(NamedTuple):
    """A column of the CSVs of a name, as a suite asks it, and its cells (SQL)."""

    csv: str
    column: str
    cell: str


class Sheets:
    """A table for each name of a CSV: the rows of all files of that name.

    Beside its columns a table has `source`, of what it was read together with. The
    rows of a file follow each other, in the order of the files.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        taken: Iterable[Taken],
        laid_out: Path,
    ) -> None:
        """Read the files that are sound; of those that were delivered the plain CSVs.

        Raises ValueError where DuckDB does not find the rows that the intake found.
        """
        self.connection = connection
        self.seeds: dict[str, SeedFile] = {}
        self.files: dict[int, SeedFile] = {}
        # The name of each file, and where its rows begin in which table.
        self.places: list[tuple[int, str, str, int, int]] = []
        connection.execute("create schema sheets")
        numbered = sorted(enumerate(taken), key=lambda one: one[1].file.path.stem)
        for csv, of_csv in groupby(numbered, key=lambda one: one[1].file.path.stem):
            self._read(csv, list(of_csv), laid_out / DELIVERED / f"{csv}.csv")

    def _read(
        self, csv: str, numbered: list[tuple[int, Taken]], delivered: Path
    ) -> None:
        """Make the table of a name, and note where the rows of its files are."""
        seed = self.seeds[csv] = numbered[0][1].file
        columns = [identifier(column) for column in seed.columns]
        typed = ", ".join(f"{column} varchar" for column in columns)
        self.connection.execute(f"create table {_table(csv)} (source integer, {typed})")
        described = ", ".join(f"{literal(one)}: 'varchar'" for one in seed.columns)
        sources: dict[Path, int] = {}
        first_row = 0
        for number, (file, rows, is_sound) in numbered:
            if is_sound:
                path = delivered if file.is_delivered else file.path
                sources[path] = sources.get(path, 0) + rows
                place = number, shown(file.path), csv, first_row, first_row + rows
                self.places.append(place)
                self.files[number] = file
                first_row += rows
        for source, (path, rows) in enumerate(sources.items()):
            if path.suffix == PARQUET:
                # What is missing is null, as in a CSV.
                cells = ", ".join(f"nullif({column}, '')" for column in columns)
                selected = f"{cells} from read_parquet({literal(path)})"
            else:
                form = f"{FORM}, columns = {{{described}}}"
                selected = f"* from read_csv({literal(path)}, {form})"
            ((found,),) = self.connection.execute(
                f"insert into {_table(csv)} select {source}, {selected}"
            ).fetchall()
            if found != rows:
                raise ValueError(f"{path}: {found} rows, and the intake read {rows}")

    def distinct(self, csv: str, columns: Iterable[str]) -> list[str]:
        """Every value of a column of the CSVs of a name, or of several together."""
        query = f"select distinct {_joined(columns)} as key from {_table(csv)}"
        rows = self.connection.execute(f"{query} order by key").fetchall()
        return [key for (key,) in rows]

    def rows(self, columns: list[str], of_releases: bool) -> Asked:
        """In each column the values that it has in any CSV.

        Where no CSV has a column, nothing is asked of it; an empty cell is an empty
        text. One of a single CSV is asked as `csv.column`.
        """
        import pandas as pd

        parts = [
            Part(csv, column, identifier(name))
            for csv, seed in self.seeds.items()
            if seed.is_of_releases is of_releases
            for column in columns
            if (name := column.removeprefix(f"{csv}.")) in seed.columns
        ]

        texts = self._texts(parts, TEXT).drop_duplicates(["column", "value"])
        of_column = {
            column: list(of["value"]) for column, of in texts.groupby("column")
        }
        frame = pd.DataFrame(
            {one: pd.Series(of_column.get(one, []), dtype=object) for one in columns}
        )

        def rows_of(failing: "pd.DataFrame") -> "pd.DataFrame":
            """The cells that fail, each in the column that it is of."""
            cells = self._cells_of(parts, TEXT, failing)
            values = cells["value"]
            return cells.assign(
                **{one: values.where(cells["column"] == one) for one in columns}
            )

        return Asked(frame, rows_of)

    def cells(
        self,
        cells: Iterable[str] = ("*",),
        filled: bool = False,
        digits: str = "differ",
    ) -> Asked:
        """A row a text that the cells of a column have.

        `cells` are columns, of all CSVs that have them or of one, as `csv.column`; `*`
        stands for any letters. Where only `filled` cells are asked, the others are
        left out. Where no expectation tells one digit from another, `digits` are
        `alike`: texts that differ in them alone are asked once, with zeros.
        """
        import pandas as pd

        parts = self._parts(
            lambda csv, column: any(
                fnmatch(column, asked) or fnmatch(f"{csv}.{column}", asked)
                for asked in cells
            )
        )
        if digits == "alike":
            texts, text = self._shapes.merge(pd.DataFrame(parts)), ALIKE
        else:
            texts, text = self._texts(parts, TEXT), TEXT
        if filled:
            texts = texts[texts["value"] != ""]
        frame = texts[["column", "value"]].drop_duplicates(ignore_index=True)
        return Asked(frame, lambda failing: self._cells_of(parts, text, failing))

    def keys(self) -> Asked:
        """How many rows of a file have the same key: a row a number.

        What is read together has no key twice unless one of its files has.
        """
        numbers = []
        repeated = []
        for csv, seed in self.seeds.items():
            named = f"{literal(', '.join(seed.key))} as key_columns"
            alike = f"source, {', '.join(map(identifier, seed.key))}"
            numbers.append(
                f"select {named}, count(*) as rows from {_table(csv)} group by {alike}"
            )
            repeated.append(
                f"select {literal(csv)} as csv, rowid as row, {named},"
                f" {_joined(seed.key)} as key from {_table(csv)}"
                f" qualify count(*) over (partition by {alike}) > 1"
            )
        frame = self.connection.execute(f"{' union '.join(numbers)} order by all").df()
        return Asked(frame, lambda _: self._placed(repeated, ["key_columns", "key"]))

    def references(self, to: str, columns: list[str]) -> Asked:
        """A row for what refers to a CSV by these columns."""
        parts = [
            Part(csv, "key", _joined(columns))
            for csv, seed in self.seeds.items()
            if csv != to and set(columns) <= set(seed.columns)
        ]
        texts = self._texts(parts, TEXT)[["value"]].drop_duplicates(ignore_index=True)

        def rows_of(failing: "pd.DataFrame") -> "pd.DataFrame":
            cells = self._cells_of(parts, TEXT, failing)
            return cells.rename(columns={"value": "key"})

        return Asked(texts.rename(columns={"value": "key"}), rows_of)

    @cached_property
    def _shapes(self) -> "pd.DataFrame":
        """Every text of every cell but for its digits: several suites ask of them."""
        return self._texts(self._parts(lambda csv, column: True), ALIKE)

    def _parts(self, is_asked: Callable[[str, str], bool]) -> list[Part]:
        """The columns that are asked, of those of all CSVs."""
        return [
            Part(csv, column, identifier(column))
            for csv, seed in self.seeds.items()
            for column in seed.columns
            if is_asked(csv, column)
        ]

    def _texts(self, parts: list[Part], text: str) -> "pd.DataFrame":
        """What is different in each of the parts."""
        import pandas as pd

        if not parts:
            return pd.DataFrame(columns=["csv", "column", "value"], dtype=str)
        selected = " union all ".join(
            f"select distinct {literal(part.csv)} as csv,"
            f' {literal(part.column)} as "column", {text} as value'
            f" from (select distinct {part.cell} as cell from {_table(part.csv)})"
            for part in parts
        )
        return self.connection.execute(f"{selected} order by all").df()

    def _cells_of(
        self, parts: list[Part], text: str, failing: "pd.DataFrame"
    ) -> "pd.DataFrame":
        """The cells of the parts that have a failing text."""
        self.connection.register("failing", failing)
        columns = set(failing["column"])
        return self._placed(
            [
                f"select {literal(part.csv)} as csv, row,"
                f' {literal(part.column)} as "column", {TEXT} as value'
                f" from (select rowid as row, {part.cell} as cell"
                f" from {_table(part.csv)}) where {text} in"
                ' (select failing.value from failing where failing."column" ='
                f" {literal(part.column)})"
                for part in parts
                if part.column in columns
            ],
            ["column", "value"],
        )

    def _placed(self, parts: list[str], columns: list[str]) -> "pd.DataFrame":
        """The rows that the parts select: each once a file, with its lines.

        `line` are the lines of the file that have it, with blanks between them.
        """
        import pandas as pd

        asked = ", ".join(map(identifier, columns))
        files = pd.DataFrame(
            self.places, columns=["file", "name", "csv", "first_row", "end_row"]
        )
        self.connection.register("files", files)
        self.connection.execute(
            "create or replace table sheets.found as"
            " select found.*, file, name, first_row"
            f" from ({' union all '.join(parts)}) as found inner join files"
            " on found.csv = files.csv and row >= first_row and row < end_row"
        )
        numbers = self.connection.execute(
            "select distinct file, first_row from sheets.found"
        ).fetchall()
        lines = pd.DataFrame(
            [
                (number, row, line)
                for number, first_row in numbers
                for row, line in enumerate(self._lines(number), first_row)
            ],
            columns=["file", "row", "line"],
            dtype="int64",
        )
        self.connection.register("lines", lines)
        return self.connection.execute(
            "select name as file, string_agg(coalesce(line, row - first_row + 1), ' '"
            f" order by row) as line, count(*) as rows, {asked}"
            " from sheets.found left join lines using (file, row)"
            f" group by found.file, name, {asked}"
            f" order by name, min(row), {asked}"
        ).df()

    def _lines(self, number: int) -> Iterator[int]:
        """The line of each row of a CSV; the rows of Parquet are counted."""
        file = self.files[number]
        return (
            iter(())
            if file.is_imported
            else (line for line, _ in read_rows(file, Intake()))
        )


def _table(csv: str) -> str:
    return identifier("sheets", csv)


def _joined(columns: Iterable[str]) -> str:
    """The columns of a key as one text (SQL); what is missing is an empty one."""
    cells = (f"coalesce({identifier(column)}, '')" for column in columns)
    return f"concat_ws({literal(BETWEEN)}, {', '.join(cells)})"
