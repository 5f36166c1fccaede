"""What stands beside the DuckDB file: copies, their descriptor, the changes."""

import csv
import json
import os
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest
import yaml
from conftest import kessan
from frictionless import Package
from jsonschema import Draft201909Validator

from kessan.contract import Column, PublicModel, public_models
from kessan.project import PUBLISHED
from kessan.publication import changes, exports, sizes
from kessan.publication.descriptor import write_descriptor
from kessan.publication.generations import DamagedError, Generation, Published

pytestmark = pytest.mark.build


@pytest.fixture(scope="module")
def generation(published: Path) -> Path:
    current = Published(PUBLISHED).current()
    assert current is not None
    return current.folder


def test_the_copies_have_every_row(published, generation):
    with duckdb.connect() as connection:
        connection.execute(f"attach '{published}' as warehouse (read_only)")
        for model in public_models():
            name = f"{model.schema}.{model.name}"
            here, copied = f"warehouse.{name}", f"'{generation}/parquet/{name}.parquet'"
            for one, other in ((here, copied), (copied, here)):
                missing = connection.sql(f"(from {one}) except all (from {other})")
                assert missing.fetchall() == [], name
            (rows,) = connection.sql(f"select count(*) from {here}").fetchall()[0]
            with (generation / "csv" / f"{name}.csv").open(newline="") as file:
                header, *lines = csv.reader(file)
            assert header == [column.name for column in model.columns], name
            assert len(lines) == rows, name


def test_no_figure_of_a_copy_is_a_float(generation):
    with duckdb.connect() as connection:
        for file in (generation / "parquet").iterdir():
            types = connection.sql(f"from '{file}'").types
            assert {"DOUBLE", "FLOAT"}.isdisjoint(map(str, types)), file


def test_the_descriptor_is_valid(generation, tmp_path):
    report = Package(str(generation / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "message"])[:5]
    # Every file is in it, and it notices what is wrong with one.
    listed = {resource["path"] for resource in descriptor_of(generation)["resources"]}
    beside = {"datapackage.json", "run.json", "changes.json", "CHANGES.md"}
    files = {
        str(file.relative_to(generation))
        for file in generation.rglob("*")
        if file.is_file()
    }
    assert {file for file in files - listed if "/" not in file} == beside
    assert listed <= files
    for name in ("marts.dim_fiscal_quarter.csv", "marts.dim_company.csv"):
        (tmp_path / "csv").mkdir(exist_ok=True)
        shutil.copy(generation / "csv" / name, tmp_path / "csv")
    package = descriptor_of(generation)
    package["resources"] = [
        resource
        for resource in package["resources"]
        if resource["path"]
        in ("csv/marts.dim_fiscal_quarter.csv", "csv/marts.dim_company.csv")
    ]
    (tmp_path / "datapackage.json").write_text(json.dumps(package), "utf-8")
    assert Package(str(tmp_path / "datapackage.json")).validate().valid
    companies = tmp_path / "csv" / "marts.dim_company.csv"
    companies.write_text(companies.read_text("utf-8").replace("iij", "iji"), "utf-8")
    errors = Package(str(tmp_path / "datapackage.json")).validate().flatten(["type"])
    kinds = {kind for (kind,) in errors}
    assert {"hash-count", "foreign-key"} <= kinds


def descriptor_of(generation: Path) -> dict:
    return json.loads((generation / "datapackage.json").read_text("utf-8"))


def test_keys_and_types_are_in_the_descriptor(generation):
    schemas = {
        resource["path"]: resource["schema"]
        for resource in descriptor_of(generation)["resources"]
        if "schema" in resource
    }
    fact = schemas["csv/marts.fct_reported_figures.csv"]
    assert fact["primaryKey"] == ["figure_key"]
    types = {field["name"]: field["type"] for field in fact["fields"]}
    assert (types["value"], types["source_line"]) == ("number", "integer")
    assert types["published_at"] == "datetime"
    assert {
        "fields": ["period_key"],
        "reference": {"resource": "marts.dim_period.csv", "fields": ["period_key"]},
    } in fact["foreignKeys"]
    for model in public_models():
        keys = schemas[f"csv/{model.schema}.{model.name}.csv"].get("foreignKeys", [])
        declared = [column for column, *_ in model.paths]
        assert [column for key in keys for column in key["fields"]] == declared
    assert all(field["description"] for field in fact["fields"])


