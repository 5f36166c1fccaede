"""What changed in the data since the last generation."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb

from kessan.contract import PublicModel
from kessan.publication.exports import column_types

CHANGES_JSON = "changes.json"
CHANGES = "CHANGES.md"


@dataclass
class Changes:
    """The changelog of a generation: releases that came, changed or went; rows."""

    run_id: str
    since: str | None
    new_releases: list[str] = field(default_factory=list)
    changed_releases: list[str] = field(default_factory=list)
    gone_releases: list[str] = field(default_factory=list)
    # By table: rows that are new, and rows that are gone. A row that changed is
    # both.
    tables: dict[str, tuple[int, int]] = field(default_factory=dict)
    new_restatements: list[str] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        """Write the changes for programs and for people."""
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False)
        (folder / CHANGES_JSON).write_text(text + "\n", "utf-8")
        (folder / CHANGES).write_text("\n".join(self._lines()) + "\n", "utf-8")

    def _lines(self) -> list[str]:
        lines = [f"# Changes of {self.run_id}", ""]
        if self.since is None:
            return [*lines, "The first generation."]
        lines += [f"Since {self.since}.", ""]
        releases = {
            "new": self.new_releases,
            "changed": self.changed_releases,
            "gone": self.gone_releases,
        }
        for word, names in releases.items():
            lines += [f"- {word} release: `{name}`" for name in names]
        lines += [f"- restated: {restated}" for restated in self.new_restatements]
        if not self.tables:
            return [*lines, "No row of any table changed."]
        lines += ["", "| table | rows new | rows gone |", "| --- | ---: | ---: |"]
        lines += [
            f"| `{table}` | {new:,} | {gone:,} |"
            for table, (new, gone) in self.tables.items()
        ]
        return lines


def changes(
    connection: duckdb.DuckDBPyConnection,
    models: list[PublicModel],
    run_id: str,
    since: str,
) -> Changes:
    """Compare the tables of the databases `published` and `previous`.

    Only tables that both have, with the same columns, are compared row by row;
    of another every row is new or gone. `audit.runs` is no data, and left out.
    """
    found = Changes(run_id, since)
    types = {
        database: column_types(connection, database)
        for database in ("published", "previous")
    }
    for model in models:
        name = f"{model.schema}.{model.name}"
        if model.is_view or name == "audit.runs":
            continue
        if types["previous"].get(name) == types["published"][name]:
            new, gone = _differing(connection, name)
        else:
            new = _count(connection, f"published.{name}")
            gone = (
                _count(connection, f"previous.{name}")
                if name in types["previous"]
                else 0
            )
        if new or gone:
            found.tables[name] = (new, gone)
    figures = "marts.fct_reported_figures"
    if figures in found.tables or "marts.dim_release" in found.tables:
        _compare_releases(connection, found)
    return found


def _compare_releases(connection: duckdb.DuckDBPyConnection, found: Changes) -> None:
    """Which releases came, went, or print other figures; what was restated."""
    releases = {
        database: {
            release
            for (release,) in connection.execute(
                f"select release_id from {database}.marts.dim_release"
            ).fetchall()
        }
        for database in ("published", "previous")
    }
    found.new_releases = sorted(releases["published"] - releases["previous"])
    found.gone_releases = sorted(releases["previous"] - releases["published"])
    printed = (
        "select release_id, count(*) as figures, sum(hash(release_id, table_id,"
        " line_number, column_number, printed_label, printed_text, value)) as digest"
        " from {}.marts.fct_reported_figures group by release_id"
    )
    differing = connection.execute(
        f"select release_id from ({printed.format('published')}) as here"
        f" join ({printed.format('previous')}) as there using (release_id)"
        " where (here.figures, here.digest) <> (there.figures, there.digest)"
    ).fetchall()
    found.changed_releases = sorted(release for (release,) in differing)
    found.new_restatements = [
        f"{item} of {period} from {first} to {latest} by `{release}`"
        for item, period, first, latest, release in connection.execute(
            "select line_item_key, period_key, first_value, latest_value,"
            " latest_release_id from published.audit.restatements"
            " except select line_item_key, period_key, first_value, latest_value,"
            " latest_release_id from previous.audit.restatements order by all"
        ).fetchall()
    ]


def _differing(connection: duckdb.DuckDBPyConnection, name: str) -> tuple[int, int]:
    """How many rows of a table are new, and how many are gone.

    Rows are compared by a hash of 64 bits: two of a million rows that differ have
    the same one in one of ten million tables, and all columns of text of both tables
    would be held at once.
    """
    ((new, gone),) = connection.execute(
        "select coalesce(sum(greatest(came - went, 0)), 0),"
        " coalesce(sum(greatest(went - came, 0)), 0)"
        " from (select sum(here) as came, sum(1 - here) as went from ("
        + " union all ".join(
            f"select hash({database}.{name.partition('.')[2]}) as row, {here} as here"
            f" from {database}.{name}"
            for database, here in (("published", 1), ("previous", 0))
        )
        + ") group by row)"
    ).fetchall()
    return int(new), int(gone)


def _count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    """How many rows a table has."""
    ((count,),) = connection.execute(f"select count(*) from {name}").fetchall()
    return int(count)
