"""Which statement a printed table is, and what its lines mean.

All tables are made up. Each rule has a table that is read otherwise without it.
"""

from dataclasses import replace
from datetime import date

import duckdb
import jinja2
import pytest

from kessan.project import ROOT, SEEDS
from kessan.read.document import Place, Tag
from kessan.read.labels.accounts import NewLineItems
from kessan.read.labels.chart import (
    Chart,
    KnownLabel,
    LineItem,
    company_names,
    load_chart,
)
from kessan.read.labels.concepts import contradictions
from kessan.read.labels.lines import (
    LabelMeaning,
    ResolvedTable,
    Shape,
    Standing,
    meanings,
)
from kessan.read.labels.resolve import resolve
from kessan.read.labels.statements import (
    below_title,
    part_of,
    split,
    statement_of,
)
from kessan.read.labels.words import label_key, label_keys, sense
from kessan.read.tables.printed import Column, Line, PrintedCell, PrintedTable

pytestmark = pytest.mark.fast

COMPANY = "acme"
NAMES = company_names("Acme Holdings Inc.", "Acme")


@pytest.fixture(scope="module")
def chart() -> Chart:
    """The project's chart, without what it knows of companies."""
    known = load_chart(SEEDS / "reference")
    return replace(
        known,
        labels=known.general_labels(),
        line_items=known.line_items_of(""),
        names={COMPANY: NAMES},
    )


def table(
    text: str, title: str = "", tags: dict[str, str] | None = None
) -> PrintedTable:
    """A table of `label | figure | figure`; a line without figures is a heading."""
    lines: list[Line] = []
    heading = ""
    for number, row in enumerate(text.strip().splitlines(), 1):
        label, *cells = (part.strip() for part in row.split("|"))
        if not cells:
            heading = label
        concept = (tags or {}).get(label)
        marks = (Tag(concept, date(2030, 12, 31)),) if concept else ()
        printed = tuple(
            PrintedCell(cell, Place(number), tags=marks) if cell else None
            for cell in cells
        )
        headings = (heading,) if heading and cells else ()
        lines.append(Line(number, Place(number), label, printed, headings=headings))
    width = max(len(line.cells) for line in lines)
    columns = tuple(Column(at + 1, ()) for at in range(width))
    padded = tuple(
        replace(line, cells=line.cells + (None,) * (width - len(line.cells)))
        for line in lines
    )
    return PrintedTable(1, title, columns, padded)


def read(
    text: str,
    statement: str,
    chart: Chart,
    known: tuple[ResolvedTable, ...] = (),
    **more: dict[str, str],
) -> dict[str, LabelMeaning]:
    """The meaning of each label of a table; of one that is printed twice, the last."""
    found = meanings(table(text, **more), statement, chart, COMPANY, known)
    return {one.label: one for one in found}


def keys(found: dict[str, LabelMeaning]) -> dict[str, str | None]:
    return {label: one.line_item_key for label, one in found.items()}


# How labels compare


LABELS = (
    "Net sales",
    "LESS: NET INCOME ATTRIBUTABLE TO NONCONTROLLING INTERESTS",
    "Less:Other",
    "Prepaid expenses—current",
    "Other – net",  # noqa: RUF001
    "Total costs:",
    "Contracts*2",
    "Service¹",
    "<u>Revenues</u> ,",
    "Accounts receivable, net of allowance for bad debts of JPY 74,229 thousand",
    "Common-stock —authorized, 75,520,000 shares; issued and outstanding",
    "Treasury stock —758,709 shares",
    "Service 2",
    "Common stock, $0.01 par value",
    "IP service (100Mbps-999Mbps)",
    "{amount} in all, and more",
    "Unrealized gains, net of tax of $(7) million and $2 million",
    "Preferred stock, US$ .001 par value",
    "Net income (loss) (1)",
    "EBITDA (2)",
    "Balances as of December 31, 2021",
    "BALANCE, DECEMBER 31, 2021:",
    "Balance at Jan. 30, 2022 (as restated)",
    "Balance—Dec 31, 2021*1",
    "Balance at 31 December 2021",
    "Balance at 2021-12-31",
    "Balance, March 31,2017 and Sept. 30, 2017",
    "Balance at {date}",
    "Notes due March 1, 2030, net of discount of $5",
    "Common stock, $0.001 par value; 4,990,000,000 shares authorized at June 30, 2025",
    "Treasury stock at June 30, 2025: 1,234 shares",
    "Summary 31, 2021",
    "Items of May 5",
    "Balances as of {date} $5",
)


