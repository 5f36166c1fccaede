"""The pages: in a real browser, and every number back to its printed cell."""

import re
import shutil
from decimal import Decimal
from html import unescape
from itertools import accumulate
from pathlib import Path

import duckdb
import pytest
from browsing import PHONE, faults_in_browser, faults_of_charts, watch
from conftest import kessan
from printing import units_in_print
from site_checks import (
    DBT,
    broken_links,
    documents,
    figures_without_a_way_back,
    lost_figures,
    outward_links,
    overstated_numbers,
    repeated_ids,
    untraced_numbers,
    wrong_numbers,
)

from kessan.contract import public_models
from kessan.site import numbers, write_site
from kessan.site.charts import Bar, waterfall
from kessan.site.numbers import DASH
from kessan.site.rendering import templates
from kessan.site.tables import Columns, Row, table
from kessan.site.traces import Traces

pytestmark = pytest.mark.slow

# Where the pages of a company in a standard and a currency are.
IIJ = "iij/us-gaap-jpy"
READ = ("index", "income-statement", "bridges")


@pytest.fixture(scope="module")
def site(published: Path, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("pages") / "a site"
    written = write_site(published.resolve(), folder, public_models())
    assert written.pages == len([*folder.rglob("*.html")])
    assert written.charts == 21
    return folder


@pytest.fixture
def copy(site: Path, tmp_path: Path) -> Path:
    """A copy of the site, to damage."""
    return Path(shutil.copytree(site, tmp_path / "copy"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


# Without a browser.


def test_pages_of_the_copies_are_those_of_the_views(site, published, tmp_path):
    """A build writes them of the Parquet; without it the views are computed."""
    copies = published.parent / "current" / "parquet"
    folder = tmp_path / "of copies"
    write_site(published.resolve(), folder, public_models(), copies=copies)
    pages = sorted(path.relative_to(site) for path in site.rglob("*.html"))
    assert sorted(path.relative_to(folder) for path in folder.rglob("*.html")) == pages
    differing = [
        page
        for page in pages
        if (site / page).read_bytes() != (folder / page).read_bytes()
    ]
    assert differing == []
    # They are of the copies indeed.
    emptied = Path(shutil.copytree(copies, tmp_path / "emptied"))
    view = emptied / "reports.balances.parquet"
    duckdb.execute(f"copy (from '{view}' limit 0) to '{view}.new' (format parquet)")
    Path(f"{view}.new").replace(view)
    none = write_site(
        published.resolve(), tmp_path / "none", public_models(), copies=emptied
    )
    assert none.pages < len(pages)


def test_links_lead_somewhere(site, copy, warehouse):
    outward = outward_links(warehouse)
    assert outward == {"https://www.iij.ad.jp/en/ir/"}
    assert broken_links(site, outward) == []
    # A link out of the site is known, and says nobody where it stood.
    edit(
        copy / f"{IIJ}/index.html",
        'href="https://www.iij.ad.jp/en/ir/"',
        'href="https://example.org/"',
    )
    edit(
        copy / f"{IIJ}/as-printed.html",
        "</main>",
        '<a href="https://www.iij.ad.jp/en/ir/">x</a></main>',
    )
    edit(copy / "index.html", f"{IIJ}/audit.html", f"{IIJ}/audits.html")
    edit(copy / f"{IIJ}/audit.html", "../site.css", "https://example.org/site.css")
    edit(copy / f"{IIJ}/balance-sheet.html", "#actual-2016-09-30", "#actual-2016-09-31")
    wrong = broken_links(copy, outward)
    assert [link.split(":")[0] for link in wrong] == [
        f"{IIJ}/as-printed.html",
        f"{IIJ}/audit.html",
        f"{IIJ}/balance-sheet.html",
        f"{IIJ}/index.html",
        "index.html",
    ]


def test_addresses_are_unique(site, copy):
    assert repeated_ids(site) == []
    edit(copy / f"{IIJ}/audit.html", 'id="coverage-r1"', 'id="coverage-r2"')
    edit(copy / "index.html", "<h1>", "<h2>")
    assert repeated_ids(copy) == [f"{IIJ}/audit.html", "index.html"]


def test_numbers_are_those_of_the_warehouse(site, copy, warehouse):
    assert wrong_numbers(site, warehouse) == []
    edit(copy / f"{IIJ}/income-statement.html", "74,123,270", "74,123,271")
    edit(copy / f"{IIJ}/income-statement.html", "65,334<", "65,333<")
    edit(copy / f"{IIJ}/metrics.html", "(1,285,252)", "1,285,252")
    edit(copy / "index.html", '<data value="1947702000"', '<data value="1947702"')
    edit(
        copy / f"{IIJ}/cash-flow.html",
        '"4072853000" data-unit="JPY',
        '"4072853000" data-unit="USD',
    )
    assert len(wrong_numbers(copy, warehouse)) == 5


def test_no_number_looks_better_known_than_it_is(site, copy, warehouse):
    assert overstated_numbers(site, warehouse) == []
    page = copy / f"{IIJ}/income-statement.html"
    # Adjusted EBITDA is printed in millions, revenues in thousands.
    edit(page, '>7,232<span class="unsure">,000</span>', ">7,232,000")
    edit(page, ">74,123,270<", '>74,123,<span class="unsure">270</span><')
    edit(page, '<span class="unsure">,000</span>', '<span class="unsure">00</span>')
    assert len(overstated_numbers(copy, warehouse)) == 3


def test_every_printed_figure_is_on_a_page(site, copy, warehouse):
    assert lost_figures(site, warehouse) == []
    page = copy / f"{IIJ}/printed/iij-2016-11-08/income_statement.html"
    edit(page, ">74,123,270<", ">74,123,207<")
    edit(page, "line-14-column-1", "line-14-column-7")
    (copy / f"{IIJ}/printed/iij-2016-11-08/capex.html").unlink()
    assert len(lost_figures(copy, warehouse)) == 1 + 1 + 6


def test_every_number_leads_to_its_printed_figures(site, copy, warehouse):
    assert untraced_numbers(site, warehouse) == []
    page = copy / f"{IIJ}/trace/profitability.html"
    edit(page, "income_statement.html#line-20-column-2", "capex.html#line-1-column-1")
    # The margin stands on the page of segments, on the overview and in the list of
    # companies.
    assert len(untraced_numbers(copy, warehouse)) == 3


def test_every_figure_has_a_way_back(site, copy):
    assert figures_without_a_way_back(site) == []
    page = copy / f"{IIJ}/income-statement.html"
    text = page.read_text("utf-8")
    unlinked = re.sub(
        '<a class="made"[^>]*>(<data[^>]*>13.5%</data>)</a>', r"\1", text, count=1
    )
    assert unlinked != text
    page.write_text(unlinked, "utf-8")
    assert len(figures_without_a_way_back(copy)) == 1


def test_how_many_numbers_are_traced(site):
    shown = [number for page in documents(site).values() for number in page.shown]
    assert len(shown) > 700


# Hand-read from the release: source lines 371, 382, 387 and 434.
@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("income-statement", "74,123,270"),
        ("income-statement", "65,333,734"),
        ("balance-sheet", "123,113,386"),
        ("cash-flow", "(5,358,105)"),
        ("forecast", "5,000,000"),
    ],
)
def test_figures_of_the_release_are_shown(site, page, shown):
    document = documents(site)[f"{IIJ}/{page}.html"]
    assert shown in [texts.get("k") for *_, texts in document.shown]


def rows_of(site: Path, page: str, table_id: str) -> list[tuple[str, str, list[str]]]:
    """The rows of a table: their style, their label and the cells in thousands."""
    text = (site / f"{IIJ}/{page}.html").read_text("utf-8")
    text = re.sub(r'<span class="m">(?:[^<]|<span[^>]*>[^<]*</span>)*</span>', "", text)
    (body,) = re.findall(f'<table id="{table_id}">.*?<tbody>(.*?)</tbody>', text, re.S)
    return [
        (
            style,
            unescape(re.sub("<.*?>", "", re.sub("<sup.*?</sup>", "", label))),
            [re.sub("<.*?>", "", cell) for cell in re.findall("<td.*?</td>", cells)],
        )
        for style, label, cells in re.findall(
            r'<tr(?: class="(.*?)")?><th[^>]*>(.*?)</th>(.*?)</tr>', body
        )
    ]


def test_a_balance_sheet_is_one(site):
    """Source lines 296 to 347 of the release: its sections and its totals."""
    rows = rows_of(site, "balance-sheet", "balance-sheet")
    assert [label for style, label, _ in rows if style == "section"] == [
        *("Assets", "Current assets", "Liabilities", "Current liabilities", "Equity"),
        "Memo items, in no total",
    ]
    assert [(style, label) for style, label, _ in rows if "total" in style] == [
        ("total", "Total current assets"),
        ("total final", "Total assets"),
        ("total", "Total current liabilities"),
        ("total", "Total liabilities"),
        ("total", "Total shareholders' equity of the parent"),
        ("total", "Total equity"),
        ("total final", "Total liabilities and equity"),
    ]
    labels = [label for _, label, _ in rows]
    # What is printed in a label is subtracted already, and the rest of the
    # intangible assets is not told.
    assert set(labels[labels.index("Memo items, in no total") + 1 :]) == {
        "Allowance for doubtful accounts, accounts receivable",
        "Allowance for doubtful accounts, other current assets",
        "Allowance for doubtful accounts, other assets",
        "Accumulated depreciation and amortization",
    }
    assert "of which Trademark (not amortized)" in labels
    assert "Investments in funds" in labels


def test_a_cash_flow_statement_leads_from_opening_to_closing_cash(site):
    rows = rows_of(site, "cash-flow", "cash-flow")
    amounts = {
        label: int(cell.strip("()").replace(",", "")) * (-1 if "(" in cell else 1)
        for _, label, (cell, *_) in (row for row in rows if row[2])
        if cell not in ("", DASH)
    }
    lines = [
        "Net cash provided by operating activities",
        "Net cash provided by (used in) investing activities",
        "Net cash provided by (used in) financing activities",
        "Effect of exchange rate changes on cash and cash equivalents",
    ]
    opening, closing = (
        amounts[f"{word} cash and cash equivalents"] for word in ("Opening", "Closing")
    )
    # Hand-read: the balance sheets of March 31 and of September 30, 2016.
    assert (opening, closing) == (19569095, 19667822)
    assert opening + sum(amounts[line] for line in lines) == closing
    assert ("total final", "Closing cash and cash equivalents") in [
        row[:2] for row in rows
    ]
    assert [label for style, label, _ in rows if style == "section"] == [
        *("Operating activities", "Investing activities", "Financing activities"),
        "Memo items, in no total",
    ]


def test_a_forecast_says_what_is_to_come(site):
    """Hand-read: 158,000 million less 74,123,270 thousand; last year, from 65,333,734.

    The first target of income before taxes is printed nowhere.
    """
    rows = {label: cells for _, label, cells in rows_of(site, "forecast", "forecast")}
    assert rows["Revenues"][:6] == [
        *("158,000,000", "159,000,000", "140,648,000", "74,123,270"),
        *("83,876,730", "75,314,266"),
    ]
    assert rows["Operating income"][4] == "3,052,298"
    assert rows["Income before income taxes"][1] == DASH
    per_share = rows_of(site, "forecast", "forecast-per-share")
    assert [(label, cells) for _, label, cells in per_share] == [
        (
            "Basic net income per share (JPY per share)",
            ["65.67", DASH, "87.88", "24.11", f"{DASH}a", f"{DASH}a"],
        ),
        (
            "Dividend per share (JPY per share)",
            ["27.00", "27.00", "22.00", "13.50", "13.50", "11.00"],
        ),
    ]
    page = (site / f"{IIJ}/forecast.html").read_text("utf-8")
    assert "What is per share does not add up over a year." in page


def test_why_a_growth_means_nothing_is_below_the_table(site):
    page = (site / f"{IIJ}/income-statement.html").read_text("utf-8")
    (notes,) = re.findall('<ul class="footnotes">.*?</ul>', page)
    marks = {*re.findall('n.m.</abbr><sup class="mark">(.)</sup>', page)}
    assert {*re.findall("<sup>(.)</sup> n.m.: not meaningful, as", notes)} == marks
    assert "the amount before was negative" in notes


def test_annualized_ratios_are_called_so(warehouse):
    labels = warehouse.sql(
        "select label from marts.dim_line_item"
        " where regexp_matches(formula, '(12 / months|months / 12) ')"
    ).fetchall()
    assert len(labels) == 3
    assert [label for (label,) in labels if "annualized" not in label] == []


def row_of(text: str, table: str, label: str) -> list[str]:
    """The numbers of a row of a table, in thousands where they are money."""
    body = text.partition(f'<table id="{table}"')[2].partition("</table>")[0]
    for row in re.findall("<tr.*?</tr>", body, re.DOTALL):
        cells = re.findall("<t[hd].*?</t[hd]>", row, re.DOTALL)
        plain = [
            unescape(re.sub("<[^>]*>", "", re.sub(HIDDEN, "", cell))) for cell in cells
        ]
        if plain[0] == label:
            return plain[1:]
    return []


HIDDEN = re.compile('<span class="m">.*?</span>(?=</data>)|<sup.*?</sup>', re.DOTALL)


# Hand-read from the releases: the amounts that each prints, and what follows from them.
@pytest.mark.parametrize(
    ("table", "label", "expected"),
    [
        (
            *("key-figures-year", "Revenues"),
            ["140,648,000", "123,050,000", "114,272,000", "106,248,000", "97,315,000"],
        ),
        # No release prints the nine months of cash flows, and nothing is filled in.
        (
            *("key-figures-quarter", "Net cash provided by operating activities"),
            [
                "4,190,302",
                "(117,449)",
                DASH,
                DASH,
                "3,582,278",
                "2,497,800",
                DASH,
                DASH,
            ],
        ),
        (
            *("balance-sheet-quarter", "Total assets"),
            ["123,113,386", DASH, "117,834,904", DASH, DASH, DASH, DASH, "105,829,000"],
        ),
        (
            *("income-statement-quarter", "Operating income"),
            [
                *("1,111,383", "836,319", "2,067,000", "1,509,915"),
                *("1,422,308", "1,140,777", "1,289,000", "1,370,000"),
            ],
        ),
    ],
)
def test_history_has_every_period_in_its_place(site, table, label, expected):
    text = (site / f"{IIJ}/history.html").read_text("utf-8")
    assert row_of(text, table, label) == expected


def test_a_gap_of_history_is_no_shift(site):
    """Without the quarters that are not known the others would move up."""
    text = (site / f"{IIJ}/history.html").read_text("utf-8")
    headings = re.findall(r'id="balance-sheet-quarter-c\d">(FY\d+ Q\d)<', text)
    quarters = [
        f"FY{number // 4} Q{number % 4 + 1}" for number in range(8065, 8057, -1)
    ]
    assert headings == quarters


# In a browser.


def test_every_page_loads(site, copy, browser):
    names = [*documents(site)]
    assert len(names) > 80
    assert faults_in_browser(browser, site, names) == []
    edit(copy / "index.html", "</main>", '<img src="http://127.0.0.1:9/x"></main>')
    edit(copy / "dictionary.html", "</main>", "<script>x()</script></main>")
    wide = '<p style="width: 90rem">wide</p></main>'
    edit(copy / f"{IIJ}/audit.html", "</main>", wide)
    faults = faults_in_browser(
        browser, copy, ["index.html", "dictionary.html", f"{IIJ}/audit.html"]
    )
    for found in ("127.0.0.1:9", "x is not defined", f"{IIJ}/audit.html: 14"):
        assert any(found in fault for fault in faults), (found, faults)


def test_the_page_of_dbt_asks_nobody(published, browser):
    folder = published.resolve().parent / "site"
    page = browser.new_page()
    visit = watch(page)
    page.goto(f"{(folder / DBT).as_uri()}#!/model/model.kessan.fct_metrics")
    page.wait_for_selector("text=fct_metrics")
    assert [url for url in visit.requests if not url.startswith("file:")] == []
    assert "metrics.csv" in page.inner_text("body")
    page.close()


def test_the_reader_chooses_the_scale(site, browser):
    page = browser.new_page()
    page.goto((site / f"{IIJ}/income-statement.html").as_uri())
    revenues = page.locator("a.number").first
    assert revenues.inner_text() == "74,123,270"
    page.get_by_label("millions").focus()
    page.keyboard.press("Space")
    assert revenues.inner_text() == "74,123"
    page.get_by_role("link", name="Balance sheet", exact=True).click()
    assert page.locator("a.number").first.inner_text() == "19,668"
    assert page.get_by_label("millions").is_checked()
    page.close()


def test_from_a_number_to_its_cell(site, browser):
    """Two clicks: from free cash flow to the two figures that it is made of."""
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    page.get_by_text("(1,285,252)").click()
    section = page.locator("section.trace:target")
    assert "Free cash flow" in section.inner_text()
    assert section.get_by_role("link").all_inner_texts() == ["4,072,853", "(5,358,105)"]
    section.get_by_role("link", name="(5,358,105)").click()
    cell = page.locator(".cell:target")
    assert cell.inner_text() == "(5,358,105)"
    row = page.locator("tr", has=cell)
    assert row.locator("th").inner_text() == "Purchase of property and equipment"
    assert row.locator("td").last.inner_text() == "460"
    page.close()


def luminance(colour: str) -> float:
    """The relative luminance of a colour, as WCAG defines it."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out(site, browser, scheme):
    page = browser.new_page(color_scheme=scheme)
    page.goto((site / f"{IIJ}/index.html").as_uri())
    style = "getComputedStyle(document.querySelector('{}')).{}"
    paper = page.evaluate(style.format("body", "backgroundColor"))
    band = page.evaluate(style.format("header", "backgroundColor"))
    assert (luminance(paper) > 0.5) is (scheme == "light")
    for selector in ("h1", ".about", "figcaption", "main a"):
        colour = page.evaluate(style.format(selector, "color"))
        assert contrast(colour, paper) >= 4.5, selector
        assert contrast(colour, band) >= 4.5, selector
    text = page.evaluate(style.format(".chart .label", "color"))
    assert contrast(text, paper) >= 4.5
    page.close()


@pytest.mark.fast
def test_contrast_is_that_of_wcag():
    assert round(contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)"), 1) == 21
    assert round(contrast("rgb(118, 118, 118)", "rgb(255, 255, 255)"), 2) == 4.54
    assert contrast("rgb(120, 120, 120)", "rgb(255, 255, 255)") < 4.5


def test_keyboard_and_screen_reader(site, browser):
    page = browser.new_page(viewport=PHONE)
    for name in ("index.html", *(f"{IIJ}/{page}.html" for page in READ)):
        page.goto((site / name).as_uri())
        page.keyboard.press("Tab")
        skip = page.locator(":focus")
        assert skip.inner_text() == "To the content"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"
        assert page.locator("html").get_attribute("lang") == "en"
        pictures = page.locator("main .chart[role=img]")
        assert page.locator("main .chart").count() == pictures.count()
        for picture in pictures.all():
            assert picture.get_attribute("aria-label")
        assert page.locator("th:not([scope])").count() == 0
        # What scrolls can be reached and scrolled with the keyboard.
        assert (
            page.locator(".scroll:not([tabindex='0'][role][aria-label])").count() == 0
        )
    page.close()


def test_a_phone_shows_the_first_headline_of_companies(site, browser):
    """What it is of stands before it: company, period and currency."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto((site / "index.html").as_uri())
    row = page.locator("#companies tbody tr").first
    texts = [row.locator("td").nth(place).inner_text() for place in range(3)]
    assert texts == ["Six months to September 30, 2016", "JPY", "74,123,270"]
    place = row.locator("td").nth(2).bounding_box()
    assert place["x"] + place["width"] <= 390
    page.close()


def test_pages_print(site, browser):
    page = browser.new_page()
    page.goto((site / f"{IIJ}/income-statement.html").as_uri())
    assert page.locator("header").is_visible()
    page.emulate_media(media="print")
    assert not page.locator("header").is_visible()
    assert page.pdf(format="A4", landscape=True).startswith(b"%PDF")
    page.close()


PRINTED_KINDS = [
    *("index", "comparison"),
    *(f"{IIJ}/{name}" for name in ("index", "income-statement", "balance-sheet")),
    *(f"{IIJ}/{name}" for name in ("cash-flow", "comprehensive-income", "per-share")),
    *(f"{IIJ}/{name}" for name in ("segments-and-products", "metrics", "bridges")),
    *(f"{IIJ}/{name}" for name in ("forecast", "trace/income-statement")),
    *(
        f"{IIJ}/printed/iij-2016-11-08/{name}"
        for name in ("income_statement", "prose", "exchange_form_targets")
    ),
]


@pytest.mark.parametrize("scale", ["thousands", "millions"])
def test_a_printed_page_says_what_its_amounts_are_in(site, copy, browser, scale):
    money = re.compile(rf"{scale} of (JPY|the currency of each company)", re.I)
    found = 0
    for name in PRINTED_KINDS:
        for what, words in units_in_print(browser, site / f"{name}.html", scale):
            found += 1
            if "/printed/" in name:
                unit = (
                    r"(thousands|millions|billions) of JPY|amounts in JPY|%"
                    r"|\b(shares|ADS|number|Gbps|JPY per \w+)\b"
                )
                assert re.search(unit, words), (name, what)
            elif what == "chart":
                assert re.search("millions of JPY|in percent|number", words, re.I), (
                    words
                )
            else:
                assert money.search(words), (name, what, words)
    assert found > 100
    # Without its caption a table is found.
    page = copy / f"{IIJ}/bridges.html"
    text = page.read_text("utf-8").replace("<caption>", "<caption hidden>")
    page.write_text(text, "utf-8")
    said = dict(units_in_print(browser, page, scale))
    assert said["table cash-bridge"] == ""


def test_charts_draw_what_they_say(site, browser):
    """The bars of a bridge end where the next begins, and fit into the picture."""
    page = browser.new_page()
    page.goto((site / f"{IIJ}/bridges.html").as_uri())
    figure = page.locator("figure").first
    assert figure.locator(".chart").bounding_box()["width"] > 500
    figure.locator("summary").click()
    cells = figure.locator("tbody td.number .k").all_inner_texts()
    amounts = [
        -int(cell.strip("()").replace(",", ""))
        if cell.startswith("(")
        else int(cell.replace(",", ""))
        for cell in cells
    ]
    assert (amounts[0], amounts[-1]) == (65333734, 74123270)
    assert sum(amounts[:-1]) == amounts[-1]
    boxes = [
        bar.bounding_box() for bar in figure.locator(".lane > i:first-child").all()
    ]
    levels = [*accumulate(amounts[:-1]), amounts[-1]]
    # A pixel is so many: the bars end at their levels, on an axis of one scale.
    ends = [
        box["x"] + box["width"] * (amount > 0)
        for box, amount in zip(boxes, amounts, strict=True)
    ]
    pixel = (levels[-2] - levels[0]) / (ends[-2] - ends[0])
    for level, end in zip(levels, ends, strict=True):
        assert abs((level - levels[0]) / pixel - (end - ends[0])) < 1.5
    # An axis from zero would make slivers of the steps; this one says that it has none.
    assert boxes[1]["width"] > 20
    assert "does not begin at zero" in figure.locator(".chart").inner_text()
    assert figure.locator(".break").count() == 2
    page.close()


def test_charts_fit_a_phone(site, browser):
    page = browser.new_page(viewport=PHONE)
    for name in ("index", "bridges", "segments-and-products", "forecast"):
        page.goto((site / f"{IIJ}/{name}.html").as_uri())
        assert faults_of_charts(page) == []
        assert page.locator(".chart").count() > 0
    page.close()


def test_a_quarter_that_is_not_known_has_its_place(site, browser):
    """Nothing says the third quarter of fiscal 2011; so the fourth is not derived."""
    page = browser.new_page()
    page.goto((site / f"{IIJ}/index.html").as_uri())
    figure = page.locator("figure").first
    figure.locator("summary").click()
    rows = [row.inner_text().split("\t") for row in figure.locator("tbody tr").all()]
    assert [label for label, _ in rows[:5]] == [
        *("FY2011 Q1", "FY2011 Q2", "FY2011 Q3", "FY2011 Q4", "FY2012 Q1")
    ]
    assert [number for _, number in rows[2:4]] == [numbers.DASH] * 2
    assert figure.locator(".plot > .gap").count() == 2
    page.close()


# The parts.


@pytest.mark.fast
@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("1499999", "JPY", "1"),
        ("-1500000", "JPY", "(2)"),
        ("0", "JPY", "0"),
        ("-0.04", "percent", "0.0%"),
        ("-24.0094", "percent", "(24.0%)"),
        ("24.105", "JPY_per_share", "24.11"),
        ("1346477", "count", "1,346,477"),
    ],
)
def test_how_numbers_look(value, unit, text):
    assert numbers.text_of(Decimal(value), unit) == text


