"""What an analyst types first is right: sums, latest targets, printed numbers.

The numbers are those of the release of November 8, 2016, in thousands of yen where
it prints them so, with their lines of the text.
"""

import csv
from collections import defaultdict
from decimal import Decimal

import pytest

from kessan.project import SEEDS

pytestmark = pytest.mark.build

THOUSAND = 1000
HALF_2015 = "2015-04-01/2015-09-30@03"
HALF_2016 = "2016-04-01/2016-09-30@03"
SECOND_2016 = "2016-07-01/2016-09-30@03"
YEAR_2015 = "2015-04-01/2016-03-31@03"
# By fact and, where it has several, by line item: the totals of lines 371 and 381
# (six months), 641 (three months) and of the release of May 13, 2016.
SUMS = [
    ("fct_revenue", "true", HALF_2015, 65_333_734),
    ("fct_revenue", "true", HALF_2016, 74_123_270),
    ("fct_revenue", "true", SECOND_2016, 37_944_019),
    ("fct_revenue", "true", YEAR_2015, 140_648_000),
    ("fct_costs", "true", HALF_2015, 62_770_649),
    ("fct_costs", "true", HALF_2016, 72_175_568),
    ("fct_income_statement", "line_item_key = 'revenues'", HALF_2016, 74_123_270),
    (
        "fct_income_statement",
        "line_item_key = 'costs_and_expenses'",
        HALF_2016,
        72_175_568,
    ),
    ("fct_segment_results", "line_item_key = 'revenues'", HALF_2015, 65_333_734),
    ("fct_segment_results", "line_item_key = 'revenues'", HALF_2016, 74_123_270),
    (
        "fct_segment_results",
        "line_item_key = 'revenues_from_external_customers'",
        HALF_2016,
        74_123_270,
    ),
    ("fct_segment_results", "line_item_key = 'intersegment_revenues'", HALF_2016, 0),
    (
        "fct_segment_results",
        "line_item_key = 'costs_and_expenses'",
        HALF_2016,
        72_175_568,
    ),
    ("fct_segment_results", "line_item_key = 'operating_income'", HALF_2016, 1_947_702),
]


@pytest.mark.parametrize(("fact", "condition", "period", "thousands"), SUMS)
def test_a_sum_of_a_fact_is_the_printed_total(
    warehouse, fact, condition, period, thousands
):
    assert warehouse.execute(
        f"""
        select sum(value) from marts.{fact}
        where company_key = 'iij' and is_latest and {condition} and period_key = $1
        """,
        [period],
    ).fetchall() == [(thousands * THOUSAND,)]


def test_segments_add_up_without_the_whole(warehouse):
    """Revenues of segments alone are 74,309,622 thousand: 186,352 too much."""
    found = warehouse.sql(
        """
        select line_item_key, sum(year_to_date) from reports.segment_results
        where
            company_key = 'iij' and fiscal_year = 2016 and fiscal_quarter = 2
            and unit = 'JPY'
        group by all
        """
    ).fetchall()
    assert dict(found) == {
        "revenues": 74_123_270 * THOUSAND,
        "revenues_from_external_customers": 74_123_270 * THOUSAND,
        "intersegment_revenues": 0,
        "costs_and_expenses": 72_175_568 * THOUSAND,
        "operating_income": 1_947_702 * THOUSAND,
    }


def test_all_is_one_word(warehouse):
    for dimension in ("segment", "product"):
        assert warehouse.sql(
            f"select {dimension}_key from marts.dim_{dimension}"
            " where company_key is null and display_order = 10"
        ).fetchall() == [("total",)]


def test_parts_are_of_one_release(made_up_warehouse):
    """The parts of the last release that has all of them; never two fineness."""
    found = made_up_warehouse.sql(
        """
        select period_key, product_key, value / 1000000, release_id, is_latest
        from marts.fct_revenue where company_key = 'pieces' order by all
        """
    ).fetchall()
    first, second = "2015-04-01/2015-06-30@03", SECOND_2016
    assert [row for row in found if row[0] == second] == [
        (second, "total", 1200, "pieces-2016-11-04", True)
    ]
    assert [row[1:] for row in found if row[0] == first] == [
        ("pieces_a", 600, "pieces-2016-08-04", True),
        ("pieces_a1", 350, "pieces-2015-08-05", False),
        ("pieces_a2", 250, "pieces-2015-08-05", False),
        ("pieces_b", 400, "pieces-2015-08-05", False),
        ("pieces_b", 400, "pieces-2016-08-04", True),
    ]


def test_segments_that_do_not_add_up_are_no_parts(made_up_warehouse):
    """800 and 500 are not 1,200, and what is eliminated is not printed."""
    assert made_up_warehouse.sql(
        """
        select period_key, sum(value) / 1000000 from marts.fct_segment_results
        where company_key = 'pieces' and line_item_key = 'revenues' and is_latest
        group by all
        """
    ).fetchall() == [("2015-04-01/2015-06-30@03", 1000)]


def test_an_income_statement_subtracts(warehouse):
    """The text rounds to 11,848 and 9,900; 11,848,446 less 9,900,744 is exact."""
    for relation, value, condition in (
        ("marts.fct_income_statement", "value", f"period_key = '{HALF_2016}'"),
        (
            "reports.comparative_income_statement",
            "year_to_date",
            "fiscal_year = 2016 and fiscal_quarter = 2 and product_key = 'total'",
        ),
    ):
        latest = "and is_latest" if relation.startswith("marts") else ""
        assert dict(
            warehouse.sql(
                f"""
                select line_item_key, {value} / 1000 from {relation}
                where company_key = 'iij' and {condition} {latest} and
                    line_item_key in
                    ('gross_profit', 'operating_expenses', 'operating_income')
                """
            ).fetchall()
        ) == {
            "gross_profit": 11_848_446,
            "operating_expenses": 9_900_744,
            "operating_income": 1_947_702,
        }
    assert warehouse.sql(
        f"""
        select cast(value / 1000000 as integer), decimals, is_derived
        from marts.fct_income_statement
        where
            line_item_key = 'operating_expenses' and period_key = '{HALF_2016}'
            and not is_latest
        """
    ).fetchall() == [(9900, -6, False)]