@pytest.mark.parametrize("label", LABELS)
def test_labels_compare_as_in_the_warehouse(label: str) -> None:
    """The macros of the warehouse, run as they stand, give the same keys."""
    source = (ROOT / "macros/cleaning/printed_text.sql").read_text("utf-8")
    macros = jinja2.Environment(extensions=["jinja2.ext.do"]).from_string(source)
    sql = macros.module
    keys = (
        sql.label_key("label"),
        sql.label_key(sql.with_dates("label")),
        sql.label_key(sql.with_amount("label")),
        sql.placeholder_label_key("label"),
    )
    expected = duckdb.execute(
        f"select {', '.join(keys)} from (select ? as label)", [label]
    ).fetchone()
    assert label_keys(label) == expected


@pytest.mark.parametrize(
    ("label", "known"),
    [
        ("Balances as of December 31, 2021", "Balances as of {date}"),
        ("BALANCES AS OF DECEMBER 31, 2021:", "Balances as of {date}"),
        ("Balances as of Jan. 30, 2022", "Balances as of {date}"),
        ("Balances as of Dec 31, 2021", "Balances as of {date}"),
        ("Balances as of 31 December 2021", "Balances as of {date}"),
        ("Balances as of 2021-12-31", "Balances as of {date}"),
        ("Balances as of March 31, 2017, as restated",
         "Balances as of {date}, as restated"),
        ("Net of tax of $(7) million and $2 million", "Net of tax of {amount}"),
        ("Common stock, $.01 par value", "Common stock, {amount} par value"),
        ("Notes due March 1, 2030, net of $5",
         "Notes due March 1, 2030, net of {amount}"),
        ("Stock at June 30, 2025: 1,234 shares", "Stock at {date}: {amount} shares"),
    ],
)  # fmt: skip
def test_what_changes_has_a_placeholder(label: str, known: str) -> None:
    assert label_key(known) in label_keys(label)


@pytest.mark.parametrize(
    ("label", "known"),
    [
        ("Balances as of December 31, 2021, as restated", "Balances as of {date}"),
        ("Net income (loss) (1)", "Net income (loss{amount}"),
        ("Adjusted EBITDA (2)", "Adjusted EBI{amount}"),
        ("Items of May 5", "Items of {date}"),
    ],
)
def test_what_says_something_has_no_placeholder(label: str, known: str) -> None:
    assert label_key(known) not in label_keys(label)


@pytest.mark.parametrize(
    ("label", "other"),
    [
        (
            "Purchases of property and equipment",
            "Payments to acquire property, plant and equipment",
        ),
        (
            "Net cash provided by (used in) operating activities",
            "Cash used in operating activities",
        ),
        ("Income from operations", "Operating profit"),
        ("Total stockholders' equity", "Total Acme shareowners\u2019 equity"),
        ("Non-controlling interests", "Minority interest"),
        (
            "Net income attributable to Acme Holdings Inc.",
            "Net earnings attributable to owners of the parent",
        ),
        ("Long-term debt due within one year", "Current portion of long-term debt"),
        ("Income before provision for income taxes", "Income before income taxes"),
        ("Buildings, net of accumulated depreciation of $4,510", "Buildings, net"),
    ],
)
def test_two_wordings_say_the_same(label: str, other: str) -> None:
    assert sense(label, NAMES).words == sense(other, NAMES).words


@pytest.mark.parametrize(
    ("label", "other"),
    [
        ("Interest expense, net", "Interest expense"),
        ("Other income", "Other income (expense), net"),
        (
            "Net income attributable to noncontrolling interests",
            "Net income attributable to Acme",
        ),
        (
            "Net income attributable to Acme common shareholders",
            "Net income attributable to Acme",
        ),
        ("Common stock, par value", "Common stock"),
        ("Cash and cash equivalents", "Increase in cash and cash equivalents"),
        ("Redeemable noncontrolling interest", "Noncontrolling interest"),
    ],
)
def test_two_wordings_say_different_things(label: str, other: str) -> None:
    assert sense(label, NAMES).words != sense(other, NAMES).words


# What lines mean


