"""Releases of any issuer load, foot and are shown by rows alone.

The figures of `aapl` are those that its release prints; the others are made up, and
what is expected of them is worked out by hand from `tests/deliveries`.
"""

from decimal import Decimal

import duckdb
import pytest

from kessan.project import SEEDS

pytestmark = pytest.mark.build

MILLION = 10**6
# The line of the CSV that the first one of a delivery has, behind the project's own.
LINE_ITEMS = (SEEDS / "reference" / "line_items.csv").read_text("utf-8")
NEXT_LINE_ITEM = len(LINE_ITEMS.splitlines()) + 1
THREE_MONTHS = "2026-03-29/2026-06-27@aapl"


def rows(warehouse: duckdb.DuckDBPyConnection, query: str) -> list[tuple]:
    return warehouse.sql(query).fetchall()


def test_every_cell_of_a_release_with_four_columns_is_shown(made_up_warehouse):
    """238 cells of five tables, and four figures of its notes."""
    assert rows(
        made_up_warehouse,
        "select table_id, count(*), count(value) from reports.printed_cells"
        " where release_id = 'aapl-2026-07-30' group by 1 order by 1",
    ) == [
        ("balance_sheet", 56, 56),
        ("cash_flow", 58, 58),
        ("common_stock", 3, 3),
        ("income_statement", 76, 76),
        ("net_sales_by_category", 24, 24),
        ("net_sales_by_segment", 24, 24),
        ("par_value", 1, 1),
    ]


@pytest.mark.parametrize(
    ("table", "line", "column", "expected"),
    [
        ("income_statement", "Total net sales (1)", 4,
         ("Nine Months Ended June 28, 2025", "313,695", "USD", 313_695 * MILLION)),
        ("income_statement", "Other income/(expense), net", 2,
         ("Three Months Ended June 28, 2025", "(171)", "USD", -171 * MILLION)),
        ("balance_sheet", "Accumulated other comprehensive loss", 2,
         ("September 27, 2025", "(5,571)", "USD", -5_571 * MILLION)),
        ("cash_flow", "Proceeds from issuance of term debt, net", 1,
         ("Nine Months Ended June 27, 2026", "—", "USD", 0)),
        ("par_value", "Par value of common stock", 1,
         ("USD_per_share", "$0.00001", "USD_per_share", Decimal("0.00001"))),
    ],
)  # fmt: skip
def test_a_cell_has_its_heading_unit_and_value(
    made_up_warehouse, table, line, column, expected
):
    assert rows(
        made_up_warehouse,
        "select column_heading, printed_text, unit, value from reports.printed_cells"
        f" where release_id = 'aapl-2026-07-30' and table_id = '{table}'"
        f" and label = '{line}' and column_number = {column}",
    ) == [expected]


@pytest.mark.parametrize(
    ("heading", "column", "expected"),
    [
        ("Earnings per share:", 1, [("2.03", "USD_per_share", Decimal("2.03"))]),
        ("Shares used in computing earnings per share:", 1,
         [("14,656,110", "shares", 14_656_110_000)]),
    ],
)  # fmt: skip
def test_a_line_of_a_statement_has_its_own_unit(
    made_up_warehouse, heading, column, expected
):
    assert (
        rows(
            made_up_warehouse,
            "select printed_text, unit, value from marts.fct_reported_figures"
            " where release_id = 'aapl-2026-07-30' and table_id = 'income_statement'"
            f" and printed_heading = '{heading}' and printed_label = 'Basic'"
            f" and column_number = {column}",
        )
        == expected
    )


def test_the_sums_that_were_found_hold_in_every_column(made_up_warehouse):
    """22 sums: 9 of four columns, 13 of two; all of them in millions, exactly."""
    assert rows(
        made_up_warehouse,
        "select table_id, status, count(*) from audit.identity_results"
        " where release_id = 'aapl-2026-07-30'"
        " and identity_id = 'foot_as_calculated' group by 1, 2 order by 1",
    ) == [
        ("balance_sheet", "exact", 8 * 2),
        ("cash_flow", "exact", 5 * 2),
        ("income_statement", "exact", 7 * 4),
        ("net_sales_by_category", "exact", 4),
        ("net_sales_by_segment", "exact", 4),
    ]


