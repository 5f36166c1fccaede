"""Evaluates damages by the thousand: whole companies in one dbt run.

Each damage is done in a world of its own: a copy of the company with all its
releases, for a release is proven against those before it too.
"""

import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from kessan import transform
from kessan.faults.damages import Damage, Row, thousands_tables
from kessan.project import FAULTS_FILE

RAW_SCHEMAS = ["release", "reference"]
FAMILIES = ("input", "identity", "control_total")

# What is built of the damaged releases, with all that it is built of.
JUDGED = ("+findings", "+proposals")

# So many take about 6 GB of memory; all at once would not fit into 8 GB.
WORLDS_AT_ONCE = 2500


# A folder that nothing was imported into.
NO_IMPORTS = "no imports"


@dataclass(frozen=True)
class RawTable:
    """A seed that has a row for each row of a release's CSV."""

    schema: str
    name: str
    columns: list[str]

    @property
    def full_name(self) -> str:
        """The table that dbt reads."""
        return f"{self.schema}.{self.name}"

    @property
    def kept_name(self) -> str:
        """The copy that keeps the undamaged rows, in the order of the CSV."""
        return f"undamaged.{self.name}"


@dataclass(frozen=True)
class Verdict:
    """What the audit says of one damage.

    `counts` is the number of findings by family, `problems` their names, `proposed`
    says of each figure that is proposed whether that is what was printed before.
    """

    fault_id: str
    damage: Damage
    counts: Mapping[str, int]
    problems: tuple[str, ...]
    proposed: tuple[bool, ...] = ()

    @property
    def is_caught(self) -> bool:
        """Whether anything at all was found."""
        return sum(self.counts.values()) > 0

    def is_caught_by(self, family: str) -> bool:
        """Whether the checks of this family alone would have found it."""
        return self.counts.get(family, 0) > 0

    @property
    def is_mended(self) -> bool:
        """Whether something is proposed, and all of it is right."""
        return bool(self.proposed) and all(self.proposed)

    @property
    def is_harmed(self) -> bool:
        """Whether something is proposed that was not printed before the damage."""
        return not all(self.proposed)


@dataclass(frozen=True)
class Evaluation:
    """The verdicts, and what the audit finds where nothing was damaged.

    `thousands` are the release and table of each table in thousands.
    """

    verdicts: list[Verdict]
    control_findings: dict[str, tuple[str, ...]]
    thousands: set[tuple[str, str]]

    @property
    def missed(self) -> list[Verdict]:
        """The damages that nothing catches."""
        return [verdict for verdict in self.verdicts if not verdict.is_caught]

    @property
    def harmed(self) -> list[Verdict]:
        """The damages of which something is proposed that was not printed."""
        return [verdict for verdict in self.verdicts if verdict.is_harmed]

    @property
    def in_thousands(self) -> list[Verdict]:
        """The damages to figures of statements in thousands."""
        return [
            verdict
            for verdict in self.verdicts
            if verdict.damage.has_figures
            and (verdict.damage.release_id, verdict.damage.table_id) in self.thousands
        ]


# What each world has rows of its own of, and what all of them share.
OF_EACH = ("companies", "labels")
SHARED_BY_ALL = ("segments", "products", "identities", "line_items")


class EvaluationError(Exception):
    """The damaged releases could not be audited; the message says why."""


