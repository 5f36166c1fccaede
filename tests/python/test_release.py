"""The release as printed: complete, to the last digit, traceable to its line.

Expected figures were read from the release by hand; each names its line.
"""

import csv
import re
from collections import Counter
from decimal import Decimal

import pytest

from kessan.project import ROOT

pytestmark = pytest.mark.build

# Cells a table, counted in the printed tables: a printed dash counts.
PRINTED_CELLS = {
    "operating_results": 57,
    "segment_results_summary": 16,
    "revenue_breakdown": 39,
    "contracts": 42,
    "adjusted_ebitda": 18,
    "capex": 6,
    "balance_sheet_assets": 36,
    "balance_sheet_liabilities": 50,
    "income_statement": 70,
    "per_share": 16,
    "comprehensive_income": 14,
    "cash_flow_operating_investing": 76,
    "cash_flow_financing": 30,
    "segment_revenues": 16,
    "segment_profit": 8,
    "operating_results_quarter": 42,
    "revenue_breakdown_quarter": 39,
    "adjusted_ebitda_quarter": 18,
    "capex_quarter": 6,
    "income_statement_quarter": 68,
    "per_share_quarter": 16,
    "comprehensive_income_quarter": 14,
    "cash_flow_operating_investing_quarter": 68,
    "cash_flow_financing_quarter": 18,
    "exchange_form_results": 16,
    "exchange_form_per_share": 4,
    "exchange_form_financial_position": 8,
    "exchange_form_dividends": 10,
    "exchange_form_targets": 9,
    "exchange_form_notes": 11,
    "balance_sheet_notes": 14,
    "share_repurchase": 2,
    "prose": 174,
}

# The same of the earlier releases, all of them together.
EARLIER_CELLS = {
    "headline": 110,
    "exchange_form_results": 32,
    "exchange_form_comprehensive_income": 8,
    "exchange_form_equity_method": 2,
    "exchange_form_per_share": 8,
    "exchange_form_financial_position": 8,
}

# Source line, printed text, value in base units, unit, decimals, period end.
HAND_READ = [
    (371, "74,123,270", "74123270000", "JPY", -3, "2016-09-30"),
    (418, "(410,090)", "-410090000", "JPY", -3, "2016-09-30"),
    (684, "JPY 966,034", "966034000", "JPY", -3, "2015-09-30"),
    (150, "1,982.4Gbps", "1982.4", "Gbps", 1, "2015-09-30"),
    (78, "(33.0)", "-33.0", "percent", 1, "2016-09-30"),
    (330, "-", "0", "JPY", -3, "2016-03-31"),
    (604, "0", "0", "JPY", -6, "2016-09-30"),
    (407, "35.96", "35.96", "JPY_per_share", 2, "2015-09-30"),
    (409, "12.06", "12.06", "JPY_per_ADS", 2, "2016-09-30"),
    (405, "91,895,038", "91895038", "ADS", 0, "2015-09-30"),
    (19, "JPY2.3 billion down", "-2300000000", "JPY", -8, "2017-03-31"),
    (190, "JP244 million", "244000000", "JPY", -6, "2016-09-30"),
    (236, "JPY584", "584000000", "JPY", -6, "2015-09-30"),
    (486, "21,093,633", "21093633000", "JPY", -3, "2015-03-31"),
    (542, "Up to JPY 1,500,000,000", "1500000000", "JPY", 0, "2016-11-04"),
    (816, "22.00", "22.00", "JPY_per_share", 2, "2016-03-31"),
    (828, "65.67", "65.67", "JPY_per_share", 2, "2017-03-31"),
    (795, "up 177.5%", "177.5", "percent", 1, "2015-09-30"),
]


def test_every_printed_cell_is_there(warehouse):
    counted = dict(
        warehouse.sql(
            "select table_id, count(*) from marts.fct_reported_figures"
            " where release_id = 'iij-2016-11-08' group by 1"
        ).fetchall()
    )
    assert counted == PRINTED_CELLS
    statements = list(PRINTED_CELLS.values())[:24]
    assert sum(statements) == 783


def test_every_cell_of_the_earlier_releases_is_there(warehouse):
    counted = dict(
        warehouse.sql(
            "select table_id, count(*) from marts.fct_reported_figures"
            " where release_id < 'iij-2016-11-08' group by 1"
        ).fetchall()
    )
    assert counted == EARLIER_CELLS


@pytest.mark.parametrize(
    ("line", "text", "value", "unit", "decimals", "period_end"), HAND_READ
)
def test_a_figure_read_by_hand(
    warehouse, line, text, value, unit, decimals, period_end
):
    found = warehouse.execute(
        "select distinct value, unit, decimals, cast(period_end as varchar)"
        " from marts.fct_reported_figures"
        " where release_id = 'iij-2016-11-08'"
        " and source_line = ? and printed_text = ?",
        [line, text],
    ).fetchall()
    assert found == [(Decimal(value), unit, decimals, period_end)]


