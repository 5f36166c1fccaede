"""Every data test of the project is shown failing, and how often it fails."""

import json

import duckdb
import pytest

from kessan.project import MANIFEST

DERIVED = (
    "intermediate.int_facts where is_derived and period_key = "
    "'2016-04-01/2016-06-30@03' and line_item_key = 'operating_income'"
)

# The six months of 2015, printed in 2015 and again, more precisely, in 2016.
VERSIONS = (
    "period_key = '2015-04-01/2015-09-30@03' and line_item_key = 'revenues'"
    " and service_key = 'total' and segment_key = 'consolidated'"
)
A_FIGURE = "figure_key = 'iij-2016-11-08/income_statement/14/2'"

# The findings of a sound release are empty: there is no row to break.
A_FINDING = (
    "insert into audit.findings (finding_number, family, problem)"
    " values (1, 'input', 'unknown_label')"
)

# Nor has a company with no restatement a row to break.
A_RESTATEMENT = """
    insert into audit.restatements by name
    select
        release_id, company_key, accounting_standard, 'JPY' as currency, period_key,
        line_item_key, segment_key, service_key, scenario_key, measure, comparison,
        unit, value as first_value, release_id as first_release_id,
        figure_key as first_figure_key, value as latest_value,
        release_id as latest_release_id, figure_key as latest_figure_key,
        0 as difference, published_at as first_restated_at, 1 as restatement_count
    from marts.fct_reported_figures limit 1
"""

# These are empty where every label is known.
EMPTY_WHEN_SOUND = {
    "int_label_agreements", "int_label_candidates", "int_label_positions",
    "int_label_proposals",
}  # fmt: skip

# Singular tests: what breaks the warehouse, and how many rows then fail.
BREACHES = [
    ("breakdowns_add_up", "update marts.fct_revenue set value = value + 1"
     " where service_key = 'wan' and period_key = '2016-04-01/2016-09-30@03'", 1),
    ("breakdowns_add_up", "update marts.fct_costs set is_part = false"
     " where breakdown = 'segment'", 2),
    ("every_flow_has_its_first_quarter", f"delete from {DERIVED}", 1),
    ("every_flow_has_its_first_quarter",
     f"update {DERIVED.replace(' where', ' set value = value + 1 where', 1)}", 1),
    ("every_flow_has_its_first_quarter",
     f"update {DERIVED.replace(' where', ' set value = null where', 1)}", 1),
    ("versions_follow_each_other",
     "update intermediate.int_facts set superseded_at = '2016-11-09'"
     f" where not is_latest and {VERSIONS}", 1),
    ("versions_follow_each_other",
     "update intermediate.int_facts set superseded_at = '2017-01-01',"
     f" is_latest = false where is_latest and {VERSIONS}", 3),
    ("units_are_of_the_release", "update marts.fct_reported_figures"
     f" set unit = 'USD' where {A_FIGURE}", 1),
    ("units_are_of_the_release", "update marts.fct_reported_figures"
     f" set currency = 'USD', unit = 'USD' where {A_FIGURE}", 1),
    ("units_are_of_the_release", "update marts.fct_reported_figures"
     f" set measure = 'ratio' where {A_FIGURE}", 1),
    ("units_are_of_the_release",
     f"update {DERIVED.replace(' where', ' set unit = null where', 1)}", 1),
    ("units_are_of_the_release", "update marts.dim_line_item"
     " set unit = 'shares' where line_item_key = 'trademark'", 2),
    ("weights_are_whole", "update reference.identity_terms set weight = '0.5'"
     " where identity_id = 'growth' and side = 'divisor'", 1),
    ("weights_are_whole", "update reference.identity_terms set weight = null"
     " where identity_id = 'growth' and side = 'divisor'", 1),
]  # fmt: skip


