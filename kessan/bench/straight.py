"""The same SQL without dbt: what the machine itself needs."""

import json
from pathlib import Path

import duckdb

from kessan.project import MANIFEST, ROOT, RUN_RESULTS

FORM = "header = true, delim = ',', quote = '\"', all_varchar = true"


def build_straight(project: Path) -> None:
    """Run what dbt ran last in a project, in one connection to a new file.

    The CSVs are loaded, each model is created by the SQL that dbt compiled,
    each data test is run. What dbt does besides is left out: types and not-null
    of the contracts, descriptions, a transaction and a file for each node.
    """
    read = [
        json.loads((project / path.relative_to(ROOT)).read_text("utf-8"))
        for path in (MANIFEST, RUN_RESULTS)
    ]
    nodes, results = read[0]["nodes"], read[1]["results"]
    file = project / "target" / "straight.duckdb"
    with duckdb.connect(str(file), config={"threads": 2}) as connection:
        for schema in {"intake", *(node["schema"] for node in nodes.values())}:
            connection.execute(f"create schema if not exists {schema}")
        connection.execute("create table intake.kept (release_id varchar)")
        for result in results:
            # An exposure is no node.
            if (node := nodes.get(result["unique_id"])) is None:
                continue
            sql = result["compiled_code"]
            name = f"{node['schema']}.{node['name']}"
            if node["resource_type"] == "test":
                connection.sql(f"select count(*) from ({sql})").fetchall()
            elif node["resource_type"] == "seed":
                files = [project / node["original_file_path"]]
                files += sorted(project.glob(f"landing/*/{node['name']}.csv"))
                sql = f"from read_csv({[str(file) for file in files]}, {FORM})"
                connection.execute(f"create table {name} as {sql}")
            elif node["resource_type"] == "model":
                is_view = node["config"]["materialized"] == "view"
                kind = "view" if is_view else "table"
                connection.execute(f"create {kind} {name} as {sql}")
    file.unlink()