INCOME = """
    Net sales | 5,210 | 4,870
    Cost of goods sold | 3,140 | 3,002
    Gross profit | 2,070 | 1,868
    Operating expenses:
    Selling, general and administrative | 1,100 | 1,051
    Research and development | 310 | 297
    Total operating expenses | 1,410 | 1,348
    Operating income | 660 | 520
    Other income (expense), net | 24 | (13)
    Income before income taxes | 684 | 507
    Provision for income taxes | 171 | 127
    Net income | 513 | 380
    Earnings per share:
    Basic | 1.03 | 0.76
    Diluted | 1.02 | 0.75
    Weighted-average shares:
    Basic | 498 | 500
    Diluted | 503 | 507
"""


def test_an_income_statement_is_read_without_own_labels(chart: Chart) -> None:
    found = meanings(table(INCOME), "income_statement", chart, COMPANY)
    assert [one.line_item_key for one in found] == [
        "revenues",
        "cost_of_revenues",
        "gross_profit",
        "selling_general_and_administrative",
        "research_and_development",
        "operating_expenses",
        "operating_income",
        "other_income_net",
        "income_before_income_tax",
        "income_tax_expense",
        "net_income_attributable",
        "basic_net_income_per_share",
        "diluted_net_income_per_share",
        "weighted_average_shares_basic",
        "weighted_average_shares_diluted",
    ]
    assert {one.standing for one in found} == {Standing.PROPOSED}


def test_net_income_is_of_all_owners_where_others_own_a_part(chart: Chart) -> None:
    found = read(
        INCOME.replace("Earnings per share:", "").replace(
            "Net income | 513 | 380",
            "Net income | 513 | 380\n"
            "Less: Net income attributable to noncontrolling interests | 13 | 10\n"
            "Net income attributable to Acme | 500 | 370",
        ),
        "income_statement",
        chart,
    )
    assert found["Net income"].line_item_key == "net_income"
    assert (
        found["Net income attributable to Acme"].line_item_key
        == "net_income_attributable"
    )


def test_a_cash_flow_statement_alone_does_not_tell_whose_net_income_it_is(
    chart: Chart,
) -> None:
    text = "Operating activities:\nNet income | 513 | 380"
    alone = read(text, "cash_flow", chart)["Net income"]
    assert alone.standing is Standing.UNSURE
    income = table(INCOME)
    told = tuple(meanings(income, "income_statement", chart, COMPANY))
    known = (ResolvedTable(income, "income_statement", told),)
    assert read(text, "cash_flow", chart, known)["Net income"].line_item_key == (
        "net_income_attributable"
    )


def test_the_whole_of_other_income_is_told_by_the_figures(chart: Chart) -> None:
    """The same words are a part where interest stands beside them."""
    found = read(
        """
        Operating income | 660 | 520
        Interest expense | (30) | (41)
        Other income (expense), net | 24 | (13)
        Income before income taxes | 654 | 466
        """,
        "income_statement",
        chart,
    )
    assert (
        found["Other income (expense), net"].line_item_key == "other_nonoperating_net"
    )


def test_figures_that_contradict_put_words_in_doubt(chart: Chart) -> None:
    found = read(INCOME.replace("2,070", "2,170"), "income_statement", chart)
    assert found["Gross profit"].standing is Standing.UNSURE
    assert (
        "gross_profit = revenues - cost_of_revenues"
        in found["Gross profit"].evidence[0]
    )


def test_operating_expenses_without_gross_profit_may_be_all_costs(chart: Chart) -> None:
    found = read(
        """
        Revenues | 900 | 870
        Total operating expenses | 640 | 610
        Operating income | 260 | 260
        """,
        "income_statement",
        chart,
    )
    assert found["Total operating expenses"].line_item_key == "costs_and_expenses"


BALANCE = """
    ASSETS
    Current assets:
    Cash and cash equivalents | 410 | 388
    Deferred income taxes | 31 | 29
    Total current assets | 441 | 417
    Property, plant and equipment, less accumulated depreciation of $1,210 | 700 | 690
    Goodwill | 120 | 120
    Deferred income taxes | 14 | 18
    TOTAL ASSETS | 1,275 | 1,245
    LIABILITIES AND SHAREHOLDERS' EQUITY
    Current liabilities:
    Term debt | 90 | 85
    Deferred revenue | 40 | 44
    Total current liabilities | 130 | 129
    Term debt | 300 | 330
    Deferred revenue | 12 | 15
    Total liabilities | 442 | 474
    Shareholders' equity:
    Common stock, $0.01 par value; 900 shares authorized | 200 | 200
    Retained earnings | 603 | 541
    Total Acme shareholders' equity | 803 | 741
    Noncontrolling interests | 30 | 30
    Total shareholders' equity | 833 | 771
    Total liabilities and shareholders' equity | 1,275 | 1,245
"""