def test_statements_of_another_issuer_articulate(made_up_warehouse):
    """Income per share, cash of the balance sheet, sales by each breakdown."""
    assert rows(
        made_up_warehouse,
        "select identity_id, status, count(*) from audit.identity_results"
        " where release_id = 'aapl-2026-07-30' and status <> 'incomplete'"
        " and identity_id <> 'foot_as_calculated' group by 1, 2 order by 1",
    ) == [
        ("balance_sheet_balances", "exact", 2),
        ("basic_net_income_per_share", "within_rounding", 4),
        ("diluted_net_income_per_share", "within_rounding", 4),
        ("gross_margin", "exact", 4),
        ("opening_is_previous_closing", "exact", 1),
        ("statements_articulate", "exact", 15),
    ]


def test_sales_by_product_and_by_segment_add_up(made_up_warehouse):
    assert rows(
        made_up_warehouse,
        "select product_key, value from marts.fct_revenue"
        f" where company_key = 'aapl' and period_key = '{THREE_MONTHS}' order by 1",
    ) == [
        ("aapl_ipad", 6_191 * MILLION),
        ("aapl_iphone", 54_252 * MILLION),
        ("aapl_mac", 10_352 * MILLION),
        ("aapl_services", 30_739 * MILLION),
        ("aapl_wearables_home_and_accessories", 7_883 * MILLION),
    ]
    assert rows(
        made_up_warehouse,
        "select count(*), sum(value) from marts.fct_segment_results"
        f" where company_key = 'aapl' and period_key = '{THREE_MONTHS}'"
        " and line_item_key = 'revenues' and segment_key <> 'total'",
    ) == [(5, 109_417 * MILLION)]


def test_a_statement_of_changes_in_equity_keeps_its_components(made_up_warehouse):
    """Columns of components are members of an axis; their total is of the company."""
    assert rows(
        made_up_warehouse,
        "select line_number, members, held_apart, value / 1000000"
        " from marts.fct_reported_figures"
        " where release_id = 'hazel-2026-02-10' and table_id = 'equity'"
        " and line_number in (2, 5) order by line_number, column_number",
    ) == [
        (2, "equity_component=retained_earnings", "further_axis", 900),
        (2, None, None, 900),
        (5, "equity_component=common_stock", "further_axis", 2_350),
        (5, "equity_component=retained_earnings", "further_axis", 5_400),
        (5, None, None, 7_750),
    ]
    # Each column foots, with its blank cells, and the total is the balance sheet's.
    assert rows(
        made_up_warehouse,
        "select subject, status from audit.identity_results"
        " where release_id = 'hazel-2026-02-10' and table_id = 'equity' order by 1",
    ) == [(f"equity/5/{column}", "exact") for column in (1, 2, 3)]
    assert rows(
        made_up_warehouse,
        "select value / 1000000 from marts.fct_balance_sheet"
        " where company_key = 'hazel' and line_item_key = 'total_equity' order by 1",
    ) == [(6_800,), (7_750,)]


LINDEN = "release_id = 'linden-2026-02-10' and table_id like 'changes_in_equity%'"


def test_a_balance_closes_a_block_and_opens_the_next(made_up_warehouse):
    """One label, told apart by its place; the last block prints its end alone."""
    assert rows(
        made_up_warehouse,
        "select table_id, line_number, period_end::varchar, value / 1000000"
        f" from marts.fct_reported_figures where {LINDEN} and column_number = 4"
        " and line_item_key = 'shareholders_equity' order by 1, 2",
    ) == [
        ("changes_in_equity", 1, "2022-12-31", 1_000),
        ("changes_in_equity", 6, "2023-12-31", 1_115),
        ("changes_in_equity_2", 1, "2023-12-31", 1_115),
        ("changes_in_equity_2", 6, "2024-12-31", 1_300),
        ("changes_in_equity_3", 4, "2025-12-31", 1_590),
    ]
    # What is printed again agrees, with the other block and the balance sheet.
    assert rows(
        made_up_warehouse,
        "select status, count(*) from audit.identity_results"
        " where release_id = 'linden-2026-02-10'"
        " and identity_id <> 'foot_as_calculated' and status <> 'incomplete'"
        " group by 1",
    ) == [("exact", 4)]


