"""Every dbt unit test is shown failing, on a rule that was broken for it.

The rules of one model are broken one at a time, those of different models at
once: dbt takes seconds to start.
"""

import json
import shutil
import sys
from pathlib import Path

import pytest
from conftest import copy_project, run

from kessan.project import BUILD_FILE, MANIFEST, ROOT
from kessan.transform import dbt_environment

pytestmark = pytest.mark.slow

CLEANING = "macros/cleaning/printed_text.sql"
DERIVATIONS = "macros/marts/derivations.sql"
IDENTITIES = "macros/checks/identities.sql"
STAGING = "models/staging"
INTERMEDIATE = "models/intermediate"
AUDIT = "models/audit"

# Unit test, file, what the rule says, what is made of it.
BROKEN_RULES = [
    {
        "parentheses_are_negative": (CLEANING, "'^[(]|^-.|^' ~", "'^-.|^' ~"),
        "labels_are_compared_in_a_stable_form": (
            f"{STAGING}/stg_reference__labels.sql",
            """{{ label_key("coalesce(heading, '')") }} as heading_key""",
            "lower(coalesce(heading, '')) as heading_key",
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
        "documents_have_an_address_where_all_of_it_is_known": (
            "models/marts/dim_release.sql",
            "releases.release_id like sources.release_id_like as",
            "true as",
        ),
        "vintages_replace_each_other": (
            f"{INTERMEDIATE}/int_vintages.sql",
            "face_value as value",
            "value",
        ),
        "figures_stand_for_intervals": (
            f"{INTERMEDIATE}/int_placed_figures.sql",
            "judged.decimals desc",
            "judged.decimals",
        ),
        "sums_are_intervals": (
            IDENTITIES,
            "weight > 0 then low else high end",
            "weight > 0 then low else low end",
        ),
        "quarters_are_differences": (
            DERIVATIONS,
            "('high', 'low')",
            "('high', 'high')",
        ),
        "trailing_years_are_sums": (
            f"{INTERMEDIATE}/int_trailing_years.sql",
            "and year_before.months = 12",
            "and year_before.months = 6",
        ),
        "earnings_per_share_are_computed_anew": (
            f"{INTERMEDIATE}/int_per_share_quotients.sql",
            "2 as decimals",
            "4 as decimals",
        ),
        "derived_facts_are_narrowest": (
            f"{INTERMEDIATE}/int_derived_facts.sql",
            "where printed.release_id is null",
            "",
        ),
        "derived_facts_are_versions_too": (
            f"{INTERMEDIATE}/int_facts.sql",
            "true as is_derived,\n        is_contradicted,\n        derivation,\n"
            "    {%- for part in parts %}\n"
            "    case",
            "false as is_derived,\n        is_contradicted,\n        derivation,\n"
            "    {%- for part in parts %}\n"
            "    case",
        ),
        "amounts_are_compared_as_they_were_known": (
            f"{INTERMEDIATE}/int_figure_operands.sql",
            "terms.published_at >= vintages.published_at",
            "terms.published_at <= vintages.published_at",
        ),
        "vintages_agree": (
            f"{INTERMEDIATE}/int_vintage_operands.sql",
            "compared.is_same_number as is_exact",
            "true as is_exact",
        ),
        "forecasts_stand_beside_what_is_to_come": (
            "models/reports/analysis/forecast_progress.sql",
            "having count(*) = latest.fiscal_quarter",
            "",
        ),
        "flows_add_up_over_time": (
            f"{INTERMEDIATE}/int_flows.sql",
            "line_items.is_additive\n        and",
            "",
        ),
        "companies_of_one_calendar_share_their_periods": (
            f"{STAGING}/stg_reference__calendars.sql",
            "companies.fiscal_year_end_month <> '12'",
            "true",
        ),
        "rules_follow_each_other": (
            f"{STAGING}/stg_reference__calendar_rules.sql",
            "add_days(-1, 'next_valid_from')",
            "add_days(0, 'next_valid_from')",
        ),
        "quarters_are_made_of_years": (
            f"{INTERMEDIATE}/int_fiscal_quarters.sql",
            "least(years.long_quarter, years.quarter_count)",
            "years.quarter_count",
        ),
        "periods_are_made_of_quarters": (
            f"{INTERMEDIATE}/int_calendar_periods.sql",
            "and first_quarters.remainder_count = last_quarters.remainder_count",
            "",
        ),
        "periods_have_a_place_in_the_calendar": (
            f"{INTERMEDIATE}/int_periods.sql",
            "or in_calendar.period_key is not null as",
            "or true as",
        ),
        "periods_know_their_neighbours": (
            "models/marts/dim_period.sql",
            "and periods.months = 12",
            "",
        ),
        "calendars_say_what_the_years_are": (
            f"{INTERMEDIATE}/int_calendar_problems.sql",
            "or first_day >= last_day",
            "",
        ),
        "identities_without_a_whole_evaluation_are_named": (
            f"{AUDIT}/unevaluated_identities.sql",
            "where complete_count = 0",
            "where evaluation_count = 0",
        ),
        "calculations_stand_for_their_lines": (
            f"{INTERMEDIATE}/int_calculation_operands.sql",
            "case when is_negated then -high else low end",
            "low",
        ),
        "identities_are_judged_by_their_intervals": (
            IDENTITIES,
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
            "and figures.period_type is not null",
            "",
        ),
        "derived_facts_are_sums_of_figures": (
            DERIVATIONS,
            "'subtrahend': -1, 'subtrahend_2'",
            "'subtrahend': 1, 'subtrahend_2'",
        ),
        "figures_agree_with_what_was_implied": (
            f"{INTERMEDIATE}/int_implied_operands.sql",
            "and vintages.vintage_number = 1",
            "",
        ),
        "releases_are_what_they_say": (
            f"{INTERMEDIATE}/int_release_problems.sql",
            "or (one.title = other.title and one.document = other.document)",
            "",
        ),
        "what_is_compared_with_nothing_is_said": (
            f"{AUDIT}/remarks.sql",
            "restated_count = fact_count and",
            "",
        ),
        "what_is_beyond_its_bounds_is_unusual": (
            f"{AUDIT}/unusual_figures.sql",
            "coverage.noticed_by <> 'identities' and",
            "",
        ),
        "lines_are_numbered": (
            f"{INTERMEDIATE}/int_line_problems.sql",
            "or source_line is null",
            "",
        ),
        "lines_are_there_once": (
            f"{INTERMEDIATE}/int_line_problems.sql",
            "and used_headings.heading is null",
            "",
        ),
        "tables_are_known": (
            f"{INTERMEDIATE}/int_table_problems.sql",
            "or releases.calendar_key is null",
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
            """or {{ are_rounded_alike(
            'repeated', 'preferred', 'face_value'
        ) }} as""",
            "as",
        ),
        "columns_are_totalled_as_they_were_read": (
            f"{AUDIT}/control_results.sql",
            "or keyed.line_total = recorded.line_total",
            "or true",
        ),
        "whatever_is_wrong_is_found": (
            f"{AUDIT}/findings.sql",
            "and scope in ('calculation', 'table', 'statement')",
            "",
        ),
        "errors_of_one_unit_are_noticed": (
            IDENTITIES,
            "when 'excepted' then true",
            "when 'excepted' then false",
        ),
        "what_a_figure_must_change_by_is_solved": (
            f"{AUDIT}/repairs.sql",
            "case when other_low < 0 then partner_low else partner_high end",
            "partner_low",
        ),
        "one_slip_alone_is_proposed": (
            f"{AUDIT}/proposals.sql",
            "            figure_count = 1\n            and is_solved",
            "            is_solved",
        ),
        "mends_are_proven_by_their_line": (
            f"{AUDIT}/mends.sql",
            "and mended_figures.figure_key = operands.figure_key",
            "",
        ),
        "metrics_have_all_of_their_terms": (
            f"{INTERMEDIATE}/int_metric_operands.sql",
            "count(*) = max(term_count)",
            "count(*) <= max(term_count)",
        ),
        "metrics_are_sums_or_quotients": (
            f"{INTERMEDIATE}/int_metrics.sql",
            "where value is not null",
            "",
        ),
        "formulas_are_in_words": (
            f"{INTERMEDIATE}/int_metric_formulas.sql",
            "|| coalesce(', ' || balance_at, '')",
            "",
        ),
        "flows_stand_beside_last_year": (
            "macros/presentation/comparisons.sql",
            "when base < 0 then 'base_is_negative'",
            "when base < -1000 then 'base_is_negative'",
        ),
        "wrong_scales_are_named": (
            f"{INTERMEDIATE}/int_scale_problems.sql",
            "(high - low) * 100 <= abs(face_value)",
            "true",
        ),
        "shares_of_several_splits": (
            f"{INTERMEDIATE}/int_share_bases.sql",
            "splits.new_shares * bases.new_shares",
            "splits.new_shares",
        ),
        "exceptions_are_used_where_they_apply": (
            f"{AUDIT}/known_exceptions.sql",
            "and results.status = 'excepted'",
            "",
        ),
    },
    {
        "a_grid_has_up_to_sixteen_columns": (
            f"{STAGING}/stg_release__cells.sql",
            "range(1, 17)",
            "range(1, 16)",
        ),
        "a_line_has_its_own_unit_and_scale": (
            f"{INTERMEDIATE}/int_labelled_figures.sql",
            "when coalesce(headings.unit, '') <> 'percent' then figures.scale",
            "when false then figures.scale",
        ),
        "one_precision_is_one_number": (
            "macros/marts/vintages.sql",
            "and {{ later }}.value <> {{ earlier }}.value",
            "and false",
        ),
        "what_is_contradicted_replaces_nothing_sound": (
            "macros/marts/vintages.sql",
            "then {{ earlier }}.is_contradicted",
            "then true",
        ),
        "what_is_cut_off_stands_for_more": (
            f"{INTERMEDIATE}/int_placed_figures.sql",
            "rounding = 'truncated' and measure",
            "rounding = 'nearest' and measure",
        ),
        "a_dash_is_zero_or_nothing": (
            CLEANING,
            "or {{ scenario }} <> 'actual' then 'not_given'",
            "or false then 'not_given'",
        ),
        "a_concept_is_a_line_item_of_its_statement": (
            f"{INTERMEDIATE}/int_concept_meanings.sql",
            "where is_own = has_own",
            "where true",
        ),
        "a_tag_says_what_its_line_is": (
            f"{INTERMEDIATE}/int_label_meanings.sql",
            "tagged.line_item_key, concepts.line_item_key, known.line_item_key",
            "tagged.line_item_key, known.line_item_key, concepts.line_item_key",
        ),
        "labels_are_cut_where_their_row_says_so": (
            f"{INTERMEDIATE}/int_label_meanings.sql",
            "known.heading_key = '', printed.placeholder_rank",
            "known.heading_key = '', -printed.placeholder_rank",
        ),
        "releases_of_one_moment_are_ordered": (
            f"{INTERMEDIATE}/int_table_problems.sql",
            "and releases.published_at > corrected.published_at",
            "",
        ),
        "a_correction_comes_after_what_it_corrects": (
            f"{STAGING}/stg_release__releases.sql",
            "and corrected.stated_at = releases.stated_at",
            "",
        ),
    },
    {
        "dashes_are_zero": (CLEANING, "'–', ", ""),  # noqa: RUF001
        "a_loss_in_parentheses_is_a_loss": (
            f"{INTERMEDIATE}/int_placed_figures.sql",
            "else not meanings.names_an_outflow",
            "else false",
        ),
        "places_that_were_lost_are_named": (
            f"{INTERMEDIATE}/int_label_problems.sql",
            "where figures.places < column_places.usual_places",
            "where figures.places <= column_places.usual_places",
        ),
    },
    {
        "restatements_are_another_basis": (
            f"{INTERMEDIATE}/int_vintages.sql",
            "-- A target that replaces another is no other basis.\n"
            "        case when scenario_key = 'actual' then restated_at end",
            "restated_at",
        ),
        "quarters_are_of_one_basis": (
            f"{INTERMEDIATE}/int_derived_quarters.sql",
            "        and {{ are_of_one_basis(['longer', 'shorter']) }}\n",
            "",
        ),
        "twelve_months_are_known_by_other_routes": (
            f"{INTERMEDIATE}/int_trailing_years.sql",
            "'subtrahend_4': 'later.subtrahend_2_figure_key'",
            "'subtrahend_4': 'later.subtrahend_figure_key'",
        ),
    },
    {
        "other_wordings_are_known": (
            "macros/cleaning/labels.sql",
            "|by|from|on|parent'",
            "|by|from|on'",
        )
    },
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
            " and elsewhere.meaning_key is null",
            "",
        ),
        "amounts_known_already_speak_for_a_label": (
            f"{INTERMEDIATE}/int_label_agreements.sql",
            "        periods.high > known.low",
            "        periods.high >= known.low",
        ),
        "neighbours_speak_for_a_label": (
            f"{INTERMEDIATE}/int_label_positions.sql",
            "lead(meaning_key, 1, 'last')",
            "lead(meaning_key, 2, 'last')",
        ),
        "members_are_named_once_each": (
            f"{INTERMEDIATE}/int_printed_members.sql",
            "count(axis) > count(distinct axis)",
            "false",
        ),
        "what_has_no_evidence_is_not_proposed": (
            f"{INTERMEDIATE}/int_label_proposals.sql",
            "and not coalesce(rivals.is_rivalled, false)",
            "",
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
            f"{STAGING}/stg_release__texts.sql",
            "or coalesce(named_unit, 'currency') like 'currency%'",
            "or true",
        )
    },
    {
        "words_of_a_fall_are_negative": (
            f"{STAGING}/stg_release__texts.sql",
            "coalesce(signs.sign = '-1', false)",
            "false",
        )
    },
    {
        "wide_digits_and_triangles_are_read": (CLEANING, "[△▲]", "[▲]"),
        "balances_open_and_close_in_order": (
            f"{INTERMEDIATE}/int_ordered_balances.sql",
            " or line_number < first_flow_line",
            "",
        ),
        "money_in_a_column_of_shares_has_its_remedy": (
            f"{INTERMEDIATE}/int_label_problems.sql",
            "'figures.statement', 'figures.unit', 'line_items.unit'",
            "'figures.statement', 'figures.unit', 'figures.unit'",
        ),
        "a_label_beside_a_column_of_shares_has_candidates": (
            f"{INTERMEDIATE}/int_label_candidates.sql",
            "forms.figure_count = 0\n                    or",
            "",
        ),
    },
    {
        "a_line_of_money_is_another_in_a_column_of_shares": (
            "macros/cleaning/labels.sql",
            "{{ statement }} = 'changes_in_equity'\n            and ",
            "",
        ),
        "a_tagged_label_of_one_meaning_is_a_label": (
            f"{STAGING}/stg_reference__labels.sql",
            "count(distinct line_item_key) = 1",
            "count(distinct line_item_key) > 0",
        ),
        "standard_line_items_stand_beside_last_year": (
            "models/reports/analysis/comparable_series.sql",
            "worse_verdict('verdict', 'whole_verdict')",
            "worse_verdict('verdict', 'verdict')",
        ),
        "companies_are_compared_in_their_latest_periods": (
            "models/reports/analysis/comparable_figures.sql",
            "order by period_end desc",
            "order by period_end asc",
        ),
        "quarters_have_a_column_a_number": (
            "macros/presentation/wide.sql",
            "when 0 then round(numbers.growth_percent, 0)",
            "else round(numbers.growth_percent, 0)",
        ),
        "a_target_is_in_force_until_the_next": (
            "models/reports/analysis/guidance.sql",
            "line_item_key',\n] %}",
            "line_item_key', 'scenario_key',\n] %}",
        ),
        "twelve_months_are_beside_those_before": (
            "models/reports/analysis/trailing_years.sql",
            "and metrics.months = 12",
            "",
        ),
        "a_number_is_as_sure_as_its_figures": (
            f"{AUDIT}/metric_verdicts.sql",
            "when bool_and(verdict = 'proven') then 'proven'",
            "when bool_or(verdict = 'proven') then 'proven'",
        ),
        "places_among_peers_are_counted": (
            "models/reports/analysis/peer_comparison.sql",
            "'100 * (2 * lower_count + equal_count)', '2 * peer_count'",
            "'100 * lower_count', 'peer_count'",
        ),
    },
    {
        "a_known_line_item_goes_before_a_preferred_one_that_is_not": (
            "models/reports/analysis/comparable_series.sql",
            "order by value is null asc, preference asc",
            "order by preference asc",
        ),
        "years_end_with_their_last_quarter": (
            "models/reports/analysis/years.sql",
            "max(end_date)",
            "min(end_date)",
        ),
        "what_is_contradicted_has_no_growth_among_peers": (
            "models/reports/analysis/peer_comparison.sql",
            "when number_verdict = 'contradicted' then 'contradicted'",
            "when false then 'contradicted'",
        ),
    },
    {"what_is_not_one_number_is_not_read": (
            CLEANING,
            "([0-9]{1,3}(,[0-9]{3})+|",
            "([0-9]+(,[0-9]+)+|",
        )},
]  # fmt: skip


