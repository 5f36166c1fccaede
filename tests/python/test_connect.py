"""Every recipe of docs/use/connect.md gives the answer that it shows."""

import os
import re
import shlex
import sys
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import duckdb
import pytest
from conftest import ANALYST, PASSWORD, ask, database, port_of, run, unavailable
from psycopg.conninfo import conninfo_to_dict

from kessan.contract import PublicModel, public_models
from kessan.project import ROOT
from kessan.publication import exports
from kessan.publication.postgres import publish_to_postgres

pytestmark = pytest.mark.build

DOCUMENT = (ROOT / "docs" / "use" / "connect.md").read_text("utf-8")
CATALOG = Path(__file__).with_name("Catalog.java")
DRIVER = "/usr/share/java/postgresql.jar"
READER = "kessan_reader"
SCHEMAS = {"audit", "marts", "reports"}

SECTION = re.compile(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
STEP = re.compile(
    r"^```(\w+)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL
)
# How a block is run: the name of its file, and the command before that.
RUN_BY = {
    "sh": ("recipe.sh", ["bash", "-euo", "pipefail"]),
    "python": ("recipe.py", [sys.executable]),
    "r": ("recipe.R", ["Rscript"]),
    # The next step runs it.
    "java": ("Query.java", None),
}
# What finds out whether a tool is here, and the packages of Debian that bring it.
NEEDED = {
    "R": ("Rscript -e 'library(RPostgreSQL)'", "r-base-core r-cran-rpostgresql"),
    "JDBC": (
        f"javac -version && test -e {DRIVER}",
        "default-jdk-headless libpostgresql-jdbc-java",
    ),
    "ODBC": (
        "isql --version && odbcinst -q -d -n 'PostgreSQL Unicode'",
        "odbc-postgresql unixodbc",
    ),
    "Excel": ("soffice --version", "libreoffice-calc-nogui"),
}
ON_A_SERVER = {"PostgreSQL", "R", "JDBC", "ODBC"}


class Step(NamedTuple):
    """A block of a recipe: its language, the code, and the answer shown below it."""

    language: str
    code: str
    answer: str


def steps_of(section: str) -> list[Step]:
    return [Step(*found) for found in STEP.findall(section) if found[0] != "text"]


RECIPES = {
    heading: section
    for heading, section in SECTION.findall(DOCUMENT)
    if "```" in section
}


def follow(section: str, folder: Path, environment: dict[str, str]) -> None:
    """Run a recipe, step by step, and compare each answer with the one shown."""
    for step in steps_of(section):
        name, command = RUN_BY[step.language]
        (folder / name).write_text(step.code, "utf-8")
        if command is None:
            continue
        done = run(*command, name, cwd=folder, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        if step.answer:
            assert done.stdout == step.answer, step.code


def need(heading: str) -> None:
    """What a recipe speaks through; else it cannot be tested here."""
    if heading in NEEDED:
        check, packages = NEEDED[heading]
        if run("bash", "-c", check).returncode != 0:
            unavailable(f"{heading}: not here; Debian has it in: {packages}")


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    """Where a reader stands: the folder in which `published` is."""
    (tmp_path / "published").symlink_to(ROOT / "published")
    return tmp_path


@pytest.fixture
def plain(tmp_path_factory) -> dict[str, str]:
    """An environment in which no settings of the user change an answer."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": path, "HOME": str(tmp_path_factory.mktemp("home"))}


@pytest.fixture(scope="module")
def at_server(server: str, psql: str, published: Path) -> Iterator[dict[str, str]]:
    """What a reader sets who reads the published tables in PostgreSQL."""
    with database(server, "kessan_connect") as url, port_of(url) as (host, port):
        publish_to_postgres(published, url, public_models(), READER)
        login = f"create role {ANALYST} login password '{PASSWORD}' in role {READER}"
        ask(url, login)
        yield {
            "PATH": f"{psql}{os.pathsep}{os.environ['PATH']}",
            "PGHOST": host,
            "PGPORT": str(port),
            "PGDATABASE": str(conninfo_to_dict(url)["dbname"]),
            "PGUSER": ANALYST,
            "PGPASSWORD": PASSWORD,
        }
    ask(server, f"drop role {ANALYST}")


@pytest.mark.parametrize("heading", RECIPES)
def test_recipe_gives_the_answer_shown(heading, folder, plain, request):
    need(heading)
    environment = plain
    if heading in ON_A_SERVER:
        environment = plain | request.getfixturevalue("at_server")
    follow(RECIPES[heading], folder, environment)


@pytest.mark.parametrize(
    ("shown", "wrong"),
    [
        ("8372.000000", "8372.000001"),
        ("iij-2016-11-08", "iij-2016-11-09"),
        ("print(", "prin("),
    ],
)
def test_a_wrong_document_is_noticed(folder, plain, shown, wrong):
    """A wrong answer, a wrong question, a command that fails."""
    recipe = RECIPES["DuckDB"]
    assert shown in recipe
    with pytest.raises(AssertionError):
        follow(recipe.replace(shown, wrong), folder, plain)


@pytest.mark.fast
def test_every_recipe_shows_its_answers():
    unanswered = {
        (heading, step.language)
        for heading, section in RECIPES.items()
        for step in steps_of(section)
        if not step.answer
    }
    # The one is run by the step after it, the other makes a file.
    assert unanswered == {("JDBC", "java"), ("Excel", "sh")}
    assert set(RECIPES) >= {"DuckDB", "pandas", "Polars"} | ON_A_SERVER


def test_the_variables_shown_are_the_ones_used(at_server):
    assert set(re.findall(r"PG[A-Z]+(?==)", RECIPES["PostgreSQL"])) == {
        name for name in at_server if name.startswith("PG")
    }


def test_the_server_asks_for_the_password(at_server, plain):
    """Else no recipe would prove that it hands it over."""
    if os.environ.get("KESSAN_TEST_POSTGRES_URL"):
        pytest.skip("another server has its own rules")
    wrong = {"PGPASSWORD": "another"}
    done = run("psql", "-c", "select 1", **plain | at_server | wrong)
    assert "password authentication failed" in done.stderr


@pytest.mark.fast
def test_what_is_needed_is_installed_in_ci():
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    for _, packages in NEEDED.values():
        for package in packages.split():
            assert f"`{package}`" in DOCUMENT
            assert package in script


def test_a_missing_tool_is_skipped_but_not_in_ci(monkeypatch):
    monkeypatch.setitem(NEEDED, "R", ("false", "r-base-core"))
    for ci, outcome in (("", pytest.skip), ("true", pytest.fail)):
        monkeypatch.setenv("CI", ci)
        with pytest.raises(outcome.Exception, match="Debian has it in: r-base-core"):
            need("R")


def test_df_of_duckdb_makes_floats(warehouse):
    """Else the recipe of pandas need not warn."""
    assert str(warehouse.sql("select 8372.000000 as value").df()["value"].dtype) == (
        "float64"
    )


# Spreadsheets.


def test_figures_have_no_more_digits_than_a_spreadsheet_or_r(warehouse):
    columns = warehouse.sql(
        "select schema_name || '.' || table_name, column_name from duckdb_columns()"
        " where not internal and regexp_matches(data_type, 'DECIMAL|INT')"
    ).fetchall()
    assert len(columns) > 50
    of_tables: dict[str, list[str]] = {}
    for table, column in columns:
        # Without the sign, the point, zeros before it and at the end of a fraction.
        of_tables.setdefault(table, []).append(
            "max(length(ltrim(replace(rtrim(cast(cast("
            f"abs({column}) as decimal(38, 5)) as varchar), '0'), '.', ''), '0')))"
        )
    longest = [
        length
        for table, lengths in of_tables.items()
        for length in warehouse.sql(
            f"select {', '.join(lengths)} from {table}"
        ).fetchall()[0]
        if length is not None
    ]
    assert max(longest) == 14
    assert "No figure here has more than 14" in DOCUMENT


Sheet = list[dict[str, Decimal | str]]


def sheet_of(workbook: Path) -> Sheet:
    """The rows of a workbook by the names of the first one; formulas begin with =."""
    name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(workbook) as parts:
        shared = ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))
        sheet = ElementTree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
    texts = ["".join(text.itertext()) for text in shared]

    def content(cell: ElementTree.Element) -> Decimal | str:
        if (formula := cell.find(f"{name}f")) is not None:
            return f"={formula.text}"
        value = cell.findtext(f"{name}v", "")
        return texts[int(value)] if cell.get("t") == "s" else Decimal(value)

    rows = [
        {cell.get("r", "").rstrip("0123456789"): content(cell) for cell in row}
        for row in sheet.iter(f"{name}row")
    ]
    names = rows[0]
    return [{str(names[at]): value for at, value in row.items()} for row in rows[1:]]


@pytest.fixture
def opened(folder: Path, plain: dict[str, str]) -> Callable[..., list[Sheet]]:
    """Opens CSVs in a spreadsheet, by the command of the document."""
    need("Excel")
    (step,) = steps_of(RECIPES["Excel"])
    shown = "published/current/csv/reports.printed_cells.csv"
    assert shown in step.code

    def open_all(*files: Path, language: str = "1033") -> list[Sheet]:
        command = step.code.replace(shown, shlex.join(str(file) for file in files))
        command = command.replace("1033", language)
        done = run("bash", "-euc", command, cwd=folder, **plain)
        assert done.returncode == 0, done.stdout + done.stderr
        return [sheet_of(folder / f"{file.stem}.xlsx") for file in files]

    return open_all


def test_a_spreadsheet_has_the_figures(opened, published, warehouse):
    """All of them, of the whole warehouse; with other settings it has not."""
    csvs = ROOT / "published" / "current" / "csv"
    cells, figures = opened(
        csvs / "reports.printed_cells.csv", csvs / "marts.fct_reported_figures.csv"
    )
    printed = dict(
        warehouse.sql(
            "select figure_key, printed_value from reports.printed_cells"
        ).fetchall()
    )
    assert {row["figure_key"]: row.get("printed_value") for row in cells} == printed
    values = dict(
        warehouse.sql(
            "select figure_key, value from marts.fct_reported_figures"
        ).fetchall()
    )
    assert {row["figure_key"]: row.get("value") for row in figures} == values
    # The same texts that look like figures that the document warns of.
    assert any(isinstance(row["printed_text"], Decimal) for row in figures)
    (with_comma,) = opened(csvs / "reports.printed_cells.csv", language="1031")
    assert {type(row["printed_value"]) for row in with_comma if row["scale"]} == {str}


def test_a_spreadsheet_runs_nothing(opened, tmp_path):
    """Hostile labels come out as texts; without the apostrophe they would run."""
    hostile = ["=1+1", "+1+a1", "-1+a1", "@sum(a1)", "\t=1+1", '=hyperlink("決算")']
    model = PublicModel("marts", "labels", "", False, [], ["n"], [])
    (tmp_path / "made").mkdir()
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.labels (n integer, label varchar)")
        connection.executemany(
            "insert into marts.labels values (?, ?)", list(enumerate(hostile))
        )
        types = exports.column_types(connection, "memory")
        exports.write_tables(connection, [model], types, tmp_path / "parquet")
        exports.write_csv(tmp_path / "parquet", types, types, tmp_path / "made/csv")
        raw = tmp_path / "raw.csv"
        connection.execute(f"copy marts.labels to '{raw}'")
    written, unsafe = opened(tmp_path / "made" / "csv" / "marts.labels.csv", raw)
    assert [row["label"] for row in written] == [f"'{label}" for label in hostile]
    assert "=1+1" in [row["label"] for row in unsafe]


# What a BI tool asks of a database.


@pytest.fixture(scope="module")
def catalog(at_server: dict[str, str]) -> dict[str, list[tuple[str, ...]]]:
    """What the JDBC driver says of the database to one who may only read."""
    need("JDBC")
    forbidden = [
        "delete from marts.dim_company",
        "create table marts.mine (n integer)",
        "create schema mine",
    ]
    done = run("java", "-cp", DRIVER, CATALOG, *forbidden, **at_server)
    assert done.returncode == 0, done.stderr
    facts: dict[str, list[tuple[str, ...]]] = {}
    for line in done.stdout.splitlines():
        kind, *parts = line.split("\t")
        facts.setdefault(kind, []).append(tuple(parts))
    return facts


def test_jdbc_finds_the_tables(catalog, warehouse):
    models = public_models()
    found = {schema for (schema,) in catalog["schema"]}
    assert {name for name in found if name.split("__")[0] in SCHEMAS} == SCHEMAS
    described = {(schema, table): text for schema, table, text in catalog["table"]}
    assert set(described) == {(model.schema, model.name) for model in models}
    for model in models:
        description = " ".join(model.description.split())
        assert described[model.schema, model.name].startswith(description)


def test_jdbc_finds_the_columns_and_exact_types(catalog, warehouse):
    expected = warehouse.sql(
        "select schema_name, table_name, column_name, numeric_precision::varchar,"
        " numeric_scale::varchar, data_type like 'DECIMAL%'"
        " from duckdb_columns() where not internal"
    ).fetchall()
    found = {column[:3]: column[3:] for column in catalog["column"]}
    assert set(found) == {column[:3] for column in expected}
    for *name, precision, scale, is_decimal in expected:
        if is_decimal:
            assert found[tuple(name)] == ("numeric", precision, scale)
    assert {kind for kind, *_ in found.values()}.isdisjoint({"float4", "float8"})


def test_jdbc_finds_the_keys(catalog):
    models = public_models()
    schemas = {model.name: model.schema for model in models}
    assert set(catalog["primary"]) == {
        (model.schema, model.name, column)
        for model in models
        for column in model.primary_key
    }
    assert set(catalog["foreign"]) == {
        (model.schema, model.name, column, schemas[referred], referred, referred_column)
        for model in models
        for column, referred, referred_column in model.paths
    }


def test_jdbc_can_change_nothing(catalog):
    """42501 is insufficient privilege."""
    assert catalog["refused"] == [("42501",)] * 3
