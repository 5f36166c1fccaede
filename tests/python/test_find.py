"""What a reader finds and takes away: the search box, the tables as files, the links.

All of it in a real browser, on pages that were opened from the file system.
"""

import csv
import json
import re
import warnings
from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from browsing import PHONE, watch
from markupsafe import Markup
from site_checks import documents

from kessan.site.pages import Block, Page
from kessan.site.search import SearchIndex
from kessan.site.tables import Columns, Row, table

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Opened

pytestmark = pytest.mark.slow

IIJ = "iij/us-gaap-jpy"
PRINTED = f"{IIJ}/printed/iij-2016-11-08/income_statement.html"
# The rows of pages that show what is proven or printed, and not what is analysed.
WITHOUT_LINES = {"audit.html", "as-printed.html"}
ROW = re.compile('<th scope="row" id="(.*?)".*?>(.*?)</th>')


@pytest.fixture(scope="module")
def site(published: Path) -> Path:
    return published.resolve().parent / "site"


@pytest.fixture
def page(browser: "Browser") -> Iterator["Opened"]:
    """A page that must not complain, nor ask for anything but files."""
    opened = browser.new_page(accept_downloads=True)
    visit = watch(opened)
    yield opened
    opened.close()
    assert visit.errors == []
    assert [url for url in visit.requests if not url.startswith(FILES)] == []


FILES = ("file:", "data:", "blob:")


def index_of(site: Path) -> dict:
    text = (site / "search.js").read_text("utf-8")
    return json.loads(text.removeprefix("kessanIndex = ").rstrip().removesuffix(";"))


def search(page: "Opened", words: str) -> list[tuple[str, str]]:
    """What is found: what each is called with where it is, and its address."""
    page.keyboard.press("/")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(words)
    page.wait_for_function("typeof kessanIndex !== 'undefined'")
    page.wait_for_timeout(50)
    options = page.locator("#site-found [role=option]")
    return [
        (option.inner_text().replace("\n", " | "), option.get_attribute("href"))
        for option in options.all()
    ]


# What there is to find.


def test_every_line_of_the_pages_is_found(site):
    index = index_of(site)
    (edition,) = index["editions"]
    assert edition == [
        *(IIJ, "Internet Initiative Japan Inc.", "IIJ", "US GAAP, JPY"),
        *("Tokyo Stock Exchange", "3774", None),
    ]
    found = {
        (file, anchor): label
        for _, file, _, lines in index["pages"]
        for label, _, anchor in lines
    }
    there = {
        (path.name, anchor): unescape(re.sub("<sup.*?</sup>|<.*?>", "", label))
        for path in (site / IIJ).glob("*.html")
        if path.name not in WITHOUT_LINES
        for anchor, label in ROW.findall(path.read_text("utf-8"))
    }
    assert found == there
    assert len(there) > 200
    assert {file for _, file, _, _ in index["pages"]} == {
        path.name for path in (site / IIJ).glob("*.html")
    }


def test_every_printed_table_and_word_is_found(site):
    index = index_of(site)
    assert {f"{IIJ}/{file}" for _, file, *_ in index["tables"]} == {
        name for name in documents(site) if "/printed/" in name
    }
    words = documents(site)["dictionary.html"].ids
    assert {*index["words"]} < {*words}
    assert "marts.fct_metrics" in index["words"]


@pytest.mark.fast
def test_a_line_says_what_it_is_a_part_of():
    """Of a row that stands above its parts, and of none that does not."""
    rows = [Row("Costs", [""]), Row("Network", [""], indent=1)]
    made = table("t", "", Columns(["a"]), rows)
    headed = Markup(str(made).replace("<tr><th", '<tr class="head"><th'))
    for body, where in ((made, "Flows"), (headed, "Flows \N{MIDDLE DOT} Costs")):
        index = SearchIndex(editions={None: 0})
        index.add_page(None, Page("p.html", "P", [Block("Flows", body)]), True)
        assert index.pages[0][3][1] == ("Network", where, "t-r2")


# In a browser.


