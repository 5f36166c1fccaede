"""Every data test of the project is shown failing, and how often it fails."""

import json

import duckdb
import pytest

from kessan.project import BUILD_FILE, MANIFEST

pytestmark = pytest.mark.build

DERIVED = (
    "intermediate.int_facts where is_derived and period_key = "
    "'2016-04-01/2016-06-30@03' and line_item_key = 'operating_income'"
)

# The six months of 2015, printed in 2015 and again, more precisely, in 2016.
VERSIONS = (
    "period_key = '2015-04-01/2015-09-30@03' and line_item_key = 'revenues'"
    " and product_key = 'total' and segment_key = 'total'"
)
# The first quarter of 2016, which is six months less the second one.
QUARTER = (
    "marts.fct_discrete_periods set {} where span = 'quarter'"
    " and period_key = '2016-04-01/2016-06-30@03' and segment_key = 'total'"
    " and line_item_key = 'operating_income'"
)
SIX_MONTHS = "figure_key = 'iij-2016-11-08/income_statement/25/2'"
TERMS = "staging.stg_reference__metric_terms"
A_FIGURE = "figure_key = 'iij-2016-11-08/income_statement/14/2'"

# The findings of a sound release are empty: there is no row to break.
A_FINDING = (
    "insert into audit.findings"
    " (finding_key, finding_number, is_blocking, family, problem)"
    " values ('1', 1, true, 'input', 'unknown_label')"
)

# Nor has a company with no restatement a row to break.
A_RESTATEMENT = """
    insert into audit.restatements by name
    select
        release_id, company_key, accounting_standard, 'JPY' as currency, period_key,
        line_item_key, segment_key, product_key, scenario_key, measure, comparison,
        unit, value as first_value, release_id as first_release_id,
        figure_key as first_figure_key, value as latest_value,
        release_id as latest_release_id, figure_key as latest_figure_key,
        0 as difference, published_at as first_restated_at, 1 as restatement_count
    from marts.fct_reported_figures limit 1
"""

# Nor is anything to be said of its releases, or unusual.
A_REMARK = """
    insert into audit.remarks
    select release_id, 'new_standard', 'a remark' from marts.dim_release limit 1
"""
AN_UNUSUAL_FIGURE = """
    insert into audit.unusual_figures by name
    select
        figure_key, release_id, 'a bound' as bound_id, period_key, line_item_key,
        segment_key, product_key, false as is_derived, value, 'a reason' as reason
    from marts.fct_reported_figures limit 1
"""

# Nor is anything violated that one figure would explain.
A_REPAIR = """
    insert into audit.repairs by name
    select
        figure_key, release_id, 'sum' as identity_id, 't/1/1' as subject,
        'calculation' as scope, true as is_violated, true as is_solved
    from marts.fct_reported_figures limit 1
"""
A_PROPOSAL = """
    insert into audit.proposals by name
    select
        figure_key, release_id, 'r/sum/t/1/1' as first_violated, 1 as figure_count,
        1 as violated_count, 1 as holding_count, false as is_proposed
    from marts.fct_reported_figures limit 1
"""

# The first build knows of no run.
A_RUN = """
    insert into audit.runs (run_id, verb, started_at, status)
    values ('0', 'build', '2016-11-08', 'published')
"""

# These are empty where every label is known, no release contradicts itself or
# prints what earlier ones imply, and no column is of a member of an axis.
EMPTY_WHEN_SOUND = {
    "int_concept_meanings", "int_contradicted_figures", "int_implied_operands",
    "int_label_agreements", "int_label_candidates", "int_label_positions",
    "int_label_proposals", "int_ordered_balances", "int_printed_members",
}  # fmt: skip

# Nor was any share split.
A_SPLIT = {
    "stg_reference__splits": "'iij' as company_key, 200 as new_shares,"
    " date '2012-10-01' as effective_date, 1 as old_shares",
    "int_share_bases": "'iij' as company_key, date '0001-01-01' as stated_from,"
    " date '2012-10-01' as stated_before, 200 as new_shares, 1 as old_shares",
}

# What breaks a check where the word `other` fits no column.
OTHER_VALUES = {
    **{"value": "null", "weight": "0", "weight_in_parent": "0"},
    **{"new_shares": "0", "old_shares": "0"},
}

