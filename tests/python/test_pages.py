"""Whose pages there are: any company, in any standard and currency, none hidden.

The companies of tests/deliveries/sound/pages.yml are made up; what their pages have to
show is worked out by hand. Twelve companies with all that the first one has are copies
of its rows under other keys.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from browsing import faults_in_browser
from site_checks import (
    broken_links,
    documents,
    figures_without_a_way_back,
    folder_of,
    lost_figures,
    outward_links,
    repeated_ids,
    untraced_numbers,
    wrong_numbers,
)

from kessan.contract import public_models
from kessan.site import reading, write_site

pytestmark = pytest.mark.slow

ALWAYS = {"index", "as-printed", "audit"}
# The charts on the pages of the first company.
CHARTS = {
    "index": 5,
    "history": 9,
    "income-statement": 0,
    "balance-sheet": 0,
    "cash-flow": 0,
    "comprehensive-income": 0,
    "per-share": 0,
    "segments-and-products": 3,
    "metrics": 0,
    "bridges": 3,
    "forecast": 1,
}
# The views whose lines a page has to show, each in a row.
VIEWS = {
    "income-statement": ["comparative_income_statement"],
    "balance-sheet": ["comparative_balance_sheet"],
    "comprehensive-income": ["comparative_comprehensive_income"],
    "forecast": ["forecast_progress"],
    "metrics": [
        *("cash_and_leverage", "financial_position", "returns", "recurring_revenues"),
        *("orders_and_backlog", "subscriptions", "operating_metrics"),
    ],
}


@pytest.fixture(scope="module")
def site(made_up_project: Path) -> Path:
    return made_up_project / "published" / "current" / "site"


def pages_of(site: Path, folder: str) -> set[str]:
    """The pages of an edition, without those of printed tables and of traces."""
    return {path.stem for path in (site / folder).glob("*.html")}


def text_of(site: Path, page: str) -> str:
    """A page, its numbers without what mutes their ends."""
    text = (site / f"{page}.html").read_text("utf-8")
    return re.sub('<span class="unsure">(.*?)</span>', r"\1", text)


def content_of(site: Path, page: str) -> tuple[int, int]:
    """How many rows the tables of a page have, and how many charts it has."""
    text = re.sub("<figure>.*?</figure>", "<figure>", text_of(site, page), flags=re.S)
    return text.count('<th scope="row"'), text.count("<figure>")


def rows_of_companies(site: Path) -> list[list[str]]:
    """The rows of the list of companies as text, without what follows the scale."""
    text = re.sub('<span class="m">.*?</span>', "", text_of(site, "index"))
    (body,) = re.findall('<table id="companies">.*?<tbody>(.*?)</tbody>', text, re.S)
    return [
        [re.sub("<.*?>", "", cell) for cell in re.findall("<t[hd].*?</t[hd]>", row)]
        for row in re.findall("<tr.*?</tr>", body, re.S)
    ]


# What is delivered.


def test_every_edition_is_in_the_list_and_has_pages(site, made_up_warehouse):
    editions = made_up_warehouse.sql(
        "select distinct company_key, accounting_standard, currency"
        " from marts.dim_release"
    ).fetchall()
    folders = {folder_of(*edition) for edition in editions}
    found = {
        path.parent.relative_to(site).as_posix() for path in site.glob("*/*/index.html")
    }
    assert found == folders
    assert len(rows_of_companies(site)) == len(folders) > 25
    for folder in folders:
        assert pages_of(site, folder) >= ALWAYS, folder
        assert f'<a href="{folder}/index.html">' in text_of(site, "index")


def test_the_pages_of_all_keep_every_rule(site, made_up_warehouse):
    assert broken_links(site, outward_links(made_up_warehouse)) == []
    assert repeated_ids(site) == []
    assert figures_without_a_way_back(site) == []
    assert lost_figures(site, made_up_warehouse) == []
    assert wrong_numbers(site, made_up_warehouse) == []
    assert untraced_numbers(site, made_up_warehouse) == []


def test_no_page_is_empty(site):
    """A page has a table, a chart or cards, and an overview says what it lacks."""
    empty = [
        path.relative_to(site).as_posix()
        for path in site.glob("*/*/*.html")
        if path.stem != "index" and not re.search("<table|<figure>|<ul>", main(path))
    ]
    assert empty == []
    silent = [
        path.relative_to(site).as_posix()
        for path in site.glob("*/*/index.html")
        if not re.search("<figure>|<li>|Not reported|None of the key", main(path))
    ]
    assert silent == []


def main(path: Path) -> str:
    return path.read_text("utf-8").partition("<main")[2]


def test_one_company_in_three_standards(site):
    """Each standard has its own latest year, and leads to the others."""
    rows = [row for row in rows_of_companies(site) if row[0] == "Trio K.K."]
    assert {row[-1] for row in rows} == {"9951"}
    assert [[row[-3], *row[1:5]] for row in rows] == [
        ["IFRS", "Twelve months to March 31, 2016", "JPY", "9,500,000", "950,000"],
        ["US GAAP", "Twelve months to March 31, 2015", "JPY", "8,800,000", "810,000"],
        ["JGAAP", "Twelve months to March 31, 2014", "JPY", "8,000,000", "700,000"],
    ]
    known = {"income-statement", "segments-and-products"}
    # Only the release in IFRS prints the year before too.
    assert pages_of(site, "trio/jgaap-jpy") == ALWAYS | known
    assert pages_of(site, "trio/us-gaap-jpy") == ALWAYS | known
    known |= {"balance-sheet", "history"}
    assert pages_of(site, "trio/ifrs-jpy") == ALWAYS | known
    ifrs = documents(site)["trio/ifrs-jpy/balance-sheet.html"]
    # The same page of the others, or their overview where they have none.
    assert "../../trio/us-gaap-jpy/index.html" in ifrs.links
    assert "../../trio/jgaap-jpy/index.html" in ifrs.links
    income = documents(site)["trio/ifrs-jpy/income-statement.html"]
    assert "../../trio/us-gaap-jpy/income-statement.html" in income.links
    # 950 of 9,500 is a tenth; 9,500 is 9.2 % more than the 8,700 restated in IFRS.
    assert content_of(site, "trio/ifrs-jpy/income-statement") == (2, 0)
    assert "9.2%" in text_of(site, "trio/ifrs-jpy/income-statement")


def test_one_company_in_two_currencies(site):
    rows = [row for row in rows_of_companies(site) if row[0] == "Duet Inc."]
    assert [[row[-3], *row[2:4]] for row in rows] == [
        ["IFRS", "USD", "55,000"],
        ["IFRS", "JPY", "6,000,000"],
    ]
    dollars = text_of(site, "duet/ifrs-usd/index")
    assert "Duet, IFRS, JPY" in dollars
    shown = dollars.partition("<main")[2]
    assert "50,000" in shown
    assert "6,000,000" not in shown


def test_a_headline_alone(site):
    """One figure is shown, and all that is not reported is named."""
    overview = text_of(site, "solo/jgaap-jpy/index")
    assert content_of(site, "solo/jgaap-jpy/index") == (0, 0)
    assert overview.count('<span class="what">') == 1
    (missing,) = re.findall("Not reported, or too little of it: (.*?)</p>", overview)
    for name in ("Balance sheet", "Cash flow", "Cash bridge", "Forecast", "Per share"):
        assert name in missing
    assert "Income statement" not in missing
    (row,) = (row for row in rows_of_companies(site) if row[0] == "Solo K.K.")
    assert row[3] == "4,000,000"
    assert (row[-2], row[-4]) == ("May 12, 2016", "0 of 1")


def test_a_statement_of_an_earlier_day_stays(site):
    """The newest headline is of June, and the balance sheet of March is shown."""
    balances = text_of(site, "lento/jgaap-jpy/balance-sheet")
    assert "The latest reported are of March 31, 2016" in balances
    assert "there are none of June 30, 2016" in balances
    assert content_of(site, "lento/jgaap-jpy/balance-sheet") == (2, 0)
    assert "1,100,000" in text_of(site, "lento/jgaap-jpy/income-statement")


def test_a_thin_release_takes_no_statement_away(site):
    """Total assets of June stand above the balance sheet of March, which adds up."""
    name = "magro/jgaap-jpy/balance-sheet"
    # One line of June and the five of March.
    assert content_of(site, name) == (1 + 5, 0)
    text = text_of(site, name)
    few, full = re.findall('<table id="balance-sheet.*?</table>', text, re.S)
    assert "June 30, 2016" in few
    assert ">900,000<" in few
    assert "March 31, 2016" in full
    assert [
        re.sub("<.*?>", "", row) for row in re.findall("<th scope=.row.*?</th>", full)
    ] == [
        *("Cash and cash equivalents", "Inventories", "Total current assets"),
        *("Goodwill", "Total assets"),
    ]
    # 500 and 200 are 700; 700 and 100 are 800.
    assert re.findall('class="(total[^"]*)"', full) == ["total", "total final"]
    assert "All that is reported of June 30, 2016" in text
    assert "The last statement with more lines is of March 31, 2016" in text


def test_a_statement_of_a_new_kind_is_rows_and_no_code(site):
    """It has a page, a place in the menu, and 5,000 more than the year before."""
    name = "lento/jgaap-jpy/changes-in-equity"
    assert content_of(site, name) == (1, 0)
    page = documents(site)[f"{name}.html"]
    assert [number["k"] for *_, number in page.shown] == ["25,000", "20,000"]
    assert "5,000" in text_of(site, name)
    # The table that prints it is a click away, though a newer release has none.
    assert "printed/lento-2016-05-12/changes_in_equity.html" in page.links
    menu = documents(site)["lento/jgaap-jpy/index.html"].links
    assert "changes-in-equity.html" in menu
    overview = text_of(site, "solo/jgaap-jpy/index")
    assert "changes-in-equity.html" not in overview
    assert "Changes in equity" in overview


def test_all_releases_of_a_company_are_listed(site):
    """In every standard, the newest first; each leads to the list of its tables."""
    for folder in ("trio/ifrs-jpy", "trio/jgaap-jpy"):
        (rows,) = re.findall(
            '<table id="releases">.*?<tbody>(.*?)</tbody>',
            text_of(site, f"{folder}/as-printed"),
            re.S,
        )
        cells = [re.findall("<td.*?>(.*?)</td>", row) for row in rows.splitlines()]
        found = [row[:2] for row in cells if row]
        assert found == [
            ["May 12, 2016", "IFRS, JPY"],
            ["May 12, 2015", "US GAAP, JPY"],
            ["May 12, 2014", "JGAAP, JPY"],
        ]
        links = documents(site)[f"{folder}/as-printed.html"].links
        for standard, day in (("ifrs", 2016), ("us-gaap", 2015), ("jgaap", 2014)):
            link = f"as-printed.html#release-trio-{day}-05-12"
            of_other = f"../../trio/{standard}-jpy/{link}"
            assert (link if f"trio/{standard}-jpy" == folder else of_other) in links
    # Nobody says where their investors read on, and their pages do not guess.
    assert documents(site)["trio/ifrs-jpy/index.html"].outward == []
    assert "Tokyo Stock Exchange 9951" in text_of(site, "trio/ifrs-jpy/index")


# In a browser.


@pytest.mark.parametrize("standard", ["us-gaap", "ifrs", "jgaap"])
def test_the_search_begins_where_the_reader_is(site, browser, standard):
    """Of what is called alike that of these pages comes first, whatever is newest."""
    folder = f"trio/{standard}-jpy"
    page = browser.new_page()
    page.goto((site / f"{folder}/index.html").as_uri())
    for words, kind in (("trio", "index.html"), ("operating income", "income")):
        page.get_by_role("combobox").fill(words)
        page.wait_for_selector("#site-found a")
        links = [
            option.get_attribute("href")
            for option in page.locator("#site-found a").all()
        ]
        assert links[0].startswith((site / folder / kind).as_uri())
        assert len([link for link in links if "/trio/" in link]) >= 3
    # A company of other pages comes before the lines of these.
    page.get_by_role("combobox").fill("solo")
    page.wait_for_function(
        "document.querySelector('#site-found a')?.innerText.startsWith('Solo')"
    )
    page.close()


def test_the_menu_switches_without_a_script(site, browser):
    """From a page in one standard to the same page in another, and to the list."""
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto((site / "trio/ifrs-jpy/income-statement.html").as_uri())
    assert page.locator("a.number .k").first.inner_text() == "9,500,000"
    page.locator("details.switch summary").click()
    page.get_by_role("link", name="Trio, US GAAP, JPY").click()
    assert page.url == (site / "trio/us-gaap-jpy/income-statement.html").as_uri()
    assert page.locator("a.number .k").first.inner_text() == "8,800,000"
    page.locator("details.switch summary").click()
    page.get_by_role("link", name="All companies").click()
    page.get_by_role("link", name="Solo K.K.", exact=True).click()
    assert page.locator(".big .k").all_inner_texts() == ["4,000,000"]
    page.context.close()


def test_the_pages_of_all_load(site, browser):
    names = [
        path.relative_to(site).as_posix()
        for folder in ("trio/*", "duet/*", "solo/*", "lento/*")
        for path in sorted(site.glob(f"{folder}/*.html"))
    ]
    assert len(names) > 30
    assert faults_in_browser(browser, site, ["index.html", *names]) == []


# Twelve companies with everything.

FIRST = ["dim_company", "dim_release", "fct_reported_figures", "fct_metrics"]
COPIES = [f"copy{number:02}" for number in range(1, 13)]


def copy_company(connection: duckdb.DuckDBPyConnection, old: str, new: str) -> None:
    """Give a company's rows to another, in every table that is published."""
    tables = connection.sql(
        "select table_schema, table_name from information_schema.tables"
        " where table_catalog = current_database() and table_type = 'BASE TABLE'"
    ).fetchall()
    # What others refer to comes first.
    tables.sort(key=lambda table: FIRST.index(table[1]) if table[1] in FIRST else 9)
    for schema, name in tables:
        columns = connection.execute(
            "select column_name, data_type from information_schema.columns"
            " where table_schema = ? and table_name = ? order by ordinal_position",
            [schema, name],
        ).fetchall()
        keys = {"company_key", "release_id", "figure_key", "metric_key"}
        key = next((column for column, _ in columns if column in keys), None)
        # These are of any company that has them.
        if key is None or name in ("dim_line_item", "dim_segment", "dim_product"):
            continue
        renamed = ", ".join(
            f"regexp_replace({column}, '^{old}($|[-/])', '{new}\\1')"
            if kind == "VARCHAR"
            else column
            for column, kind in columns
        )
        connection.execute(
            f"insert into {schema}.{name} select {renamed} from {schema}.{name}"
            f" where regexp_matches({key}, '^{old}($|[-/])')"
        )


