"""The published file: whole, keyed, described, and switched at once."""

from collections import Counter
from datetime import datetime

import duckdb
import pytest
from conftest import kessan, kessan_without

from kessan import history
from kessan.contract import PublicModel, in_order_of_reference, public_models
from kessan.project import BUILD_FILE, PUBLISHED
from kessan.publication.warehouse import write_warehouse

pytestmark = pytest.mark.build


def test_only_public_schemas_are_published(warehouse):
    schemas = warehouse.sql(
        "select distinct schema_name from duckdb_tables() where not internal"
        " union select distinct schema_name from duckdb_views() where not internal"
    ).fetchall()
    assert {name for (name,) in schemas} == {"marts", "audit", "reports"}


def test_keys_are_in_the_file(warehouse):
    """Each declared key is a real one, that a tool can see."""
    keys = warehouse.sql(
        "select table_name, constraint_type, constraint_column_names"
        " from duckdb_constraints() where constraint_type like '% KEY'"
    ).fetchall()
    schemas = {model.name: model.schema for model in public_models()}
    for model in public_models():
        if model.is_view or not model.primary_key:
            continue
        assert (model.name, "PRIMARY KEY", model.primary_key) in keys
        for column, referred, _ in model.foreign_keys:
            # DuckDB knows no foreign key into another schema.
            is_real = schemas[referred] == model.schema and (
                column not in model.by_hand
            )
            assert ((model.name, "FOREIGN KEY", [column]) in keys) == is_real
    facts = [model for model in public_models() if model.name.startswith("fct_")]
    assert len(facts) == 17
    assert all(model.foreign_keys and model.primary_key for model in facts)


def ways(models: list[PublicModel], declared: set[tuple[str, str]]) -> Counter:
    """In how many ways one table leads to another along declared keys."""
    found: Counter = Counter()
    for model in in_order_of_reference(models):
        for column, referred, _ in model.foreign_keys:
            if (model.name, column) in declared:
                found[model.name, referred] += 1
                for (start, end), count in list(found.items()):
                    if start == referred:
                        found[model.name, end] += count
    return found


def several(models: list[PublicModel], declared: set[tuple[str, str]]) -> list:
    return sorted(ends for ends, count in ways(models, declared).items() if count > 1)


def test_tools_find_one_way_between_two_tables():
    """Whichever keys a tool joins along, it comes to one row; see `by_hand`."""
    models = public_models()
    declared = {(m.name, column) for m in models for column, *_ in m.paths}
    by_hand = {(m.name, column) for m in models for column in m.by_hand}
    keys = {(m.name, column) for m in models for column, *_ in m.foreign_keys}
    assert declared | by_hand == keys
    assert not declared & by_hand
    found = ways(models, declared)
    assert found["fct_revenue", "dim_product"] == 1
    assert found["figure_coverage", "dim_period"] == 1
    assert several(models, declared) == []
    # None is left to the hand that could be a path.
    for key in by_hand:
        assert several(models, declared | {key}), key


def duplicates(connection: duckdb.DuckDBPyConnection, view: str, key: list) -> int:
    """How many keys are in a view more than once."""
    columns = ", ".join(key)
    return len(
        connection.sql(
            f"select {columns} from {view} group by {columns} having count(*) > 1"
        ).fetchall()
    )


def test_views_keep_their_keys(warehouse):
    # A build does not prove them: what they are made of has its keys proven.
    views = [model for model in public_models() if model.is_view]
    assert len(views) == 42
    for view in views:
        assert view.primary_key, view.name
        name = f"{view.schema}.{view.name}"
        assert duplicates(warehouse, name, view.primary_key) == 0, name
    assert duplicates(warehouse, "(values (1), (1)) as twice (a)", ["a"]) == 1


def test_everything_is_described_in_the_file(warehouse):
    undescribed = warehouse.sql(
        "select table_name from duckdb_tables() where not internal and comment is null"
        " union all select view_name from duckdb_views()"
        " where not internal and comment is null"
        " union all select column_name from duckdb_columns()"
        " where not internal and comment is null"
    ).fetchall()
    assert undescribed == []


def test_no_figure_is_a_float(warehouse):
    floats = warehouse.sql(
        "select table_name, column_name from duckdb_columns()"
        " where data_type in ('DOUBLE', 'FLOAT') and not internal"
    ).fetchall()
    assert floats == []


def test_views_work_under_any_name(published):
    with duckdb.connect() as connection:
        connection.execute(f"attach '{published}' as another_name (read_only)")
        for view in ("printed_cells", "key_figures"):
            assert connection.sql(f"from another_name.reports.{view}").fetchall()