# Singular tests: what breaks the warehouse, and how many rows then fail.
BREACHES = [
    ("breakdowns_add_up",
     "update marts.fct_revenue set low = low + 10000, high = high + 10000"
     " where product_key = 'wan' and period_key = '2016-04-01/2016-09-30@03'", 1),
    ("breakdowns_add_up", "delete from marts.fct_costs", 6),
    ("breakdowns_add_up", "delete from marts.fct_segment_results"
     " where segment_key = 'elimination' and line_item_key = 'operating_income'", 2),
    ("every_flow_has_its_first_quarter", f"delete from {DERIVED}", 1),
    ("every_flow_has_its_first_quarter",
     f"update {DERIVED.replace(' where', ' set value = value + 1 where', 1)}", 1),
    ("every_flow_has_its_first_quarter",
     f"update {DERIVED.replace(' where', ' set value = null where', 1)}", 1),
    *(("derived_quarters_are_of_one_basis", f"update {QUARTER.format(broken)}", 1)
      for broken in (
          "value = value + 1", "line_item_key = 'net_income'", "unit = 'USD'",
          "period_key = '2015-04-01/2015-06-30@03'",
          "period_key = '2016-07-01/2016-09-30@03'",
          "minuend_figure_key = 'iij-2016-11-08/income_statement/25/1'",
          "subtrahend_figure_key = null",
          "missing_reason = 'not_additive'",
      )),
    # It is no difference, and there is no reason.
    ("derived_quarters_are_of_one_basis",
     f"update {QUARTER.format('value = null')}", 2),
    *(("derived_quarters_are_of_one_basis", "update marts.fct_reported_figures"
       f" set {broken} where {SIX_MONTHS}", 1)
      for broken in (
          "superseded_at = '2016-11-08'", "value = value * 1000",
          "currency = 'USD'", "accounting_standard = 'IFRS'",
      )),
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
    ("weights_are_whole", "update reference.metric_terms set weight = '1.5'"
     " where metric_id = 'net_debt'", 5),
    ("formulas_per_share_are_quotients", f"update {TERMS} set weight = 2"
     " where metric_id = 'basic_net_income_per_share' and term_number = 1", 1),
    ("formulas_per_share_are_quotients", f"update {TERMS}"
     " set fraction_part = 'numerator' where metric_id like '%_per_share'", 2),
    ("formulas_per_share_are_quotients", f"insert into {TERMS}"
     f" select * replace (3 as term_number) from {TERMS}"
     " where metric_id = 'diluted_net_income_per_share' and term_number = 1", 1),
]  # fmt: skip


LAYERS = ("staging", "intermediate", "marts", "audit")


def constraints(*types: str) -> list:
    """Models with each constraint of some types, as their YAML declares it.

    None before a build, when no test here runs: each wants what was published.
    """
    if not MANIFEST.exists():
        return []
    nodes = json.loads(MANIFEST.read_text("utf-8"))["nodes"].values()
    declared = [
        (node, constraint["type"], constraint.get("columns") or [holder["name"]])
        for node in nodes
        if node["resource_type"] == "model" and node["schema"] in LAYERS
        # Asked of the table that it names.
        if "proven_by" not in node["config"]["meta"]
        for holder in (node, *node["columns"].values())
        for constraint in holder["constraints"]
        if constraint["type"] in types
    ]
    assert declared
    return [
        pytest.param(model, columns, id=f"{model['name']}-{kind}-{columns[0]}")
        for model, kind, columns in declared
    ]


def as_table(node: dict) -> tuple[str, list[str]]:
    """The relation of a model, and what makes it a table with a row to break."""
    relation = f"{node['schema']}.{node['name']}"
    if node["name"] in EMPTY_WHEN_SOUND:
        key = node["constraints"][0]["columns"]
        ones = ", ".join(f"'1' as {column}" for column in key)
        return relation, [f"insert into {relation} by name select {ones}"]
    if row := A_SPLIT.get(node["name"]):
        return relation, [f"insert into {relation} by name select {row}"]
    if relation == "audit.findings":
        return relation, [A_FINDING]
    if relation == "audit.restatements":
        return relation, [A_RESTATEMENT]
    if relation == "audit.remarks":
        return relation, [A_REMARK]
    if relation == "audit.unusual_figures":
        return relation, [AN_UNUSUAL_FIGURE]
    if relation == "audit.repairs":
        return relation, [A_REPAIR]
    if relation == "audit.proposals":
        return relation, [A_PROPOSAL]
    if relation == "audit.runs":
        return relation, ["delete from audit.runs", A_RUN]
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


@pytest.mark.parametrize(("model", "key"), constraints("primary_key", "unique"))
def test_a_key_fails_on_a_duplicate(broken_constraints, model, key):
    relation, statements = as_table(model)
    assert broken_constraints(model, *statements) == []
    duplicate = f"insert into {relation} from {relation} limit 1"
    broken = broken_constraints(model, *statements, duplicate)
    assert [(name.split(" ", 1)[1], count) for name, count in broken] == [
        (", ".join(key), 2)
    ]


