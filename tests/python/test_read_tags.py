"""What inline XBRL tells of a document: meaning, members, line items, the company.

The filings are made up. Each has what its words do not say in its tags alone, and
each rule a filing in which words and tags, or tags among themselves, do not agree.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from conftest import copy_project, kessan
from readings import reading_of, reference_data, written

from kessan.read.columns.calendars import Period
from kessan.read.company import without_tags
from kessan.read.compare import Outcome, score_tags
from kessan.read.cover import cover_of
from kessan.read.document import Document, Tag
from kessan.read.labels.chart import Chart
from kessan.read.reading import Reading, ReadTable, Standing
from kessan.read.rows import IN_ORDER, TAGS, content_of

pytestmark = pytest.mark.fast

YEAR = Period(date(2015, 1, 1), date(2015, 12, 31))
CONTEXTS = {
    "y15": ("2015-01-01", "2015-12-31"),
    "y14": ("2014-01-01", "2014-12-31"),
    "open": ("", "2014-12-31"),
    "close": ("", "2015-12-31"),
}
UNITS = {"usd": "iso4217:USD", "shares": "xbrli:shares", "pure": "xbrli:pure"}
SEGMENTS = "us-gaap:StatementBusinessSegmentsAxis"
EQUITY = "us-gaap:StatementEquityComponentsAxis"
PRODUCTS = "srt:ProductOrServiceAxis"
PAGE = """<html xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"><head></head><body>
<div style="display:none"><ix:header>{hidden}<ix:resources>{contexts}{units}
</ix:resources></ix:header></div>{tables}</body></html>
"""
TABLE = "<p><b>{title}</b></p><p>{unit_line}</p><table>{rows}</table>"


@dataclass(frozen=True)
class Fact:
    """A cell with its tag; parentheses stand outside of it, as filers print them."""

    printed: str
    concept: str
    context: str = "y15"
    unit: str = "usd"
    scale: int = 3
    members: tuple[tuple[str, str], ...] = ()

    @property
    def context_id(self) -> str:
        """The context, with a name of its own for its members."""
        return "-".join((self.context, *(m.partition(":")[2] for _, m in self.members)))

    def html(self) -> str:
        """The element, as it stands in a cell."""
        concept = self.concept if ":" in self.concept else f"us-gaap:{self.concept}"
        digits = self.printed.strip("()")
        fact = (
            f'<ix:nonFraction name="{concept}" contextRef="{self.context_id}"'
            f' unitRef="{self.unit}" decimals="0" scale="{self.scale}"'
            f' format="ixt:num-dot-decimal">{digits}</ix:nonFraction>'
        )
        return f"({fact})" if self.printed.startswith("(") else fact


Cell = Fact | str


def page(
    rows: Sequence[Sequence[Cell]],
    title: str = "CONSOLIDATED STATEMENTS OF OPERATIONS",
    unit_line: str = "(In thousands)",
    hidden: str = "",
    known: Sequence[str] = (),
) -> str:
    """A filing with one table; a row is a label and its cells."""
    return filing([(title, unit_line, rows)], hidden, known)


def filing(
    tables: Sequence[tuple[str, str, Sequence[Sequence[Cell]]]],
    hidden: str = "",
    known: Sequence[str] = (),
) -> str:
    """A filing with tables, each with its title and the line of its unit."""
    facts = [
        cell
        for _, _, rows in tables
        for row in rows
        for cell in row
        if isinstance(cell, Fact)
    ]
    contexts = {fact.context_id: fact for fact in facts}
    return PAGE.format(
        hidden=hidden,
        contexts="".join(
            context(name, CONTEXTS[fact.context], fact.members)
            for name, fact in contexts.items()
        )
        + context("cover", CONTEXTS["y15"])
        + "".join(context(name, CONTEXTS[name]) for name in known),
        units="".join(
            f'<xbrli:unit id="{name}"><xbrli:measure>{measure}</xbrli:measure>'
            "</xbrli:unit>"
            for name, measure in UNITS.items()
        ),
        tables="".join(
            TABLE.format(
                title=title, unit_line=unit_line, rows="".join(map(html_row, rows))
            )
            for title, unit_line, rows in tables
        ),
    )


def html_row(row: Sequence[Cell]) -> str:
    cells = (cell.html() if isinstance(cell, Fact) else cell for cell in row)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def context(
    name: str, days: tuple[str, str], members: Sequence[tuple[str, str]] = ()
) -> str:
    start, end = days
    when = (
        f"<xbrli:startDate>{start}</xbrli:startDate>"
        f"<xbrli:endDate>{end}</xbrli:endDate>"
        if start
        else f"<xbrli:instant>{end}</xbrli:instant>"
    )
    axes = "".join(
        f'<xbrldi:explicitMember dimension="{axis}">{member}</xbrldi:explicitMember>'
        for axis, member in members
    )
    return (
        f'<xbrli:context id="{name}"><xbrli:entity><xbrli:identifier scheme="x">1'
        f"</xbrli:identifier><xbrli:segment>{axes}</xbrli:segment></xbrli:entity>"
        f"<xbrli:period>{when}</xbrli:period></xbrli:context>"
    )


@pytest.fixture(scope="module")
def chart() -> Chart:
    return reference_data()[0]


@pytest.fixture
def read(tmp_path: Path):
    """Reads a filing; returns the document and what was read of it."""

    def reader(html: str, tagged: bool = True) -> tuple[Document, Reading]:
        document = written(tmp_path / "birch-2016-02-10.html", html)
        seen = document if tagged else without_tags(document)
        return document, reading_of(seen, document)

    return reader


def only(reading: Reading) -> ReadTable:
    (table,) = reading.tables
    return table


def accepted(table: ReadTable) -> list[bool]:
    return [figure.standing is Standing.ACCEPTED for figure in table.figures]


# --- meaning -----------------------------------------------------------------

UNDATED = [
    ("", "Total"),
    ("Revenues", Fact("412,031", "Revenues")),
    ("Cost of revenues", Fact("243,118", "CostOfRevenue")),
    ("Gross profit", Fact("168,913", "GrossProfit")),
]


def test_a_column_takes_what_its_heading_leaves_open(read):
    """No word says when, nor in what."""
    _, reading = read(page(UNDATED, unit_line=""))
    (column,) = only(reading).meaning.columns
    assert (column.period, column.unit, column.scale) == (YEAR, "USD", 3)
    assert (column.measure, column.scenario, column.reason) == ("amount", "actual", "")
    assert accepted(only(reading)) == [True] * 3
    _, untagged = read(page(UNDATED, unit_line=""), tagged=False)
    assert only(untagged).meaning.columns[0].period is None


def test_tags_of_two_periods_leave_a_column_open(read):
    rows = [*UNDATED[:3], ("Gross profit", Fact("168,913", "GrossProfit", "y14"))]
    _, reading = read(page(rows))
    assert only(reading).meaning.columns[0].period is None
    assert accepted(only(reading)) == [False] * 3


def test_tags_that_say_two_periods_each_leave_a_column_open(read):
    rows = [
        (label, both(fact), Fact(fact.printed, fact.concept, "y14"))
        for label, fact in UNDATED[1:]
        if isinstance(fact, Fact)
    ]
    _, reading = read(page([("", "All", "Other"), *rows], known=("y15",)))
    assert only(reading).meaning.columns[0].period is None


def both(fact: Fact) -> str:
    """A cell with two tags, of one year and of the other."""
    other = Fact(fact.printed, fact.concept, "y14")
    return fact.html().replace(f">{fact.printed}<", f">{other.html()}<")


def test_a_column_of_which_less_than_half_is_tagged_stays_open(read):
    rows = [*UNDATED[:2], ("Cost of revenues", "243,118"), ("Gross profit", "168,913")]
    _, reading = read(page(rows))
    assert only(reading).meaning.columns[0].period is None


def test_a_line_in_another_unit_is_told_by_its_tags(read):
    shares = Fact("9,500", "WeightedAverageNumberOfSharesOutstandingBasic")
    shares = Fact(shares.printed, shares.concept, unit="shares")
    _, reading = read(page([*UNDATED, ("Average", shares)], unit_line=""))
    units = [figure.unit for figure in only(reading).figures]
    assert units == ["USD", "USD", "USD", "shares"]


def test_words_that_a_tag_contradicts_stay_and_are_in_doubt(read):
    """The heading says 2014, the tags 2015; the unit line and a tag differ in scale."""
    rows = [("", "Year Ended December 31, 2014"), *UNDATED[1:]]
    _, reading = read(page(rows))
    (column,) = only(reading).meaning.columns
    assert column.period == Period(date(2014, 1, 1), date(2014, 12, 31))
    assert accepted(only(reading)) == [False] * 3
    rows = [("", "Year Ended December 31, 2015"), *UNDATED[1:]]
    rows[1] = ("Revenues", Fact("412,031", "Revenues", scale=6))
    _, reading = read(page(rows))
    assert [figure.scale for figure in only(reading).figures] == [3] * 3
    assert accepted(only(reading)) == [False, True, True]


PAID = "PaymentsToAcquirePropertyPlantAndEquipment"


@pytest.mark.parametrize(("second", "is_sure"), [("(7,010)", True), ("7,010", False)])
def test_a_label_may_turn_all_figures_of_a_line_or_none(read, second, is_sure):
    """Payments are printed in parentheses, and tagged without."""
    rows = [
        ("", "Year Ended December 31, 2015", "Year Ended December 31, 2014"),
        ("Purchases of equipment", Fact("(9,120)", PAID), Fact(second, PAID, "y14")),
    ]
    _, reading = read(page(rows, "CONSOLIDATED STATEMENTS OF CASH FLOWS"))
    assert accepted(only(reading)) == [is_sure, is_sure]


def test_the_tags_are_the_second_reading(read):
    rows = [("", "Year Ended December 31, 2015"), *UNDATED[1:]]
    _, reading = read(page(rows))
    (total,) = content_of(reading)["control_totals.csv"]
    # 412,031 + 243,118 + 168,913.
    assert (total["total"], total["read_by"]) == ("824062", TAGS)
    _, untagged = read(page(rows), tagged=False)
    (total,) = content_of(untagged)["control_totals.csv"]
    assert (total["total"], total["read_by"]) == ("824062", IN_ORDER)


# --- members -----------------------------------------------------------------


def segment(printed: str, concept: str, name: str) -> Fact:
    return Fact(printed, concept, members=((SEGMENTS, f"birch:{name}Member"),))


BY_SEGMENT = [
    ("", "North Coast", "Hills", "Total"),
    (
        "Revenues",
        segment("201", "Revenues", "NorthCoast"),
        segment("302", "Revenues", "HillsSegment"),
        Fact("503", "Revenues"),
    ),
    (
        "Operating income",
        segment("21", "OperatingIncomeLoss", "NorthCoast"),
        segment("32", "OperatingIncomeLoss", "HillsSegment"),
        Fact("53", "OperatingIncomeLoss"),
    ),
]


def test_columns_are_of_the_members_that_all_their_tags_have(read, chart):
    document, reading = read(page(BY_SEGMENT, "Segment information"))
    headings = content_of(reading)["column_headings.csv"]
    assert [row["members"] for row in headings] == [
        "segment=birch_north_coast",
        "segment=birch_hills",
        "",
    ]
    rows = [row for file, row in only(reading).members.needed() if file == "segments"]
    assert [(row["segment_key"], row["label"]) for row in rows] == [
        ("birch_hills", "Hills"),
        ("birch_north_coast", "North Coast"),
    ]
    assert accepted(only(reading)) == [True] * 6
    scored = score_tags(reading, document, chart)
    assert scored.count_members(Outcome.RIGHT) == 4
    assert sum(scored.count_members(one) for one in Outcome) == 4


def test_members_are_scored_apart_from_the_rest(read, chart):
    """A reading without tags has the values, and knows of no members."""
    rows = [("", *["Year Ended December 31, 2015"] * 3), *BY_SEGMENT]
    document, reading = read(page(rows, "Segment information"), tagged=False)
    scored = score_tags(reading, document, chart)
    assert scored.count_members(Outcome.UNKNOWN) == 4
    assert scored.count(Outcome.WRONG) == 0


def test_a_cell_of_other_members_than_its_column_and_line_is_in_doubt(read):
    other = segment("21", "OperatingIncomeLoss", "Lakes")
    rows = [*BY_SEGMENT[:2], (BY_SEGMENT[2][0], other, *BY_SEGMENT[2][2:])]
    _, reading = read(page(rows, "Segment information"))
    table = only(reading)
    assert table.members.odd == {(1, 1), (2, 1)}
    assert accepted(table) == [False, True, True, False, True, True]


def test_lines_are_products_where_their_label_names_one(read):
    def product(printed: str, name: str) -> Fact:
        members = ((PRODUCTS, f"us-gaap:{name}Member"),)
        return Fact(printed, "SalesRevenueNet", members=members)

    rows = [
        ("", "Year Ended December 31, 2015"),
        ("Net sales:",),
        ("Products", product("301,500", "Product")),
        ("Services", product("110,531", "Service")),
        ("Total net sales", Fact("412,031", "SalesRevenueNet")),
    ]
    _, reading = read(page(rows))
    found = [(one.line_item_key, one.product_key) for one in only(reading).meanings]
    assert found == [
        ("revenues", "birch_product"),
        ("revenues", "birch_service"),
        ("revenues", "total"),
    ]
    lines = content_of(reading)["lines.csv"]
    assert [row["members"] for row in lines if "column_1" in row] == [
        "product=birch_product",
        "product=birch_service",
        "",
    ]


def equity(printed: str, concept: str, when: str, member: str) -> Fact:
    members = ((EQUITY, f"us-gaap:{member}Member"),) if member else ()
    return Fact(printed, concept, when, members=members)


COMPONENTS = ("CommonStock", "RetainedEarnings", "")
CHANGES = [
    ("", "Common Stock", "Retained Earnings", "Total Shareholders' Equity"),
    *(
        (label, *(equity(x, concept, when, m) for x, m in zip(cells, COMPONENTS)))  # noqa: B905
        for label, concept, when, cells in (
            (
                "Balance, December 31, 2014",
                "StockholdersEquity",
                "open",
                ("1,100", "2,200", "3,300"),
            ),
            ("Stock issued", "StockIssuedDuringPeriodValueNewIssues", "y15", ("150",)),
            (
                "Balance, December 31, 2015",
                "StockholdersEquity",
                "close",
                ("1,250", "2,200", "3,450"),
            ),
        )
    ),
]
TITLE = "CONSOLIDATED STATEMENTS OF CHANGES IN SHAREHOLDERS' EQUITY"


@pytest.mark.parametrize("tagged", [True, False])
def test_columns_of_changes_in_equity_are_components(read, tagged):
    """By tags, and by the words of the headings alone."""
    _, reading = read(page(CHANGES, TITLE), tagged)
    assert only(reading).statement == "changes_in_equity"
    headings = content_of(reading)["column_headings.csv"]
    assert [row["members"] for row in headings] == [
        "equity_component=common_stock",
        "equity_component=retained_earnings",
        "",
    ]


def test_balances_of_changes_in_equity_open_and_close(read):
    _, reading = read(page(CHANGES, TITLE))
    found = [(one.line_item_key, one.balance_at) for one in only(reading).meanings]
    assert found == [
        ("shareholders_equity", "opening"),
        ("stock_issued", ""),
        ("shareholders_equity", "closing"),
    ]


def test_a_component_that_no_word_names_is_in_doubt(read):
    rows = [("", "Common Stock", "Retained Earnings", "Warrants"), *CHANGES[1:]]
    _, reading = read(page(rows, TITLE), tagged=False)
    table = only(reading)
    assert {at for _, at in table.members.odd} == {3}


# --- the cover ---------------------------------------------------------------


def fact(name: str, text: str) -> Tag:
    return Tag(f"dei:{name}", date(2015, 12, 31), printed_text=text)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("--12-31", 12),
        ("September 28", 9),
        ("1/25", 1),
        # A year of weeks that goes with January ends on February 1.
        ("--02-01", 1),
        # Which of the two is the month is not sure.
        ("5/10", None),
        ("at the end of June", None),
    ],
)
def test_the_year_ends_with_a_month_that_is_sure(text, month):
    cover = cover_of([fact("CurrentFiscalYearEndDate", text)])
    assert cover.year_end_month == month


@pytest.mark.parametrize(
    ("focus", "named_after"), [("2014", "start"), ("2015", "end"), ("", "end")]
)
def test_the_year_is_named_as_the_cover_says(focus, named_after):
    tags = [
        fact("CurrentFiscalYearEndDate", "--01-31"),
        fact("DocumentPeriodEndDate", "January 31, 2015"),
        fact("DocumentFiscalYearFocus", focus),
    ]
    assert cover_of(tags).named_after == named_after


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ({"StateOrProvince": "Ohio", "PostalZipCode": "43004"}, "US"),
        ({"StateOrProvince": "Ontario", "PostalZipCode": "M5V 1J2"}, ""),
        ({"Country": "IE", "PostalZipCode": "D02 X285"}, "IE"),
    ],
)
def test_the_country_is_said_or_that_of_the_postal_code(address, country):
    tags = [fact(f"EntityAddress{name}", text) for name, text in address.items()]
    assert cover_of(tags).country == country


COVER = {
    "EntityRegistrantName": "Cedar Works Inc.",
    "EntityCentralIndexKey": "0000012345",
    "SecurityExchangeName": "New York Stock Exchange",
    "TradingSymbol": "CDR",
    "EntityAddressStateOrProvince": "Ohio",
    "EntityAddressPostalZipCode": "43004",
    "CurrentFiscalYearEndDate": "--12-31",
    "DocumentPeriodEndDate": "2015-12-31",
}


def cover() -> str:
    """What the cover of a filing says, hidden as filers hide it."""
    said = "".join(
        f'<ix:nonNumeric name="dei:{name}" contextRef="cover">{text}</ix:nonNumeric>'
        for name, text in COVER.items()
    )
    return f"<ix:hidden>{said}</ix:hidden>"


def test_a_filing_asks_for_nothing_that_its_cover_says(tmp_path):
    project = tmp_path / "a project"
    copy_project(project)
    rows = [("", "Year Ended December 31, 2015"), *UNDATED[1:]]
    html = page(rows, hidden=cover())
    (project / "cedar.html").write_text(html, "utf-8")
    asked = ("--company", "cedar", "--published-at", "2016-02-10")
    done = kessan("read", "cedar.html", *asked, project=project)
    assert done.returncode == 0, done.stderr
    assert "3 figures in 1 tables, 3 accepted" in done.stdout
    path = project / "target" / "read" / "cedar-2016-02-10" / "companies.csv"
    with path.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row == {
        "company_key": "cedar",
        "label": "Cedar Works Inc.",
        "short_label": "Cedar Works Inc.",
        "stock_exchange": "New York Stock Exchange",
        "stock_code": "CDR",
        "currency": "USD",
        "fiscal_year_end_month": "12",
        "fiscal_year_named_after": "end",
        "country": "US",
        "cik": "0000012345",
        "industry_code": "",
    }


# --- further concepts ---------------------------------------------------------

SALES = "RevenueFromContractWithCustomerExcludingAssessedTax"


def test_a_further_concept_beside_the_first_is_another_line(read):
    """Sales are all revenues, but where the document prints more of these."""
    rows = [
        ("Net sales", Fact("398,204", SALES)),
        ("Membership income", Fact("13,827", "birch:MembershipIncome")),
        ("Total revenues", Fact("412,031", "Revenues")),
    ]
    note = ("Note 2", "(In thousands)", [("All sales", Fact("398,204", SALES))] * 2)
    statement = ("CONSOLIDATED STATEMENTS OF INCOME", "(In thousands)")

    def meant(*rows) -> dict[str, str | None]:
        _, reading = read(filing([(*statement, rows), note]))
        return {
            one.label: one.line_item_key
            for table in reading.tables
            for one in table.meanings
        }

    assert meant(*rows)["Net sales"] is None
    assert meant(*rows)["Total revenues"] == "revenues"
    assert meant(rows[0], rows[1])["Net sales"] == "revenues"


def test_a_table_called_as_a_segment_is_of_it(read):
    """The discussion has a table for each segment, and no tags."""
    member = ((SEGMENTS, "birch:NorthSegmentMember"),)
    note = [
        ("", "Year Ended December 31, 2015"),
        ("Sales of boats", Fact("51,204", "Revenues", members=member)),
        ("Costs of boats", Fact("40,117", "CostOfRevenue", members=member)),
    ]
    plain = [("", "Year Ended December 31, 2015"), ("Orders", "812"), ("Boats", "64")]
    thousands = "(In thousands)"
    _, reading = read(
        filing(
            [
                ("North Segment", thousands, plain),
                ("South Segment", thousands, plain),
                ("Note 9", thousands, note),
            ]
        )
    )
    found = [
        {pair for figure in table.figures for pair in figure.members}
        for table in reading.tables
    ]
    assert found == [{("segment", "birch_north")}, set(), {("segment", "birch_north")}]


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (
            (
                "Segment information",
                "(In thousands)",
                [
                    *BY_SEGMENT[:2],
                    (
                        BY_SEGMENT[2][0],
                        segment("21", "OperatingIncomeLoss", "Lakes"),
                        *BY_SEGMENT[2][2:],
                    ),
                ],
            ),
            "2 figures are of members that no row can say",
        ),
        (
            (
                "Segment information",
                "",
                [
                    ("", "Year Ended December 31, 2015"),
                    ("North", "31.0%"),
                    ("South", "22.3"),
                    ("Hills", "37.9"),
                ],
            ),
            "2 figures have no measure or no unit",
        ),
    ],
)
def test_a_table_whose_figures_no_row_can_say_is_left_out(tmp_path, table, reason):
    project = tmp_path / "a project"
    copy_project(project)
    rows = [("", "Year Ended December 31, 2015"), *UNDATED[1:]]
    sound = ("CONSOLIDATED STATEMENTS OF OPERATIONS", "(In thousands)", rows)
    (project / "cedar.html").write_text(filing([sound, table], cover()), "utf-8")
    asked = ("--company", "cedar", "--published-at", "2016-02-10", "--accept-new")
    done = kessan("read", "cedar.html", *asked, project=project)
    assert done.returncode == 0, done.stderr
    assert f"left out: 'Segment information': {reason}" in done.stdout
    with (project / "landing" / "cedar-2016-02-10" / "printed_tables.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        assert [row["table_id"] for row in csv.DictReader(file)] == ["income_statement"]