def twins(rows: dict[str, list[dict]]) -> set[tuple[str, str]]:
    """Line items and metrics of one meaning: one concept, formula or parts."""
    names = [row["line_item_key"] for row in rows["line_items"]]
    concepts = {
        row["us_gaap_concept"]: row["line_item_key"]
        for row in rows["line_items"]
        if row["us_gaap_concept"]
    }
    meanings = defaultdict(set)
    for row in rows["line_items"]:
        if row["parent_line_item_key"]:
            part = (row["line_item_key"], row["balance"])
            meanings[row["parent_line_item_key"]].add(part)
    balances = {row["line_item_key"]: row["balance"] for row in rows["line_items"]}
    sums: dict[frozenset, str] = {
        frozenset((part, 1 if of == balances[name] else -1) for part, of in parts): name
        for name, parts in meanings.items()
    }
    formulas = defaultdict(list)
    for row in rows["metric_terms"]:
        formulas[row["metric_id"]].append(row)
    for name in names:
        if name in formulas:
            terms = formulas.pop(name)
            sums[frozenset((t["line_item_key"], int(t["weight"])) for t in terms)] = (
                name
            )
    found = set()
    for row in rows["metrics"]:
        name = row["metric_id"]
        if row["us_gaap_concept"] in concepts:
            found.add((name, concepts[row["us_gaap_concept"]]))
        terms = formulas[name]
        if any(
            t["balance_at"] or t["product_key"] or t["fraction_part"] == "denominator"
            for t in terms
        ):
            continue
        formula = frozenset((t["line_item_key"], int(t["weight"])) for t in terms)
        if formula in sums:
            found.add((name, sums[formula]))
    return found


def test_no_metric_is_a_line_item(warehouse):
    rows = {
        name: [
            *csv.DictReader(
                (SEEDS / "reference" / f"{name}.csv").read_text("utf-8").splitlines()
            )
        ]
        for name in ("line_items", "metrics", "metric_terms")
    }
    assert twins(rows) == set()
    metric = rows["metrics"][0]
    rows["metrics"] += [
        metric | {"metric_id": "profit", "us_gaap_concept": "GrossProfit"},
        metric | {"metric_id": "expenses", "us_gaap_concept": ""},
    ]
    rows["metric_terms"] += [
        term | {"metric_id": "expenses"}
        for term in rows["metric_terms"]
        if term["metric_id"] == "operating_expenses"
    ]
    assert twins(rows) == {
        ("profit", "gross_profit"),
        ("expenses", "operating_expenses"),
    }
    assert (
        warehouse.sql(
            "select count(*) from marts.dim_line_item group by line_item_key"
            " having count(*) > 1"
        ).fetchall()
        == []
    )


@pytest.mark.parametrize(
    ("day", "millions"),
    [
        ("2016-05-12", []),
        ("2016-08-31", [("initial_forecast", 159_000)]),
        ("2016-11-03", [("initial_forecast", 159_000)]),
        ("2016-11-04", [("revised_forecast", 158_000)]),
        ("2016-12-31", [("revised_forecast", 158_000)]),
    ],
)
def test_a_target_is_known_from_its_announcement(warehouse, day, millions):
    """Line 244: announced on May 13, 2016, and revised on November 4."""
    assert (
        warehouse.execute(
            """
            select scenario_key, value / 1000000 from marts.fct_forecasts
            where
                company_key = 'iij' and line_item_key = 'revenues'
                and announced_on <= $1
                and (superseded_at is null or cast(superseded_at as date) > $1)
            """,
            [day],
        ).fetchall()
        == millions
    )


def test_the_latest_target_is_one(warehouse):
    for fact in ("fct_forecasts", "fct_reported_figures"):
        amounts = "and measure = 'amount'" if fact == "fct_reported_figures" else ""
        assert warehouse.sql(
            f"""
            select distinct line_item_key, scenario_key, value / 1000000
            from marts.{fact}
            where
                company_key = 'iij' and is_latest and scenario_key <> 'actual'
                and line_item_key in ('revenues', 'operating_income') {amounts}
            order by all
            """
        ).fetchall() == [
            ("operating_income", "revised_forecast", 5000),
            ("revenues", "revised_forecast", 158_000),
        ]


def test_printed_numbers_say_their_unit_and_scale(warehouse):
    """Each printed number, in its scale, is that of its figure in base units."""
    rows = warehouse.sql(
        "select cells.printed_value, cells.scale, cells.unit, cells.value,"
        " figures.value, figures.unit, cells.printed_text, figures.printed_text"
        " from reports.printed_cells as cells"
        " full join marts.fct_reported_figures as figures using (figure_key)"
    ).fetchall()
    count = 0
    for shown, scale, unit, value, expected, of, text, printed in rows:
        assert (value, unit, text) == (expected, of, printed)
        assert (shown is None) == (expected is None)
        if shown is not None:
            assert shown * Decimal(10) ** scale == expected
            count += 1
    assert count > 1100
    assert warehouse.sql(
        "select distinct scale from reports.printed_cells"
        " where table_id = 'headline' and unit = 'JPY' order by 1"
    ).fetchall() == [(6,), (9,)]