def test_a_balance_sheet_is_read_by_its_sections(chart: Chart) -> None:
    found = meanings(table(BALANCE), "balance_sheet", chart, COMPANY)
    assert [one.line_item_key for one in found] == [
        "cash_and_cash_equivalents",
        "deferred_tax_assets_current",
        "current_assets",
        "property_and_equipment",
        "goodwill",
        "deferred_tax_assets_noncurrent",
        "total_assets",
        "long_term_debt_current",
        "deferred_income_current",
        "current_liabilities",
        "long_term_debt",
        "deferred_income_noncurrent",
        "total_liabilities",
        "common_stock",
        "retained_earnings",
        "shareholders_equity",
        "noncontrolling_interests",
        "total_equity",
        "liabilities_and_equity",
    ]


def test_a_section_ends_with_its_total_whatever_a_line_says_it_is_below(
    chart: Chart,
) -> None:
    """A reader of tables may keep a heading too long; a second part has no other."""
    sheet = {
        one.label: one.section
        for one in meanings(table(BALANCE), "balance_sheet", chart, COMPANY)
    }
    assert sheet["Goodwill"] == "noncurrent_assets"
    whole = table("Current assets:\nSecurities | 31 | 29")
    rest = replace(whole, lines=whole.lines[1:])
    (one,) = meanings(rest, "balance_sheet", chart, COMPANY)
    assert one.line_item_key == "marketable_securities_current"


@pytest.mark.parametrize(
    ("label", "line_item"),
    [
        ("Common stock, at par value", "common_stock"),
        ("Common stock, par value", "common_stock_par_value"),
        ("Common stock, shares authorized", "shares_authorized"),
    ],
)
def test_a_label_may_name_its_unit(chart: Chart, label: str, line_item: str) -> None:
    assert (
        read(f"{label} | 1", "balance_sheet", chart)[label].line_item_key == line_item
    )


def test_intangible_assets_may_have_goodwill_in_them(chart: Chart) -> None:
    beside = "Non-current assets:\nGoodwill | 120\nIntangible assets, net | 55"
    alone = "Non-current assets:\nIntangible assets, net | 175"
    label = "Intangible assets, net"
    assert read(beside, "balance_sheet", chart)[label].is_known
    assert read(alone, "balance_sheet", chart)[label].standing is Standing.UNSURE


def test_a_bare_total_is_the_sum_that_it_is_below(chart: Chart) -> None:
    text = """
        ASSETS
        Inventories | 1,417 | 1,388
        Goodwill | 2,125 | 2,120
        Land | 3,271 | 3,009
        TOTAL | 6,813 | 6,517
    """
    assert read(text, "balance_sheet", chart)["TOTAL"].line_item_key == "total_assets"
    no_sum = text.replace("6,813", "6,913")
    assert not read(no_sum, "balance_sheet", chart)["TOTAL"].is_known


CASH_FLOW = """
    Operating activities:
    Adjustments to reconcile net income to cash provided by operating activities:
    Depreciation and amortization | 95 | 90
    Other | 4 | (3)
    Changes in operating assets and liabilities:
    Inventories | (12) | 20
    Deferred revenue | (7) | 5
    Cash generated by operating activities | 640 | 512
    Investing activities:
    Payments for acquisition of property and equipment | (210) | (180)
    Other | (5) | 2
    Cash used in investing activities | (215) | (178)
    Financing activities:
    Repurchases of common stock | (300) | (250)
    Payments of regional levies | (77) | (61)
    Other | (9) | (9)
    Cash used in financing activities | (403) | (320)
    Increase in cash and cash equivalents | 22 | 14
    Cash and cash equivalents, beginning of the year | 388 | 374
    Cash and cash equivalents, end of the year | 410 | 388
    Supplemental disclosures:
    Cash paid for interest | 18 | 17
"""