@pytest.fixture(scope="module")
def crowd(published: Path, tmp_path_factory) -> Iterator[Path]:
    """A published file with twelve companies like the first."""
    file = tmp_path_factory.mktemp("crowd") / "kessan.duckdb"
    shutil.copy(published.resolve(), file)
    with duckdb.connect(str(file)) as connection:
        for name in COPIES:
            copy_company(connection, "iij", name)
    yield file


def test_twelve_companies_have_what_one_has(published, crowd, tmp_path, monkeypatch):
    asked: list[str] = []
    rows = reading.rows

    def counted(connection, sql, parameters=None):
        asked.append(sql)
        return rows(connection, sql, parameters)

    for module in ("reading", "printed", "traces", "write"):
        monkeypatch.setattr(f"kessan.site.{module}.rows", counted)
    one = write_site(published.resolve(), tmp_path / "one", public_models())
    of_one = len(asked)
    all_of_them = write_site(crowd, tmp_path / "all", public_models())
    # The file is asked as often for thirteen companies as for one.
    assert len(asked) == 2 * of_one
    assert of_one < 40
    shared = len(["index.html", "comparison.html", "dictionary.html"])
    assert all_of_them.pages - shared == 13 * (one.pages - shared)
    assert all_of_them.charts == 13 * one.charts == 13 * 21
    assert len(rows_of_companies(tmp_path / "all")) == 13
    site = tmp_path / "all"
    for company in ("iij", *COPIES):
        folder = folder_of(company, "US GAAP", "JPY")
        assert pages_of(site, folder) == ALWAYS | set(CHARTS)
        for page, charts in CHARTS.items():
            of_one_page = content_of(tmp_path / "one", f"iij/us-gaap-jpy/{page}")
            assert content_of(site, f"{folder}/{page}") == of_one_page
            assert of_one_page[1] == charts
    with duckdb.connect(str(crowd), read_only=True) as connection:
        assert broken_links(site, outward_links(connection)) == []
    assert repeated_ids(site) == []


@pytest.mark.parametrize("page", VIEWS)
def test_a_page_has_the_lines_of_its_views(published, warehouse, page):
    """What the rows of data choose for a page is what the views choose."""
    site = published.resolve().parent / "site"
    found, _ = content_of(site, f"iij/us-gaap-jpy/{page}")
    counts = [
        count
        for view in VIEWS[page]
        for (count,) in warehouse.execute(
            f"select count(*) from reports.{view} where period_end = '2016-09-30'"
        ).fetchall()
    ]
    # No view has subscriptions as a balance, nor orders received, of which there are
    # three lines, beside the operating figures. The first targets of revenues and of
    # operating income stand beside the newest ones.
    others = {"metrics": 1 + 3, "forecast": -2}.get(page, 0)
    assert found == sum(counts) + others > 0