@pytest.fixture(scope="module")
def contract(generation: Path) -> dict:
    text = (generation / "datacontract.yaml").read_text("utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def breaches(contract: dict) -> list[str]:
    """What the standard says against a contract."""
    schema = files("open_data_contract_standard") / "schema.json"
    validator = Draft201909Validator(json.loads(schema.read_text("utf-8")))
    return [error.message for error in validator.iter_errors(contract)]


def test_the_contract_is_of_the_standard(contract):
    assert contract["apiVersion"] == "v3.2.0"
    assert breaches(contract) == []
    table = contract["schema"][0]
    column = table["properties"][0]
    for damage in (
        {"apiVersion": "v9"},
        {"schema": [{**table, "name": None}]},
        {"schema": [{**table, "rows": 1}]},
        {"schema": [{**table, "properties": [{**column, "logicalType": "text"}]}]},
        {"schema": [{**table, "quality": [{"type": "sql", "mustBe": 0}]}]},
        {"servers": [{"server": "duckdb", "type": "duckdb"}]},
    ):
        assert breaches(contract | damage), damage


def of_contract(contract: dict) -> dict[str, dict]:
    """By table: columns with kind, required and place in the key; references."""
    return {
        table["physicalName"]: {
            "fields": [
                (
                    column["name"],
                    column["logicalType"].replace("timestamp", "datetime"),
                    # In a CSV an empty text is as a missing one.
                    column["required"]
                    and (column["logicalType"] != "string" or "primaryKey" in column),
                )
                for column in table["properties"]
            ],
            "key": [
                column["name"]
                for column in sorted(
                    table["properties"],
                    key=lambda column: column.get("primaryKeyPosition", 0),
                )
                if column.get("primaryKey")
            ],
            "references": [
                (column["name"], reference["to"])
                for column in table["properties"]
                for reference in column.get("relationships", [])
            ],
        }
        for table in contract["schema"]
    }


def of_descriptor(package: dict, kind: str = "csv") -> dict[str, dict]:
    """The same of the data package."""
    return {
        resource["name"].removesuffix(f".{kind}"): {
            "fields": [
                (
                    field["name"],
                    field["type"],
                    field.get("constraints", {}).get("required", False),
                )
                for field in resource["schema"]["fields"]
            ],
            "key": resource["schema"].get("primaryKey", []),
            "references": [
                (
                    *key["fields"],
                    f"{key['reference']['resource'].split('.')[1]}"
                    f".{key['reference']['fields'][0]}",
                )
                for key in resource["schema"].get("foreignKeys", [])
            ],
        }
        for resource in package["resources"]
        if "schema" in resource
    }


def test_both_descriptors_say_what_is_in_the_file(contract, generation, warehouse):
    promised = of_contract(contract)
    assert promised == of_descriptor(descriptor_of(generation))
    columns: dict[str, list[tuple]] = {}
    for table, *column in warehouse.sql(
        "select schema_name || '.' || table_name, column_name, data_type, is_nullable"
        " from duckdb_columns() where not internal order by table_oid, column_index"
    ).fetchall():
        columns.setdefault(table, []).append(tuple(column))
    assert promised.keys() == columns.keys()
    for table in contract["schema"]:
        has = columns[table["physicalName"]]
        assert [(c["name"], c["physicalType"]) for c in table["properties"]] == [
            (name, data_type) for name, data_type, _ in has
        ]
        if table["physicalType"] == "table":
            assert [c["required"] for c in table["properties"]] == [
                not is_nullable for *_, is_nullable in has
            ], table["name"]
    keys = warehouse.sql(
        "select schema_name || '.' || table_name, constraint_type,"
        " constraint_column_names, referenced_table from duckdb_constraints()"
        " where constraint_type like '% KEY'"
    ).fetchall()
    assert {(table, tuple(key)) for table, kind, key, _ in keys if kind[0] == "P"} == {
        (table["physicalName"], tuple(promised[table["physicalName"]]["key"]))
        for table in contract["schema"]
        if table["physicalType"] == "table"
    }
    # DuckDB knows none into another schema.
    assert {(table, *key, to) for table, kind, key, to in keys if kind[0] == "F"} == {
        (table, column, to.split(".")[0])
        for table, said in promised.items()
        for column, to in said["references"]
        if table.startswith("marts.")
    }


def rules(contract: dict) -> list[str]:
    """The queries of a contract, each of which must count no row."""
    found = [
        rule
        for table in contract["schema"]
        for column in table["properties"]
        for rule in column.get("quality", [])
    ]
    assert {rule["mustBe"] for rule in found} == {0}
    return [rule["query"] for rule in found]


def test_the_rules_of_the_contract_hold(contract, published, tmp_path):
    queries = rules(contract)
    assert len(queries) > 100
    shutil.copy(published, tmp_path / "kessan.duckdb")
    with duckdb.connect(str(tmp_path / "kessan.duckdb")) as copy:
        broken = [query for query in queries if copy.execute(query).fetchone() != (0,)]
        assert broken == []
        copy.execute("update marts.fct_reported_figures set measure = 'guess'")
        copy.execute(
            "update marts.fct_metrics set minuend_figure_key = 'nothing'"
            " where minuend_figure_key is not null"
        )
        broken = [query for query in queries if copy.execute(query).fetchone() != (0,)]
    assert [query.split()[3] for query in broken] == [
        "marts.fct_metrics",
        "marts.fct_reported_figures",
    ]


def test_a_contract_that_is_changed_is_damage(generation, tmp_path):
    copied = Generation(tmp_path / generation.name)
    shutil.copytree(generation, copied.folder)
    copied.verify()
    with (copied.folder / "datacontract.yaml").open("a") as file:
        file.write("\n")
    with pytest.raises(DamagedError, match=r"datacontract\.yaml"):
        copied.verify()


def test_views_of_one_company_after_the_other_are_the_same(
    made_up_warehouse, made_up_project, tmp_path, monkeypatch
):
    """Of each view that is said to keep companies apart; of another they are not."""
    monkeypatch.setattr(sizes, "LARGE", 0)
    monkeypatch.setattr(exports, "FIGURES_OF_GROUP", 1)
    models = public_models()
    apart = [model for model in models if model.keeps_companies_apart]
    assert [view.name for view in apart] == ["flows"]
    other = next(model for model in models if model.name == "audit_notices")
    file = made_up_project / "published" / "kessan.duckdb"

    def differing() -> list[str]:
        with duckdb.connect() as connection:
            connection.execute(f"attach '{file}' as published (read_only)")
            connection.execute("use published")
            assert len(exports._groups(connection)) > 2
            types = exports.column_types(connection, "published")
            exports.write_views(connection, models, types, tmp_path)
            found = []
            for view in (*apart, other):
                name = f"{view.schema}.{view.name}"
                rows, copied = (
                    sorted(map(repr, connection.sql(f"from {relation}").fetchall()))
                    for relation in (name, f"'{tmp_path}/{name}.parquet'")
                )
                assert rows, name
                if rows != copied:
                    found.append(view.name)
            return found

    assert differing() == []
    other.meta["companies"] = "apart"
    assert differing() == ["audit_notices"]


def test_csvs_are_written_when_asked_for(generation, tmp_path):
    """The same as those of a build, and no other name is known."""
    done = kessan("csv", "marts.dim_company", "reports.years", "--to", str(tmp_path))
    assert done.returncode == 0, done.stderr
    names = ["marts.dim_company.csv", "reports.years.csv"]
    assert sorted(file.name for file in tmp_path.iterdir()) == names
    for name in names:
        written = (tmp_path / name).read_bytes()
        assert written == (generation / "csv" / name).read_bytes(), name
    refused = kessan("csv", "marts.dim_compny", "--to", str(tmp_path / "other"))
    assert refused.returncode == 2
    assert "marts.dim_compny: no such table or view" in refused.stderr
    assert not (tmp_path / "other").exists()


def test_without_csvs_the_parquet_is_described(generation, tmp_path):
    """With the same types and keys, and nothing is listed that is not there."""
    copied = Generation(tmp_path / generation.name)
    shutil.copytree(generation, copied.folder)
    shutil.rmtree(copied.csv)
    with duckdb.connect(str(copied.warehouse), read_only=True) as connection:
        types = exports.column_types(connection, "kessan")
    write_descriptor(copied.folder, public_models(), types, "1", "2016-11-08")
    copied.verify()
    package = descriptor_of(copied.folder)
    promised = of_descriptor(descriptor_of(generation), "csv")
    assert of_descriptor(package, "parquet") == promised
    assert {path["path"].split("/")[0] for path in package["resources"]} == {
        *("parquet", "kessan.duckdb", "datacontract.yaml")
    }
    text = (copied.folder / "datacontract.yaml").read_text("utf-8")
    servers = yaml.safe_load(text.partition("schema:")[0])["servers"]
    assert [server["server"] for server in servers] == ["duckdb", "parquet"]


FORMULAS = ["=1+1", "+1+cmd", "@SUM(A1)", "\t=1", "\r=1", "-2+3+cmd|' /C calc'!A0"]
FIGURES = ["-", "-24.0%", "(410,090)", "-1,234", "- 5", "—", "up 3%", "a=b", "x@y"]


def table(*columns: tuple[str, str], key: str = "a") -> PublicModel:
    described = [Column(name, kind, name) for name, kind in columns]
    return PublicModel("marts", "sheet", "A sheet.", False, described, [key], [])


@pytest.mark.fast
def test_a_csv_holds_no_formula(tmp_path):
    model = table(("a", "varchar"), ("b", "decimal(9, 2)"))
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.sheet (a varchar, b decimal(9, 2))")
        for text in FORMULAS + FIGURES:
            connection.execute("insert into marts.sheet values (?, -1)", [text])
        types = exports.column_types(connection, "memory")
        exports.write_tables(connection, [model], types, tmp_path / "parquet")
    exports.write_csv(tmp_path / "parquet", types, types, tmp_path / "csv")
    with duckdb.connect() as connection:
        copied = connection.sql(f"from '{tmp_path}/parquet/marts.sheet.parquet'")
        assert sorted(a for a, _ in copied.fetchall()) == sorted(FORMULAS + FIGURES)
    with (tmp_path / "csv" / "marts.sheet.csv").open(newline="") as file:
        _, *rows = csv.reader(file)
    assert sorted(a for a, _ in rows) == sorted(
        ["'" + formula for formula in FORMULAS] + FIGURES
    )
    assert {b for _, b in rows} == {"-1.00"}


@pytest.mark.fast
def test_copies_are_in_the_order_of_the_table(tmp_path):
    """Of more rows than a processor writes at once, whatever their texts begin with."""
    model = table(("key", "varchar"), ("label", "varchar"))
    rows = 300_000
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.sheet as select"
            " format('{:06d}/cash_flow', n) as key, case n % 5 when 0 then '-' || n"
            " when 1 then '=' || n when 2 then '(' || n || ')' when 3 then 'Cash'"
            f" else '' end as label from range({rows}) as numbers (n)"
        )
        types = exports.column_types(connection, "memory")
        exports.write_tables(connection, [model], types, tmp_path / "parquet")
    exports.write_csv(tmp_path / "parquet", types, types, tmp_path / "csv")
    with duckdb.connect() as connection:
        copied = connection.sql(
            f"select key from '{tmp_path}/parquet/marts.sheet.parquet'"
        ).fetchall()
    keys = [f"{number:06d}/cash_flow" for number in range(rows)]
    assert [key for (key,) in copied] == keys
    with (tmp_path / "csv" / "marts.sheet.csv").open(newline="") as file:
        _, *lines = csv.reader(file)
    assert [key for key, _ in lines] == keys
    assert lines[:5] == [
        [keys[0], "-0"],
        [keys[1], "'=1"],
        [keys[2], "(2)"],
        [keys[3], "Cash"],
        [keys[4], ""],
    ]