def test_a_cash_flow_statement_is_read_by_its_activities(chart: Chart) -> None:
    found = meanings(table(CASH_FLOW), "cash_flow", chart, COMPANY)
    assert [(one.line_item_key, one.balance_at) for one in found] == [
        ("depreciation_and_amortization", ""),
        ("other_operating_activities", ""),
        ("change_in_inventories", ""),
        ("change_in_deferred_income", ""),
        ("net_cash_operating", ""),
        ("purchase_of_property_and_equipment", ""),
        ("other_investing_activities", ""),
        ("net_cash_investing", ""),
        ("purchase_of_treasury_stock", ""),
        (None, ""),
        ("other_financing_activities", ""),
        ("net_cash_financing", ""),
        ("net_change_in_cash", ""),
        ("cash_and_cash_equivalents", "opening"),
        ("cash_and_cash_equivalents", "closing"),
        ("interest_paid", ""),
    ]


@pytest.mark.parametrize(
    ("closing", "line_item"),
    [("410", "cash_and_cash_equivalents"), ("460", "cash_and_restricted_cash")],
)
def test_cash_with_restricted_cash_is_cash_where_the_balance_sheet_has_its_figures(
    chart: Chart, closing: str, line_item: str
) -> None:
    label = "Cash, cash equivalents and restricted cash at end of year"
    balance = (table(BALANCE), "balance_sheet")
    flow = (table(f"{label} | {closing} | 388"), "cash_flow")
    *_, resolved = resolve([balance, flow], chart, COMPANY)
    assert resolved.meanings[0].line_item_key == line_item


def test_of_two_lines_with_one_meaning_the_total_has_it(chart: Chart) -> None:
    found = read(
        "Revenues:\nNet sales | 5,210\nClub fees | 44\nTotal revenues | 5,254",
        "income_statement",
        chart,
    )
    assert keys(found) == {
        "Net sales": None,
        "Club fees": None,
        "Total revenues": "revenues",
    }
    twice = read("Goodwill | 120\nGoodwill, net | 130", "balance_sheet", chart)
    assert {one.standing for one in twice.values()} == {Standing.UNSURE}


def test_a_unit_that_does_not_fit_takes_a_meaning_away(chart: Chart) -> None:
    one = table("Treasury shares | 12,400")
    bare = meanings(one, "balance_sheet", chart, COMPANY)
    number = meanings(
        one, "balance_sheet", chart, COMPANY, shapes={1: Shape(unit="shares")}
    )
    assert bare[0].line_item_key == "treasury_stock"
    assert number[0].line_item_key != "treasury_stock"


def test_the_companys_own_label_is_taken_as_it_stands(chart: Chart) -> None:
    """Below its heading before any other, and whatever general labels say."""
    own = (
        KnownLabel(
            COMPANY, "income_statement", "", "Net sales", "other_operating_income"
        ),
        KnownLabel(
            COMPANY, "income_statement", "Shops:", "Net sales", "product_revenues"
        ),
    )
    known = replace(chart, labels=(*chart.labels, *own))
    found = meanings(
        table("Net sales | 10\nShops:\nNet sales | 7"),
        "income_statement",
        known,
        COMPANY,
    )
    assert [(one.standing, one.line_item_key) for one in found] == [
        (Standing.OWN, "other_operating_income"),
        (Standing.OWN, "product_revenues"),
    ]
    others = meanings(table("Net sales | 10"), "income_statement", known, "other")
    assert others[0].line_item_key == "revenues"


def test_a_retold_statement_means_what_it_is_told_from(chart: Chart) -> None:
    text = "Operating income | 660 | 520\nSpecial charge | 9 | 7"
    alone = read(text, "reconciliations", chart)
    assert alone["Operating income"].standing is Standing.UNSURE
    income = (table(INCOME), "income_statement")
    *_, told = resolve([income, (table(text), "reconciliations")], chart, COMPANY)
    assert told.meanings[0].line_item_key == "operating_income"


def test_tags_confirm_contradict_and_add(chart: Chart) -> None:
    labels = "Goodwill | 120\nBrands | 40\nInventories | 55\nLand | 8"
    tags = {
        "Goodwill": "us-gaap:Goodwill",
        "Brands": "us-gaap:IndefiniteLivedTrademarks",
        "Inventories": "us-gaap:OtherAssetsCurrent",
        "Land": "acme:LandOfShops",
    }
    found = read(labels, "balance_sheet", chart, tags=tags)
    assert keys(found) == {
        "Goodwill": "goodwill",
        "Brands": "trademark",
        "Inventories": "other_current_assets",
        "Land": None,
    }
    (said,) = contradictions(found.values())
    assert said == (
        "'Inventories' is tagged as other_current_assets, and its words say"
        " inventories: the tag counts, unless its concept is taken out of lines.csv"
    )
    assert found["Land"].standing is Standing.UNSURE


