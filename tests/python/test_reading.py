"""How printed figures are read: rounding, dashes, signs, labels, dates and order.

What is right is worked out by hand, beside the deliveries of
`tests/deliveries/sound/reading.yml` and `refused/reading.yml`.
"""

import re
from datetime import datetime
from decimal import Decimal

import duckdb
import pytest

pytestmark = pytest.mark.build

MILLION = 1_000_000


@pytest.fixture(scope="session")
def said(refusal: str) -> list[str]:
    """The problems of the build that is refused, each in one line."""
    return [" ".join(problem.split()) for problem in refusal.split("\n\n")]


def the_one(said: list[str], *words: str) -> str:
    """The only problem that has all these words."""
    (found,) = [text for text in said if all(word in text for word in words)]
    return found


# Rounding.


def test_what_is_cut_off_agrees_with_more_places(
    made_up_warehouse: duckdb.DuckDBPyConnection,
):
    """38,999 stands for 38,999.9, and (1) for (1.9), in a release and between."""
    evaluations = made_up_warehouse.execute(
        "select identity_id, status, left_value, right_value"
        " from audit.identity_results where release_id like 'chisel-%'"
        " and identity_id like '%agree%' order by all"
    ).fetchall()
    assert {status for _, status, *_ in evaluations} == {"within_rounding"}
    assert [left for *_, left, _ in evaluations if left < 0] == [-MILLION]
    assert 38_999 * MILLION in [left for *_, left, _ in evaluations]
    assert made_up_warehouse.execute(
        "select count(*) from audit.restatements where company_key = 'chisel'"
    ).fetchall() == [(0,)]
    assert made_up_warehouse.execute(
        "select value, low, high from marts.fct_income_statement where"
        " company_key = 'chisel' and line_item_key = 'revenues'"
        " and is_latest and value = 40000900000"
    ).fetchall() == [
        (
            Decimal(40_000_900_000),
            Decimal(40_000_900_000),
            Decimal("40000900999.9999999"),
        )
    ]


def test_a_growth_of_what_is_cut_off_holds(
    made_up_warehouse: duckdb.DuckDBPyConnection,
):
    """40,000 to 40,000.9 less 38,999.9 is 2.56 % and more, printed as 2.6."""
    assert made_up_warehouse.execute(
        "select status from audit.identity_results"
        " where release_id = 'chisel-2015-11-10' and status <> 'incomplete'"
        " and left_value = 2.6"
    ).fetchall() == [("within_rounding",)]


def test_what_is_rounded_is_not_cut_off(said: list[str]):
    """38,999 is not 38,999.9 rounded, nor is 47,000 46,999.999 cut off."""
    the_one(said, "violated", "'38,999'", "'38,999,900'")
    the_one(said, "violated", "'47,000'", "'46,999,999'")


# Dashes.


def test_a_growth_is_in_percent_whatever_its_line_is_counted_in(
    made_up_warehouse: duckdb.DuckDBPyConnection,
):
    """A line in thousands of shares grows by 20.0 %, not by 20,000 shares."""
    assert made_up_warehouse.execute(
        "select measure, unit, value from marts.fct_reported_figures where"
        " release_id = 'hyphen-2016-05-12' and table_id = 'counted'"
        " and line_number = 2 order by column_number"
    ).fetchall() == [
        ("amount", "shares", Decimal(1_000_000)),
        ("amount", "shares", Decimal(1_200_000)),
        ("yoy_percent", "percent", Decimal(20)),
    ]


def test_a_dash_is_zero_or_nothing(made_up_warehouse: duckdb.DuckDBPyConnection):
    dashes = made_up_warehouse.execute(
        "select line_item_key, measure, scenario_key, value, missing_reason"
        " from marts.fct_reported_figures"
        " where company_key = 'hyphen' and printed_text = '-' order by all"
    ).fetchall()
    assert dashes == [
        ("dividend_per_share", "amount", "actual", 0, None),
        ("dividend_per_share", "amount", "initial_forecast", None, "not_given"),
        ("operating_income", "amount", "initial_forecast", None, "not_given"),
        ("operating_income", "yoy_percent", "actual", None, "not_meaningful"),
    ]


def test_a_dash_that_is_nothing_is_no_fact(
    made_up_warehouse: duckdb.DuckDBPyConnection,
):
    """No forecast of 0, no growth that an identity would ask, no cell of 0."""
    assert made_up_warehouse.execute(
        "select line_item_key, value from marts.fct_forecasts"
        " where company_key = 'hyphen'"
    ).fetchall() == [("revenues", Decimal(23_000 * MILLION))]
    assert made_up_warehouse.execute(
        "select count(*) from audit.identity_operands as operands"
        " inner join marts.fct_reported_figures as figures using (figure_key)"
        " where figures.missing_reason is not null"
    ).fetchall() == [(0,)]
    # The second reading counts it as a printed cell.
    assert made_up_warehouse.execute(
        "select figure_count, recorded_figure_count, is_equal"
        " from audit.control_results where release_id = 'hyphen-2016-05-12'"
        " and control_key like '%initial_forecast' and table_id = 'headline'"
    ).fetchall() == [(2, 2, True)]