@pytest.mark.parametrize(
    ("words", "first", "address"),
    [
        ("iij", "Internet Initiative Japan Inc. ", f"{IIJ}/index.html"),
        ("3774", "Internet Initiative Japan Inc. ", f"{IIJ}/index.html"),
        ("initiative", "Internet Initiative Japan Inc. ", f"{IIJ}/index.html"),
        ("Revenues", "Revenues ", f"{IIJ}/income-statement.html#income-statement-r1"),
        # All words, in any order, from the beginning of each.
        ("taxes befor", "Income before income taxes ", f"{IIJ}/income-statement.html#"),
        # No matter how it is written.
        ("OPÉRATING  incöme", "Operating income ", f"{IIJ}/income-statement.html#"),
        ("balance sheet", "Balance sheet ", f"{IIJ}/balance-sheet.html"),
        ("free cash", "Free cash flow ", f"{IIJ}/metrics.html#"),
        ("dim_company", "marts.dim_company ", "dictionary.html#marts.dim_company"),
        # What is called exactly so comes before what begins so.
        ("net debt", "Net debt ", f"{IIJ}/metrics.html#financial-position-r2"),
        # Within a word, after all others.
        ("erest-bear", "Interest-bearing debt ", f"{IIJ}/metrics.html#"),
    ],
)
def test_what_is_found_first(page, site, words, first, address):
    page.goto((site / f"{IIJ}/per-share.html").as_uri())
    (label, link), *_ = search(page, words)
    assert label.startswith(first)
    assert link.startswith((site / address).as_uri().replace("%23", "#"))


def test_nothing_is_found_of_nothing(page, site):
    page.goto((site / "index.html").as_uri())
    assert search(page, "zebra") == []
    assert page.locator("#site-found").is_hidden()
    assert page.locator(".search [role=status]").inner_text() == "Nothing found"
    # One word of two is too little.
    assert search(page, "revenues zebra") == []


def test_from_the_search_to_the_row(page, site):
    """With the keyboard alone; the index comes when it is asked for, and not before."""
    page.goto((site / "index.html").as_uri())
    box = page.get_by_role("combobox")
    assert page.evaluate("typeof kessanIndex") == "undefined"
    assert box.get_attribute("aria-expanded") == "false"
    found = search(page, "operating income")
    assert box.get_attribute("aria-expanded") == "true"
    assert box.get_attribute("aria-controls") == page.locator(
        "[role=listbox]"
    ).evaluate("list => list.id")
    assert box.get_attribute("aria-activedescendant") is None
    for key, active in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0)):
        page.keyboard.press(key)
        option = page.locator("[role=option][aria-selected=true]")
        assert option.get_attribute("href") == found[active][1]
        assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    # Up from the first is the last.
    page.keyboard.press("ArrowUp")
    option = page.locator("[role=option][aria-selected=true]")
    assert option.get_attribute("href") == found[-1][1]
    page.keyboard.press("Escape")
    assert page.locator("[role=listbox]").is_hidden()
    assert (box.get_attribute("aria-expanded"), box.input_value()) == ("false", "")
    search(page, "operating income")
    page.keyboard.press("Enter")
    page.wait_for_url("**/income-statement.html#*")
    row = page.locator("tr:has(th:target)")
    assert row.locator("th").inner_text() == "Operating income"
    assert row.locator("td").first.inner_text() == "1,947,702"
    # What stays in place does not cover it.
    header = page.locator("header").bounding_box()
    assert row.bounding_box()["y"] > header["y"] + header["height"]


def test_the_search_fits_a_phone(browser, site):
    opened = browser.new_page(viewport=PHONE)
    opened.goto((site / f"{IIJ}/index.html").as_uri())
    assert search(opened, "net income")
    found = opened.locator("#site-found").bounding_box()
    assert found["x"] >= 0
    assert found["x"] + found["width"] <= PHONE["width"]
    assert opened.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    opened.close()


def test_without_a_script_nothing_is_promised(browser, site):
    opened = browser.new_context(java_script_enabled=False).new_page()
    opened.goto((site / f"{IIJ}/income-statement.html").as_uri())
    assert opened.locator("#site-search").is_hidden()
    assert opened.get_by_role("button", name="CSV").count() == 0
    opened.context.close()


def test_paper_has_no_buttons(page, site):
    page.goto((site / f"{IIJ}/income-statement.html").as_uri())
    button = page.get_by_role("button", name="CSV of")
    assert button.is_visible()
    page.emulate_media(media="print")
    assert not button.is_visible()
    assert not page.locator("#site-search").is_visible()


# The tables as files.


def download(page: "Opened", kind: str, folder: Path, number: int = 0) -> Path:
    """Press a button, and save what comes under its name."""
    # That of the numbers of a chart is folded away, and a click has to be a real one.
    page.locator("main").evaluate(
        "main => main.querySelectorAll('details').forEach(of => { of.open = true; })"
    )
    with page.expect_download() as found:
        page.locator(".downloads").nth(number).get_by_text(kind, exact=True).click()
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    return path


def csv_rows(path: Path) -> list[list[str]]:
    content = path.read_bytes()
    # What Excel knows UTF-8 by.
    assert content.startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [*csv.reader(file, strict=True)]