@pytest.mark.fast
def test_a_changed_row_is_a_change(tmp_path):
    model = table(("a", "integer"))
    with duckdb.connect() as connection:
        for name, rows in {
            "previous": "(1), (2), (2)",
            "published": "(2), (3)",
        }.items():
            connection.execute(f"attach ':memory:' as {name}")
            connection.execute(f"create schema {name}.marts")
            connection.execute(f"create table {name}.marts.sheet (a integer)")
            connection.execute(f"insert into {name}.marts.sheet values {rows}")
        found = changes.changes(connection, [model], "2", "1")
        assert found.tables == {"marts.sheet": (1, 2)}
        connection.execute("alter table previous.marts.sheet add column b integer")
        found = changes.changes(connection, [model], "2", "1")
        assert found.tables == {"marts.sheet": (2, 3)}
        # What is missing in one column or in the other is not the same.
        connection.execute("alter table published.marts.sheet add column b integer")
        connection.execute("update published.marts.sheet set b = a, a = null")
        connection.execute("delete from previous.marts.sheet where a = 1")
        found = changes.changes(connection, [model], "2", "1")
        assert found.tables == {"marts.sheet": (2, 2)}
        connection.execute("drop table previous.marts.sheet")
        found = changes.changes(connection, [model], "2", "1")
        assert found.tables == {"marts.sheet": (2, 0)}
    found.new_releases = ["iij-2017-02-09"]
    found.write(tmp_path)
    text = (tmp_path / "CHANGES.md").read_text("utf-8")
    assert "- new release: `iij-2017-02-09`" in text
    assert "| `marts.sheet` | 2 | 0 |" in text


