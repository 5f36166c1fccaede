"""Every dbt unit test is shown failing, on a rule that was broken for it.

The rules of one model are broken one at a time, those of different models at
once: dbt takes seconds to start.
"""

import json
import shutil
import sys
from pathlib import Path

import pytest
from conftest import run

from kessan.project import BUILD_FILE, MANIFEST, TARGET, shown

CLEANING = "macros/cleaning/printed_text.sql"
STAGING = "models/staging"
INTERMEDIATE = "models/intermediate"
AUDIT = "models/audit"

# Unit test, file, what the rule says, what is made of it.
BROKEN_RULES = [
    {
        "parentheses_are_negative": (CLEANING, "'^[(]|^-.|^down ", "'^-.|^down "),
        "labels_are_compared_in_a_stable_form": (
            f"{STAGING}/stg_reference__labels.sql",
            "{{ label_key('label') }} as label_key",
            "lower(label) as label_key",
        ),
        "amounts_are_in_the_currency_of_their_release": (
            f"{INTERMEDIATE}/int_labelled_figures.sql",
            "{{ in_currency('line_items.unit', 'releases.currency') }}",
            "line_items.unit",
        ),
        "corrections_are_read_instead_of_misprints": (
            f"{STAGING}/stg_release__cells.sql",
            "and cells.printed_text = corrections.printed_text",
            "",
        ),
        "vintages_replace_each_other": (
            f"{INTERMEDIATE}/int_vintages.sql",
            "face_value as value",
            "value",
        ),
        "figures_stand_for_intervals": (
            f"{INTERMEDIATE}/int_printed_figures.sql",
            "judged.decimals desc",
            "judged.decimals",
        ),
        "sums_are_intervals": (
            f"{INTERMEDIATE}/int_identity_sums.sql",
            "weight > 0 then low else high end",
            "weight > 0 then low else low end",
        ),
        "quarters_are_differences": (
            f"{INTERMEDIATE}/int_derived_quarters.sql",
            "high='longer.high - shorter.low'",
            "high='longer.high - shorter.high'",
        ),
        "trailing_years_are_sums": (
            f"{INTERMEDIATE}/int_trailing_years.sql",
            "and year_before.months = 12",
            "and year_before.months = 6",
        ),
        "earnings_per_share_are_computed_anew": (
            f"{INTERMEDIATE}/int_per_share_quotients.sql",
            "decimals='2'",
            "decimals='4'",
        ),
        "derived_facts_are_narrowest": (
            f"{INTERMEDIATE}/int_derived_facts.sql",
            "where printed.release_id is null",
            "",
        ),
        "derived_facts_are_versions_too": (
            f"{INTERMEDIATE}/int_facts.sql",
            "derived.version_number,\n        true as is_derived",
            "derived.version_number,\n        false as is_derived",
        ),
        "amounts_are_compared_as_they_were_known": (
            f"{INTERMEDIATE}/int_figure_operands.sql",
            "terms.published_at >= vintages.published_at",
            "terms.published_at <= vintages.published_at",
        ),
        "vintages_agree": (
            f"{INTERMEDIATE}/int_vintage_operands.sql",
            "is_exact='compared.is_same_number'",
            "is_exact='true'",
        ),
        "flows_add_up_over_time": (
            f"{INTERMEDIATE}/int_flows.sql",
            "line_items.is_additive\n        and",
            "",
        ),
        "periods_come_from_dates": (
            f"{INTERMEDIATE}/int_periods.sql",
            "'month') }} + 1",
            "'month') }}",
        ),
        "periods_know_their_neighbours": (
            "models/marts/dim_period.sql",
            "months_earlier(12, 'period_end')",
            "months_earlier(11, 'period_end')",
        ),
        "identities_are_judged_by_their_intervals": (
            f"{AUDIT}/identity_results.sql",
            "when divisor_low <= 0",
            "when divisor_low < 0",
        ),
        "formulas_of_line_items_are_versions": (
            f"{INTERMEDIATE}/int_computed_facts.sql",
            "weight * low else weight * high",
            "weight * low else weight * low",
        ),
        "parts_add_up_to_the_whole_once": (
            f"{INTERMEDIATE}/int_breakdowns.sql",
            "and wholes.release_id is null",
            "",
        ),
        "wrong_meanings_are_named": (
            "macros/checks/expected_meaning.sql",
            "period_start > period_end",
            "period_start > period_start",
        ),
        "what_is_wrong_with_a_figure_is_named": (
            f"{INTERMEDIATE}/int_label_problems.sql",
            "and period_type is not null",
            "",
        ),
        "lines_are_numbered": (
            f"{INTERMEDIATE}/int_line_problems.sql",
            "or source_line is null",
            "",
        ),
        "tables_are_known": (
            f"{INTERMEDIATE}/int_table_problems.sql",
            "or releases.fiscal_year_end_month is null",
            "",
        ),
        "periods_lie_to_each_other_by_their_dates": (
            f"{INTERMEDIATE}/int_period_relations.sql",
            "add_days(-1, 'fiscal_year_start')",
            "add_days(0, 'fiscal_year_start')",
        ),
        "growths_imply_amounts": (
            f"{INTERMEDIATE}/int_implied_amounts.sql",
            "printed.release_id is null\n        and",
            "",
        ),
        "forecasts_are_expected_until_there_is_an_actual": (
            f"{INTERMEDIATE}/int_fact_intervals.sql",
            "scenarios.display_order desc",
            "scenarios.display_order",
        ),
        "columns_are_evaluated": (
            f"{INTERMEDIATE}/int_column_operands.sql",
            "and terms.measure = figures.measure",
            "",
        ),
        "periods_of_a_release_are_evaluated": (
            f"{INTERMEDIATE}/int_release_operands.sql",
            "and facts.growth_figure_key is null",
            "",
        ),
        "figures_are_compared_with_their_like": (
            f"{INTERMEDIATE}/int_figure_terms.sql",
            "then comparison else 'actual'",
            "then 'actual' else 'actual'",
        ),
        "repeated_figures_agree": (
            f"{INTERMEDIATE}/int_repeated_operands.sql",
            "or repeated.decimals = preferred.decimals",
            "",
        ),
        "columns_are_totalled_as_they_were_read": (
            f"{AUDIT}/control_results.sql",
            "or keyed.line_total = recorded.line_total",
            "or true",
        ),
        "whatever_is_wrong_is_found": (
            f"{AUDIT}/findings.sql",
            "and scope in ('table', 'statement')",
            "",
        ),
        "errors_of_one_unit_are_noticed": (
            f"{AUDIT}/figure_coverage.sql",
            "when 'excepted' then true",
            "when 'excepted' then false",
        ),
        "mends_are_proven_by_their_line": (
            f"{AUDIT}/mends.sql",
            "and mended_figures.figure_key = operands.figure_key",
            "",
        ),
        "metrics_have_all_of_their_terms": (
            f"{INTERMEDIATE}/int_metric_operands.sql",
            "counted.operand_count = counted.term_count",
            "counted.operand_count <= counted.term_count",
        ),
        "metrics_are_sums_or_quotients": (
            f"{INTERMEDIATE}/int_metrics.sql",
            "where value is not null",
            "",
        ),
        "formulas_are_in_words": (
            f"{INTERMEDIATE}/int_metric_formulas.sql",
            "|| coalesce(', ' || instant, '')",
            "",
        ),
        "flows_stand_beside_last_year": (
            "macros/presentation/comparisons.sql",
            "{{ earlier }} < 0 and {{ current }} <= 0",
            "{{ earlier }} < 0 and {{ current }} < 0 and false",
        ),
        "exceptions_are_used_where_they_apply": (
            f"{AUDIT}/known_exceptions.sql",
            "and results.status = 'excepted'",
            "",
        ),
    },
    {
        "one_precision_is_one_number": (
            "macros/marts/vintages.sql",
            "and {{ later }}.value <> {{ earlier }}.value",
            "and false",
        )
    },
    {"dashes_are_zero": (CLEANING, "'–', ", "")},  # noqa: RUF001
    {"specks_markup_and_blanks_are_missing": (CLEANING, "'^[·•]+$'", "'^[•]+$'")},
    {
        "units_and_scales_are_read_from_the_text": (
            CLEANING,
            "like '%million%' then 6",
            "like '%million%' then 5",
        )
    },
    {
        "a_label_may_mean_what_its_table_does_not_print": (
            f"{INTERMEDIATE}/int_label_candidates.sql",
            "where printed_meanings.meaning_key is null",
            "",
        ),
        "amounts_known_already_speak_for_a_label": (
            f"{INTERMEDIATE}/int_label_agreements.sql",
            "        periods.value + periods.half_unit > known.low",
            "        periods.value + periods.half_unit >= known.low",
        ),
        "neighbours_speak_for_a_label": (
            f"{INTERMEDIATE}/int_label_positions.sql",
            "lead(meaning_key, 1, 'last')",
            "lead(meaning_key, 2, 'last')",
        ),
        "what_has_no_evidence_is_not_proposed": (
            f"{INTERMEDIATE}/int_label_proposals.sql",
            "and similarity >= 0.85",
            "and similarity >= 0.5",
        ),
    },
    {
        "a_second_reading_may_be_a_count_and_a_sum": (
            f"{AUDIT}/control_results.sql",
            "not recorded.has_line_total",
            "recorded.line_total is null",
        )
    },
    {
        "currencies_are_read_from_the_text": (
            "macros/cleaning/currency.sql",
            "'usd', 'us$', '$'",
            "'usd', '$'",
        )
    },
    {"words_of_a_fall_are_negative": (CLEANING, "| down$|", "|")},
    {"what_is_not_one_number_is_not_read": (
            CLEANING,
            "([0-9]{1,3}(,[0-9]{3})+|",
            "([0-9]+(,[0-9]+)+|",
        )},
]  # fmt: skip


