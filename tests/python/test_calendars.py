"""Fiscal years of every kind: what a period is, and what it is compared with.

The companies are those of `tests/deliveries/sound/calendars.yml`; every number here
is worked out by hand from what they print there.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from conftest import kessan

from kessan import audit
from kessan.runs import freshness

pytestmark = pytest.mark.build

MILLION = 1_000_000


@pytest.mark.parametrize(
    ("period", "label", "months", "weeks", "quarter", "year_ago"),
    [
        # The year of nine months has three quarters, and there is no fourth.
        ("2015-04-01/2015-12-31@kura", "FY2015 of 9 months", 9, None, 3,
         "2014-04-01/2014-12-31@kura"),
        ("2015-10-01/2015-12-31@kura", "FY2015 Q3", 3, None, 3,
         "2014-10-01/2014-12-31@kura"),
        # A year before there were other quarters: it is of the same dates.
        ("2016-01-01/2016-03-31@kura", "FY2016 Q1", 3, None, 1,
         "2015-01-01/2015-03-31@kura"),
        ("2015-01-01/2015-03-31@kura", "FY2014 Q4", 3, None, 4, None),
        ("2016-02-21/2016-05-20@midori", "FY2016 Q1", 3, None, 1,
         "2015-02-21/2015-05-20@midori"),
        ("2016-02-21/2016-08-20@midori", "FY2016 first 6 months", 6, None, 2,
         "2015-02-21/2015-08-20@midori"),
        ("2015-02-21/2016-02-20@midori", "FY2015", 12, None, 4, None),
        # A second quarter that ends on July 1 is the second.
        ("2017-04-02/2017-07-01@mizu", "FY2017 Q2", 3, 13, 2,
         "2016-03-27/2016-06-25@mizu"),
        ("2016-09-25/2016-12-31@mizu", "FY2016 Q4", 3, 14, 4, None),
        ("2015-12-27/2016-12-31@mizu", "FY2016", 12, 53, 4, None),
        ("2017-01-01/2017-12-30@mizu", "FY2017", 12, 52, 4,
         "2015-12-27/2016-12-31@mizu"),
        ("2017-12-30@mizu", "at 2017-12-30", None, None, 4, "2016-12-31@mizu"),
        ("2023-04-02/2023-07-01@ringo", "FY2023 Q3", 3, 13, 3,
         "2022-03-27/2022-06-25@ringo"),
        ("2022-09-25/2023-07-01@ringo", "FY2023 first 9 months", 9, 40, 3,
         "2021-09-26/2022-06-25@ringo"),
        ("2022-09-25/2022-12-31@ringo", "FY2023 Q1", 3, 14, 1,
         "2021-09-26/2021-12-25@ringo"),
        # Two companies of one month name one year otherwise.
        ("2015-07-01/2016-06-30@06", "FY2015", 12, None, 4, None),
        ("2015-07-01/2016-06-30@06-end", "FY2016", 12, None, 4, None),
        # Quarters end on listed Fridays, and the fourth with its year.
        ("2016-04-02/2016-07-01@yuki", "FY2016 Q2", 3, None, 2,
         "2015-04-04/2015-07-03@yuki"),
        ("2016-01-01/2016-12-31@yuki", "FY2016", 12, None, 4, None),
        # What nobody has said is a quarter is none, and has no length in months.
        ("2016-04-03/2016-07-02@12", "2016-04-03 to 2016-07-02", None, None, 3, None),
    ],
)  # fmt: skip
def test_a_period_has_its_place_in_the_calendar(
    made_up_warehouse, period, label, months, weeks, quarter, year_ago
):
    assert made_up_warehouse.execute(
        "select label, months, weeks, fiscal_quarter, year_ago_period_key"
        " from marts.dim_period where period_key = ?",
        [period],
    ).fetchall() == [(label, months, weeks, quarter, year_ago)]


def test_no_quarter_is_invented(made_up_warehouse):
    """The short year ends with its third quarter; nothing lies in "10 months"."""
    assert made_up_warehouse.sql(
        """
        select label from marts.dim_period
        where calendar_key = 'kura' and is_quarter and fiscal_year = 2015
        order by start_date
        """
    ).fetchall() == [("FY2015 Q1",), ("FY2015 Q2",), ("FY2015 Q3",)]
    assert made_up_warehouse.sql(
        "select distinct months from marts.dim_period"
        " where calendar_key in ('kura', 'midori', 'mizu', 'ringo')"
        " and start_date is not null order by 1"
    ).fetchall() == [(3,), (6,), (9,), (12,)]


# Revenues in millions up to the end of a quarter and in it, each with its growth.
REVENUES = {
    # Second quarter = six months less the first, and so on.
    "kura": [
        (2014, 1, 9000, None, 9000, None),
        (2014, 2, 19000, None, 10000, None),
        (2014, 3, 30000, None, 11000, None),
        (2014, 4, 40000, None, 10000, None),
        (2015, 1, 10000, "11.1111", 10000, "11.1111"),
        (2015, 2, 21000, "10.5263", 11000, "10.0000"),
        (2015, 3, 33000, "10.0000", 12000, "9.0909"),
        # 12,000 after 10,000 from January to March of 2015; 13,000 after 10,000
        # from April to June. Of six months from January on nothing is printed.
        (2016, 1, 12000, "20.0000", 12000, "20.0000"),
        (2016, 2, 25000, None, 13000, "30.0000"),
    ],
    "midori": [
        (2015, 2, 9900, None, None, None),
        (2015, 4, 20000, None, None, None),
        (2016, 1, 5000, None, 5000, None),
        (2016, 2, 10400, "5.0505", 5400, None),
    ],
    "mizu": [
        (2016, 1, 1000, None, 1000, None),
        (2016, 2, 2100, None, 1100, None),
        (2016, 3, 3300, None, 1200, None),
        (2016, 4, 4700, None, 1400, None),
        (2017, 1, 1050, "5.0000", 1050, "5.0000"),
        (2017, 2, 2200, "4.7619", 1150, "4.5454"),
        (2017, 3, 3400, "3.0303", 1200, "0.0000"),
        (2017, 4, 4600, "-2.1276", 1200, "-14.2857"),
    ],
    # Of 2023 the first quarter is six months less the second: 2,120 less 948.
    "ringo": [
        (2022, 3, 3042, None, 830, None),
        (2023, 1, 1172, None, 1172, None),
        (2023, 2, 2120, None, 948, None),
        (2023, 3, 2938, "-3.4188", 818, "-1.4457"),
    ],
    "haru": [(2015, 4, 700, None, None, None)],
    "natsu": [(2016, 4, 800, None, None, None)],
    # The second quarter is the half year less the first: 210 less 100.
    "yuki": [
        (2015, 2, 200, None, None, None),
        (2016, 1, 100, None, 100, None),
        (2016, 2, 210, "5.0000", 110, None),
        (2016, 4, 450, None, None, None),
    ],
    "nashi": [],
}


@pytest.mark.parametrize("company", REVENUES)
def test_views_follow_the_calendar(made_up_warehouse, company):
    found = made_up_warehouse.execute(
        f"""
        select
            fiscal_year, fiscal_quarter,
            year_to_date / {MILLION}, year_to_date_growth_percent,
            quarter / {MILLION}, quarter_growth_percent
        from reports.key_figures
        where company_key = ? and line_item_key = 'revenues'
        order by 1, 2
        """,
        [company],
    ).fetchall()
    assert found == [
        (*row[:3], row[3] and Decimal(row[3]), row[4], row[5] and Decimal(row[5]))
        for row in REVENUES[company]
    ]


def test_other_lengths_are_said_beside_the_growth(made_up_warehouse):
    """53 weeks beside 52, and the quarter of 14 beside that of 13."""
    assert made_up_warehouse.sql(
        """
        select
            company_key, fiscal_year, fiscal_quarter,
            year_to_date_comparison_note, quarter_comparison_note
        from reports.flows
        where
            company_key in ('kura', 'midori', 'mizu', 'ringo')
            and line_item_key = 'revenues'
            and coalesce(year_to_date_comparison_note, quarter_comparison_note)
            is not null
        order by all
        """
    ).fetchall() == [
        ("mizu", 2017, 4, "52 weeks beside 53 weeks", "13 weeks beside 14 weeks"),
        ("ringo", 2023, 3, "40 weeks beside 39 weeks", None),
    ]


def test_trailing_years_follow_the_calendar(made_up_warehouse):
    """The year before, plus what is new, less as much a year ago."""
    assert made_up_warehouse.execute(
        f"""
        select period_key, value / {MILLION} from marts.fct_discrete_periods
        where
            span = 'trailing_twelve_months' and value is not null
            and period_key in (
                '2015-01-01/2015-12-31@kura', '2015-08-21/2016-08-20@midori',
                '2016-06-26/2017-07-01@mizu'
            )
        order by 1
        """
    ).fetchall() == [
        ("2015-01-01/2015-12-31@kura", 40_000 + 33_000 - 30_000),
        ("2015-08-21/2016-08-20@midori", 20_000 + 10_400 - 9_900),
        ("2016-06-26/2017-07-01@mizu", 4_700 + 2_200 - 2_100),
    ]


def test_balances_stand_beside_the_end_of_the_year_before(made_up_warehouse):
    assert made_up_warehouse.sql(
        f"""
        select
            company_key, period_end, value / {MILLION},
            previous_year_end / {MILLION}, year_ago / {MILLION}
        from reports.balances
        where
            company_key in ('kura', 'midori', 'mizu', 'ringo')
            and previous_year_end is not null
        order by all
        """
    ).fetchall() == [
        ("kura", date(2015, 12, 31), 54_000, 50_000, None),
        ("kura", date(2016, 6, 30), 57_000, 54_000, None),
        ("midori", date(2016, 8, 20), 31_000, 30_000, None),
        ("mizu", date(2017, 12, 30), 6_300, 6_000, 6_000),
        ("ringo", date(2023, 7, 1), 3_350, 3_528, None),
    ]


def test_progress_is_compared_with_years_of_one_length(made_up_warehouse):
    """21,000 of 33,000 in nine months says nothing beside 19,000 of 40,000."""
    assert made_up_warehouse.sql(
        """
        select
            scenario_key, fiscal_year, fiscal_quarter, progress_percent,
            year_ago_progress_percent
        from reports.forecast_progress
        where company_key = 'kura' and fiscal_year > 2014 and fiscal_quarter = 2
        order by all
        """
    ).fetchall() == [
        ("actual", 2015, 2, Decimal("63.6363"), None),
        ("initial_forecast", 2016, 2, Decimal("45.4545"), None),
    ]


def test_years_follow_their_rules(made_up_project):
    """The Saturday nearest to January 31, as retailers have it; and a listed year."""
    build = made_up_project / "target" / "build" / "kessan.duckdb"
    with duckdb.connect(str(build), read_only=True) as connection:
        years = connection.execute(
            """
            select calendar_key, fiscal_year, start_date, end_date, months, weeks
            from intermediate.int_fiscal_years
            where
                (calendar_key = 'ichi' and fiscal_year in (2012, 2013, 2017))
                or (calendar_key = 'nobi' and fiscal_year between 2015 and 2018)
            order by 1, 2
            """
        ).fetchall()
        quarters = connection.sql(
            "select count(*) from intermediate.int_fiscal_quarters"
            " where calendar_key = 'nobi' and fiscal_year = 2016 and is_quarter"
        ).fetchall()
    assert years == [
        ("ichi", 2012, date(2012, 1, 29), date(2013, 2, 2), None, 53),
        ("ichi", 2013, date(2013, 2, 3), date(2014, 2, 1), None, 52),
        ("ichi", 2017, date(2017, 1, 29), date(2018, 2, 3), None, 53),
        ("nobi", 2015, date(2015, 1, 1), date(2015, 12, 31), 12, None),
        ("nobi", 2016, date(2016, 1, 1), date(2017, 3, 31), 15, None),
        ("nobi", 2017, date(2017, 4, 1), date(2017, 12, 31), 9, None),
        ("nobi", 2018, date(2018, 1, 1), date(2018, 12, 31), 12, None),
    ]
    assert quarters == [(5,)]


def test_the_next_release_is_due_by_the_calendar(made_up_project):
    """The slowest came 42 days after its end; the next quarter is over on Nov 20."""
    file = made_up_project / "published" / "kessan.duckdb"

    def late(today: date) -> list[date]:
        return [
            company.expected_by
            for company in freshness.overdue(file, today)
            if company.company_key == "midori"
        ]

    assert late(date(2017, 1, 1)) == []
    assert late(date(2017, 1, 2)) == [date(2017, 1, 1)]


def test_what_reaches_no_view_is_said(made_up_project, made_up_warehouse):
    """Nashi's quarter of weeks, in the audit too; the same of Ringo is shown."""
    said = "\n".join(audit.notices(made_up_warehouse))
    assert (
        "2 figures of nashi-2016-08-01, table headline, reach no view:"
        " Revenues 300 of 2016-04-03/2016-07-02@12,"
        " Revenues 600 of 2016-01-03/2016-07-02@12\n"
        "  the period is none of the calendar of the company: correct the period, or"
        " add a rule to fiscal_calendars.csv or a row to fiscal_years.csv or"
        " fiscal_quarter_ends.csv"
    ) in said
    assert "figures of ringo" not in said
    assert "1 identity could be evaluated for no release of nashi: gross_margin" in said
    audited = kessan("audit", project=made_up_project)
    assert audited.returncode == 0
    assert "2 figures of nashi-2016-08-01, table headline" in audited.stdout


