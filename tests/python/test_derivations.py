"""What is derived and compared of made-up companies: right, or null with a reason.

The deliveries are `tests/deliveries/sound/derivations.yml` and `refused/scales.yml`;
every expected value is worked out from them by hand.
"""

from decimal import Decimal

import duckdb
import pytest

pytestmark = pytest.mark.build

MILLION = 1_000_000


def discrete(
    warehouse: duckdb.DuckDBPyConnection, company: str, line_item: str, end: str
) -> dict[str, tuple]:
    """What is known of a quarter and of twelve months up to a day, in millions."""
    rows = warehouse.execute(
        f"""
        select span, value / {MILLION}, coalesce(derivation, missing_reason)
        from marts.fct_discrete_periods
        inner join marts.dim_period using (period_key)
        where company_key = $1 and line_item_key = $2 and end_date = $3
        """,
        [company, line_item, end],
    ).fetchall()
    return {span: (value, how) for span, value, how in rows}


def compared(
    warehouse: duckdb.DuckDBPyConnection, company: str, line_item: str, end: str
) -> dict:
    """The line of `flows` up to a day."""
    cursor = warehouse.execute(
        """
        select * from reports.flows
        where company_key = $1 and line_item_key = $2 and period_end = $3
        """,
        [company, line_item, end],
    )
    (row,) = cursor.fetchall()
    return dict(zip((name for name, *_ in cursor.description), row, strict=True))


def growth(line: dict, span: str) -> tuple:
    """The growth of a span, how much of it is sure, or why there is none."""
    return tuple(
        line[f"{span}_{column}"]
        for column in ("growth_percent", "growth_decimals", "growth_missing_reason")
    )


def test_a_restated_year_less_the_old_nine_months_is_no_quarter(made_up_warehouse):
    """84,000 - 60,000 stands; 63,000 - 60,000 is of two bases."""
    assert discrete(made_up_warehouse, "akane", "revenues", "2016-03-31") == {
        "quarter": (24_000, "cumulative_less_earlier_cumulative"),
        "trailing_twelve_months": (63_000, None),
    }
    versions = made_up_warehouse.sql(
        f"""
        select value / {MILLION}, is_latest
        from marts.fct_income_statement
        where
            company_key = 'akane' and line_item_key = 'revenues'
            and period_key = '2016-01-01/2016-03-31@03'
        """
    )
    assert versions.fetchall() == [(24_000, True)]


def test_twelve_months_across_a_restatement_are_unknown(made_up_warehouse):
    """6,000 was restated in the release that prints 4,000; the 5,000 of before not.

    Of revenues 84,000 + 51,000 - 60,000 was known before they were restated.
    """
    found = discrete(made_up_warehouse, "akane", "operating_income", "2016-12-31")
    assert found["trailing_twelve_months"] == (None, "restated_since")
    found = discrete(made_up_warehouse, "akane", "revenues", "2016-12-31")
    assert found["trailing_twelve_months"] == (75_000, "trailing_twelve_months")


def test_two_bases_are_not_compared(made_up_warehouse):
    """70,000 over the restated 63,000; the quarter of before is of the old basis."""
    line = compared(made_up_warehouse, "akane", "revenues", "2017-03-31")
    assert growth(line, "year_to_date") == (Decimal("11.1111"), 1, None)
    assert line["quarter"] == (70_000 - 51_000) * MILLION
    assert line["quarter_year_ago"] == 24_000 * MILLION
    assert growth(line, "quarter") == (None, None, "restated_since")
    assert line["quarter_change"] is None


def test_a_ratio_of_two_bases_is_none(made_up_warehouse):
    """Operating income was restated in February, revenues in May only."""
    assert (
        made_up_warehouse.sql(
            """
            from marts.fct_metrics
            where
                company_key = 'akane'
                and line_item_key = 'operating_margin_percent'
                and period_key = '2015-04-01/2016-03-31@03'
            """
        ).fetchall()
        == []
    )


@pytest.mark.parametrize(
    ("line_item", "end", "value", "how", "figures"),
    [
        ("revenues", "2015-06-30", 101 + 103 + 107 + 109, "four_quarters", 4),
        ("operating_income", "2015-09-30", 200 + 210, "two_halves", 2),
        ("net_income_attributable", "2015-03-31", 42, "nine_months_and_quarter", 2),
    ],
)
def test_twelve_months_by_other_routes(
    made_up_warehouse, line_item, end, value, how, figures
):
    found = discrete(made_up_warehouse, "shiki", line_item, end)
    assert found["trailing_twelve_months"] == (value, how)
    ((total, count),) = made_up_warehouse.execute(
        f"""
        select sum(figures.weight * printed.value) / {MILLION}, count(*)
        from marts.fct_metrics as metrics
        inner join marts.dim_period using (period_key)
        inner join marts.fct_fact_operands as figures
            on
                metrics.metric_key = figures.metric_key
                and metrics.release_id = figures.release_id
        inner join marts.fct_reported_figures as printed
            on figures.figure_key = printed.figure_key
        where
            metrics.company_key = 'shiki' and metrics.line_item_key = $1
            and end_date = $2 and metrics.months = 12
        """,
        [line_item, end],
    ).fetchall()
    assert (total, count) == (value, figures)


