"""Deliveries that are wrong and look sound, and right ones that look wrong.

The numbers are made up, and what is expected is worked out by hand from those that
`tests/deliveries` has under the names of the companies.
"""

import re
from decimal import Decimal

import pytest

pytestmark = pytest.mark.build

MILLION = 1_000_000


@pytest.fixture(scope="module")
def problems(refusal: str) -> list[str]:
    """What the build refuses, one text each."""
    return refusal.split("\n\n")


def of(problems: list[str], release_id: str) -> str:
    """The one problem that is of a release."""
    (problem,) = (text for text in problems if f"\n  at: {release_id}" in text)
    return problem


def test_a_growth_is_compared_with_what_its_base_is_derived_from(problems):
    """36,300 over 33,000 less 21,000 is 202.5 % more, not 10.0 %."""
    problem = of(problems, "kasumi-2017-02-03")
    assert problem.startswith("violated identity: growth: 10 against 202.5,")
    # All four figures are named, each with its document.
    assert re.findall(r"(\w+): landing/(\S+)/figures.csv line \d+: 'Revenues': '(\S+)'",
                      problem) == [
        ("divisor", "kasumi-2015-11-06", "21,000"),
        ("divisor", "kasumi-2016-02-05", "33,000"),
        ("left", "kasumi-2017-02-03", "10.0"),
        ("right", "kasumi-2017-02-03", "36,300"),
    ]  # fmt: skip
    assert "'21,000' times -1" in problem


def test_what_is_printed_is_compared_with_what_was_implied(problems):
    """21,000 less 10,000 are 11,000, not 11,900."""
    problem = of(problems, "hotaru-2016-11-08")
    assert problem.startswith(
        "unsigned restatement: agree_with_implied:"
        " 11900000000 where 11000000000 was known"
    )
    assert (
        "hotaru-2016-11-08,exception,agree_with_implied,headline/2/1,900000000,,,,"
        in problem
    )


def test_one_release_under_two_ids(problems):
    for one, other in [("12", "13"), ("13", "12")]:
        problem = of(problems, f"nishiki-2016-05-{one}")
        assert problem.startswith(
            f"landing/nishiki-2016-05-{one}/releases.csv line 2: repeated release"
        )
        assert f"all 2 figures are those of nishiki-2016-05-{other}" in problem


def test_an_accounting_standard_in_another_spelling(problems):
    problem = of(problems, "minori-2016-05-12")
    assert problem.startswith(
        "landing/minori-2016-05-12/releases.csv line 2: unknown accounting standard"
    )
    assert "not US-GAAP" in problem
    assert problem.endswith("the nearest: US GAAP")


def test_a_restatement_needs_a_signature(problems):
    """Both values with their places, and the row that signs for the later one."""
    problem = of(problems, "sawa-2017-05-12")
    assert problem.startswith(
        "unsigned restatement: agree_between_vintages:"
        " 10500000000 where 10000000000 was known"
    )
    assert "left: landing/sawa-2017-05-12/figures.csv line 3" in problem
    assert "right: landing/sawa-2016-05-12/figures.csv line 2" in problem
    assert problem.endswith(
        ": sawa-2017-05-12,exception,agree_between_vintages,headline/2/1,500000000,,,,"
    )


def test_a_signed_restatement_is_published(made_up_warehouse):
    assert made_up_warehouse.sql(
        f"""
        select first_value / {MILLION}, latest_value / {MILLION}
        from audit.restatements where company_key = 'tsubame'
        """
    ).fetchall() == [(10_000, 9_500)]
    assert made_up_warehouse.sql(
        "select identity_id, is_used from audit.known_exceptions"
        " where release_id = 'tsubame-2017-05-12'"
    ).fetchall() == [("agree_between_vintages", True)]


def test_what_is_compared_with_nothing_is_said(made_up_warehouse):
    """Fiscal 2015 is printed in both standards."""
    assert made_up_warehouse.sql(
        "select release_id, kind, remark from audit.remarks"
        " where release_id like 'akari-%'"
    ).fetchall() == [
        ("akari-2017-05-12", "new_standard",
         "first release of akari in IFRS: 1 periods shared with JGAAP are not compared")
    ]  # fmt: skip


def test_unusual_figures_are_shown_and_not_refused(made_up_warehouse):
    """Ten times a year ago, ten times the basic one, 105 % of what is left."""
    assert made_up_warehouse.sql(
        """
        select line_item_key, bound_id, value, usual_low, usual_high
        from audit.unusual_figures
        where release_id like 'akari-%' and not is_derived
        order by all
        """
    ).fetchall() == [
        ("diluted_net_income_per_share", "diluted_per_share_of_basic",
         Decimal("114.90"), Decimal("5.76"), Decimal("11.52")),
        ("revenues", "ratio_to_year_ago",
         99_000 * MILLION, 2_375 * MILLION, 38_000 * MILLION),
        ("total_equity", "equity_of_assets_less_liabilities",
         21_000 * MILLION, 19_698 * MILLION, 20_502 * MILLION),
    ]  # fmt: skip


def test_the_first_company_has_no_unusual_figure(warehouse):
    assert warehouse.sql("select count(*) from audit.unusual_figures").fetchall() == [
        (0,)
    ]


def test_totals_that_nobody_else_took_are_one_reading(made_up_warehouse):
    """A second reader is named, not named, and who keyed it in other letters."""
    assert made_up_warehouse.sql(
        """
        select release_id, noticed_by, count(*)
        from audit.figure_coverage where release_id like 'akari-%'
        group by all order by all
        """
    ).fetchall() == [
        ("akari-2015-05-12", "one_reading", 1),
        ("akari-2016-05-12", "control_totals", 6),
        ("akari-2017-05-12", "one_reading", 2),
    ]


def test_parts_of_a_statement_are_no_findings(made_up_warehouse):
    """Two services without the rest, with a total, and three years of one."""
    assert made_up_warehouse.sql(
        """
        select subject, status
        from audit.identity_results
        where identity_id = 'foot_botan_revenues'
        order by release_id, subject
        """
    ).fetchall() == [
        ("income_statement/1", "exact"),
        ("condensed/1", "incomplete"),
        ("two_products/1", "incomplete"),
        ("selected/1", "incomplete"),
        ("selected/2", "incomplete"),
        ("selected/3", "incomplete"),
    ]
    assert made_up_warehouse.sql(
        "select identity_id, status from audit.identity_results"
        " where release_id like 'botan-%' and subject like 'balance%' order by all"
    ).fetchall() == [
        ("balance_sheet_balances", "incomplete"),
        ("foot_botan_assets", "exact"),
    ]


def test_parts_add_up_as_far_as_rounding_shows(made_up_warehouse):
    """4,334 + 3,333 + 2,334 stand for 10,000; two services for no whole."""
    assert made_up_warehouse.sql(
        f"""
        select release_id, sum(value) / {MILLION}
        from marts.fct_revenue
        where company_key = 'botan' and product_key <> 'total'
        group by all order by all
        """
    ).fetchall() == [("botan-2015-05-12", 10_000), ("botan-2016-05-12", 10_001)]