def replace(path: Path, old: str, new: str) -> None:
    """Replace a rule that is there exactly once."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{path.name}: {old}"
    path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def prepared(project: Path, published: Path) -> Path:
    """A copy with the state of the project, which saves dbt seconds."""
    # The file and the state of the last build, not those of other commands.
    ignored = shutil.ignore_patterns("bench", "check", "faults", "unit", "*.duckdb.*")
    shutil.copytree(TARGET, project / "target", ignore=ignored, dirs_exist_ok=True)
    return project


@pytest.mark.parametrize("broken", BROKEN_RULES, ids=lambda rules: next(iter(rules)))
def test_unit_test_fails_when_its_rule_is_broken(prepared: Path, broken: dict):
    for file, old, new in broken.values():
        replace(prepared / file, old, new)
    tested = run(
        Path(sys.executable).with_name("dbt"),
        *("test", "--select", *(f"test_name:{name}" for name in broken)),
        cwd=prepared,
        KESSAN_BUILD_FILE=shown(BUILD_FILE),
    )
    assert tested.returncode == 1, tested.stdout
    results = json.loads((prepared / "target" / "run_results.json").read_text())
    status = {
        result["unique_id"].split(".")[-1]: result["status"]
        for result in results["results"]
        # dbt lists what it runs before the tests, too.
        if result["unique_id"].startswith("unit_test.")
    }
    assert status == dict.fromkeys(broken, "fail")


def test_no_unit_test_is_left_out(published: Path):
    """Each unit test has a broken rule above."""
    unit_tests = json.loads(MANIFEST.read_text("utf-8"))["unit_tests"].values()
    shown = {name for broken in BROKEN_RULES for name in broken}
    assert {test["name"] for test in unit_tests} == shown
