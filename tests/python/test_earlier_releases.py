"""The earlier releases: what a list of 93 figures says of them.

Expected figures and counts were read from that list.
"""

from decimal import Decimal

import pytest

pytestmark = pytest.mark.build

# Release, line item, period, value in base units, decimals, line of the list.
OF_THE_LIST = [
    ("2012-08-07", "revenues", "2012-04-01/2012-06-30", "24841000000", -6, 2),
    ("2011-08-12", "operating_income", "2011-04-01/2011-06-30", "915000000", -6, 45),
    (
        "2014-11-07",
        "net_income_attributable",
        "2014-07-01/2014-09-30",
        "953000000",
        -6,
        31,
    ),
    (
        "2015-05-15",
        "income_before_income_tax",
        "2014-04-01/2015-03-31",
        "5139000000",
        -6,
        53,
    ),
    ("2016-05-13", "revenues", "2015-04-01/2016-03-31", "140600000000", -8, 54),
    ("2016-05-13", "revenues", "2015-04-01/2016-03-31", "140648000000", -6, 57),
    (
        "2016-05-13",
        "comprehensive_income_attributable",
        "2014-04-01/2015-03-31",
        "3548000000",
        -6,
        69,
    ),
    (
        "2016-05-13",
        "equity_in_net_income_of_investees",
        "2015-04-01/2016-03-31",
        "180000000",
        -6,
        64,
    ),
    (
        "2016-05-13",
        "diluted_net_income_per_share",
        "2014-04-01/2015-03-31",
        "72.20",
        2,
        71,
    ),
    ("2015-02-10", "total_assets", "2014-12-31", "105829000000", -6, 87),
    ("2015-02-10", "equity_ratio", "2014-12-31", "57.9", 1, 90),
    ("2015-02-10", "equity_ratio", "2014-03-31", "57.7", 1, 94),
]

# Release, line item, period, growth in percent, how often it is printed.
GROWTHS = [
    ("2011-08-12", "operating_income", "2011-04-01/2011-06-30", "244.2", 1),
    ("2012-08-07", "net_income_attributable", "2012-04-01/2012-06-30", "75.0", 1),
    ("2013-08-06", "operating_income", "2013-04-01/2013-06-30", "-5.0", 1),
    ("2014-11-07", "revenues", "2014-07-01/2014-09-30", "6.0", 1),
    ("2015-02-10", "net_income_attributable", "2013-04-01/2013-12-31", "-6.0", 1),
    (
        "2016-05-13",
        "comprehensive_income_attributable",
        "2015-04-01/2016-03-31",
        "-7.1",
        1,
    ),
    # The headline and the summary.
    ("2016-05-13", "operating_income", "2015-04-01/2016-03-31", "21.0", 2),
]


def test_so_many_releases_and_figures(warehouse):
    assert warehouse.sql(
        "select count(*), min(published_at)::date::varchar from marts.dim_release"
    ).fetchall() == [(19, "2011-08-12")]
    counted = dict(
        warehouse.sql(
            "select measure, count(*) from marts.fct_reported_figures"
            " where release_id < 'iij-2016-11-08' group by 1"
        ).fetchall()
    )
    # 93 figures, two of them ratios, and the growths that stand beside 75.
    assert counted == {"amount": 91, "ratio": 2, "yoy_percent": 75}


@pytest.mark.parametrize(
    ("day", "line_item", "period", "value", "decimals", "line"), OF_THE_LIST
)
def test_a_figure_of_the_list(warehouse, day, line_item, period, value, decimals, line):
    found = warehouse.execute(
        "select value, decimals from marts.fct_reported_figures"
        " where release_id = ? and line_item_key = ? and period_key = ?"
        " and source_line = ? and measure <> 'yoy_percent'",
        [f"iij-{day}", line_item, f"{period}@03", line],
    ).fetchall()
    assert found == [(Decimal(value), decimals)]


@pytest.mark.parametrize(("day", "line_item", "period", "percent", "times"), GROWTHS)
def test_a_growth_of_the_list(warehouse, day, line_item, period, percent, times):
    found = warehouse.execute(
        "select value, unit, decimals, comparison, scenario_key"
        " from marts.fct_reported_figures"
        " where release_id = ? and line_item_key = ? and period_key = ?"
        " and measure = 'yoy_percent'",
        [f"iij-{day}", line_item, f"{period}@03"],
    ).fetchall()
    assert found == [(Decimal(percent), "percent", 1, "year_ago", "actual")] * times


def test_the_more_precise_figure_makes_the_fact(warehouse):
    assert warehouse.sql(
        "select value, decimals, is_latest from marts.fct_income_statement"
        " where line_item_key = 'revenues'"
        " and period_key = '2015-04-01/2016-03-31@03' and not is_derived"
    ).fetchall() == [(Decimal(140_648_000_000), -6, True)]


def test_the_latest_release_has_the_last_word(warehouse):
    """The six months of 2015 were printed in millions a year before."""
    assert warehouse.sql(
        "select release_id, value, is_latest from marts.fct_income_statement"
        " where line_item_key = 'revenues'"
        " and period_key = '2015-04-01/2015-09-30@03' order by 1"
    ).fetchall() == [
        ("iij-2015-11-09", Decimal(65_334_000_000), False),
        ("iij-2016-11-08", Decimal(65_333_734_000), True),
    ]


def test_a_headline_is_shown_by_period_and_line_item(warehouse):
    assert warehouse.sql(
        "select label, max(printed_value) filter (where column_number = 1),"
        " max(printed_value) filter (where column_number = 2)"
        " from reports.printed_cells where table_id = 'headline'"
        " and release_id = 'iij-2014-11-07' and line_number in (2, 5)"
        " group by line_number, label order by line_number"
    ).fetchall() == [
        (
            "Six Months Ended September 30, 2014: Operating income",
            *(Decimal(2416), Decimal("-19.7")),
        ),
        (
            "Three Months Ended September 30, 2014: Operating income",
            *(Decimal(1648), Decimal("-3.2")),
        ),
    ]
