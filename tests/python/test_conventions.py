"""Every convention of the project holds, and catches a deliberate breach.

A breach is made in a copy: of dbt's manifest, which needs no new run of dbt, or
of a file. The check that then has to fail is the one that `make test` runs.
"""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import msgpack
import pytest
import yaml

from kessan.project import BUILD_FILE, MANIFEST, PARSED, ROOT

sys.path.insert(0, str(ROOT / "tests"))
import check_yaml

pytestmark = pytest.mark.build

Manifest = dict[str, Any]
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    if not MANIFEST.exists() or not BUILD_FILE.exists():
        run("python", "-m", "kessan", "build", check=True)
    return json.loads(MANIFEST.read_text("utf-8"))


@pytest.fixture
def copy(manifest: Manifest) -> Manifest:
    return json.loads(json.dumps(manifest))


def run(*command: str, cwd: Path = ROOT, check: bool = False) -> tuple[int, str]:
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=cwd,
        env=os.environ | {"NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=check,
    )
    return done.returncode, done.stdout + done.stderr


def nodes(manifest: Manifest, kind: str, folder: str = "") -> list[dict]:
    return [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == kind
        and node["original_file_path"].startswith(folder)
    ]


MOST_ARGUMENTS = 7


def macros_of_many_arguments(folder: Path) -> list[str]:
    """The macros that ask for more than a caller can keep in mind."""
    syntax = jinja2.Environment(extensions=["jinja2.ext.do"])
    return [
        f"{macro.name}: {len(macro.args)}"
        for path in sorted(folder.rglob("*.sql"))
        if "{% materialization" not in (text := path.read_text("utf-8"))
        for macro in syntax.parse(text).find_all(jinja2.nodes.Macro)
        if len(macro.args) > MOST_ARGUMENTS
    ]


@pytest.mark.fast
def test_macros_have_few_arguments(tmp_path: Path) -> None:
    assert macros_of_many_arguments(ROOT / "macros") == []
    names = ", ".join(f"argument_{n}" for n in range(MOST_ARGUMENTS + 1))
    (tmp_path / "a.sql").write_text(f"{{% macro many({names}) %}}{{% endmacro %}}")
    assert macros_of_many_arguments(tmp_path) == [f"many: {MOST_ARGUMENTS + 1}"]


# The conventions that dbt-bouncer enforces.


def test_the_manifest_keeps_every_rule(copy: Manifest, tmp_path: Path) -> None:
    assert bounce(copy, tmp_path) == []


def bounce(manifest: Manifest, folder: Path) -> list[str]:
    """The checks of dbt-bouncer.yml that fail, as check:model."""
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    rules = yaml.safe_load((ROOT / "dbt-bouncer.yml").read_text("utf-8"))
    rules["dbt_artifacts_dir"] = str(folder)
    (folder / "rules.yml").write_text(yaml.safe_dump(rules), "utf-8")
    outcomes = folder / "outcomes.json"
    # In this process, and only here: to import it takes longer than to run it.
    from dbt_bouncer.main import app as bouncer
    from typer.testing import CliRunner

    done = CliRunner().invoke(
        bouncer,
        [
            *("run", "--config-file", str(folder / "rules.yml")),
            *("--output-file", str(outcomes)),
        ],
    )
    code, output = done.exit_code, done.output
    assert code in (0, 1), output
    failed = [
        re.sub(r":\d+:", ":", outcome["check_run_id"])
        for outcome in json.loads(outcomes.read_text("utf-8"))
        if outcome["outcome"] != "success"
    ]
    assert bool(failed) == bool(code), output
    return sorted(failed)


def model(manifest: Manifest, name: str) -> dict:
    return manifest["nodes"][f"model.kessan.{name}"]


def renamed(name: str, new_name: str) -> Callable[[Manifest], None]:
    def breach(manifest: Manifest) -> None:
        # The id stays, so that the tests and references of the model do too.
        model(manifest, name)["name"] = new_name

    return breach


def moved_to_schema(name: str, schema: str) -> Callable[[Manifest], None]:
    def breach(manifest: Manifest) -> None:
        model(manifest, name)["schema"] = schema

    return breach


def reading(name: str, upstream: str) -> Callable[[Manifest], None]:
    def breach(manifest: Manifest) -> None:
        model(manifest, name)["depends_on"]["nodes"].append(upstream)

    return breach


def without_description(kind: str, name: str) -> Callable[[Manifest], None]:
    def breach(manifest: Manifest) -> None:
        manifest["nodes"][f"{kind}.kessan.{name}"]["description"] = ""

    return breach