# Segments and products


BY_CATEGORY = """
    Net sales by category:
    Kettles | 3,110 | 2,990
    Pans, Lids and Trays | 1,300 | 1,205
    Repairs | 800 | 675
    Total net sales | 5,210 | 4,870
"""


def test_lines_below_a_split_are_members_where_they_add_up(chart: Chart) -> None:
    found = read(BY_CATEGORY, "revenue_breakdown", chart)
    assert [one.product_key for one in found.values()] == [
        "acme_kettles",
        "acme_pans_lids_and_trays",
        "acme_repairs",
        "total",
    ]
    assert {one.line_item_key for one in found.values()} == {"revenues"}
    (file, row), *_ = found["Kettles"].member_rows
    assert file == "products"
    assert (row["product_key"], row["label"]) == ("acme_kettles", "Kettles")
    wrong = read(BY_CATEGORY.replace("1,300", "1,400"), "revenue_breakdown", chart)
    assert wrong["Kettles"].standing is Standing.UNSURE


def test_parts_of_revenue_are_products_where_a_breakdown_says_so(chart: Chart) -> None:
    income = """
        Net sales:
        Goods | 4,410 | 4,195
        Repairs | 800 | 675
        Total net sales | 5,210 | 4,870
        Cost of sales:
        Goods | 2,900 | 2,790
        Repairs | 240 | 212
        Total cost of sales | 3,140 | 3,002
    """
    tables = [
        (table(income), "income_statement"),
        (table(BY_CATEGORY), "revenue_breakdown"),
    ]
    told, _ = resolve(tables, chart, COMPANY)
    assert [(one.line_item_key, one.product_key) for one in told.meanings] == [
        ("revenues", "acme_goods"),
        ("revenues", "acme_repairs"),
        ("revenues", "total"),
        ("cost_of_revenues", "acme_goods"),
        ("cost_of_revenues", "acme_repairs"),
        ("cost_of_revenues", "total"),
    ]
    alone = read(income, "income_statement", chart)
    assert not alone["Repairs"].is_known


# New line items


def test_a_new_line_item_is_reported_outside_the_chart(chart: Chart) -> None:
    flow = table(CASH_FLOW)
    found = meanings(flow, "cash_flow", chart, COMPANY)
    new = NewLineItems(chart)
    accepted = new.of_table(found, flow, {})
    (row,) = new.rows
    assert row == {
        "line_item_key": "payments_of_regional_levies",
        "company_key": COMPANY,
        "label": "Payments of regional levies",
        "statement": "cash_flow",
        "parent_line_item_key": "",
        "weight_in_parent": "",
        "line_item_key_in_shares": "",
        "balance": "credit",
        "period_type": "duration",
        "unit": "currency",
        "is_additive": "true",
        "is_non_gaap": "false",
        "us_gaap_concept": "",
        "ifrs_concept": "",
        "display_order": "9000",
    }
    (meant,) = (one for one in accepted if one.line_item_key == row["line_item_key"])
    assert meant.heading == "Financing activities:"
    assert all(one.is_known for one in accepted)


def test_a_new_key_is_none_that_is_taken(chart: Chart) -> None:
    sheet = table(
        "Current liabilities:\nTown levies | 14\n"
        "Non-current liabilities:\nTown levies | 8"
    )
    item = LineItem("town_levies", "Town levies", "cash_flow", company_key="other")
    known = replace(chart, line_items={**chart.line_items, item.key: item})
    found = meanings(sheet, "balance_sheet", known, COMPANY)
    new = NewLineItems(known)
    new.of_table(found, sheet, {})
    rows = new.rows
    assert [row["line_item_key"] for row in rows] == [
        "acme_town_levies",
        "acme_non_current_liabilities_town_levies",
    ]
    assert {row["balance"] for row in rows} == {"credit"}
    # What is computed of line items is called by no line item.
    named = replace(chart, metrics=frozenset({"town_levies"}))
    new = NewLineItems(named)
    new.of_table(meanings(sheet, "balance_sheet", named, COMPANY), sheet, {})
    assert next(iter(new.rows))["line_item_key"] == "acme_town_levies"