def test_a_column_of_shares_has_line_items_in_shares(made_up_warehouse):
    """A dash is zero where the line counts shares, and no number where it does not."""
    assert rows(
        made_up_warehouse,
        "select line_number, line_item_key, unit, value, missing_reason"
        f" from marts.fct_reported_figures where {LINDEN} and column_number = 1"
        " and table_id <> 'changes_in_equity_2' order by table_id, line_number",
    ) == [
        (1, "shares_outstanding", "shares", 1_000_000, None),
        (2, "net_income_attributable", "shares", None, "not_meaningful"),
        (3, "stock_issued_options_exercised_shares", "shares", 20_000, None),
        (4, "treasury_stock_purchased_shares", "shares", -50_000, None),
        (5, "equity_stock_based_compensation", "shares", None, "not_meaningful"),
        (6, "shares_outstanding", "shares", 970_000, None),
        (1, "net_income_attributable", "shares", None, "not_meaningful"),
        (2, "treasury_stock_purchased_shares", "shares", 0, None),
        (3, "equity_stock_based_compensation", "shares", None, "not_meaningful"),
        (4, "shares_outstanding", "shares", 950_000, None),
    ]
    assert rows(
        made_up_warehouse,
        "select period_key, value from marts.fct_per_share"
        " where company_key = 'linden' and line_item_key = 'shares_outstanding'"
        " order by 1",
    ) == [
        ("2022-12-31@12", 1_000_000),
        ("2023-12-31@12", 970_000),
        ("2024-12-31@12", 950_000),
        ("2025-12-31@12", 950_000),
    ]
    # Both blocks with both balances foot in each column, that of shares too.
    assert rows(
        made_up_warehouse,
        "select column_number, status, count(*) from audit.identity_results"
        f" where {LINDEN} and identity_id = 'foot_as_calculated'"
        " group by 1, 2 order by 1",
    ) == [(column, "exact", 2) for column in (1, 2, 3, 4)]


def test_segments_stand_in_columns(made_up_warehouse):
    """`n/a` is no number, and no zero."""
    assert rows(
        made_up_warehouse,
        "select line_item_key, segment_key, value / 1000000, missing_reason"
        " from marts.fct_reported_figures"
        " where release_id = 'hazel-2026-02-10' and table_id = 'segments'"
        " order by line_number, column_number",
    ) == [
        ("revenues", "hazel_east", 6_000, None),
        ("revenues", "hazel_west", 3_000, None),
        ("revenues", "total", 9_000, None),
        ("operating_income", "hazel_east", 1_000, None),
        ("operating_income", "hazel_west", None, "not_given"),
        ("operating_income", "total", 1_200, None),
    ]


def test_a_kind_of_table_of_its_own_has_nine_columns(made_up_warehouse):
    assert rows(
        made_up_warehouse,
        "select label, count(*), min(column_heading), max(value)"
        " from reports.printed_cells"
        " where release_id = 'hazel-2026-02-10' and table_id = 'stores'"
        " group by 1 order by 1",
    ) == [
        ("Stores of Hazel", 9, "2017-12-31", 9),
        ("Stores of Hazel Nut", 5, "2021-12-31", 3),
    ]