def excel_rows(path: Path) -> list[list[object]]:
    with warnings.catch_warnings():
        # It has no style that openpyxl would call the default one.
        warnings.simplefilter("ignore", UserWarning)
        (sheet,) = openpyxl.load_workbook(path).worksheets
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def as_text(value: object) -> str:
    """A cell of Excel as the CSV has it: numbers are numbers."""
    if value is None or isinstance(value, str):
        return value or ""
    assert isinstance(value, int | float)
    return f"{Decimal(repr(value)):f}".removesuffix(".0")


def number_of(text: str) -> Decimal | None:
    return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


FLOWS = [
    of.format(span)
    for span in ("year_to_date", "quarter")
    for of in (
        *("{}", "{}_year_ago", "{}_change"),
        "coalesce({0}_printed_growth_percent, {0}_growth_percent)",
        "{}_share_percent",
    )
]


def test_a_statement_as_a_file(page, site, tmp_path, warehouse):
    """Each number is that of the warehouse, to the last digit, in base units."""
    page.goto((site / f"{IIJ}/income-statement.html").as_uri())
    path = download(page, "CSV", tmp_path)
    assert path.name == "iij-us-gaap-jpy-income-statement-income-statement.csv"
    header, *rows = csv_rows(path)
    assert header[:5] == [
        "line",
        "Six months to September 30, 2016: this year (JPY)",
        "Six months to September 30, 2016: year ago (JPY)",
        "Six months to September 30, 2016: change (JPY)",
        "Six months to September 30, 2016: growth (percent)",
    ]
    # Source line 371.
    assert next(row for row in rows if row[0] == "Revenues")[1] == "74123270000"
    expected = warehouse.sql(
        f"select {', '.join(FLOWS)} from reports.comparative_income_statement"
        " where company_key = 'iij' and period_end = '2016-09-30'"
    ).fetchall()
    found = [[number_of(cell) for cell in row[1:]] for row in rows if any(row[1:])]
    assert len(found) == len(expected) > 40
    for mine, theirs in zip(
        sorted(found, key=amounts), sorted(expected, key=amounts), strict=True
    ):
        for name, one, other in zip(FLOWS, mine, theirs, strict=True):
            # A growth that means nothing is said to be none, as on the page.
            assert one == other or (one is None and "growth" in name), (name, theirs)
    said = {cell for row in rows for cell in row[1:] if number_of(cell) is None}
    assert said == {"", "n.m."}


def amounts(row: Sequence[Decimal | None]) -> list[Decimal]:
    """What the rows of a statement are told by."""
    return [Decimal("-Infinity") if row[n] is None else row[n] for n in (0, 1, 5, 6)]


def test_a_printed_table_as_a_file(page, site, tmp_path, warehouse):
    """What is printed in thousands is in yen; the header says nothing else."""
    page.goto((site / PRINTED).as_uri())
    header, *rows = csv_rows(download(page, "CSV", tmp_path))
    assert [re.findall(r"\((\w+)\)$", text) for text in header] == [
        *([], ["JPY"], ["JPY"], []),
    ]
    assert not any("thousands" in text for text in header)
    assert "thousands of JPY" in page.locator("caption").inner_text()
    figures = warehouse.sql(
        "select source_line, column_number, value from marts.fct_reported_figures"
        " where release_id = 'iij-2016-11-08' and table_id = 'income_statement'"
    ).fetchall()
    found = {
        (int(row[-1]), column): Decimal(row[column])
        for row in rows
        for column in (1, 2)
        if row[column]
    }
    assert found == {(line, column): value for line, column, value in figures}
    assert len(found) > 60


def test_rows_of_unlike_units_say_theirs(page, site, tmp_path, warehouse):
    page.goto((site / f"{IIJ}/per-share.html").as_uri())
    header, *rows = csv_rows(download(page, "CSV", tmp_path))
    assert header[1] == "unit"
    assert "(" not in header[2]
    units = {row[0].partition(" (")[0]: row[1] for row in rows}
    assert units["Basic net income per share"] == "JPY_per_share"
    assert "shares" in units.values()
    ((value,),) = warehouse.sql(
        "select year_to_date from reports.flows where company_key = 'iij'"
        " and line_item_key = 'basic_net_income_per_share'"
        " and period_end = '2016-09-30'"
    ).fetchall()
    (mine,) = (
        row[2] for row in rows if row[0].startswith("Basic net income per share")
    )
    assert Decimal(mine) == value


