"""The exit gate: the Parquet that is about to be published, as it will be read.

DuckDB reads it, and compares and counts what would not fit into memory; the frames
have what the expectations ask. No figure passes through a float.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import ceil, floor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from kessan.contract import PublicModel, public_models
from kessan.decimals import plain
from kessan.gates.counts import row_counts
from kessan.gates.result import GateResult
from kessan.gates.suites import Asked, LookUp, ask, open_context, read_suites
from kessan.project import GATES, MANIFEST
from kessan.publication.sizes import bounded
from kessan.sql import literal

if TYPE_CHECKING:
    import pandas as pd

EXAMPLES = 3
FLOATS = ("FLOAT", "DOUBLE")

Row = list[Any]


def exit_gate(
    parquet_folder: Path,
    previous: Path | None = None,
    manifest: Path = MANIFEST,
    suites: Path = GATES / "exit",
) -> GateResult:
    """Ask the Parquet of a run, a file for each table and view of the contract.

    `previous` is the folder of the last generation, None for the first. A table
    that is missing or has other columns is told so once; its other expectations
    take it as empty.
    """
    started = time.monotonic()
    models = public_models(manifest)
    # Many short queries: threads would cost more than they do.
    settings = bounded(parquet_folder.parent) | {"threads": 1}
    with closing(duckdb.connect(config=settings)) as connection:
        tables = Tables(connection, parquet_folder, models)
        frames: dict[str, Callable[[dict[str, Any]], Iterator[pd.DataFrame]]] = {
            "tables": lambda _: tables.as_described(),
            "constraints": lambda _: tables.constraints(),
            "amounts": lambda _: tables.amounts(),
            "dates": lambda _: tables.dates(),
            "facts": lambda _: tables.facts(),
            "row_counts": lambda rules: iter(
                [
                    frame_of(
                        ["table", "release", "rows", "fewest", "most", "previous"],
                        row_counts(
                            connection,
                            [m for m in models if tables.are_sound(m)],
                            previous,
                            rules,
                        ),
                    )
                ]
            ),
            "totals": lambda parameters: tables.totals(**parameters),
        }
        look_ups: dict[str, LookUp] = {"day": day}
        context = open_context()
        return GateResult(
            door="exit",
            suites=[
                ask(context, suite, Asked(frame), look_ups)
                for suite in read_suites(suites)
                for frame in frames[suite.frame](suite.parameters)
            ],
            seconds=time.monotonic() - started,
        )


def day(later: Any) -> int:
    """The day so many days from today, as 20161108."""
    moment = datetime.now(UTC) + timedelta(days=int(later))
    return int(f"{moment:%Y%m%d}")


def frame_of(columns: list[str], rows: list[Row]) -> "pd.DataFrame":
    """A frame of objects: nothing in it is turned into a float."""
    import pandas as pd

    return pd.DataFrame(rows, columns=columns, dtype=object)


def whole(value: Decimal | None, rounded: Callable[[Decimal], int]) -> int | None:
    """A decimal as a whole number, rounded as said; None stays None."""
    return None if value is None else rounded(value)


class Tables:
    """The tables of a folder of Parquet, each a view of its name."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        folder: Path,
        models: list[PublicModel],
    ) -> None:
        """Open what is there; what is missing becomes an empty table."""
        self.connection = connection
        self.models = models
        self.states: dict[str, str] = {}
        self.types: dict[str, dict[str, str]] = {}
        described = {_name(model): model for model in models}
        found = {path.stem: path for path in sorted(folder.glob("*.parquet"))}
        for schema in sorted({model.schema for model in models}):
            connection.execute(f"create schema {schema}")
        for name in sorted(described | found):
            if name not in found:
                self.states[name] = "missing"
            elif name not in described:
                self.states[name] = "not described"
            else:
                self.states[name] = self._open(name, found[name])
        for name, column, data_type in connection.sql(
            "select schema_name || '.' || table_name, column_name, data_type"
            " from duckdb_columns() where not internal order by column_index"
        ).fetchall():
            self.types.setdefault(name, {})[column] = data_type
        for name, model in described.items():
            if not self.are_sound(model):
                self._complete(name, model, found.get(name))

    def _open(self, name: str, path: Path) -> str:
        try:
            self.connection.execute(f"create view {name} as {_parquet(path)}")
        except duckdb.Error as error:
            return f"unreadable: {str(error).splitlines()[0]}"
        return "present"

    def _complete(self, name: str, model: PublicModel, path: Path | None) -> None:
        """Have a table whose columns are not those of the contract look as if."""
        has = self.types.get(name, {})
        columns = [
            f'"{column.name}"'
            if column.name in has
            else f'cast(null as {column.data_type or "varchar"}) as "{column.name}"'
            for column in model.columns
        ]
        source = _parquet(path) if path and has else "from (select 1) where false"
        self.connection.execute(
            f"create or replace view {name} as select {', '.join(columns)} {source}"
        )

    def are_sound(self, model: PublicModel) -> bool:
        """Whether a table is there, with the columns of the contract."""
        return list(self.types.get(_name(model), {})) == [
            column.name for column in model.columns
        ]

    def _sound(self) -> list[PublicModel]:
        return [model for model in self.models if self.are_sound(model)]

    def _rows(self, query: str) -> list[Row]:
        return [list(row) for row in self.connection.sql(query).fetchall()]

    def as_described(self) -> Iterator["pd.DataFrame"]:
        """A row a table: whether it is there, and its columns and types."""
        described = {_name(model): model for model in self.models}
        rows = []
        for name, state in self.states.items():
            has = self.types.get(name, {})
            model = described.get(name)
            expected = model.columns if model and has else []
            declared = [c for c in expected if c.data_type and c.name in has]
            floats = [c for c, data_type in has.items() if data_type in FLOATS]
            rows.append(
                [
                    name,
                    state,
                    ", ".join(has) if expected else "",
                    ", ".join(column.name for column in expected),
                    ", ".join(f"{c.name} {_type(has[c.name])}" for c in declared),
                    ", ".join(f"{c.name} {_type(c.data_type)}" for c in declared),
                    ", ".join(floats),
                    ", ".join(model.primary_key) if model else None,
                ]
            )
        columns = ["table", "state", "columns", "expected_columns", "types"]
        yield frame_of([*columns, "expected_types", "floats", "key"], rows)

    def constraints(self) -> Iterator["pd.DataFrame"]:
        """A row a constraint of the contract, with how much breaks it."""
        rows: list[Row] = []
        known = {model.name: _name(model) for model in self.models}
        for model in self._sound():
            if model.primary_key:
                rows.append(self._key(model))
            rows += self._conditions(model)
        rows += self._references(known)
        kinds = ["duplicated_keys", "nulls", "other_values", "lost_references"]
        yield frame_of(["table", "rule", "examples", *kinds], rows)

    def _key(self, model: PublicModel) -> Row:
        """What breaks the key of a table: rows that have the same, or a part missing.

        Keys of several columns of which no two have one hash are no two the same,
        which is known in a third of the time. Where two have, the keys are asked.
        """
        name = _name(model)
        rule = f"key ({', '.join(model.primary_key)})"
        key = ", ".join(f'"{column}"' for column in model.primary_key)
        told_by = f"hash({key})" if len(model.primary_key) > 1 else key
        counts = [f'count("{column}")' for column in model.primary_key]
        ((rows, *others),) = self._rows(
            f"select count(*), count(distinct {told_by}), {', '.join(counts)}"
            f" from {name}"
        )
        if {rows} == {*others}:
            return _of_kind(name, rule, 0, 0, "")
        broken = (
            f"select concat_ws(' / ', {key}) as found from {name}"
            f" group by {key} having count(*) > 1"
            + "".join(f' or "{column}" is null' for column in model.primary_key)
        )
        ((count,),) = self._rows(f"select count(*) from ({broken})")
        listed = self._rows(f"select found from ({broken}) order by 1 limit {EXAMPLES}")
        return _of_kind(name, rule, 0, count, "; ".join(str(row[0]) for row in listed))

    def _references(self, known: dict[str, str]) -> Iterator[Row]:
        """What foreign keys refer to, looked up once for each table referred to."""
        referring: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for model in self._sound():
            for column, referred, to in model.foreign_keys:
                place = (_name(model), column)
                referring.setdefault((known[referred], to), []).append(place)
        for (table, to), places in sorted(referring.items()):
            values = " union all ".join(
                f'select distinct {n} as place, "{column}" as value from {name}'
                for n, (name, column) in enumerate(places)
            )
            lost = {
                place: (count, example)
                for place, count, example in self._rows(
                    f"select place, count(*), min(value) from ({values})"
                    f' where value not in (select "{to}" from {table}) group by 1'
                )
            }
            for n, (name, column) in enumerate(places):
                count, example = lost.get(n, (0, ""))
                rule = f"{column} refers to {table}.{to}"
                yield _of_kind(name, rule, 3, count, example)

    def _conditions(self, model: PublicModel) -> Iterator[Row]:
        """What each row has to keep, counted in one pass over the table."""
        name = _name(model)
        rules = [
            (
                f"{column} is not null",
                1,
                f'"{column}" is null',
                f'count(*) - count("{column}")',
            )
            for column in model.not_null
        ] + [
            (
                " ".join(expression.split()),
                2,
                f"not ({expression})",
                f"count(*) filter (where not ({expression}))",
            )
            for _, expression in model.checks
        ]
        if not rules:
            return
        counts = ", ".join(counted for *_, counted in rules)
        (found,) = self._rows(f"select {counts} from {name}")
        key = ", ".join(f'"{c}"' for c in model.primary_key) or "*columns(*)"
        for (rule, kind, broken, _), count in zip(rules, found, strict=True):
            examples = ""
            if count:
                listed = self._rows(
                    f"select concat_ws(' / ', {key}) from {name} where {broken}"
                    f" order by 1 limit {EXAMPLES}"
                )
                examples = "; ".join(str(row[0]) for row in listed)
            yield _of_kind(name, rule, kind, count, examples)

    def amounts(self) -> Iterator["pd.DataFrame"]:
        """A row a column of decimals: its ends, and the whole numbers beyond them."""
        rows = [
            [name, column, str(low), str(high), whole(low, floor), whole(high, ceil)]
            for name, column, low, high in self._ends("DECIMAL", "{}")
        ]
        columns = ["table", "column", "lowest", "highest"]
        yield frame_of([*columns, "lowest_whole", "highest_whole"], rows)

    def dates(self) -> Iterator["pd.DataFrame"]:
        """A row a column of dates or instants: its ends, as 20161108."""
        as_number = "cast(strftime({}, '%Y%m%d') as bigint)"
        rows = [
            list(ends)
            for kind in ("DATE", "TIMESTAMP")
            for ends in self._ends(kind, as_number)
        ]
        yield frame_of(["table", "column", "earliest", "latest"], rows)

    def _ends(self, kind: str, expression: str) -> Iterator[tuple[str, str, Any, Any]]:
        """The lowest and the highest value of the columns of a kind of type.

        Each as the expression says of it.
        """
        for model in self._sound():
            name = _name(model)
            columns = [
                column
                for column, data_type in self.types[name].items()
                if data_type.split("(")[0].split(" ")[0] == kind
            ]
            if columns:
                ends = ", ".join(
                    expression.format(f'{end}("{c}")')
                    for c in columns
                    for end in ("min", "max")
                )
                (found,) = self._rows(f"select {ends} from {name}")
                for n, column in enumerate(columns):
                    yield name, column, found[2 * n], found[2 * n + 1]

    def facts(self) -> Iterator["pd.DataFrame"]:
        """A row for the facts of a table that are alike in what is asked of each.

        Such are the sides of the interval that the value is on, its decimals, and
        the days of its versions; `fact` and `figure` are those of one of them.
        """
        asked = ["reaches_low", "keeps_below_high", "decimals", "published_on"]
        asked += ["known_from", "superseded_on"]
        rows: list[Row] = []
        for model in self._sound():
            has = self.types[_name(model)]
            if model.schema != "marts" or "value" not in has:
                continue
            low, high, decimals = (
                _or_null(column, has) for column in ("low", "high", "decimals")
            )
            days = {
                day: f'cast("{column}" as date)' if column in has else "null"
                for day, column in (
                    ("published_on", "published_at"),
                    ("known_from", "announced_on"),
                    ("superseded_on", "superseded_at"),
                )
            }
            # Of many facts one is written as text: of all it would take longest.
            key = [f'first("{column}")' for column in model.primary_key]
            rows += self._rows(
                f"select {literal(_name(model))}, concat_ws(' / ', {', '.join(key)}),"
                " cast(first(value) as varchar), count(*),"
                f" cast(value >= {low} as integer) as reaches_low,"
                f" cast(value <= {high} as integer) as keeps_below_high,"
                f" {decimals} as decimals, "
                + ", ".join(
                    f"cast(strftime({day}, '%Y%m%d') as bigint) as {name}"
                    for name, day in days.items()
                )
                + f" from {_name(model)} group by reaches_low, keeps_below_high,"
                f" {decimals}, {', '.join(days.values())} order by 2"
            )
        yield frame_of(["table", "fact", "figure", "facts", *asked], rows)

    def of_each(
        self,
        select: str,
        columns: Iterable[str] = (),
        without: str = "",
        meta: str = "",
    ) -> str:
        """What is selected of each table of `marts` of a kind, one below the other.

        A table is of it that has these columns and not the other, or whose YAML
        says this under `meta`. Raises ValueError where none is: that would pass
        in silence.
        """
        selected = [
            select.format(name=_name(model), **model.meta)
            for model in self.models
            if model.schema == "marts"
            and model.has(*columns)
            and not (without and model.has(without))
            and (not meta or meta in model.meta)
        ]
        if not selected:
            raise ValueError(f"no table of marts has {[*columns, meta]}")
        return " union all ".join(selected)

    def totals(
        self, queries: dict[str, str], each: dict[str, dict[str, Any]]
    ) -> Iterator["pd.DataFrame"]:
        """A row a comparison: what it is of, and its two sides as exact text.

        Each query selects a subject and two columns, which other queries do not
        have. A side that is missing is the text `nothing`, which equals no number.
        A name in braces is what is selected of each table of a kind. Of comparisons
        whose sides are the same text there is one for all: they hold.
        """
        import pandas as pd

        kinds = {name: self.of_each(**kind) for name, kind in each.items()}
        frames = []
        for query in queries.values():
            compared = query.format(**kinds)
            _, *sides = self.connection.sql(compared).columns
            agree = " and ".join(
                f"cast({left} as varchar) is not distinct from cast({right} as varchar)"
                for left, right in zip(sides[::2], sides[1::2], strict=True)
            )
            relation = self.connection.sql(
                f"with compared as materialized ({compared})"
                f" from compared where not ({agree})"
                f" union all (from compared where {agree} limit 1)"
            )
            rows = [
                [subject, *("nothing" if s is None else _plain(s) for s in sides)]
                for subject, *sides in relation.fetchall()
            ]
            frames.append(frame_of(relation.columns, rows))
        yield pd.concat(frames, ignore_index=True)


def _of_kind(name: str, rule: str, kind: int, count: int, examples: str) -> Row:
    """A row of the frame of constraints, with the count under its kind."""
    counts = [count if n == kind else None for n in range(4)]
    return [name, rule, examples, *counts]


def _plain(side: Any) -> str:
    """A side of a comparison as text, without the zeros behind its last place."""
    return plain(side) if isinstance(side, Decimal) else str(side)


def _or_null(column: str, has: dict[str, str]) -> str:
    return f'"{column}"' if column in has else "null"


def _name(model: PublicModel) -> str:
    return f"{model.schema}.{model.name}"


def _type(name: str) -> str:
    """A type as DuckDB and the contract both write it."""
    return name.lower().replace(" ", "")


def _parquet(path: Path) -> str:
    """All rows of a file of Parquet, as the end of a query."""
    return f"from read_parquet({literal(path)})"