@pytest.fixture(scope="module")
def statuses(published: Path, tmp_path_factory) -> list[dict[str, str]]:
    """How the unit tests of each group end while its rules are broken.

    One process of dbt runs them all, in a copy: it locks the build file.
    """
    project = copy_project(tmp_path_factory.mktemp("broken") / "a project")
    build_file = project / BUILD_FILE.relative_to(ROOT)
    build_file.parent.mkdir(exist_ok=True, parents=True)
    shutil.copy(BUILD_FILE, build_file)
    groups, found = project / "groups.json", project / "statuses.json"
    listed = [
        [[name, *rule] for name, rule in broken.items()] for broken in BROKEN_RULES
    ]
    groups.write_text(json.dumps(listed), "utf-8")
    done = run(
        *(sys.executable, Path(__file__).with_name("break_rules.py")),
        *(groups, found, "target"),
        cwd=project,
        **dbt_environment(BUILD_FILE),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(found.read_text("utf-8"))


@pytest.mark.parametrize(
    "group", range(len(BROKEN_RULES)), ids=lambda n: next(iter(BROKEN_RULES[n]))
)
def test_unit_test_fails_when_its_rule_is_broken(statuses, group: int):
    assert statuses[group] == dict.fromkeys(BROKEN_RULES[group], "fail")


def test_no_unit_test_is_left_out(published: Path):
    """Each unit test has a broken rule above."""
    unit_tests = json.loads(MANIFEST.read_text("utf-8"))["unit_tests"].values()
    shown = {name for broken in BROKEN_RULES for name in broken}
    assert {test["name"] for test in unit_tests} == shown