def without_contract(name: str) -> Callable[[Manifest], None]:
    def breach(manifest: Manifest) -> None:
        node = model(manifest, name)
        node["config"]["contract"]["enforced"] = False
        node["contract"]["enforced"] = False

    return breach


def with_column(
    model_name: str, column: str, **changes: Any
) -> Callable[[Manifest], None]:
    def breach(manifest: Manifest) -> None:
        columns = model(manifest, model_name)["columns"]
        old = columns.pop(column)
        columns[changes.get("name", column)] = old | changes

    return breach


def documented_elsewhere(manifest: Manifest) -> None:
    path = "kessan://models/marts/_marts__models.yml"
    model(manifest, "known_exceptions")["patch_path"] = path


def in_a_folder_of_its_own(manifest: Manifest) -> None:
    node = model(manifest, "restatements")
    node["original_file_path"] = "models/more/restatements.sql"
    node["patch_path"] = "kessan://models/more/_more__models.yml"


def with_a_hard_coded_name(manifest: Manifest) -> None:
    node = model(manifest, "known_exceptions")
    node["raw_code"] = "select * from audit.identity_results"


def reading_a_source(manifest: Manifest) -> None:
    depends_on = model(manifest, "stg_release__cells")["depends_on"]
    depends_on["nodes"].append("source.kessan.raw.cells")


CELLS = "stg_release__cells"
UPSTREAM = "check_lineage_permitted_upstream_models"
DESCRIBED = "check_model_description_populated"


@pytest.mark.parametrize(
    ("breach", "expected"),
    [
        (renamed(CELLS, "cells"), ["check_model_names"]),
        (renamed(CELLS, "stg_cells"), ["check_model_names"]),
        (renamed("int_facts", "facts"), ["check_model_names"]),
        (renamed("dim_date", "dates"), ["check_model_names"]),
        (renamed("known_exceptions", "fct_exceptions"), ["check_model_names"]),
        (renamed("printed_lines", "lines"), ["check_model_names"]),
        (moved_to_schema(CELLS, "marts"), ["check_model_schema_name"]),
        (moved_to_schema("int_facts", "marts"), ["check_model_schema_name"]),
        (moved_to_schema("dim_date", "main"), ["check_model_schema_name"]),
        (moved_to_schema("known_exceptions", "main"), ["check_model_schema_name"]),
        (moved_to_schema("printed_lines", "main"), ["check_model_schema_name"]),
        (in_a_folder_of_its_own, ["check_model_directories"]),
        (reading(CELLS, "model.kessan.dim_date"), [UPSTREAM]),
        (reading(CELLS, "model.kessan.int_facts"), [UPSTREAM]),
        (reading("int_facts", "model.kessan.dim_date"), [UPSTREAM]),
        (reading("int_facts", "model.kessan.identity_results"), [UPSTREAM]),
        (reading("int_facts", "model.kessan.printed_lines"), [UPSTREAM]),
        (reading("dim_date", "model.kessan.identity_results"), [UPSTREAM]),
        (reading("dim_date", "model.kessan.printed_lines"), [UPSTREAM]),
        (reading("known_exceptions", "model.kessan.printed_lines"), [UPSTREAM]),
        (reading_a_source, ["check_lineage_source_cannot_be_used"]),
        (with_a_hard_coded_name, ["check_model_hard_coded_references"]),
        (without_description("model", "dim_date"), [DESCRIBED]),
        (without_description("model", "printed_lines"), [DESCRIBED]),
        (
            without_description("seed", "labels"),
            ["check_seed_description_populated"],
        ),
        (
            with_column("dim_date", "date_key", description=""),
            ["check_model_column_description_populated"],
        ),
        (
            with_column("dim_date", "date_key", name="DateKey"),
            ["check_model_column_names"],
        ),
        (
            with_column("dim_date", "is_month_end", name="month_end"),
            ["check_model_column_type_complies_to_column_name"],
        ),
        (
            with_column("dim_date", "date_key", data_type=None),
            ["check_model_columns_have_types"],
        ),
        (documented_elsewhere, ["check_model_documented_in_same_directory"]),
        (without_contract("dim_date"), ["check_model_has_contracts_enforced"]),
        (
            without_contract("identity_results"),
            ["check_model_has_contracts_enforced"],
        ),
    ],
)
def test_a_rule_catches_its_breach(
    copy: Manifest,
    tmp_path: Path,
    breach: Callable[[Manifest], None],
    expected: list[str],
) -> None:
    breach(copy)
    assert [failed.split(":")[0] for failed in bounce(copy, tmp_path)] == expected