@pytest.mark.parametrize("is_also_in_shares", [True, False])
def test_what_counts_shares_beside_money_is_another_line_item(
    chart: Chart, is_also_in_shares: bool
) -> None:
    changes = table("Shares given to schools | 17 | 2")
    (number,) = (line.number for line in changes.lines)
    shape = Shape(is_also_in_shares=is_also_in_shares)
    found = meanings(changes, "changes_in_equity", chart, COMPANY)
    new = NewLineItems(chart)
    new.of_table(found, changes, {number: shape})
    money, *others = new.rows
    counted = "shares_given_to_schools_shares"
    assert money["line_item_key"] == "shares_given_to_schools"
    assert money["line_item_key_in_shares"] == (counted if is_also_in_shares else "")
    assert [row["line_item_key"] for row in others] == [counted] * is_also_in_shares
    for row in others:
        assert (row["unit"], row["balance"], row["is_additive"]) == (
            *("shares", "none", "false"),
        )
        assert (row["company_key"], row["period_type"]) == (COMPANY, "duration")


# Which statement a table is

# A title of two statements, with what may stand below it.
BOTH = "Statements of Income and Statements of Comprehensive Income"
COMPREHENSIVE = """
Net income | 12
Foreign currency translation adjustments | 3
Other comprehensive income | 3
Comprehensive income | 15
"""
PER_SHARE = """
Basic weighted average shares | 100
Diluted weighted average shares | 101
Basic net income per share | 0.12
Diluted net income per share | 0.11
"""


@pytest.mark.parametrize(
    ("title", "text", "statement"),
    [
        (
            "CONSOLIDATED STATEMENTS OF OPERATIONS (Unaudited)",
            INCOME,
            "income_statement",
        ),
        ("Consolidated Balance Sheets", BALANCE, "balance_sheet"),
        ("", INCOME, "income_statement"),
        ("", BALANCE, "balance_sheet"),
        ("", CASH_FLOW, "cash_flow"),
        ("", BY_CATEGORY, "revenue_breakdown"),
        (
            "Net sales by region",
            "North | 3\nSouth | 4\nTotal | 7",
            "segment_information",
        ),
        ("Leases", "2031 | 14\n2032 | 12", "notes"),
        (
            "The following table shows what is in our balance sheets:",
            "Tools | 3",
            "notes",
        ),
        ("Consolidated Balance Sheets", CASH_FLOW, None),
        (BOTH, INCOME, "income_statement"),
        (BOTH, COMPREHENSIVE, "comprehensive_income"),
        (BOTH, PER_SHARE, "per_share"),
        (
            "",
            INCOME.replace("Gross profit", "Adjusted gross profit"),
            "reconciliations",
        ),
    ],
)
def test_statements(chart: Chart, title: str, text: str, statement: str | None) -> None:
    assert statement_of(table(text, title), chart).statement == statement


def test_a_title_is_the_nearest_short_text_above(chart: Chart) -> None:
    above = (
        "Consolidated Statements of Cash Flows",
        "See the notes.",
        "(In millions, except per share data)",
    )
    one = replace(table("Land | 3"), above=above)
    assert statement_of(one, chart).evidence[0].endswith(above[0])


@pytest.mark.parametrize(
    ("title", "headings"),
    [
        ("Revenues:", ["Revenues:", "Revenues:"]),
        ("Segment profit or loss:", ["Segment profit or loss:"] * 2),
        ("Revenues", ["", ""]),
        ("Consolidated balance sheets:", ["", ""]),
        ("What each of the barns that we let has brought:", ["", ""]),
    ],
)
def test_a_title_that_is_a_heading_is_that_of_its_lines(
    title: str, headings: list[str]
) -> None:
    headed = below_title(table("North | 3\nSouth | 4", title))
    assert [line.heading for line in headed.lines] == headings


def test_a_split_is_a_table_of_its_own() -> None:
    whole = table(INCOME + BY_CATEGORY.strip("\n"), "Statements of income")
    ranges = split(whole)
    assert [(one.start, one.stop) for one in ranges] == [(1, 19), (19, 24)]
    first, second = (part_of(whole, one) for one in ranges)
    assert first.title == "Statements of income"
    assert second.title == "Net sales by category:"
    assert [line.number for line in second.lines] == [1, 2, 3, 4, 5]
