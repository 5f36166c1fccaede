"""The same SQL without dbt: what the machine itself needs."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import takewhile
from pathlib import Path
from typing import Any

import duckdb

from kessan.project import IMPORTS, LANDING, MANIFEST, ROOT, RUN_RESULTS, TARGET
from kessan.transform import Step

# As macros/intake/landing.sql reads the CSVs of a delivery.
FORM = (
    "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"',"
    " nullstr = ''"
)
# How a model says that it forgets the releases that it takes in again.
FORGETS = "forget_releases()"

Node = dict[str, Any]


class Straight:
    """The SQL that dbt compiled for the last whole build, to be run without dbt."""

    def __init__(self, target: Path = TARGET, root: Path = ROOT) -> None:
        """Read what dbt left in the folder `target`; the seeds are those of `root`."""
        self.root = root
        self.manifest, results = (
            (target / path.name).read_text("utf-8") for path in (MANIFEST, RUN_RESULTS)
        )
        nodes = json.loads(self.manifest)["nodes"]
        # In the order in which dbt ended them; an exposure is no node.
        self.nodes: dict[str, Node] = {
            result["unique_id"]: nodes[result["unique_id"]]
            | {"compiled_code": result["compiled_code"]}
            for result in json.loads(results)["results"]
            if result["unique_id"] in nodes
        }

    def run_dbt(
        self,
        verb: str,
        *arguments: str,
        build_file: Path,
        on_step: Callable[[Step], None],
        target: Path = TARGET,
        landing: Path = LANDING,
        variables: Mapping[str, str] | None = None,
    ) -> bool:
        """Do what `transform.run_dbt` does, by the SQL that dbt compiled before.

        Seeds are loaded, models are created with the types and not-nulls of their
        contracts, data tests are run, all in one connection. Kept releases are
        kept. The results are written as dbt writes them.
        """
        results: dict[str, Node] = {}
        imports = self.root / (variables or {}).get("KESSAN_IMPORTS", IMPORTS.name)
        chosen = self._chosen(verb, arguments)
        with duckdb.connect(str(build_file), config={"threads": 2}) as connection:
            connection.execute("create schema if not exists intake")
            connection.execute(
                "create table if not exists intake.kept (release_id varchar)"
            )
            for index, (key, node) in enumerate(chosen.items(), 1):
                places = landing, imports
                results[key] = self._result(connection, node, places, results)
                on_step(Step(index, len(chosen), node["name"]))
        target.mkdir(parents=True, exist_ok=True)
        (target / MANIFEST.name).write_text(self.manifest, "utf-8")
        (target / RUN_RESULTS.name).write_text(
            json.dumps({"results": [*results.values()]}), "utf-8"
        )
        return all(
            result["status"] in ("success", "pass") for result in results.values()
        )

    def _chosen(self, verb: str, arguments: tuple[str, ...]) -> dict[str, Node]:
        """The nodes that a verb runs: of each `+name` that it selects, or all."""
        kinds = {"seed": {"seed"}, "run": {"model"}}.get(
            verb, {"seed", "model", "test"}
        )
        selected = set(self.nodes)
        if "--select" in arguments:
            names = arguments[arguments.index("--select") + 1 :]
            selected = {
                key
                for name in takewhile(lambda name: name.startswith("+"), names)
                for key in self._with_ancestors(f"model.kessan.{name[1:]}")
            }
        return {
            key: node
            for key, node in self.nodes.items()
            if key in selected and node["resource_type"] in kinds
        }

    def _with_ancestors(self, key: str) -> Iterator[str]:
        """A node and all that it is built of."""
        yield key
        for above in self.nodes[key]["depends_on"].get("nodes", ()):
            yield from self._with_ancestors(above)

    def _result(
        self,
        connection: duckdb.DuckDBPyConnection,
        node: Node,
        places: tuple[Path, Path],
        results: Mapping[str, Node],
    ) -> Node:
        """How a node ends, as dbt writes it."""
        result = {
            "unique_id": node["unique_id"],
            "compiled_code": node["compiled_code"],
            "status": "success",
            "failures": None,
            "message": None,
        }
        above = (results.get(key) for key in node["depends_on"].get("nodes", ()))
        if any(one and one["status"] in ("error", "skipped") for one in above):
            return result | {"status": "skipped"}
        try:
            if node["resource_type"] == "test":
                failures = _count(connection, node["compiled_code"])
                status = "warn" if failures else "pass"
                return result | {"status": status, "failures": failures}
            connection.execute(f"create schema if not exists {node['schema']}")
            if node["resource_type"] == "seed":
                _load(connection, node, self.root, *places)
            else:
                _build(connection, node)
        except duckdb.Error as error:
            return result | {"status": "error", "message": str(error)}
        return result


def csv_form(columns: Iterable[str]) -> str:
    """How `read_csv` is told to read texts of these columns."""
    types = ", ".join(f"'{column}': 'varchar'" for column in columns)
    return f"{FORM}, columns = {{{types}}}"


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    """How many rows a query has."""
    return int(connection.execute(f"select count(*) from ({sql})").fetchall()[0][0])


def _load(
    connection: duckdb.DuckDBPyConnection,
    seed: Node,
    root: Path,
    landing: Path,
    imports: Path,
) -> None:
    """Load a CSV, with the rows of that name of every release that is not kept.

    Of an import come the rows of such releases, and those of the reference data whose
    key is not there yet.
    """
    name = f"{seed['schema']}.{seed['name']}"
    own = root / seed["original_file_path"]
    header = own.read_text("utf-8-sig").partition("\n")[0].strip()
    form = csv_form(header.split(","))
    kept = {release for (release,) in connection.execute("from intake.kept").fetchall()}
    files = [own] + [
        path
        for path in sorted(landing.glob(f"*/{seed['name']}.csv"))
        if seed["schema"] == "release" and path.parent.name not in kept
    ]
    connection.execute(
        f"create or replace table {name} as from read_csv($1, {form})",
        [[str(file) for file in files]],
    )
    is_of_releases = seed["schema"] == "release"
    new = (
        "release_id not in (from intake.kept)"
        if is_of_releases
        else f"not exists (select 1 from {name} as known where "
        + " and ".join(
            f"known.{column} is not distinct from imported.{column}"
            for column in seed["config"]["meta"]["key"]
        )
        + ")"
    )
    for path in sorted(imports.glob(f"*/*/{seed['name']}.parquet"), reverse=True):
        connection.execute(
            f"insert into {name} by name select imported.*"
            f" from read_parquet($1) as imported where {new}",
            [str(path)],
        )
    if is_of_releases:
        connection.execute(f"delete from {name} where release_id in (from intake.kept)")


def _build(connection: duckdb.DuckDBPyConnection, model: Node) -> None:
    """Create what a model is, or add to what it grows by."""
    name, sql = f"{model['schema']}.{model['alias']}", model["compiled_code"]
    kind = model["config"]["materialized"]
    if kind == "view":
        connection.execute(f"create or replace view {name} as {sql}")
        return
    has_contract = model["config"]["contract"]["enforced"]
    if kind != "incremental" and not has_contract:
        connection.execute(f"create or replace table {name} as {sql}")
        return
    forgets = any(FORGETS in hook["sql"] for hook in model["config"]["pre-hook"])
    is_new = kind != "incremental" or not _count(connection, "from intake.kept")
    columns = ", ".join(
        f"{column['name']} {column['data_type']}"
        + (" not null" if _is_not_null(column) else "")
        for column in model["columns"].values()
    )
    connection.execute("begin")
    try:
        if is_new:
            made = f"({columns})" if has_contract else f"as from ({sql}) limit 0"
            connection.execute(f"create or replace table {name} {made}")
        if forgets and not is_new:
            connection.execute(
                f"delete from {name} where release_id not in (from intake.kept)"
            )
        connection.execute(f"insert into {name} by name {sql}")
    except duckdb.Error:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def _is_not_null(column: Node) -> bool:
    """Whether a column may not be null, by itself."""
    types = {constraint["type"] for constraint in column["constraints"]}
    return bool(types & {"not_null", "primary_key"})