# The conventions that dbt-bouncer has no check for.


def raw_rows_read_behind_staging(manifest: Manifest) -> list[tuple[str, str]]:
    """Models outside staging, with each seed of the release that they read."""
    raw_seeds = [node["name"] for node in nodes(manifest, "seed", "seeds/release/")]
    return [
        (node["name"], seed)
        for node in nodes(manifest, "model")
        if not node["original_file_path"].startswith("models/staging/")
        for seed in raw_seeds
        if f"seed.kessan.{seed}" in node["depends_on"]["nodes"]
    ]


def test_raw_rows_are_read_in_staging_only(copy: Manifest) -> None:
    assert raw_rows_read_behind_staging(copy) == []
    model(copy, "dim_date")["depends_on"]["nodes"] += [
        "seed.kessan.lines",
        "seed.kessan.labels",
    ]
    assert raw_rows_read_behind_staging(copy) == [("dim_date", "lines")]


# Problems of the input have no key: they are read through the findings, which
# must be empty.
WITHOUT_KEY = {
    *("int_calendar_problems", "int_input_problems", "int_label_problems"),
    *("int_line_problems", "int_release_problems", "int_scale_problems"),
    "int_table_problems",
}


def declared_keys(manifest: Manifest) -> dict[str, int]:
    """The models that do not declare exactly one key."""
    counts = {
        node["name"]: sum(
            constraint["type"] in ("primary_key", "unique")
            for holder in (node, *node["columns"].values())
            for constraint in holder["constraints"]
        )
        for node in nodes(manifest, "model")
    }
    return {name: count for name, count in counts.items() if count != 1}


def test_models_declare_one_key(copy: Manifest) -> None:
    assert declared_keys(copy) == dict.fromkeys(WITHOUT_KEY, 0)
    for name in WITHOUT_KEY:
        del copy["nodes"][f"model.kessan.{name}"]
    model(copy, "fct_costs")["constraints"] = []
    model(copy, "dim_date")["columns"]["date_key"]["constraints"] *= 2
    assert declared_keys(copy) == {"fct_costs": 0, "dim_date": 2}


def built_after_its_test(manifest: Manifest) -> set[str]:
    """Tables whose constraints are asked for before they are built."""
    awaited: set[str] = set()
    waiting = ["test.kessan.marts_constraints_hold"]
    while waiting:
        name = waiting.pop()
        parents = set(manifest["nodes"][name]["depends_on"].get("nodes", ()))
        parents -= awaited
        awaited |= parents
        waiting += parents & set(manifest["nodes"])
    return {
        node["name"]
        for node in nodes(manifest, "model")
        if node["schema"] != "reports" and node["unique_id"] not in awaited
    }


def test_constraints_are_proven_last(copy: Manifest) -> None:
    tests = {
        tuple(node["depends_on"]["nodes"])
        for node in nodes(copy, "test", "tests/singular/")
        if node["name"].endswith("_constraints_hold")
    }
    assert len(tests) == 1
    assert built_after_its_test(copy) == set()
    test = copy["nodes"]["test.kessan.marts_constraints_hold"]
    test["depends_on"]["nodes"].remove("model.kessan.fct_revenue")
    assert built_after_its_test(copy) == {"fct_revenue"}


def undescribed_columns(manifest: Manifest, build_file: Path) -> list[str]:
    """Columns of the built tables and views that their YAML does not describe."""
    described = {
        f"{node['schema']}.{node['alias']}.{column['name']}"
        for kind in ("model", "seed")
        for node in nodes(manifest, kind)
        for column in node["columns"].values()
        if column["description"].strip()
    }
    with duckdb.connect(str(build_file), read_only=True) as connection:
        built = connection.execute(
            "select schema_name || '.' || table_name || '.' || column_name"
            " from duckdb_columns() where not internal"
            # What the build notes for itself is no table of the project.
            " and schema_name <> 'intake'"
        ).fetchall()
    return sorted({name for (name,) in built} - described)


def test_every_built_column_is_described(copy: Manifest, tmp_path: Path) -> None:
    # A copy, so that no other test waits for a lock on the file.
    built = Path(shutil.copy(BUILD_FILE, tmp_path))
    assert undescribed_columns(copy, built) == []
    del model(copy, CELLS)["columns"]["read_text"]
    copy["nodes"]["seed.kessan.labels"]["columns"]["label"]["description"] = ""
    assert undescribed_columns(copy, built) == [
        "reference.labels.label",
        f"staging.{CELLS}.read_text",
    ]


# The lanes of the tests.