def generic_tests(family: str) -> list:
    """The generic tests of a family, as the manifest has them."""
    nodes = json.loads(MANIFEST.read_text("utf-8"))["nodes"]
    return [
        pytest.param(node, nodes[node["attached_node"]], id=node["name"])
        for node in nodes.values()
        if node["resource_type"] == "test"
        and (node.get("test_metadata") or {}).get("name") == family
    ]


def as_table(node: dict) -> tuple[str, list[str]]:
    """The relation of a model, and what makes it a table with a row to break."""
    relation = f"{node['schema']}.{node['name']}"
    if node["name"] in EMPTY_WHEN_SOUND:
        return relation, [f"insert into {relation} default values"]
    if relation == "audit.findings":
        return relation, [A_FINDING]
    if relation == "audit.restatements":
        return relation, [A_RESTATEMENT]
    if node["config"]["materialized"] != "view":
        return relation, []
    return relation, [
        f"create temp table copied as from {relation}",
        f"drop view {relation}",
        f"create table {relation} as from copied",
    ]


@pytest.mark.parametrize(("test", "breach", "expected"), BREACHES)
def test_singular_test_fails(failures, test, breach, expected):
    assert failures(test) == 0
    assert failures(test, breach) == expected


@pytest.mark.parametrize(("test", "model"), generic_tests("grain"))
def test_grain_fails_on_a_duplicate(failures, test, model):
    relation, statements = as_table(model)
    duplicate = f"insert into {relation} from {relation} limit 1"
    assert failures(test["name"]) == 0
    assert failures(test["name"], *statements, duplicate) == 1


@pytest.mark.parametrize(("test", "model"), generic_tests("declared_keys"))
def test_declared_keys_fail_on_a_duplicate(failures, test, model):
    relation, statements = as_table(model)
    assert failures(test["name"]) == 0
    duplicate = f"insert into {relation} from {relation} limit 1"
    assert failures(test["name"], *statements, duplicate) == 1


@pytest.mark.parametrize(("test", "model"), generic_tests("declared_keys"))
def test_declared_keys_fail_on_a_lost_reference(failures, test, model):
    relation, statements = as_table(model)
    for column in model["columns"].values():
        kinds = {constraint["type"] for constraint in column["constraints"]}
        if "foreign_key" in kinds:
            lost = (
                f"update {relation} set {column['name']} = 'lost'"
                f" where rowid = (select min(rowid) from {relation})"
            )
            assert failures(test["name"], *statements, lost) == 1, column["name"]


@pytest.mark.parametrize(("test", "model"), generic_tests("declared_keys"))
def test_keys_are_never_null(failures, test, model):
    relation, statements = as_table(model)
    columns = {
        name
        for name, column in model["columns"].items()
        for constraint in column["constraints"]
        if constraint["type"] == "primary_key"
    } | {name for constraint in model["constraints"] for name in constraint["columns"]}
    assert columns
    for column in columns:
        with pytest.raises(duckdb.ConstraintException, match="NOT NULL"):
            null = f"update {relation} set {column} = null"
            failures(test["name"], *statements, null)


@pytest.mark.parametrize(("test", "model"), generic_tests("accepted_values"))
def test_accepted_values_fail_on_another(failures, test, model):
    relation, statements = as_table(model)
    column = test["column_name"]
    other = (
        f"update {relation} set {column} = 'other'"
        f" where rowid = (select min(rowid) from {relation})"
    )
    assert failures(test["name"]) == 0
    assert failures(test["name"], *statements, other) == 1


@pytest.mark.parametrize(("test", "model"), generic_tests("is_empty"))
def test_is_empty_fails_on_any_row(failures, test, model):
    _, statements = as_table(model)
    assert statements
    assert failures(test["name"]) == 0
    assert failures(test["name"], *statements) == 1


def test_no_data_test_is_left_out(compiled_tests):
    """Each test is of a family above or in the list of breaches."""
    families = {"grain", "declared_keys", "accepted_values", "is_empty"}
    shown = {test for test, _, _ in BREACHES}
    for name, node in compiled_tests.items():
        family = (node.get("test_metadata") or {}).get("name")
        assert family in families or name in shown, name