@pytest.mark.parametrize(("model", "key"), constraints("primary_key"))
def test_a_key_is_never_null(broken_constraints, model, key):
    relation, statements = as_table(model)
    columns = ", ".join(model["columns"])
    for column in key:
        # A copy without the not-null that a contract has enforced already.
        null = [
            f"create or replace temp table nulled as select {columns} from {relation}"
            " limit 1",
            f"update nulled set {column} = null",
        ]
        if model["config"]["contract"]["enforced"]:
            with pytest.raises(duckdb.ConstraintException, match="NOT NULL"):
                broken_constraints(
                    model, *statements, *null, f"insert into {relation} from nulled"
                )
        else:
            broken = broken_constraints(
                model,
                *(*statements, *null),
                f"insert into {relation} by name from nulled",
            )
            assert len(broken) == 1, column


@pytest.mark.parametrize(("model", "columns"), constraints("foreign_key"))
def test_a_lost_reference_fails(broken_constraints, model, columns):
    relation, statements = as_table(model)
    lost = (
        f"update {relation} set {columns[0]} = 'lost'"
        f" where rowid = (select min(rowid) from {relation})"
    )
    broken = broken_constraints(model, *statements, lost)
    assert broken == [(f"foreign_key {columns[0]}", 1)]


@pytest.mark.parametrize(("model", "columns"), constraints("check"))
def test_a_check_fails_on_another_value(broken_constraints, model, columns):
    relation, statements = as_table(model)
    value = OTHER_VALUES.get(columns[0], "'other'")
    other = (
        f"update {relation} set {columns[0]} = {value}"
        f" where rowid = (select min(rowid) from {relation})"
    )
    broken = broken_constraints(model, *statements, other)
    assert (f"check {columns[0]}", 1) in broken


def test_findings_fail_on_any_row(failures):
    assert failures("is_empty_findings_") == 0
    assert failures("is_empty_findings_", A_FINDING) == 1
    # What is published with verdicts blocks nothing.
    assert failures("is_empty_findings_", A_FINDING.replace("true", "false")) == 0


@pytest.mark.parametrize("layer", LAYERS)
def test_the_constraints_of_a_layer_hold(failures, layer):
    assert failures(f"{layer}_constraints_hold") == 0


def test_no_data_test_is_left_out(compiled_tests):
    """Each test is of constraints or in the list of breaches."""
    shown = {test for test, _, _ in BREACHES} | {"is_empty_findings_"}
    shown |= {f"{layer}_constraints_hold" for layer in LAYERS}
    assert set(compiled_tests) == shown


def test_what_a_table_proves_is_in_it():
    """A view that is asked nothing has no row that its table does not have."""
    manifest = json.loads(MANIFEST.read_text("utf-8"))
    nodes = manifest["nodes"]
    views = {
        key: node
        for key, node in nodes.items()
        if "proven_by" in node["config"].get("meta", {})
    }
    assert len(views) == 6
    with duckdb.connect(str(BUILD_FILE), read_only=True) as connection:
        for key, view in views.items():
            name = view["config"]["meta"]["proven_by"]
            table = nodes[f"model.kessan.{name}"]
            assert view["config"]["materialized"] == "view"
            assert table["config"]["materialized"] != "view"
            assert any(c["type"] == "primary_key" for c in table["constraints"])
            above = view["depends_on"]["nodes"]
            assert table["unique_id"] in above or key in _above(table, nodes)
            common = ", ".join(c for c in view["columns"] if c in table["columns"])
            ((strange,),) = connection.execute(
                f"select count(*) from (select {common} from {_relation(view)}"
                f" except all select {common} from {_relation(table)})"
            ).fetchall()
            assert strange == 0, key


def _relation(node):
    return f"{node['schema']}.{node['alias']}"


def _above(node, nodes):
    """All that a model is built of."""
    found = set()
    ahead = [node["unique_id"]]
    while ahead:
        for key in nodes.get(ahead.pop(), {}).get("depends_on", {}).get("nodes", []):
            if key not in found:
                found.add(key)
                ahead.append(key)
    return found


def test_no_constraint_is_left_out(compiled_tests):
    """The tests of the layers ask for every constraint that a model declares."""
    for param in constraints("primary_key", "unique", "foreign_key", "check"):
        model, columns = param.values
        sql = compiled_tests[f"{model['schema']}_constraints_hold"]["compiled_code"]
        assert f"'{model['name']}' as model_name" in sql
        assert f" {', '.join(columns)}' as broken_constraint" in sql