class FaultsFile:
    """The file in which damaged releases are written and evaluated.

    It holds the seeds as dbt loads them; their undamaged rows are kept aside.
    """

    def __init__(
        self,
        say: Callable[[str], None],
        on_step: Callable[[transform.Step], None],
        file: Path = FAULTS_FILE,
        run_dbt: Callable[..., bool] = transform.run_dbt,
    ) -> None:
        """Load the seeds into a new file.

        Raises EvaluationError or transform.DbtError when dbt cannot.
        """
        self.file = file
        self.run_dbt = run_dbt
        self.say = say
        self.on_step = on_step
        file.parent.mkdir(parents=True, exist_ok=True)
        for left in file.parent.glob(f"{file.name}*"):
            left.unlink()
        self._run_dbt("seed")
        with duckdb.connect(str(file)) as connection:
            self.raw_tables = _raw_tables(connection)
            connection.execute("create schema undamaged")
            for name in OF_EACH:
                connection.execute(
                    f"create table undamaged.{name} as from reference.{name}"
                )
            # A world has what belongs to the company that it copies.
            for dimension in SHARED_BY_ALL:
                connection.execute(
                    f"update reference.{dimension} set company_key = null"
                )
            for table in self.raw_tables:
                connection.execute(
                    f"create table {table.kept_name} as"
                    f" select rowid as row_number, * from {table.full_name}"
                )

    def rows(self) -> dict[str, list[Row]]:
        """The undamaged rows of each CSV that belongs to a release, in its order."""
        with duckdb.connect(str(self.file), read_only=True) as connection:
            found: dict[str, list[Row]] = {}
            for table in self.raw_tables:
                relation = connection.sql(
                    f"select * exclude (row_number) from {table.kept_name}"
                    " order by row_number"
                )
                found[table.name] = [
                    dict(zip(table.columns, row, strict=True))
                    for row in relation.fetchall()
                ]
        return found

    def evaluate(self, damages: list[Damage]) -> Evaluation:
        """Do each damage, of at least one, in a world of its own; audit all.

        Raises EvaluationError or transform.DbtError when dbt cannot.
        """
        rows = self.rows()
        companies = {row["release_id"]: row["company_key"] for row in rows["releases"]}
        controls = {
            _fault_id(n): company or ""
            for n, company in enumerate(sorted(set(companies.values()), key=str))
        }
        numbered = {
            _fault_id(n): damage for n, damage in enumerate(damages, len(controls))
        }
        ids = list(numbered)
        found: dict[str, Counter[tuple[str, str]]] = {}
        proposed: dict[str, tuple[bool, ...]] = {}
        batches = math.ceil(len(ids) / WORLDS_AT_ONCE)
        size = math.ceil(len(ids) / batches)
        for start in range(0, len(ids), size):
            batch = {id: numbered[id] for id in ids[start : start + size]}
            worlds = {
                id: companies[damage.release_id] or "" for id, damage in batch.items()
            }
            self.say(f"    {start + 1:,} to {start + len(batch):,} of {len(ids):,}")
            with duckdb.connect(str(self.file)) as connection:
                write_worlds(connection, self.raw_tables, controls | worlds, batch)
            self._run_dbt("run", "--full-refresh", "--select", *JUDGED)
            with duckdb.connect(str(self.file), read_only=True) as connection:
                for id, finding, count in _findings(connection):
                    found.setdefault(id, Counter())[finding] = count
                proposed |= _proposed(connection, worlds, controls)
        return Evaluation(
            [
                _verdict(
                    id, numbered[id], found.get(id, Counter()), proposed.get(id, ())
                )
                for id in ids
            ],
            # Findings without a release speak of the reference data.
            {id: _names(found[id]) for id in found if id not in numbered},
            thousands_tables(rows),
        )

    def remove(self) -> None:
        """Take away the file: gigabytes that the verdicts make needless."""
        self.file.unlink()

    def _run_dbt(self, *arguments: str) -> None:
        passed = self.run_dbt(
            *arguments,
            build_file=self.file,
            on_step=self.on_step,
            target=self.file.parent,
            # What a source publishes with verdicts is not refused.
            variables={"KESSAN_IMPORTS": NO_IMPORTS},
        )
        if not passed:
            failed = [
                f"{result['unique_id']}: {result['message']}"
                for result in transform.results("error", self.file.parent)
            ]
            raise EvaluationError("\n".join(failed))


def write_worlds(
    connection: duckdb.DuckDBPyConnection,
    raw_tables: list[RawTable],
    worlds: Mapping[str, str],
    damages: Mapping[str, Damage],
) -> None:
    """Write copies of companies with all their releases in place of the seeds.

    In the world `fault-00001` the company has that name, and the release `r` is
    called `fault-00001/r`.

    Args:
        connection: the faults file.
        raw_tables: the tables to fill.
        worlds: the company that each world is a copy of, by id.
        damages: the damage done in each damaged world, by id.
    """
    connection.execute(
        "create or replace temporary table worlds as"
        " select unnest($1::varchar[]) as world, unnest($2::varchar[]) as company_key",
        [list(worlds), list(worlds.values())],
    )
    for name in OF_EACH:
        connection.execute(
            f"create or replace table reference.{name} as"
            " select copied.* replace (worlds.world as company_key)"
            f" from undamaged.{name} as copied inner join worlds using (company_key)"
            f" union all from undamaged.{name} where company_key is null"
        )
    connection.execute(
        "create or replace temporary table copies as select world, release_id"
        " from worlds inner join undamaged.releases using (company_key)"
    )
    splices = [
        (id, damage.csv_name, damage.first, damage.last)
        for id, damage in damages.items()
    ]
    connection.execute(
        "create or replace temporary table splices as"
        " select unnest($1::varchar[]) as world,"
        " unnest($2::varchar[]) as table_name,"
        " unnest($3::bigint[]) as first_row,"
        " unnest($4::bigint[]) as last_row",
        _columns(splices, 4),
    )
    for table in raw_tables:
        _write_table(connection, table, damages)