def test_releases_are_compared(generation):
    """Without a release, and with a figure that is another one."""
    with duckdb.connect() as connection:
        connection.execute(
            f"attach '{generation}/kessan.duckdb' as published (read_only)"
        )
        connection.execute("attach ':memory:' as previous")
        connection.execute("create schema previous.marts")
        connection.execute("create schema previous.audit")
        for name in ("marts.dim_release", "marts.fct_reported_figures"):
            connection.execute(f"create table previous.{name} as from published.{name}")
        connection.execute(
            "create table previous.audit.restatements as"
            " from published.audit.restatements"
        )
        for name in ("marts.dim_release", "marts.fct_reported_figures"):
            connection.execute(
                f"delete from previous.{name} where release_id = 'iij-2016-05-13'"
            )
        connection.execute(
            "update previous.marts.fct_reported_figures set value = value + 1"
            " where figure_key = 'iij-2016-11-08/income_statement/14/2'"
        )
        models = [
            m for m in public_models() if m.name.startswith(("dim_rel", "fct_rep"))
        ]
        found = changes.changes(connection, models, "2", "1")
    assert found.new_releases == ["iij-2016-05-13"]
    assert found.changed_releases == ["iij-2016-11-08"]
    assert found.gone_releases == []
    assert found.tables["marts.dim_release"] == (1, 0)