@pytest.mark.parametrize(
    ("text", "unit", "value", "held_apart"),
    [
        ("€120 million", "EUR", 120 * MILLION, "other_currency"),
        ("US$20 million", "USD", 20 * MILLION, "other_currency"),
        ("$250 million", "CAD", 250 * MILLION, None),
        ("$ 7,750", "USD", 7_750 * MILLION, None),
        ("$61.25 per barrel", "USD_per_barrel", Decimal("61.25"), None),
        ("76,100,000 memberships", "memberships", 76_100_000, None),
        ("123,456,789", "IDR", 123_456_789 * 10**9, None),
        ("１，２３４", "JPY", 1_234 * MILLION, None),  # noqa: RUF001
        ("△3", "JPY", -3 * MILLION, None),
        ("（５）", "JPY", -5 * MILLION, None),  # noqa: RUF001
        ("▲ 7", "JPY", -7 * MILLION, None),
        ("－", "JPY", 0, None),  # noqa: RUF001
    ],
)  # fmt: skip
def test_what_is_printed_elsewhere_is_read(
    made_up_warehouse, text, unit, value, held_apart
):
    assert rows(
        made_up_warehouse,
        "select unit, value, held_apart from marts.fct_reported_figures"
        f" where printed_text = '{text}'"
        " and company_key in ('hazel', 'sasa', 'rupiah', 'maple')",
    ) == [(unit, value, held_apart)]


def test_another_currency_is_in_no_sum_of_the_release(made_up_warehouse):
    assert (
        rows(
            made_up_warehouse,
            "select value from marts.fct_income_statement"
            " where company_key in ('hazel', 'maple') and value in"
            f" ({120 * MILLION}, {20 * MILLION})",
        )
        == []
    )
    assert rows(
        made_up_warehouse,
        "select subject, reason from reports.audit_notices"
        " where release_id in ('hazel-2026-02-10', 'maple-2026-02-10')"
        " and reason like '%currency%' order by 1",
    ) == [
        ("hazel-2026-02-10/euros/1/1",
         "it is held apart: its release is in another currency"),
        ("maple-2026-02-10/abroad/1/1",
         "it is held apart: its release is in another currency"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "problem",
    [
        "alder-2026-02-10/lines.csv line 2: wrong meaning: 'Sales of Alder': '6,000'\n"
        "  at: alder-2026-02-10, table segments, line 1, source line 1\n"
        "  expected: an axis and a member of segments.csv, products.csv or members.csv,"
        " such as axis=member, of alder, not segment=alder_north\n",
        "alder-2026-02-10/lines.csv line 3: wrong meaning: 'Equity of Alder': '7'\n"
        "  at: alder-2026-02-10, table equity, line 1, source line 1\n"
        "  expected: one member of an axis from the label, the line and the column\n",
        "alder-2026-02-10/figures.csv line 2: wrong meaning: 'Sales of Alder': '77'\n"
        "  at: alder-2026-02-10, table barrels, line 1, source line 1\n"
        "  expected: the unit USD, not barrels\n",
        "alder-2026-02-10/figures.csv line 3: wrong meaning: 'Par value of Alder':"
        " '$0.0000001'\n"
        "  at: alder-2026-02-10, table par, line 1, source line 1\n"
        "  expected: at most 6 decimal places\n",
        "cedar-2026-02-10/lines.csv line 2: wrong meaning: 'Income of Cedar': '5'\n"
        "  at: cedar-2026-02-10, table equity, line 1, source line 1\n"
        "  expected: the unit USD, not shares\n"
        "  to do: correct the row, its column heading or its label; if the line counts"
        " shares here, name that line item in line_item_key_in_shares of"
        " line_items.csv\n",
        "cedar-2026-02-10/lines.csv line 4: wrong meaning: 'Equity of Cedar': '900'\n"
        "  at: cedar-2026-02-10, table balance_sheet, line 1, source line 1\n"
        "  expected: the unit USD, not shares\n"
        "  to do: correct the row, its column heading or its label\n",
        f"seeds/reference/line_items.csv line {NEXT_LINE_ITEM}: wrong counterpart:"
        " 'Stock granted':"
        " 'cedar_stock_granted'\n"
        "  at: \n"
        "  expected: beside money a line item of shares, of the same kind of period and"
        " of the same company or of any, not shares_outstanding\n",
        "birch-2026-02-10/releases.csv line 2: wrong currency: 'birch-2026-02-10'\n"
        "  at: birch-2026-02-10\n"
        "  expected: an amount in USD, not all 1 in another one such as EUR\n",
    ],
)
def test_what_no_row_names_is_refused_by_name(refusal, problem):
    assert refusal.count(problem) == 1