def test_a_build_without_tables_is_not_published(tmp_path):
    with pytest.raises(duckdb.Error):
        write_warehouse(
            tmp_path / "no such build.duckdb", tmp_path / "file", public_models()
        )


def test_the_same_input_gives_the_same_content(published, tmp_path):
    """Published twice, every table has the same rows in the same order."""
    again = tmp_path / "kessan.duckdb"
    write_warehouse(BUILD_FILE, again, public_models())
    with duckdb.connect() as connection:
        connection.execute(f"attach '{published}' as first (read_only)")
        connection.execute(f"attach '{again}' as second (read_only)")
        # But the runs, of which the published file has one more.
        tables = [m for m in public_models() if not m.is_view and m.name != "runs"]
        assert tables
        for model in tables:
            name = f"{model.schema}.{model.name}"
            first = connection.sql(f"from first.{name}").fetchall()
            assert first == connection.sql(f"from second.{name}").fetchall()


def test_a_large_table_is_without_keys(tmp_path):
    """And so is what refers to it, in that column."""
    file = tmp_path / "kessan.duckdb"
    with duckdb.connect(str(BUILD_FILE), read_only=True) as connection:
        ((largest,),) = connection.sql(
            "select count(*) - 1 from marts.dim_line_item"
        ).fetchall()
    write_warehouse(BUILD_FILE, file, public_models(), large=largest)
    with duckdb.connect(str(file), read_only=True) as connection:
        keys = connection.sql(
            "select table_name, constraint_type, constraint_column_names"
            " from duckdb_constraints() where constraint_type like '% KEY'"
        ).fetchall()
        sizes = {
            model.name: connection.sql(
                f"select count(*) from {model.schema}.{model.name}"
            ).fetchall()[0][0]
            for model in public_models()
            if not model.is_view and model.primary_key
        }
    large = {name for name, rows in sizes.items() if rows > largest}
    assert {"fct_reported_figures", "dim_line_item"} <= large
    assert {name for name, kind, _ in keys if kind == "PRIMARY KEY"} == (
        set(sizes) - large
    )
    assert sizes["fct_dividends"] <= largest
    assert ("fct_dividends", "FOREIGN KEY", ["line_item_key"]) not in keys
    assert ("fct_dividends", "FOREIGN KEY", ["period_key"]) in keys


def model(name: str, *references: str) -> PublicModel:
    """A public model with foreign keys to others."""
    keys = [(f"{other}_key", other, "key") for other in references]
    return PublicModel("marts", name, "", False, [], ["key"], keys)


@pytest.mark.fast
def test_tables_are_created_in_order_of_reference():
    fact, dimension = model("a", "b", "a"), model("b")
    assert in_order_of_reference([fact, dimension]) == [dimension, fact]
    with pytest.raises(ValueError, match="cycle"):
        in_order_of_reference([model("c", "d"), model("d", "c")])


@pytest.mark.parametrize("verb", ["build", "dictionary", "new-release"])
def test_each_verb_helps_with_an_example(verb):
    helped = kessan(verb, "--help")
    assert helped.returncode == 0
    assert f"Example: kessan {verb}" in helped.stdout
    assert "Exit codes:" in helped.stdout


def test_an_unknown_verb_is_wrong_usage():
    assert kessan("bild").returncode == 2


def test_what_dbt_compiled_builds_no_other_models(published, project):
    """A test that leaves dbt out cannot take what it has changed for built."""
    model = project / "models" / "marts" / "dim_date.sql"
    model.write_text(model.read_text("utf-8") + "where false\n", "utf-8")
    left_out = ("dbt", "gates", "copies", "pages")
    refused = kessan_without(left_out, "build", project=project)
    assert refused.returncode == 3
    assert "its models are others: have dbt compile them" in refused.stderr
    assert not (project / "published" / "kessan.duckdb").exists()


@pytest.mark.slow
def test_a_broken_model_is_not_bad_input(project):
    """What is not the input's fault has an exit code of its own."""
    (project / "models" / "marts" / "dim_date.sql").write_text("{{ nothing() }}")
    broken = kessan_without(("gates",), "build", project=project)
    assert broken.returncode == 3
    assert "'nothing' is undefined" in broken.stderr
    assert not (project / "published" / "kessan.duckdb").exists()


def test_a_run_ends_after_readers_were_switched(warehouse):
    """The history has the end of the last run; its own file cannot."""
    run = history.last_published(PUBLISHED)
    switched = (PUBLISHED / "current").lstat().st_mtime
    started, ended = map(datetime.fromisoformat, (run.started_at, run.ended_at))
    assert started.timestamp() < switched <= ended.timestamp()
    assert warehouse.sql(
        f"select ended_at from audit.runs where run_id = '{run.run_id}'"
    ).fetchall() == [(None,)]