def test_notices_are_of_one_release_where_one_is_asked_for(made_up_warehouse):
    said = "\n".join(audit.notices(made_up_warehouse, "nashi-2016-08-01"))
    assert "nashi-2016-08-01" in said
    assert "iij" not in said


@pytest.mark.parametrize("company", ["kura", "midori", "mizu", "ringo", "nashi"])
def test_every_company_has_pages(made_up_project, company):
    """A company of one headline has what it prints, and a page of what is known."""
    (pages,) = pages_of(made_up_project, company)
    companies = (pages.parent.parent / "index.html").read_text("utf-8")
    assert f'href="{company}/{pages.name}/index.html"' in companies
    printed = "".join(
        page.read_text("utf-8") for page in (pages / "printed").rglob("*.html")
    )
    assert "Revenues" in printed
    income = pages / "income-statement.html"
    overview = (pages / "index.html").read_text("utf-8")
    is_known = company != "nashi"
    assert income.exists() is is_known
    assert ("too little of it: Income statement" in overview) is not is_known
    assert not is_known or "Revenues" in income.read_text("utf-8")


def pages_of(project: Path, company: str) -> list[Path]:
    """The folders of pages of a company, one for each standard and currency."""
    return sorted((project / "published" / "current" / "site" / company).iterdir())


def test_pages_say_what_lengths_are_compared(made_up_project):
    (pages,) = pages_of(made_up_project, "mizu")
    income = (pages / "income-statement.html").read_text("utf-8")
    assert "Twelve months to December 30, 2017: 52 weeks beside 53 weeks." in income
    assert "Quarter to December 30, 2017: 13 weeks beside 14 weeks." in income
    assert "52 weeks beside 53 weeks" in (pages / "index.html").read_text("utf-8")


def test_two_years_of_one_name_are_refused(refusal):
    """Its year ended in March 2015 and in December, and both are 2015."""
    assert "repeated fiscal year: 'futago 2015'" in refusal
    assert "these begin on 2014-04-01, 2015-04-01" in refusal


def test_a_rule_without_its_day_is_refused(refusal):
    assert "incomplete calendar rule: 'nashinohi from 1990-04-01'" in refusal
    assert "complete the row of fiscal_calendars.csv" in refusal