def as_printed(value: Decimal, decimals: int, scale: int) -> str:
    """A value in its printed scale and precision, with parentheses."""
    places = max(decimals + scale, 0)
    number = value.scaleb(-scale)
    digits = f"{abs(number):,.{places}f}"
    return f"({digits})" if number < 0 else digits


def test_values_print_back_as_they_were_printed(warehouse):
    """Another way round: from the value back to the characters."""
    rows = warehouse.sql(
        "select printed_text, value, decimals, scale"
        " from marts.fct_reported_figures"
        " where section = 'table' or table_id = 'headline'"
    ).fetchall()
    assert len(rows) == 830 + 168
    # The dividend of the third quarter is to come, and its dash is no number.
    assert [text for text, value, *_ in rows if value is None] == ["-"]
    for text, value, decimals, scale in rows:
        number = re.sub(r"JPY |Gbps", "", text)
        if number == "-":
            assert not value
        else:
            assert as_printed(value, decimals, scale) == number


def test_printed_cells_give_the_tables_back(warehouse):
    """Every table has its figures, below the headings of its columns."""
    cells = Counter(
        table
        for (table,) in warehouse.sql(
            "select table_id from reports.printed_cells where printed_value is not null"
        ).fetchall()
    )
    printed = Counter(PRINTED_CELLS) + Counter(EARLIER_CELLS)
    # The dash of a dividend to come is no number.
    printed["exchange_form_dividends"] -= 1
    assert cells == printed
    assert warehouse.sql(
        "select column_heading, label, printed_text from reports.printed_cells"
        " where table_id = 'income_statement' and line_number = 20"
        " order by column_number"
    ).fetchall() == [
        ("Six Months Ended September 30, 2015", "  Total costs", "53,626,148"),
        ("Six Months Ended September 30, 2016", "  Total costs", "62,274,824"),
    ]


def test_labels_are_indented_below_their_heading(warehouse):
    labels = [
        label
        for (label,) in warehouse.sql(
            "select indented_label from reports.printed_lines"
            " where table_id = 'income_statement' order by line_number limit 4"
        ).fetchall()
    ]
    assert labels == [
        "REVENUES:",
        "  Network services:",
        "    Internet connectivity services (enterprise)",
        "    Internet connectivity services (consumer)",
    ]


@pytest.mark.parametrize(
    ("line_item", "period", "value"),
    [
        # Six months less three months: lines 371 and 641, 382 and 652, 458
        # and 725, 396 and 665.
        ("revenues", "2016-04-01/2016-06-30@03", 74_123_270 - 37_944_019),
        ("operating_income", "2015-04-01/2015-06-30@03", 2_563_085 - 1_422_308),
        ("net_cash_operating", "2016-04-01/2016-06-30@03", 4_072_853 - 4_190_302),
        ("net_income", "2016-04-01/2016-06-30@03", 1_193_323 - 622_607),
    ],
)
def test_the_first_quarter_is_derived(warehouse, line_item, period, value):
    table = "cash_flow" if "cash" in line_item else "income_statement"
    found = warehouse.execute(
        f"select value, is_derived, decimals from marts.fct_{table}"
        f" where line_item_key = ? and period_key = ?"
        " and release_id = 'iij-2016-11-08'",
        [line_item, period],
    ).fetchall()
    assert found == [(Decimal(value * 1000), True, -3)]


def test_shares_and_earnings_per_share_are_not_derived(warehouse):
    # Of shares issued and treasury shares, at both balance sheet dates.
    assert warehouse.sql(
        "select line_item_key, count(*) from marts.fct_per_share where is_derived"
        " group by 1"
    ).fetchall() == [("shares_outstanding", 2)]


def test_first_quarter_agrees_with_what_was_published_about_it(warehouse):
    """The release of August 7, 2015 printed 31,464, 1,141 and 721 million."""
    found = warehouse.sql(
        "select release_id, is_derived, is_latest, line_item_key,"
        " round(value / 1000000)"
        " from marts.fct_income_statement"
        " where period_key = '2015-04-01/2015-06-30@03'"
        " and line_item_key in"
        " ('revenues', 'operating_income', 'net_income_attributable')"
        " order by 1, 4"
    ).fetchall()
    millions = [
        ("net_income_attributable", 721),
        ("operating_income", 1141),
        ("revenues", 31464),
    ]
    assert found == [
        *(("iij-2015-08-07", False, False, *printed) for printed in millions),
        *(("iij-2016-11-08", True, True, *derived) for derived in millions),
    ]


def test_every_mend_says_how_and_what_proves_it():
    """Eight lines and three headings; a heading has no figure to prove."""
    mends = {"lines": 0, "headings": 0}
    for path in (ROOT / "seeds" / "release").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row.get("mend_note") and "proven_by" in row:
                    mends["lines"] += 1
                    assert row["proven_by"]
                elif row.get("mend_note"):
                    mends["headings"] += 1
    assert mends == {"lines": 8, "headings": 3}