OPENS = """
import sys
import duckdb
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    connection.execute("set enable_progress_bar = false")
    figures, = connection.execute(
        "select count(*) from marts.fct_reported_figures").fetchone()
    views = connection.execute(
        "select view_name from duckdb_views() where schema_name = 'reports'").fetchall()
    lines = [len(connection.execute(f"from reports.{v}").fetchall()) for v, in views]
    commented, = connection.execute(
        "select count(*) from duckdb_tables() where comment is not null").fetchone()
print(duckdb.__version__, figures, len(views), min(lines), commented)
"""


@pytest.mark.parametrize("version", ["1.3.2", "1.5.6", "2.0.1"])
def test_the_file_opens_in_other_versions(warehouse, published, tmp_path, version):
    """Each version in an environment of its own: tables, views and comments."""
    uv = Path(sys.executable).with_name("uv")
    installed = subprocess.run(
        [uv, "pip", "install", "--quiet", "--target", tmp_path, f"duckdb=={version}"],
        # Away from what pyproject.toml says of the project's own DuckDB.
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    if installed.returncode:
        pytest.skip(f"duckdb {version} cannot be installed: {installed.stderr[-200:]}")
    opened = subprocess.run(
        [sys.executable, "-c", OPENS, published],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert opened.returncode == 0, opened.stderr
    (figures,) = warehouse.sql(
        "select count(*) from marts.fct_reported_figures"
    ).fetchall()[0]
    (views,) = warehouse.sql(
        "select count(*) from duckdb_views() where schema_name = 'reports'"
    ).fetchall()[0]
    tables = [model for model in public_models() if not model.is_view]
    assert opened.stdout.split()[:3] == [version, str(figures), str(views)]
    assert opened.stdout.split()[4] == str(len(tables))