@pytest.mark.parametrize(
    "name",
    [
        *("index.html", "comparison.html"),
        *(f"{IIJ}/{name}.html" for name in ("index", "metrics", "bridges", "audit")),
        f"{IIJ}/as-printed.html",
        f"{IIJ}/printed/iij-2016-11-08/prose.html",
    ],
)
def test_every_table_is_the_same_in_both_files(page, site, tmp_path, name):
    """Of every kind of page; numbers are numbers in Excel, and names do not repeat."""
    page.goto((site / name).as_uri())
    tables = page.locator("main table").count()
    assert page.locator(".downloads").count() == tables > 0
    names = set()
    for number in range(tables):
        if number % 4 == 3:
            # Of one visit Chromium saves ten files at once, and no more.
            page.reload()
        text = download(page, "CSV", tmp_path, number)
        excel = download(page, "Excel", tmp_path, number)
        names |= {text.name, excel.name}
        rows = csv_rows(text)
        # No row of it is written of digits that a spreadsheet would lose.
        assert [[as_text(cell) for cell in row] for row in excel_rows(excel)] == rows
        assert len({len(row) for row in rows}) == 1
        assert (
            len(rows)
            == 1 + page.locator("main table").nth(number).locator("tbody tr").count()
        )
    assert len(names) == 2 * tables


def test_what_a_spreadsheet_would_spoil(page, site, tmp_path):
    """Formulas are text, and so are more digits than a spreadsheet keeps."""
    page.goto((site / f"{IIJ}/forecast.html").as_uri())
    cells = {
        "=1+1": ("'=1+1", "=1+1"),
        "-2+3|cmd": ("'-2+3|cmd", "-2+3|cmd"),
        "@SUM(A1)": ("'@SUM(A1)", "@SUM(A1)"),
        "-12.5": ("-12.5", "-12.5"),
        'a "b", c': ('a "b", c', 'a "b", c'),
    }
    numbers = {
        "123456789012345": ("123456789012345", 123456789012345),
        "1234567890123456": ("1234567890123456", "1234567890123456"),
        "12345678901234.567": ("12345678901234.567", "12345678901234.567"),
        "-0.000001": ("-0.000001", -0.000001),
        "1200000000000000000": ("1200000000000000000", 1.2e18),
    }
    shown = [
        *(f"<td>{text.replace('&', '&amp;')}</td>" for text in cells),
        *(
            f'<td><data value="{value}" data-unit="x">0</data></td>'
            for value in numbers
        ),
    ]
    page.evaluate(
        "cells => { const row = document.querySelector('#forecast tbody tr');"
        " const table = row.closest('table');"
        " table.tHead.innerHTML = '<tr>' + cells.map((_, n) => `<th>${n}</th>`)"
        ".join('') + '</tr>'; table.tBodies[0].innerHTML ="
        " '<tr>' + cells.join('') + '</tr>'; }",
        shown,
    )
    number = page.evaluate(
        "[...document.querySelectorAll('main table')].findIndex("
        "(table) => table.id === 'forecast')"
    )
    expected = [*cells.values(), *numbers.values()]
    _, row = csv_rows(download(page, "CSV", tmp_path, number))
    assert row == [text for text, _ in expected]
    _, row = excel_rows(download(page, "Excel", tmp_path, number))
    assert row == [value for _, value in expected]


def test_rows_that_are_filtered_away_are_in_no_file(page, site, tmp_path):
    page.goto((site / "index.html").as_uri())
    assert len(csv_rows(download(page, "CSV", tmp_path))) == 2
    # Its code finds a company as its name does.
    for words, rows in (("initiative", 2), ("3774", 2), ("nobody", 1)):
        page.get_by_label("Find a company").fill(words)
        assert len(csv_rows(download(page, "CSV", tmp_path))) == rows


# What leads on.


def test_the_releases_of_a_company(page, site, warehouse):
    page.goto((site / f"{IIJ}/index.html").as_uri())
    about = page.get_by_role("main")
    assert "Tokyo Stock Exchange 3774" in about.inner_text()
    link = about.get_by_role("link", name="Investor relations")
    assert link.get_attribute("href") == "https://www.iij.ad.jp/en/ir/"
    about.get_by_role("link", name="All releases").click()
    rows = [
        row.locator("th, td").all_inner_texts()
        for row in page.locator("#releases tbody tr").all()
    ]
    releases = warehouse.sql(
        "select title, strftime(releases.published_at, '%B %-d, %Y'),"
        " releases.accounting_standard || ', ' || releases.currency, read_by,"
        " count(distinct table_id)::varchar"
        " from marts.dim_release as releases"
        " inner join marts.fct_reported_figures using (release_id)"
        " group by all order by any_value(releases.published_at) desc"
    ).fetchall()
    # No document of theirs is known, and so there is no column of it.
    assert [tuple(row) for row in rows] == releases
    assert len(rows) == 19
    page.locator("#releases").get_by_role("link", name="33").click()
    lines = page.locator("ul:target li")
    assert lines.count() == 33
