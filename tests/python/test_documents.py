"""What the documents show is true: queries, results, commands, links."""

import re
import shutil
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
from conftest import run

from kessan.project import BUILD_FILE, MANIFEST, ROOT

pytestmark = pytest.mark.slow

DOCUMENTS = [
    ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
] + sorted((ROOT / "docs").rglob("*.md"))
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
QUERY_AND_RESULT = re.compile(
    r"^```sql\n(.*?)^```\n\n((?:^\|[^\n]*\n)+)", re.MULTILINE | re.DOTALL
)
# The tests are what is running here.
NOT_RUN = {"make test"}
# What is typed after the commands of the README.
FOLLOWED = ("docs/understand/audit.md", "docs/understand/figures.md")


def markdown(relation: duckdb.DuckDBPyRelation) -> str:
    """A result as a Markdown table."""
    rows = [relation.columns, ["---"] * len(relation.columns)]
    rows += [["" if cell is None else str(cell) for cell in row]
             for row in relation.fetchall()]  # fmt: skip
    return "".join("| " + " | ".join(row) + " |\n" for row in rows)


def queries() -> list:
    """Every query of the documents, with the result shown below it."""
    found = []
    for path in DOCUMENTS:
        text = path.read_text("utf-8")
        pairs = QUERY_AND_RESULT.findall(text)
        assert len(pairs) == text.count("```sql\n"), f"a query without result: {path}"
        found += [
            pytest.param(query, result, id=f"{path.name}-{n}")
            for n, (query, result) in enumerate(pairs, 1)
        ]
    return found


@pytest.mark.build
@pytest.mark.parametrize(("query", "result"), queries())
def test_query_gives_the_result_shown(warehouse, query, result):
    assert markdown(warehouse.sql(query)) == result


@pytest.mark.fast
def test_readme_shows_what_a_reader_looks_for():
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(QUERY_AND_RESULT.findall(text)) == 1
    assert len(text.splitlines()) <= 150


def broken_tables(text: str) -> list[str]:
    """Lines that end a table of Markdown before its time."""
    lines = BLOCK.sub("", text).splitlines()
    return [
        line
        for before, line in pairwise(lines)
        if before.startswith("|") and line and not line.startswith("|")
    ]


@pytest.mark.fast
def test_no_table_is_broken():
    assert broken_tables("| a |\n| - |\n| one line\nof two |\n\ntext") == ["of two |"]
    for path in DOCUMENTS:
        assert broken_tables(path.read_text("utf-8")) == [], path.name


def borrow_environment(project: Path) -> None:
    """An environment that counts as installed, made of the one that runs.

    Its stamps are the copy's own: whatever make does there, the environment of
    the project is not installed into.
    """
    environment = project / ".venv"
    environment.mkdir()
    for part in ("bin", "lib", "include", "pyvenv.cfg"):
        if (ROOT / ".venv" / part).exists():
            (environment / part).symlink_to(ROOT / ".venv" / part)
    for stamp in ("uv", "build", "dev"):
        (environment / f"{stamp}.stamp").touch()


def test_commands_shown_work(project: Path, published):
    """Every command of these pages, in their order, in a copy of the project."""
    borrow_environment(project)
    # What the last build proved, as it lies there when the commands are typed again.
    shutil.copytree(BUILD_FILE.parent, project / "target" / BUILD_FILE.parent.name)
    script = "".join(
        block
        for page in ("README.md", *FOLLOWED)
        for language, block in BLOCK.findall((ROOT / page).read_text("utf-8"))
        if language == "sh"
    )
    for command in NOT_RUN:
        assert command in script.splitlines()
    kept = [line for line in script.splitlines() if line not in NOT_RUN]
    # `kessan` of the environment is the package of the copy.
    shell = ("bash", "-euc", "\n".join(kept))
    done = run(*shell, cwd=project, PYTHONPATH=str(project))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "19 releases, 1,199 figures" in done.stdout
    # The invented company: 36 figures of a table and 3 of a sentence, all sound.
    assert "0 decisions" in done.stdout
    assert "acorn-2016-11-10 is sound" in done.stdout
    assert "20 releases, 1,238 figures" in done.stdout
    assert re.search(r"2016-09-30 │ +412031000.00 │ +6.3 │ proven", done.stdout)
    assert "Completed successfully" in done.stdout
    assert (project / "published" / "kessan.duckdb").exists()
    assert "installing" not in done.stdout


@pytest.mark.fast
def test_links_lead_somewhere():
    for path in DOCUMENTS:
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text("utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"


@pytest.mark.build
def test_data_dictionary_is_current(published):
    from kessan.dictionary import page
    from kessan.project import DATA_DICTIONARY

    assert DATA_DICTIONARY.read_text("utf-8") == page(), "run `kessan dictionary`"


def test_the_bus_matrix_has_every_fact():
    """Facts by the dimensions that the contract says; each names its process."""
    from kessan.contract import public_models
    from kessan.project import DATA_DICTIONARY

    _, _, rest = DATA_DICTIONARY.read_text("utf-8").partition("\n## Bus matrix")
    matrix, _, _ = rest.partition("\n## ")
    head, _, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in matrix.splitlines()
        if line.startswith("|")
    ]
    dimensions = [cell.strip("`") for cell in head[4:]]
    facts = {
        model.name: model for model in public_models() if model.name.startswith("fct_")
    }
    assert {row[1].strip("`") for row in rows} == set(facts)
    assert dimensions == sorted(
        {
            table
            for fact in facts.values()
            for _, table, _ in fact.foreign_keys
            if table.startswith("dim_")
        }
    )
    for process, name, grain, key, *marks in rows:
        fact = facts[name.strip("`")]
        assert process == fact.meta["process"]
        assert fact.description.replace("\n", " ").startswith(grain)
        assert key == ", ".join(f"`{column}`" for column in fact.primary_key)
        own = [table for _, table, _ in fact.foreign_keys]
        for dimension, mark in zip(dimensions, marks, strict=True):
            assert mark.count("x") == (own.count(dimension) or mark == "(x)"), name
    by_name = {
        row[1].strip("`"): dict(zip(dimensions, row[4:], strict=True)) for row in rows
    }
    assert by_name["fct_balance_sheet"]["dim_segment"] == ""
    assert by_name["fct_forecast_progress"]["dim_period"] == "xx"
    assert by_name["fct_metric_operands"]["dim_company"] == "(x)"


def test_an_old_data_dictionary_is_found_out(project: Path, published):
    """The check says so, and with which exit code."""
    from conftest import kessan

    shutil.copy(MANIFEST, project / "target")
    assert kessan("dictionary", "--check", project=project).returncode == 0
    (project / "docs" / "use" / "data-dictionary.md").write_text("# Data dictionary\n")
    checked = kessan("dictionary", "--check", project=project)
    assert checked.returncode == 1
    assert "run kessan dictionary" in checked.stderr