LANES = """
import pytest
pytestmark = pytest.mark.fast
def test_as_the_module(): pass
@pytest.mark.slow
def test_of_its_own(): pass
"""


@pytest.mark.fast
@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("", "", 0, "1/2 tests collected (1 deselected)"),
        # In none, in two.
        ("pytestmark =", "mark =", 4, "not in one lane"),
        ("@pytest.mark.slow", "@pytest.mark.slow\n@pytest.mark.build", 4, "of_its_own"),
    ],
)
def test_every_test_is_in_one_lane(
    tmp_path: Path, old: str, new: str, code: int, said: str
) -> None:
    (tmp_path / "test_lanes.py").write_text(LANES.replace(old, new), "utf-8")
    found, output = run(
        *("python", "-m", "pytest", "--collect-only", "--quiet", "--lane=fast"),
        *("-p", "no:cacheprovider", "-p", "conftest", f"--rootdir={tmp_path}"),
        *("--config-file", str(ROOT / "pyproject.toml"), str(tmp_path)),
        cwd=Path(__file__).parent,
    )
    assert (found, said in output) == (code, True), output


# The keys that dbt knows.


def test_dbt_knows_what_the_nodes_configure(copy: Manifest) -> None:
    assert check_yaml.problems_of_manifest(copy) == []
    config = model(copy, "printed_lines")["unrendered_config"]
    config["materialised"] = config.pop("materialized")
    model(copy, "dim_date")["unrendered_config"]["contract"] = {"enforce": True}
    problems = check_yaml.problems_of_manifest(copy)
    assert sorted(re.findall("'(materialised|enforce)' was", "".join(problems))) == [
        "enforce",
        "materialised",
    ]
    assert len(problems) == 2


PROPERTIES = """
version: 2
models:
  - name: prices
    description: A row is a price.
    config:
      materialized: table
    constraints:
      - type: primary_key
        columns: [price_key]
    data_tests:
      - grain:
          arguments:
            columns: [price_key]
    columns:
      - name: price_key
        description: The key.
        data_type: varchar
seeds:
  - name: rates
    config:
      column_types:
        rate: varchar
unit_tests:
  - name: prices_are_exact
    model: prices
    given:
      - input: ref('rates')
        rows: [{rate: "1.10"}]
    expect:
      rows: [{price_key: a}]
semantic_models:
  - name: prices_of_days
    model: ref('prices')
    entities: [{name: price, type: primary, expr: price_key}]
    measures: [{name: price_of_day, agg: sum, expr: value}]
metrics:
  - name: price
    label: Price
    type: simple
    type_params: {measure: price_of_day}
"""


@pytest.mark.fast
@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("properties.yml", "description: A row", "descripton: A row"),
        ("properties.yml", "description: The", "descripton: The"),
        ("properties.yml", "materialized:", "materialised:"),
        ("properties.yml", "type: primary_key", "type: primary"),
        ("properties.yml", "constraints:", "constraint:"),
        ("properties.yml", "data_tests:", "datatests:"),
        ("properties.yml", "arguments:", "argument:"),
        ("properties.yml", "data_type:", "datatype:"),
        ("properties.yml", "column_types:", "columns_types:"),
        ("properties.yml", "given:", "givens:"),
        ("properties.yml", "unit_tests:", "unittests:"),
        ("properties.yml", "metrics:", "metric:"),
        ("properties.yml", "label: Price", "lable: Price"),
        ("properties.yml", "{measure: price_of_day}", "{measures: price_of_day}"),
        ("properties.yml", "expr: value", "expression: value"),
        ("dbt_project.yml", "+materialized: table", "+materialised: table"),
        ("dbt_project.yml", "+schema: marts", "schema: marts"),
        ("dbt_project.yml", "seed-paths:", "seeds-paths:"),
    ],
)
def test_a_misspelt_key_is_caught(
    tmp_path: Path, file: str, old: str, new: str
) -> None:
    project = (ROOT / "dbt_project.yml").read_text("utf-8")
    text = project if file == "dbt_project.yml" else PROPERTIES
    assert text.count(old) == 1
    (tmp_path / file).write_text(text, "utf-8")
    assert check_yaml.problems_of_file(tmp_path / file) == []
    (tmp_path / file).write_text(text.replace(old, new), "utf-8")
    assert len(check_yaml.problems_of_file(tmp_path / file)) == 1


def test_the_check_of_keys_fails_as_a_command(tmp_path: Path) -> None:
    assert run("python", "tests/check_yaml.py") == (0, "")
    file = tmp_path / "properties.yml"
    file.write_text("models: [{name: prices, descripton: A row.}]\n", "utf-8")
    code, output = run("python", "tests/check_yaml.py", str(file))
    assert (code, output.count("'descripton' was unexpected")) == (1, 1)


