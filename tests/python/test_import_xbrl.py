"""Filings with linkbases: what an instance or inline documents become.

What is right is worked out by hand, beside the filings of `tests/imports/xbrl.yml`.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from conftest import copy_project, kessan, kessan_without, once
from made_up_filings import archive
from made_up_xbrl import HEADER, Filing

from kessan.exits import Exit, UnusableError
from kessan.imports.landing import Imported
from kessan.imports.sec.convert import import_archive
from kessan.imports.xbrl import filing as filings
from kessan.imports.xbrl.convert import Told, import_filing
from kessan.imports.xbrl.filing import quarters_of
from kessan.imports.xbrl.statements import balances, statement_of, title_of
from kessan.project import PUBLISHED_FILE, ROOT

pytestmark = pytest.mark.build

ANVIL, BELLOWS = "0000001001-20230630-10-q", "0000001002-20230630-10-q"
# EDGAR calls the folder of a filing so, after its accession number.
FOLDER, ACCESSION = "000000100123000017", "0000001001-23-000017"


def rows(found: Imported, name: str, columns: str, where: str = "true") -> list[tuple]:
    """Rows of a Parquet file of an import, all of text."""
    with duckdb.connect() as connection:
        return connection.sql(
            f"select {columns} from '{found.folder}/{name}.parquet' where {where}"
        ).fetchall()


def taken_in(filing: Filing, folder: Path, *, inline: bool = False) -> Imported:
    """What comes of a filing, written in a form."""
    written = filing.write(folder / filing.name, inline=inline)
    return import_filing(written, imports=folder / "imports")


@pytest.fixture(scope="module")
def anvil(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """Anvil's filing, from its instance."""
    return taken_in(Filing("anvil"), tmp_path_factory.mktemp("anvil"))


