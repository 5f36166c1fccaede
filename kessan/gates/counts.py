"""How many rows a table may have, after what the last generation had."""

from pathlib import Path
from typing import Any

import duckdb

from kessan.contract import RELEASE, PublicModel
from kessan.sql import literal

ATOM = "marts.fct_reported_figures"


def row_counts(
    connection: duckdb.DuckDBPyConnection,
    models: list[PublicModel],
    previous: Path | None,
    rules: dict[str, Any],
) -> list[list[Any]]:
    """The rows of each table, with the fewest and the most that are sound.

    A row of the result: table, release (empty for all), rows, fewest, most, and
    the rows of the last generation. The rules are those of the suite: `rows` (by
    how the rows of a table live: `shrinks`, the part that it may lose, `by_release`
    where no release that is in both may lose one, `grows_freely` where there is no
    most), `grows` and `grows_by_rows` (what a table may gain without a new
    release), `per_release` (how many times the largest release a new one may be)
    and `floor` (what any new release may bring).

    Raises ValueError for a table whose rows live in a way that no rule knows.
    """
    ways = rules["rows"]
    for model in models:
        if model.rows not in ways:
            raise ValueError(
                f"{model.schema}.{model.name}: its rows are said to be {model.rows!r};"
                f" gates/exit/row_counts.yml knows {', '.join(ways)}"
            )
    if previous is None:
        return []
    now = {f"{model.schema}.{model.name}": model for model in models}
    before = {
        name: f"read_parquet({literal(path)})"
        for name in now
        if (path := previous / f"{name}.parquet").exists()
    }
    if ATOM not in before:
        return []
    releases = _by_release(connection, ATOM, RELEASE, "")
    earlier = _by_release(connection, before[ATOM], RELEASE, "")
    gone = earlier.keys() - releases.keys()
    new = len(releases.keys() - earlier.keys())
    counted = []
    for name, model in now.items():
        if name not in before:
            continue
        way = ways[model.rows]
        # A column that is new cannot be compared.
        columns = {column.name for column in model.columns} & set(
            connection.sql(f"from {before[name]}").columns
        )
        column = RELEASE if RELEASE in columns else None
        rows = _count(connection, name)
        had = _count(connection, before[name])
        by_release = _by_release(connection, before[name], column, "") if column else {}
        explained = sum(by_release.get(release, 0) for release in gone)
        if gone and not column:
            explained = had
        kept = had - explained
        fewest = kept - int(kept * way.get("shrinks", 0))
        largest = max([*by_release.values(), rules["floor"]])
        gained = max(int(had * rules["grows"]), rules["grows_by_rows"])
        most = had + gained + int(new * largest * rules["per_release"])
        if way.get("grows_freely"):
            most = max(most, rows)
        counted.append([name, "", rows, fewest, most, had])
        if column and way.get("by_release"):
            printed = "where not is_derived" if "is_derived" in columns else ""
            of_each = _by_release(connection, name, column, printed)
            for release, had_then in sorted(
                _by_release(connection, before[name], column, printed).items()
            ):
                if release in releases:
                    has = of_each.get(release, 0)
                    counted.append(
                        [name, release, has, had_then, max(has, most), had_then]
                    )
    return counted


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    ((count,),) = connection.sql(f"select count(*) from {relation}").fetchall()
    return int(count)


def _by_release(
    connection: duckdb.DuckDBPyConnection, relation: str, column: str, where: str
) -> dict[str, int]:
    return dict(
        connection.sql(
            f"select {column}, count(*) from {relation} {where} group by 1"
        ).fetchall()
    )