def test_a_listed_split_is_on_both_sides(made_up_warehouse):
    """33.00 over 90.00 / 3, and 30,000,000 shares over three times 10,000,000."""
    line = compared(
        made_up_warehouse, "futaba", "basic_net_income_per_share", "2016-06-30"
    )
    assert line["quarter_year_ago"] == 90
    assert line["quarter_year_ago_adjusted"] == 30
    assert line["quarter_change"] == 3
    assert growth(line, "quarter") == (10, 1, None)
    line = compared(
        made_up_warehouse, "futaba", "weighted_average_shares_basic", "2016-06-30"
    )
    assert line["quarter_year_ago_adjusted"] == 30_000_000
    assert line["quarter_change"] == 0


def test_what_is_printed_again_as_before_counts_on_the_shares_of_then(
    made_up_warehouse,
):
    """12.00 over 33.00 / 3: 9.0909 %, of which the rounding decides the 9."""
    line = compared(made_up_warehouse, "futaba", "dividend_per_share", "2017-03-31")
    assert line["year_to_date_year_ago_adjusted"] == 11
    assert growth(line, "year_to_date") == (Decimal("9.0909"), 0, None)


def test_a_jump_of_shares_without_a_split_is_not_compared(made_up_warehouse):
    for line_item in ("basic_net_income_per_share", "weighted_average_shares_basic"):
        line = compared(made_up_warehouse, "mitsuba", line_item, "2016-06-30")
        assert growth(line, "quarter") == (None, None, "share_basis_unknown")
        assert line["quarter_change"] is None
    line = compared(
        made_up_warehouse, "mitsuba", "net_income_attributable", "2016-06-30"
    )
    assert line["quarter_growth_percent"] == 10


@pytest.mark.parametrize(
    ("line_item", "expected"),
    [
        # From a loss of 100 to one of 50, and from nothing to 70.
        ("operating_income", (None, None, "base_is_negative")),
        ("income_before_income_tax", (None, None, "base_is_zero")),
        # Between 499.5 / 400.5 and 500.5 / 399.5: 24.7 to 25.3.
        ("net_income_attributable", (25, 0, None)),
    ],
)
def test_growth_is_right_or_has_a_reason(made_up_warehouse, line_item, expected):
    line = compared(made_up_warehouse, "kasumi", line_item, "2016-06-30")
    assert growth(line, "quarter") == expected


def test_a_printed_growth_stands_beside_the_computed_one(made_up_warehouse):
    """1,290 over 350 millions is 267.9 to 269.2; the release knows that it is 268.4."""
    line = compared(made_up_warehouse, "kasumi", "revenues", "2016-06-30")
    assert line["quarter_growth_percent"] == Decimal("268.5714")
    assert line["quarter_growth_decimals"] == -1
    assert line["quarter_printed_growth_percent"] == Decimal("268.4")
    assert line["quarter_printed_growth_figure_key"] == "kasumi-2016-08-10/headline/3/2"


def test_a_power_of_ten_that_is_listed_is_taken(made_up_warehouse):
    """And one of a single digit is a restatement like any other."""
    assert made_up_warehouse.sql(
        f"""
        select period_key, first_value / {MILLION}, latest_value / {MILLION}
        from audit.restatements
        where company_key = 'kasumi'
        order by 1
        """
    ).fetchall() == [
        ("2015-04-01/2015-06-30@03", 2, 20),
        ("2016-04-01/2016-06-30@03", 4_321, 432_100),
    ]


def test_a_later_figure_in_another_scale_is_refused(refusal):
    told = " ".join(refusal.split())
    assert (
        "the scale of decima-2016-05-12, which prints 2,745 and means 2745000000:"
        " this means 2745318, 1000 times less" in told
    )
    assert "landing/decima-2016-06-07/figures.csv" in told
    assert (
        "add a row to exceptions.csv: decima-2016-06-07,exception,"
        "agree_between_vintages,headline/1/1,-2742254682" in told
    )


def test_one_release_in_two_scales_is_refused(refusal):
    assert "which prints (1,318) and means -1318000" in " ".join(refusal.split())