@pytest.fixture(scope="module")
def inline(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """Anvil's filing, from its inline document."""
    folder = tmp_path_factory.mktemp("inline anvil")
    return taken_in(Filing("anvil"), folder, inline=True)


@pytest.fixture(scope="module", params=["instance", "inline"])
def either(
    request: pytest.FixtureRequest, anvil: Imported, inline: Imported
) -> Imported:
    """Anvil's filing in either form."""
    return anvil if request.param == "instance" else inline


def shown(beginning: str) -> list[list[str]]:
    """The commands of docs/use/importing.md that begin so, each as its arguments."""
    page = (ROOT / "docs" / "use" / "importing.md").read_text("utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    commands = [line.removeprefix("kessan ") for line in "".join(blocks).splitlines()]
    return [one.split() for one in commands if one.startswith(beginning)]


def test_both_forms_say_the_same(anvil: Imported, inline: Imported):
    """But for the name of the document, all rows are equal."""
    assert anvil.folder is not None and inline.folder is not None
    names = sorted(path.name for path in anvil.folder.iterdir())
    assert names == sorted(path.name for path in inline.folder.iterdir())
    assert "calculations.parquet" in names
    for name in names:
        columns = "* exclude (document)" if name.startswith("releases") else "*"
        of_one, of_other = (
            sorted(map(str, rows(found, name.removesuffix(".parquet"), columns)))
            for found in (anvil, inline)
        )
        assert of_one == of_other, name


def test_a_filing_is_a_release(either: Imported):
    """The cover says what it is, the header when it was accepted."""
    assert rows(
        either,
        "releases",
        "release_id, company_key, title, published_at, currency, accounting_standard,"
        " read_by",
    ) == [
        (
            ANVIL,
            "cik0000001001",
            "10-Q for June 30, 2023",
            "2023-08-03 16:01:00",
            "USD",
            "US GAAP",
            "kessan import xbrl",
        )
    ]
    assert rows(
        either,
        "companies",
        "label, fiscal_year_end_month, fiscal_year_named_after, country, cik,"
        " industry_code",
    ) == [("Anvil Corp", "12", "end", "US", "0000001001", "3570")]


def test_tables_are_the_statements(either: Imported):
    """Equity is of members, and details are no statement."""
    assert rows(
        either,
        "printed_tables",
        "table_id, statement, rounding, line_count",
        "true order by cast(display_order as integer)",
    ) == [
        ("balance_sheet", "balance_sheet", "exact", "13"),
        ("balance_sheet_parenthetical", "balance_sheet", "nearest", "3"),
        ("income_statement", "income_statement", "exact", "11"),
        ("cash_flow", "cash_flow", "exact", "10"),
    ]


def test_lines_are_printed_in_the_order_of_their_arcs(either: Imported):
    """Labels are those that an arc prefers; a prohibited arc has no line."""
    assert rows(
        either,
        "lines",
        "label, column_1, column_2",
        "table_id = 'balance_sheet' order by cast(line_number as integer)",
    ) == [
        ("Cash", "61,234", "52,111"),
        ("Inventories", "40,321", "38,765"),
        ("Total current assets", "101,555", "90,876"),
        ("Plant", "200,404", "204,909"),
        ("Smelters, net", "10,000", "10,000"),
        # Nil is not zero.
        ("Other", None, "1,000"),
        # Said in millions too: the finer number counts.
        ("Total assets", "311,959", "306,785"),
        ("Total liabilities", "180,111", "184,222"),
        ("Common stock", "33,848", "33,848"),
        ("Retained earnings", "100,000", "90,715"),
        # A negated label turns the sign that is printed.
        ("Treasury stock", "(2,000)", "(2,000)"),
        ("Total shareholders' equity", "131,848", "122,563"),
        ("Total liabilities and equity", "311,959", "306,785"),
    ]


def test_a_balance_of_a_flow_is_of_the_end_that_its_label_says(
    either: Imported, tmp_path: Path
):
    """Anvil prints the beginning first, Bellows the end."""
    assert rows(
        either,
        "lines",
        "label, column_1, column_2",
        "label like 'Cash at%' order by cast(line_number as integer)",
    ) == [
        ("Cash at the beginning", "52,111", "41,010"),
        ("Cash at the end", "61,234", "43,729"),
    ]
    bellows = taken_in(Filing("bellows"), tmp_path)
    assert rows(
        bellows,
        "lines",
        "label, column_1, column_2",
        "label like 'Cash,%' order by cast(line_number as integer)",
    ) == [
        ("Cash, end of period", "62,345", "43,729"),
        ("Cash, beginning of period", "52,111", "41,010"),
    ]
    assert rows(
        bellows, "concept_labels", "label, balance_at", "label like 'Cash,%' order by 1"
    ) == [
        ("Cash, beginning of period", "opening"),
        ("Cash, end of period", "closing"),
    ]


def test_days_are_those_of_the_filing(tmp_path: Path):
    """Years of weeks bring their calendar: the last Friday of December."""
    bellows = taken_in(Filing("bellows"), tmp_path)
    assert rows(
        bellows,
        "column_headings",
        "heading, period_start, period_end, unit, scale",
        "true order by table_id, column_number",
    ) == [
        ("June 30, 2023", None, "2023-06-30", "USD", "3"),
        ("December 30, 2022", None, "2022-12-30", "USD", "3"),
        ("6 months ended June 30, 2023", "2022-12-31", "2023-06-30", "USD", "3"),
        ("6 months ended July 1, 2022", "2022-01-01", "2022-07-01", "USD", "3"),
    ]
    assert rows(
        bellows, "fiscal_calendars", "company_key, rule, end_month, weekday"
    ) == [("cik0000001002", "last_weekday", "12", "friday")]


def test_quarters_that_end_near_a_month_bring_their_days(tmp_path: Path):
    """Years end with December; the second quarter on Friday, July 1 of 2022."""
    filing = Filing("bellows")
    for role in filing.said["roles"]:
        role["columns"] = [
            str(column)
            .replace("2022-12-30", "2022-12-31")
            .replace("2022-12-31/", "2023-01-01/")
            for column in role["columns"]
        ]
    found = taken_in(filing, tmp_path)
    assert rows(found, "fiscal_calendars", "*") == []
    assert rows(
        found,
        "fiscal_quarter_ends",
        "company_key, fiscal_year, fiscal_quarter, end_date",
    ) == [("cik0000001002", "2022", "2", "2022-07-01")]


def test_a_company_of_another_source_keeps_its_calendar(tmp_path: Path):
    """An archive has Bellows with the ends of months; a year of weeks has others.

    What this source brought is not brought again.
    """
    imports = tmp_path / "imports"
    file = archive(tmp_path / "2009q3.zip", "quarter.yml", "0000001002-09-000007")
    import_archive(file, imports)
    bellows = Filing("bellows").write(tmp_path / "bellows")
    found = import_filing(bellows, imports=imports)
    assert rows(found, "fiscal_calendars", "*") == []
    shutil.rmtree(imports)
    found = import_filing(bellows, imports=imports)
    assert len(rows(found, "fiscal_calendars", "*")) == 1
    again = Filing("bellows")
    again.said["amended"] = "true"
    later = import_filing(again.write(tmp_path / "later"), imports=imports)
    assert rows(later, "fiscal_calendars", "*") == []


@pytest.mark.parametrize(
    ("start", "end", "quarters"),
    [
        (None, date(2023, 6, 30), 0),
        (date(2023, 4, 1), date(2023, 6, 30), 1),
        (date(2022, 12, 31), date(2023, 6, 30), 2),
        (date(2022, 1, 1), date(2022, 12, 31), 4),
        # 53 weeks.
        (date(2022, 12, 31), date(2024, 1, 5), 4),
        # Since a company was founded.
        (date(2023, 5, 20), date(2023, 6, 30), None),
        (date(2023, 6, 29), date(2023, 6, 30), None),
    ],
)
def test_periods_have_quarters_or_none(
    start: date | None, end: date, quarters: int | None
):
    """What has no number of quarters is no instant for that."""
    assert quarters_of(start, end) == quarters


def test_a_period_without_quarters_is_a_column_with_its_days(tmp_path: Path):
    """A company that was founded in May has a flow of six weeks."""
    filing = Filing("anvil")
    role = filing.role("CASH FLOWS")
    role["columns"] = [
        str(column).replace("2023-01-01", "2023-05-20") for column in role["columns"]
    ]
    for line in role["lines"]:
        if line[2] == 52111000:
            line[2] = 52112000
    found = taken_in(filing, tmp_path)
    assert rows(
        found,
        "column_headings",
        "heading, period_start, period_end",
        "table_id = 'cash_flow' and period_end like '2023%'",
    ) == [("From May 20, 2023 to June 30, 2023", "2023-05-20", "2023-06-30")]
    assert rows(found, "lines", "column_2", "label = 'Cash at the beginning'") == [
        ("52,112",)
    ]


def test_numbers_keep_their_places(either: Imported):
    """A par value has five of them, and amounts per share have two."""
    texts = {
        label: texts
        for label, *texts in rows(either, "lines", "label, unit, scale, column_1")
    }
    assert texts["Par value"] == ["USD_per_share", "0", "0.00001"]
    assert texts["Basic"] == ["USD_per_share", "0", "0.91"]
    assert texts["Basic shares"] == ["shares", "3", "10,012"]


def test_a_table_is_in_the_scale_that_its_decimals_say(tmp_path: Path):
    """Numbers that end in three zeros are no thousands where they are exact to one."""
    filing = Filing("bellows")
    for line in filing.role("BALANCE SHEETS")["lines"]:
        line[4:] = [{"decimals": 0}]
    found = taken_in(filing, tmp_path)
    assert rows(
        found,
        "column_headings",
        "distinct scale",
        "table_id = 'balance_sheet'",
    ) == [("0",)]
    assert rows(found, "lines", "column_1", "label = 'Inventories'") == [
        ("41,432,000",)
    ]


def sums(found: Imported, table: str) -> dict[str, dict[str, tuple[int, str]]]:
    """The parts of each total of a table by their labels, with weight and source."""
    parts: dict[str, dict[str, tuple[int, str]]] = {}
    labels = dict(rows(found, "lines", "line_number, label", f"table_id = '{table}'"))
    for total, part, weight, said_by in rows(
        found,
        "calculations",
        "total_line, part_line, cast(weight as integer), said_by",
        f"table_id = '{table}'",
    ):
        parts.setdefault(labels[total], {})[labels[part]] = weight, said_by
    return parts


def test_sums_are_those_of_the_calculation_arcs(either: Imported):
    """Weights are of what is printed: treasury stock is printed with its minus.

    Liabilities are no part of total assets: their arc is prohibited.
    """
    more, less = (1, "filed"), (-1, "filed")
    assert sums(either, "balance_sheet") == {
        "Total current assets": {"Cash": more, "Inventories": more},
        "Total assets": {
            "Total current assets": more,
            "Plant": more,
            "Smelters, net": more,
            "Other": more,
        },
        "Total shareholders' equity": {
            "Common stock": more,
            "Retained earnings": more,
            "Treasury stock": more,
        },
        "Total liabilities and equity": {
            "Total liabilities": more,
            "Total shareholders' equity": more,
        },
    }
    assert sums(either, "income_statement") == {
        "Total revenues": {"Goods": more, "Services": more},
        "Gross profit": {"Total revenues": more, "Cost of revenues": less},
        "Operating income": {
            "Gross profit": more,
            "Selling, general and administrative": less,
        },
        "Net income": {"Operating income": more, "Interest expense": more},
    }


def test_what_the_linkbase_does_not_say_is_found(either: Imported):
    """A sum with a part in no line is not taken; the search finds what adds up."""
    filed, found = (1, "filed"), (1, "found")
    operating = "Net cash provided by operating activities"
    investing = "Net cash used in investing activities"
    assert sums(either, "cash_flow") == {
        operating: {
            "Net income": filed,
            "Depreciation": filed,
            "Change in inventories": filed,
        },
        investing: {"Capital expenditures": filed, "Machines sold": filed},
        "Net increase in cash": {operating: found, investing: found},
        "Cash at the end": {
            "Net increase in cash": found,
            "Cash at the beginning": found,
        },
    }
    assert either.sums_left_out == {"a part is in no line of its table": 1}


def test_a_filed_sum_is_not_improved(tmp_path: Path):
    """Two parts of four do not add up, and the search knows better: they stay."""
    filing = Filing("anvil")
    parts = {"AssetsCurrent": 1, "PropertyPlantAndEquipmentNet": 1}
    filing.role("BALANCE SHEETS")["sums"]["Assets"] = parts
    found = taken_in(filing, tmp_path)
    filed = {"Total current assets": (1, "filed"), "Plant": (1, "filed")}
    assert sums(found, "balance_sheet")["Total assets"] == filed
    alone = Filing("anvil")
    del alone.role("BALANCE SHEETS")["sums"]["Assets"]
    searched = taken_in(alone, tmp_path / "alone")
    assert len(sums(searched, "balance_sheet")["Total assets"]) == 4


def test_the_balance_in_a_filed_sum_is_the_one_that_closes(tmp_path: Path):
    """Arcs are between numbers of one day, and cash stands on two lines."""
    filing = Filing("anvil")
    cash = "CashAndCashEquivalentsAtCarryingValue"
    change = "CashAndCashEquivalentsPeriodIncreaseDecrease"
    filing.role("CASH FLOWS")["sums"] = {cash: {change: 1}}
    found = sums(taken_in(filing, tmp_path), "cash_flow")
    assert found["Cash at the end"] == {"Net increase in cash": (1, "filed")}
    assert "Cash at the beginning" not in found


def test_a_weight_that_is_no_sum_is_left_out(tmp_path: Path):
    """Half of a part is nothing that a printed total is made of."""
    filing = Filing("bellows")
    filing.role("BALANCE SHEETS")["sums"]["AssetsCurrent"]["InventoryNet"] = 0.5
    found = taken_in(filing, tmp_path)
    assert "Total current assets" not in sums(found, "balance_sheet")
    assert found.sums_left_out == {"a part counts more than once, or in part": 1}


def test_a_filed_total_that_is_elsewhere_is_left_out(tmp_path: Path):
    """Total assets are in no line of a cash flow statement."""
    filing = Filing("bellows")
    change = "CashAndCashEquivalentsPeriodIncreaseDecrease"
    filing.role("CASH FLOWS")["sums"] = {"Assets": {change: 1}}
    found = taken_in(filing, tmp_path)
    assert found.sums_left_out == {"the total is in no line of its table": 1}
    assert found.filed_sums == 1


def test_numbers_that_are_in_no_line_are_counted(either: Imported):
    """Four of a member; restricted cash twice, and debt of the notes."""
    assert either.left_out == {
        "of a member of an axis": 4,
        "in no line of a statement": 3,
        "said twice with other values": 1,
        "without a value": 1,
    }
    assert rows(either, "lines", "column_1", "label = 'Shares outstanding'") == [
        (None,)
    ]


def test_an_arc_of_higher_priority_stays(tmp_path: Path):
    """What is prohibited with less is there: restricted cash is a line."""
    filing = Filing("anvil")
    written = filing.write(tmp_path / "anvil")
    file = written / "anvil-20230630_pre.xml"
    text = file.read_text("utf-8")
    arc = 'xlink:to="RestrictedCash" order="7"'
    assert text.count(f"{arc}/>") == text.count(f'{arc} use="prohibited"') == 1
    file.write_text(text.replace(f"{arc}/>", f'{arc} priority="2"/>'), "utf-8")
    found = import_filing(written, imports=tmp_path / "imports")
    assert rows(found, "lines", "column_1", "label = 'Restricted cash'") == [("777",)]


def test_numbers_of_another_registrant_are_left_out(tmp_path: Path):
    """A filing of two: the parent is whom most of its numbers are of."""
    filing = Filing("bellows")
    written = filing.write(tmp_path / "bellows")
    file = written / "bellows-20230630.xml"
    text = file.read_text("utf-8")
    other = re.search(r'<xbrli:context id="c2022-12-30">.*?</xbrli:context>', text)
    assert other is not None
    context = other[0].replace("0000001002", "0000009999").replace("c2022", "x2022")
    fact = '<us-gaap:Assets contextRef="x2022-12-30" unitRef="usd" decimals="-3">'
    text = text.replace(
        "</xbrli:xbrl>", f"{context}{fact}1000</us-gaap:Assets></xbrli:xbrl>"
    )
    file.write_text(text, "utf-8")
    found = import_filing(written, imports=tmp_path / "imports")
    assert found.left_out == {"of another registrant": 1}


def test_meanings_come_from_tags_and_their_balance(either: Imported):
    """Interest is a debit, though no schema says so: net income takes it away."""
    meanings = {
        concept: (line_item, sign)
        for concept, line_item, sign in rows(
            either,
            "concept_labels",
            "concept, line_item_key, is_negated",
            "statement <> 'cash_flow'",
        )
    }
    assert meanings["us-gaap:InterestExpense"] == ("interest_expense", "false")
    assert meanings["us-gaap:Revenues"] == ("revenues", "false")
    assert meanings["anvil:SmelterNet"] == ("cik0000001001_smelter_net", "false")


def test_balances_follow_from_sums():
    """A part that is taken away is the other of its total, and so on."""
    sums_of = [("Profit", "Sales", 1), ("Profit", "Costs", -1), ("Costs", "Wages", 1)]
    assert balances(sums_of, {"Sales": "C"}) == {
        "Sales": "C",
        "Profit": "C",
        "Costs": "D",
        "Wages": "D",
    }


@pytest.mark.parametrize(
    ("definition", "line_items", "statement"),
    [
        ("0002 - Statement - CONSOLIDATED BALANCE SHEETS", [], "balance_sheet"),
        ("0002 - Statement - Statements of Financial Position", [], "balance_sheet"),
        ("0002 - Disclosure - BALANCE SHEETS (Details)", [], None),
        (
            "0004 - Statement - CONSOLIDATED STATEMENTS OF EARNINGS",
            [],
            "income_statement",
        ),
        ("0004 - Statement - STATEMENTS OF CASH FLOWS", [], "cash_flow"),
        ("0004 - Statement - STATEMENTS OF CHANGES IN EQUITY", ["total_assets"], None),
        (
            "0004 - Statement - STATEMENTS OF COMPREHENSIVE INCOME",
            ["comprehensive_income", "net_income", "other_comprehensive_income"],
            "comprehensive_income",
        ),
        # One statement of both, whatever it is called.
        (
            "0004 - Statement - STATEMENTS OF COMPREHENSIVE LOSS",
            ["net_income", "income_tax_expense", "operating_income", "revenues"],
            "income_statement",
        ),
        ("Consolidated balance sheet", [], "balance_sheet"),
        ("", ["total_assets", "liabilities_and_equity"], "balance_sheet"),
        ("Notes", [], None),
    ],
)
def test_a_role_is_a_statement_by_its_title_and_lines(
    definition: str, line_items: list[str], statement: str | None
):
    """The kind that the SEC has in a title comes first."""
    title = title_of("http://example/role/R2", definition)
    assert statement_of(title, line_items) == statement


def test_the_second_reading_counts_another_way(either: Imported):
    """The first column of Anvil's balance sheet, added up by hand."""
    figures = [61234, 40321, 101555, 200404, 10000, None, 311959, 180111]
    figures += [33848, 100000, -2000, 131848, 311959]
    told = [(n, figure) for n, figure in enumerate(figures, 1) if figure is not None]
    assert rows(
        either,
        "control_totals",
        "figure_count, total, line_total, unit, scale",
        "table_id = 'balance_sheet' and column_number = '1'",
    ) == [
        (
            "12",
            str(sum(figure for _, figure in told)),
            str(sum(n * figure for n, figure in told)),
            "USD",
            "3",
        )
    ]


def test_the_second_reading_leaves_out_members(either: Imported):
    """Goods are told for the forges too; a quarter's income, added up by hand."""
    figures = [70123, 9877, 80000, 51223, 28777, 18555, 10222, -1111, 9111]
    assert rows(
        either,
        "control_totals",
        "period_start, figure_count, total",
        "table_id = 'income_statement' and column_number = '1' and unit = 'USD'",
    ) == [("2023-04-01", "9", str(sum(figures)))]


@pytest.mark.parametrize("form", ["instance", "inline"])
def test_the_second_reading_reads_the_documents(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """What the first reading has wrong is not in the control totals."""
    read = getattr(filings, f"{form}_facts")

    def misread(*arguments: object) -> object:
        found = read(*arguments)
        return replace(
            found,
            facts=tuple(
                replace(fact, value=Decimal(41431000))
                if fact.value == 41432000
                else fact
                for fact in found.facts
            ),
        )

    monkeypatch.setattr(filings, f"{form}_facts", misread)
    found = taken_in(Filing("bellows"), tmp_path, inline=form == "inline")
    where = "table_id = 'balance_sheet' and column_number = '1'"
    assert rows(found, "lines", "column_1", "label = 'Inventories'") == [("41,431",)]
    right = [62345, 41432, 104877, 207002, 311879, 179222, 132657, 311879]
    assert rows(found, "control_totals", "total", where) == [(str(sum(right)),)]


def test_a_folder_called_by_its_accession_number_is_that_release(tmp_path: Path):
    """So a filing is known that another source has brought."""
    written = Filing("anvil").write(tmp_path / FOLDER)
    found = import_filing(written, imports=tmp_path / "imports")
    assert found.folder == tmp_path / "imports" / "xbrl" / FOLDER
    assert rows(found, "releases", "release_id") == [(ACCESSION,)]
    assert import_filing(written, imports=tmp_path / "imports").known == 1


def test_an_amendment_corrects_what_came_before(tmp_path: Path):
    """Also where that came in by another import."""
    first = Filing("anvil").write(tmp_path / "first")
    import_filing(first, imports=tmp_path / "imports")
    filing = Filing("anvil")
    filing.said["amended"] = "true"
    second = filing.write(tmp_path / "second", header=False)
    moment = Told(datetime(2023, 9, 1), "US")
    found = import_filing(second, moment, imports=tmp_path / "imports")
    assert rows(found, "releases", "release_id, title, corrects, published_at") == [
        (f"{ANVIL}-a", "10-Q/A for June 30, 2023", ANVIL, "2023-09-01 00:00:00")
    ]
    # The company and its tags are there already.
    assert rows(found, "companies", "*") == []


def refused(folder: Path) -> str:
    """What is said of a folder that cannot be taken in."""
    with pytest.raises(UnusableError) as error:
        import_filing(folder, imports=folder.parent / "imports")
    assert not (folder.parent / "imports").exists()
    return str(error.value)


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("form", ["xml", "htm"])
@pytest.mark.parametrize("declared", [LAUGHS, OUTSIDE])
def test_declared_entities_are_refused(form: str, declared: str, tmp_path: Path):
    """None is resolved, in a document or beside it."""
    folder = Filing("bellows").write(tmp_path / "bellows", inline=form == "htm")
    file = folder / f"bellows-20230630.{form}"
    head, _, rest = file.read_text("utf-8").partition("\n")
    file.write_text(f"{head}\n{declared}{rest}", "utf-8")
    told = refused(folder)
    assert f"bellows-20230630.{form}: line 2: " in told and "declared" in told


@pytest.mark.parametrize(
    ("file", "before", "after", "told"),
    [
        (
            "_cal.xml",
            "<link:linkbase",
            f"{OUTSIDE}<link:linkbase",
            "line 2: a document",
        ),
        ("_pre.xml", "</link:linkbase>", "", "_pre.xml: line "),
        (".xsd", "</xs:schema>", "", ".xsd: line "),
        (".xml", ">41432000<", ">many<", "InventoryNet has 'many'; expected: a number"),
        (".xml", 'contextRef="c2022-12-30"', 'contextRef="c9"', "no context 'c9'"),
        (".xml", 'unitRef="usd"', 'unitRef="yen"', "no unit 'yen'"),
        (".xml", ' decimals="-3"', "", "a number with its decimals"),
        ("_pre.xml", ' order="2"', ' order="two"', "order is 'two'"),
        ("_pre.xml", ' xlink:to="InventoryNet"', ' xlink:to="Heading"', "below itself"),
        (".xml", "dei:DocumentType", "dei:OtherThing", "dei:DocumentType is not said"),
        (".xml", ">2023-06-30</dei", ">some day</dei", "dei:DocumentPeriodEndDate"),
        (
            ".xsd",
            "- Statement -",
            "- Disclosure -",
            "none of its 2 roles is a statement",
        ),
    ],
)
def test_a_spoilt_filing_is_refused(
    file: str, before: str, after: str, told: str, tmp_path: Path
):
    """With the file, the line and what was expected; nothing of it comes in."""
    folder = Filing("bellows").write(tmp_path / "bellows")
    path = folder / f"bellows-20230630{file}"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")
    said = refused(folder)
    assert told in said and "expected: " in said and "to do: " in said


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (">41,432<", ">many<", "us-gaap:InventoryNet is printed as 'many'"),
        ("num-dot-decimal", "num-of-birds", "; expected: a number by its format"),
        ('contextRef="c2022-12-30"', 'contextRef="c9"', "has no context 'c9'"),
        ('scale="3"', 'scale="many"', "; expected: a number by its format"),
    ],
)
def test_an_inline_number_that_cannot_be_read_is_refused(
    before: str, after: str, told: str, tmp_path: Path
):
    """Without it a sum of its statement would not hold, and the filer be blamed."""
    folder = Filing("bellows").write(tmp_path / "bellows", inline=True)
    path = folder / "bellows-20230630.htm"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    assert told in refused(folder)


def test_a_locator_into_nothing_is_refused(tmp_path: Path):
    """An id that the filer's own schema does not declare."""
    folder = Filing("anvil").write(tmp_path / "anvil")
    path = folder / "anvil-20230630_pre.xml"
    text = path.read_text("utf-8").replace("#anvil_SmelterNet", "#anvil_Smelter")
    path.write_text(text, "utf-8")
    assert "the locator names 'anvil_Smelter'" in refused(folder)


def test_linkbases_outside_of_the_folder_are_not_opened(tmp_path: Path):
    """One that a path leads out to is none, whatever stands there."""
    folder = Filing("bellows").write(tmp_path / "bellows")
    (folder / "bellows-20230630_pre.xml").rename(tmp_path / "outside.xml")
    schema = folder / "bellows-20230630.xsd"
    text = schema.read_text("utf-8")
    schema.write_text(text.replace("bellows-20230630_pre.xml", "../outside.xml"))
    assert "no presentation linkbase" in refused(folder)
    (folder / "bellows-20230630_pre.xml").symlink_to(tmp_path / "outside.xml")
    schema.write_text(text, "utf-8")
    assert "no presentation linkbase" in refused(folder)


@pytest.mark.parametrize("form", ["instance", "inline"])
def test_without_a_presentation_there_are_no_tables(form: str, tmp_path: Path):
    """The remedy is the reader of documents."""
    folder = Filing("bellows").write(tmp_path / "bellows", inline=form == "inline")
    (folder / "bellows-20230630_pre.xml").unlink()
    told = refused(folder)
    assert "no presentation linkbase" in told
    assert told.endswith("or read an inline document alone with kessan read")


def test_linkbases_may_stand_in_the_schema_or_be_named_by_none(tmp_path: Path):
    """The three of a filing in its schema, or beside a schema without references."""
    plain = taken_in(Filing("bellows"), tmp_path / "plain")
    calculations = sorted(rows(plain, "calculations", "*"))
    assert len(calculations) == 8
    for name in ("within", "unnamed"):
        folder = Filing("bellows").write(tmp_path / name / "bellows")
        schema = folder / "bellows-20230630.xsd"
        text = re.sub("<link:linkbaseRef[^>]*>\n", "", schema.read_text("utf-8"))
        if name == "within":
            inner = ""
            for file in sorted(folder.glob("*_*.xml")):
                inner += file.read_text("utf-8").partition("\n")[2]
                file.unlink()
            text = text.replace("</xs:appinfo>", f"{inner}</xs:appinfo>")
        schema.write_text(text, "utf-8")
        found = import_filing(folder, imports=tmp_path / name / "imports")
        assert sorted(rows(found, "calculations", "*")) == calculations


def test_a_report_of_two_inline_documents_is_one(tmp_path: Path):
    """Contexts and units stand in the first, some of the figures in the second."""
    one = taken_in(Filing("bellows"), tmp_path / "one", inline=True)
    folder = Filing("bellows").write(tmp_path / "two" / "bellows", inline=True)
    file = folder / "bellows-20230630.htm"
    text = file.read_text("utf-8")
    head = text[: text.index("<body>")]
    row = re.findall("<tr>.*?</tr>\n", text)[3:9]
    for line in row:
        text = text.replace(line, "")
    file.write_text(text, "utf-8")
    exhibit = f"{head}<body><table>{''.join(row)}</table></body></html>"
    (folder / "exhibit.htm").write_text(exhibit, "utf-8")
    two = import_filing(folder, imports=tmp_path / "two" / "imports")
    for name in ("lines", "control_totals"):
        assert sorted(map(str, rows(two, name, "*"))) == sorted(
            map(str, rows(one, name, "*"))
        )


def test_html_that_is_no_xml_is_read_too(tmp_path: Path):
    """With a mark of HTML that XML does not know, and an element without its end."""
    one = taken_in(Filing("anvil"), tmp_path / "one", inline=True)
    folder = Filing("anvil").write(tmp_path / "two" / "anvil", inline=True)
    file = folder / "anvil-20230630.htm"
    text = file.read_text("utf-8").partition("\n")[2]
    text = text.replace("<table>", "<p>In&nbsp;thousands<br><table>")
    file.write_text(text, "utf-8")
    two = import_filing(folder, imports=tmp_path / "two" / "imports")
    for name in ("lines", "calculations", "control_totals"):
        assert sorted(map(str, rows(two, name, "*"))) == sorted(
            map(str, rows(one, name, "*"))
        )


@pytest.fixture(scope="session")
def imported(published: Path, shared_folder: Path) -> Path:
    """A project that has imported both filings, as the page says."""

    def make(folder: Path) -> None:
        copy_project(folder)
        Filing("anvil").write(folder / "filings" / FOLDER)
        Filing("bellows").write(folder / "filings" / "bellows", inline=True)
        done = kessan("import", "xbrl", "filings", project=folder)
        assert done.returncode == Exit.DONE, done.stdout + done.stderr
        (folder / "said.txt").write_text(done.stdout, "utf-8")

    return once(shared_folder / "imported xbrl", make)


@pytest.fixture(scope="session")
def proven(imported: Path, shared_folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """What is published of it."""

    def make(folder: Path) -> None:
        shutil.copytree(imported, folder)
        done = kessan_without(("dbt", "pages"), "build", project=folder)
        assert done.returncode == Exit.DONE, done.stdout + done.stderr

    built = once(shared_folder / "built of xbrl", make)
    file = built / "published" / PUBLISHED_FILE.name
    with duckdb.connect(str(file), read_only=True) as connection:
        yield connection


def test_a_folder_of_filings_is_taken_in_whole(imported: Path):
    """Each says what came in and what did not."""
    said = (imported / "said.txt").read_text("utf-8")
    assert (
        f"{FOLDER}: 1 filings of 1 companies, 4 tables, 37 lines, 94 figures of 99"
        f" numbers, 12 sums, of which 10 are filed, in imports/xbrl/{FOLDER}" in said
    )
    assert "4 numbers left out: of a member of an axis" in said
    assert "1 filed sums left out: a part is in no line of its table" in said
    assert "bellows: 1 filings of 1 companies" in said


def test_a_second_import_does_nothing(imported: Path, tmp_path: Path):
    """Unless it is asked to be done again."""
    project = tmp_path / "a project"
    shutil.copytree(imported, project)
    (command,) = shown("import xbrl --again")
    folder = project / command[-1]
    shutil.move(project / "filings" / FOLDER, folder)
    again = kessan("import", "xbrl", folder.name, project=project)
    assert again.returncode == Exit.NOTHING_TO_DO, again.stdout + again.stderr
    assert "nothing new, 1 filings are there already" in again.stdout
    anew = kessan(*command, project=project)
    assert anew.returncode == Exit.DONE, anew.stdout + anew.stderr
    assert len([*(project / "imports" / "xbrl").iterdir()]) == 2


def test_the_moment_and_the_country_must_be_said(imported: Path, tmp_path: Path):
    """By the header, or by the person who imports."""
    project = tmp_path / "a project"
    copy_project(project)
    (command,) = (one for one in shown("import xbrl") if "--published" in one)
    folder = Filing("anvil").write(project / command[-1], header=False)
    for options, told in (
        ([], "nothing says when it was published"),
        (["--published", "2023-08-03"], "nothing says in which country Anvil Corp is"),
        (["--published", "yesterday"], "does not match the formats"),
        (["--country", "Ohio"], "no code of two capital letters"),
    ):
        done = kessan("import", "xbrl", *options, folder.name, project=project)
        assert done.returncode == Exit.WRONG_USAGE, done.stdout + done.stderr
        assert told in " ".join(done.stderr.split())
        assert not (project / "imports").exists()
    done = kessan(*command, project=project)
    assert done.returncode == Exit.DONE, done.stdout + done.stderr
    Filing("bellows").write(project / "bellows")
    both = kessan(*command, "bellows", project=project)
    assert both.returncode == Exit.WRONG_USAGE
    assert "--published is one moment" in " ".join(both.stderr.split())
    # One that cannot be read stops no other.
    shutil.copytree(project / "bellows", project / "two" / "bellows")
    Filing("anvil").write(project / "two" / "again", header=False)
    (project / "two" / "again" / "anvil-20230630_pre.xml").unlink()
    two = kessan("import", "xbrl", "two", project=project)
    assert two.returncode == Exit.WRONG_USAGE
    assert "bellows: 1 filings of 1 companies" in two.stdout
    assert "again: no presentation linkbase" in " ".join(two.stderr.split())
    (project / "empty").mkdir()
    none = kessan("import", "xbrl", "empty", project=project)
    assert none.returncode == Exit.WRONG_USAGE
    assert "no filing is in it" in " ".join(none.stderr.split())


def test_a_header_that_a_page_shows_is_read(tmp_path: Path):
    """With its marks as names; what a person says goes before it."""
    folder = Filing("bellows").write(tmp_path / "bellows", header=False)
    shown_so = HEADER.replace("<", "&lt;").replace(">", "&gt;")
    (folder / "index-headers.html").write_text(f"<pre>{shown_so}</pre>", "utf-8")
    found = import_filing(folder, imports=tmp_path / "imports")
    assert rows(found, "releases", "published_at") == [("2023-08-03 16:01:00",)]
    moment = Told(datetime(2023, 8, 3, 16, 2))
    anew = import_filing(folder, moment, imports=tmp_path / "imports", again=True)
    assert rows(anew, "releases", "published_at") == [("2023-08-03 16:02:00",)]


def test_headers_of_two_filings_are_refused(tmp_path: Path):
    """Nobody knows which one is right."""
    folder = Filing("bellows").write(tmp_path / "bellows")
    (folder / "other.txt").write_text(HEADER.replace("20230803", "20230804"), "utf-8")
    assert "its headers say 20230803160100 and 20230804160100" in refused(folder)


def test_a_keyed_company_goes_first(imported: Path, tmp_path: Path):
    """Who keys the CIK of a company has its filings under that company."""
    project = tmp_path / "a project"
    copy_project(project)
    companies = project / "seeds" / "reference" / "companies.csv"
    with companies.open("a", encoding="utf-8") as file:
        file.write("anvil,Anvil,Anvil,NYSE,ANV,USD,12,end,US,0000001001,3570\n")
    shutil.copytree(imported / "filings" / FOLDER, project / FOLDER)
    done = kessan("import", "xbrl", FOLDER, project=project)
    assert done.returncode == Exit.DONE, done.stdout + done.stderr
    path = project / "imports" / "xbrl" / FOLDER
    with duckdb.connect() as connection:
        assert connection.sql(
            f"select company_key from '{path}/releases.parquet'"
        ).fetchall() == [("anvil",)]
        assert connection.sql(f"from '{path}/companies.parquet'").fetchall() == []


def test_a_filing_that_another_source_brought_is_known(imported: Path, tmp_path: Path):
    """By its accession number: the archive of the SEC has Anvil's of 2009."""
    project = tmp_path / "a project"
    copy_project(project)
    archive(project / "2009q3.zip", "quarter.yml", "0000001001-09-000001")
    done = kessan("import", "sec", "2009q3.zip", project=project)
    assert done.returncode == Exit.DONE, done.stdout + done.stderr
    shutil.copytree(imported / "filings" / FOLDER, project / "000000100109000001")
    again = kessan("import", "xbrl", "000000100109000001", project=project)
    assert again.returncode == Exit.NOTHING_TO_DO, again.stdout + again.stderr


def test_filed_sums_are_proven_or_violated(proven: duckdb.DuckDBPyConnection):
    """Each total in each column: 4 x 2, 4 x 4 and 4 x 2 of Anvil hold.

    Of Bellows' four, total current assets are off in the first of two columns.
    """
    assert proven.execute(
        "select release_id, status, count(*) from audit.identity_results"
        " where identity_id = 'foot_as_calculated'"
        " and release_id not like 'iij-%' group by all order by all"
    ).fetchall() == [
        (ACCESSION, "exact", 32),
        (BELLOWS, "exact", 7),
        (BELLOWS, "violated", 1),
    ]
    assert proven.execute(
        "select subject, left_value, right_value from audit.identity_results"
        f" where release_id = '{BELLOWS}' and status = 'violated'"
    ).fetchall() == [("balance_sheet/3/1", 104_877_000, 62_345_000 + 41_432_000)]


def test_a_filed_sum_that_does_not_hold_contradicts(
    proven: duckdb.DuckDBPyConnection,
):
    """Its figures that nothing else holds; cash is on the cash flow statement too."""
    assert proven.execute(
        "select release_id, verdict, contradicted_by from audit.release_verdicts"
        " where release_id not like 'iij-%' order by 1"
    ).fetchall() == [
        # What is in parentheses, and what cannot be wrong by one, is unproven.
        (ACCESSION, "unproven", None),
        (BELLOWS, "contradicted", "foot_as_calculated"),
    ]
    assert proven.execute(
        "select figure_key from audit.figure_coverage"
        " where contradicted_by = 'foot_as_calculated' order by 1"
    ).fetchall() == [
        (f"{BELLOWS}/balance_sheet/2/1",),
        (f"{BELLOWS}/balance_sheet/3/1",),
    ]


def test_every_number_of_a_statement_is_a_figure(proven: duckdb.DuckDBPyConnection):
    """25 and 5 of balance sheets, 44 of income and 20 of cash flow; 16 and 6."""
    assert proven.execute(
        "select release_id, count(*) from marts.fct_reported_figures"
        " where release_id not like 'iij-%' group by 1 order by 1"
    ).fetchall() == [(ACCESSION, 25 + 5 + 44 + 20), (BELLOWS, 16 + 6)]
    assert proven.execute(
        "select value, decimals, unit from marts.fct_reported_figures"
        f" where figure_key = '{ACCESSION}/balance_sheet_parenthetical/1/1'"
    ).fetchall() == [(Decimal("0.00001"), 5, "USD_per_share")]


def test_years_of_weeks_have_their_quarters(proven: duckdb.DuckDBPyConnection):
    """26 weeks to the last Friday of June are two quarters of the year."""
    assert proven.execute(
        "select distinct period_key, fiscal_year, fiscal_quarter, months"
        " from marts.fct_reported_figures inner join marts.dim_period"
        " using (period_key)"
        f" where release_id = '{BELLOWS}' and table_id = 'cash_flow'"
        " and start_date is not null order by 1"
    ).fetchall() == [
        ("2022-01-01/2022-07-01@cik0000001002", 2022, 2, 6),
        ("2022-12-31/2023-06-30@cik0000001002", 2023, 2, 6),
    ]