def _write_table(
    connection: duckdb.DuckDBPyConnection,
    table: RawTable,
    damages: Mapping[str, Damage],
) -> None:
    """Fill one raw table with its rows in every world, damaged where one is."""
    put_in = [
        (id, *(row[column] for column in table.columns))
        for id, damage in damages.items()
        if damage.csv_name == table.name
        for row in damage.rows
    ]
    spliced = ", ".join(
        f"unnest(${n}::varchar[]) as {column}"
        for n, column in enumerate(["world", *table.columns], 1)
    )
    connection.execute(
        f"create or replace temporary table put_in as select {spliced}",
        _columns(put_in, len(table.columns) + 1),
    )
    renamed = {
        "release_id": "world || '/' || release_id as release_id",
        "company_key": "world as company_key",
        "corrects": "world || '/' || corrects as corrects",
    }
    listed = ", ".join(renamed.get(column, column) for column in table.columns)
    connection.execute(
        f"""
        create or replace table {table.full_name} as
        select {listed}
        from copies
        inner join {table.kept_name} as undamaged using (release_id)
        left join splices using (world)
        where
            splices.table_name is distinct from '{table.name}'
            or undamaged.row_number < splices.first_row
            or undamaged.row_number >= splices.last_row
        union all
        select {listed} from put_in
        """
    )


def _raw_tables(connection: duckdb.DuckDBPyConnection) -> list[RawTable]:
    """The seeds whose rows belong to a release."""
    found = connection.execute(
        "select schema_name, table_name, list(column_name order by column_index)"
        " from duckdb_columns() where list_contains($1, schema_name)"
        " group by all having list_contains(list(column_name), 'release_id')"
        " order by all",
        [RAW_SCHEMAS],
    ).fetchall()
    return [RawTable(*row) for row in found]


def _findings(
    connection: duckdb.DuckDBPyConnection,
) -> Iterator[tuple[str, tuple[str, str], int]]:
    """How often each world has each finding, by family and problem."""
    for world, family, problem, count in connection.sql(
        "select coalesce(split_part(release_id, '/', 1), 'no release'),"
        " family, problem, count(*)"
        " from audit.findings group by all order by all"
    ).fetchall():
        yield world, (family, problem), count


def _proposed(
    connection: duckdb.DuckDBPyConnection,
    worlds: Mapping[str, str],
    controls: Mapping[str, str],
) -> dict[str, tuple[bool, ...]]:
    """Whether each figure proposed in a world is what its control prints there.

    It must be in the same table, line and column, and in the same line of the
    document below the same label: a line that was moved is another one.
    """
    undamaged = {company: id for id, company in controls.items()}
    found = connection.execute(
        """
        with worlds as (
            select unnest($1::varchar[]) as world, unnest($2::varchar[]) as control
        )
        select
            worlds.world,
            list(coalesce(
                proposals.proposed_value = undamaged.face_value
                and figures.source_line = undamaged.source_line
                and figures.label is not distinct from undamaged.label,
                false
            ))
        from worlds
        inner join audit.proposals as proposals
            on worlds.world = split_part(proposals.figure_key, '/', 1)
        inner join intermediate.int_placed_figures as figures
            on proposals.figure_key = figures.figure_key
        left join intermediate.int_placed_figures as undamaged
            on worlds.control || substr(proposals.figure_key, length(worlds.world) + 1)
            = undamaged.figure_key
        where proposals.is_proposed
        group by worlds.world
        """,
        [list(worlds), [undamaged[company] for company in worlds.values()]],
    ).fetchall()
    return {world: tuple(right) for world, right in found}


def _fault_id(number: int) -> str:
    return f"fault-{number:05}"


def _columns(rows: list[tuple], count: int) -> list[list]:
    """Rows as columns, which DuckDB takes as parameters by the thousand."""
    return [[row[n] for row in rows] for n in range(count)]


def _names(found: Counter[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(f"{family}: {problem}" for family, problem in found)


def _verdict(
    id: str,
    damage: Damage,
    found: Counter[tuple[str, str]],
    proposed: tuple[bool, ...],
) -> Verdict:
    counts: Counter[str] = Counter()
    for (family, _), count in found.items():
        counts[family] += count
    return Verdict(id, damage, counts, _names(found), proposed)


def peak_gigabytes() -> float:
    """The memory that the largest process of those run so far took."""
    import resource  # Not everywhere that a build runs.

    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    # macOS counts in bytes, Linux in KiB.
    return peak * (1 if sys.platform == "darwin" else 1024) / 1e9