def test_a_dividend_to_come_that_the_form_leaves_open_is_not_zero(
    made_up_warehouse: duckdb.DuckDBPyConnection,
):
    """The exchange form prints a dash for the third quarter of the year ahead."""
    assert made_up_warehouse.execute(
        "select printed_label, scenario_key, value, missing_reason"
        " from marts.fct_reported_figures where company_key = 'iij'"
        " and table_id = 'exchange_form_dividends' and printed_text = '-'"
        " and line_number = 3"
    ).fetchall() == [("3Q-end", "initial_forecast", None, "not_given")]


# Signs.


def test_a_loss_is_a_loss_in_parentheses_or_without(
    made_up_warehouse: duckdb.DuckDBPyConnection,
):
    assert made_up_warehouse.execute(
        "select line_item_key, period_key, value from marts.fct_income_statement"
        " where company_key = 'ebb' and line_item_key in"
        " ('net_income_attributable', 'interest_expense') order by all"
    ).fetchall() == [
        ("interest_expense", "2015-04-01/2016-03-31@03", Decimal(40_200_000)),
        ("net_income_attributable", "2014-04-01/2015-03-31@03", -286 * MILLION),
        ("net_income_attributable", "2015-04-01/2016-03-31@03", -310 * MILLION),
    ]


def test_a_loss_and_its_loss_per_share_are_one_sign(
    made_up_warehouse: duckdb.DuckDBPyConnection,
):
    assert made_up_warehouse.execute(
        "select status, left_value from audit.identity_results where"
        " identity_id = 'basic_net_income_per_share' and release_id = 'ebb-2016-05-12'"
    ).fetchall() == [("within_rounding", Decimal("-7.45"))]


def test_a_sign_that_is_not_sure_is_asked_for(said: list[str]):
    contradicted = the_one(said, "unsure sign", "'Net loss attributable to Guess'")
    assert "landing/guess-2014-05-12/figures.csv line 2" in contradicted
    assert (
        "expected: one reading, not two: -310000000, as the label names it, or"
        " 310000000, as guess-2014-05-12/per_share/1/1 has it" in contradicted
    )
    open_ = the_one(said, "unsure sign", "adjustments")
    assert "expected: one reading, not two: -40000000, or 40000000" in open_


# Labels.


def test_labels_that_differ_in_an_amount_are_two(
    made_up_warehouse: duckdb.DuckDBPyConnection, said: list[str]
):
    """Unless the known one has a placeholder for it, whatever the amount is."""
    assert made_up_warehouse.execute(
        "select line_item_key, printed_label from marts.fct_reported_figures"
        " where company_key = 'ebb' and line_item_key like 'order%' order by all"
    ).fetchall() == [
        ("order_backlog", "Ebb's backlog, net of JPY 2,500 million"),
        ("order_backlog", "Ebb's backlog, net of JPY 990 million"),
        ("orders_received", "Ebb's orders over JPY 1,000 million"),
    ]
    the_one(said, "unknown label", "over JPY 5,000 million")


# Places.


def test_places_that_were_lost_are_named(said: list[str]):
    lost = the_one(said, "lost places", "'24.1'")
    assert "expected: 2 places behind the point" in lost
    point = the_one(said, "thousands by point", "'12.340'")
    assert "expected: a comma between thousands: 12,340" in point


# Dates.


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("'7,000'",), "a period that has ended by 2016-11-10"),
        (("'30.5'",), "a period that has ended by 2016-11-10"),
        (("'9,000'",), "a period that has ended by 2016-11-10"),
        (("'6,400'",), "a forecast of a period that had not ended six months before"),
    ],
)
def test_dates_fit_the_publication(
    said: list[str], words: tuple[str, ...], expected: str
):
    assert expected in the_one(said, "wrong meaning", "guess-2016-11-10", *words)


def test_a_forecast_of_the_year_that_runs_is_one(said: list[str]):
    assert [text for text in said if "'6,900'" in text] == []


# The order of two releases of one moment.


def test_what_corrects_comes_after(made_up_warehouse: duckdb.DuckDBPyConnection):
    assert made_up_warehouse.execute(
        "select release_id, published_at, corrects from marts.dim_release"
        " where company_key = 'twice' order by all"
    ).fetchall() == [
        ("twice-2016-05-12", datetime(2016, 5, 12), None),
        ("twice-2016-05-12-again", datetime(2016, 5, 12), None),
        (
            "twice-2016-05-12-corrected",
            datetime(2016, 5, 12, 0, 0, 1),
            "twice-2016-05-12-again",
        ),
    ]
    assert made_up_warehouse.execute(
        "select release_id, value from marts.fct_income_statement"
        " where company_key = 'twice' and line_item_key = 'revenues' and is_latest"
    ).fetchall() == [("twice-2016-05-12-corrected", Decimal(5_000_400_000))]


def test_two_that_differ_have_no_order(said: list[str]):
    found = the_one(said, "unordered releases", "moment-2016-05-12-again")
    assert re.search("an order of moment-2016-05-12, which prints 5,000", found)
    assert "name in corrects" in found


# References.


def test_a_misspelt_statement_is_a_problem_like_others(refusal: str, said: list[str]):
    assert "Traceback" not in refusal
    found = the_one(said, "statement is 'prosa'")
    assert "printed_tables.csv line 3" in found
    assert "expected: a statement of statements.csv: balance_sheet," in found