def test_dbt_reads_again_what_it_has_parsed(manifest: Manifest) -> None:
    """And no more than its own: a key that is no text has it parse all each time."""
    parsed = msgpack.unpackb(PARSED.read_bytes())
    read = {name.removeprefix("kessan://") for name in parsed["files"]}
    listed = {str(file.relative_to(ROOT)) for file in check_yaml.property_files()}
    assert {*read, "dbt_project.yml"} >= listed
    assert {name for name in read if name.endswith(".yml")} < listed


@pytest.mark.fast
def test_all_yaml_of_dbt_is_checked() -> None:
    checked = {str(file.relative_to(ROOT)) for file in check_yaml.property_files()}
    listed = {
        str(file.relative_to(ROOT))
        for folder in ("analyses", "models", "seeds", "tests/unit", "macros")
        for file in (ROOT / folder).rglob("*.yml")
    }
    assert checked == listed | {"dbt_project.yml"}


# How the package is built up.


def imports_that_run_upwards(package: Path) -> list[str]:
    """A circle of subjects that import each other, empty where there is none.

    A subject is a module or a folder of the package.
    """
    subjects = defaultdict(set)
    for path in package.rglob("*.py"):
        subject = path.relative_to(package).with_suffix("").parts[0]
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [f"{node.module}.{name.name}" for name in node.names]
            elif isinstance(node, ast.Import):
                names = [name.name for name in node.names]
            for name in names:
                first, *rest = name.split(".")
                if first == package.name and rest and rest[0] != subject:
                    subjects[subject].add(rest[0])
    try:
        TopologicalSorter(subjects).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.fast
def test_no_import_runs_upwards(tmp_path: Path) -> None:
    package = ROOT / "kessan"
    assert imports_that_run_upwards(package) == []
    copy = Path(shutil.copytree(package, tmp_path / package.name))
    with (copy / "transform.py").open("a", encoding="utf-8") as file:
        file.write("\nfrom kessan.runs import pipeline\n")
    circle = imports_that_run_upwards(copy)
    assert {"transform", "runs"} <= set(circle)


# How SQL, Python and YAML are written.


@pytest.mark.fast
@pytest.mark.parametrize(
    ("tool", "file", "content", "rules"),
    [
        (
            "sqlfluff",
            "models/long.sql",
            "select\n    a,\n    '" + "long " * 16 + "' as b\nfrom t\n",
            ["LT05"],
        ),
        (
            "sqlfluff",
            "models/upper.sql",
            "SELECT\n    a\n    , b bee\nfrom t\n",
            ["AL02", "CP01", "LT04"],
        ),
        (
            "ruff",
            "kessan/unsorted.py",
            '"""A."""\n\nimport sys\nimport os\n\nprint(os, sys)\n',
            ["I001"],
        ),
        ("ruff", "kessan/undescribed.py", "def f():\n    pass\n", ["D100", "D103"]),
        ("ruff format", "kessan/quotes.py", "a = 'b'\n", ["unformatted"]),
        ("mypy", "kessan/untyped.py", "def f(a):\n    return a\n", ["no-untyped-def"]),
        ("yamllint", "models/twice.yml", "a: 1\na: 2\n", ["key-duplicates"]),
    ],
)
def test_how_a_file_is_written(
    tmp_path: Path, tool: str, file: str, content: str, rules: list[str]
) -> None:
    for name in (".sqlfluff", ".yamllint", ".gitignore", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "macros", tmp_path / "macros")
    shutil.copytree(ROOT / "tests/sqlfluff_libs", tmp_path / "tests/sqlfluff_libs")
    path = tmp_path / file
    path.parent.mkdir()
    path.write_text(content, "utf-8")
    command = {
        "sqlfluff": ["sqlfluff", "lint", "--processes", "1"],
        "ruff": ["ruff", "check", "--no-cache", "--output-format", "concise"],
        "ruff format": ["ruff", "format", "--check", "--no-cache"],
        "mypy": ["mypy"],
        "yamllint": ["yamllint", "--strict", "--format", "parsable"],
    }[tool]
    code, output = run(*command, file, cwd=tmp_path)
    found = re.findall(
        r"\b([A-Z]{1,2}\d{2,3})\b|\[(no-untyped-def)\]|\((key-duplicates)\)"
        r"|^(unformatted)",
        output,
        re.MULTILINE,
    )
    assert (code, sorted({"".join(groups) for groups in found})) == (1, rules), output