@pytest.mark.fast
def test_what_is_not_known_is_no_number():
    assert numbers.text_of(None, "JPY") == DASH
    assert "not known" in numbers.shown(None, "percent")


@pytest.mark.fast
def test_a_growth_of_next_to_nothing_means_nothing():
    assert "999.9%" in numbers.growth(Decimal("999.9"))
    assert ">n.m.<" in numbers.growth(Decimal("-1000"))
    assert "(1,000.0%)" in numbers.growth(Decimal("-1000"))


@pytest.mark.fast
def test_a_growth_shows_what_is_sure_or_says_why_not():
    assert ">268%<" in numbers.growth(Decimal("268.0972"), 0)
    assert "about 268.6%" in numbers.growth(Decimal("268.5714"), -1)
    assert ">n.m.<" in numbers.growth(None, None, "base_is_negative")
    assert "was negative" in numbers.growth(None, None, "base_is_negative")
    assert numbers.growth(None, None, "base_unknown") == numbers.MISSING
    assert "as the release prints it" in numbers.printed_growth(Decimal("267.8"))


@pytest.mark.fast
def test_labels_are_escaped():
    made = table(
        "t", "", Columns(["<i>", "b"]), [Row("<script>", ["a & b", "<b>1</b>"])]
    )
    assert "<script>" not in made
    assert "&lt;script&gt;" in made
    assert "&lt;b&gt;1&lt;/b&gt;" in made
    bars = [Bar(f"<u>{n}</u>", Decimal(n), "JPY") for n in range(3)]
    figure = templates().get_template("chart.html").module.figure
    drawn = figure(waterfall("<u>", "<u>", bars), Traces())
    assert "<u>" not in drawn
    assert "&lt;u&gt;2&lt;/u&gt;" in drawn


def test_site_verb(published, tmp_path):
    folder = tmp_path / "pages"
    folder.mkdir()
    for left in ("index.html", "left.html"):
        (folder / left).touch()
    done = kessan("site", "--to", folder)
    assert done.returncode == 0, done.stderr
    assert (folder / "index.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert (folder / DBT).exists()
    assert not (folder / "left.html").exists()
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").touch()
    refused = kessan("site", "--to", other)
    assert refused.returncode == 2
    assert "holds something else than a site" in refused.stderr
    assert (other / "mine.txt").exists()
