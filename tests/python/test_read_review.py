"""The page on which a person decides what a reading has left open.

What it says is read from its text; what it does, in a browser, where there is one.
"""

import csv
import json
import re
import shutil
from html import unescape
from pathlib import Path

import pytest
from browsing import faults_in_browser, watch
from conftest import copy_project, kessan

pytestmark = pytest.mark.fast

RELEASE = "fir-2016-11-10"
DOCUMENT = """CONSOLIDATED STATEMENTS OF OPERATIONS (Unaudited)
(In thousands)

Three Months Ended
September 30, 2016 | September 30, 2015
Revenues | 412,031 | 387,512
Cost of revenues | 243,118 | 229,034
Gross profit | 168,913 | 158,478
Sawdust sold "as is", in bags | 90,507 | 88,021
Operating income | 78,406 | 70,457
Trees at hand, <oak> | 1,913 | 1,842
Trees planted | 9,871 | 9,112
"""
COMPANY = (
    *("--company", "fir", "--name", "Fir Mills", "--country", "US"),
    *("--exchange", "Nasdaq", "--ticker", "FIR", "--currency", "USD"),
    *("--year-end-month", "12", "--standard", "US GAAP"),
)
ARTICLE = re.compile(r"<article.*?</article>", re.S)


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    copy = tmp_path_factory.mktemp("review") / "project"
    copy_project(copy)
    (copy / f"{RELEASE}.txt").write_text(DOCUMENT, "utf-8")
    return copy


def read(project: Path, *options: str):
    return kessan("read", f"{RELEASE}.txt", *COMPANY, *options, project=project)


@pytest.fixture(scope="module")
def page(project: Path) -> Path:
    done = read(project)
    assert done.returncode == 0, done.stderr
    assert "review.html over: 4 decisions" in done.stdout
    # It is written anew when the document is read again.
    (project / "page").mkdir()
    written = project / "target" / "read" / RELEASE / "review.html"
    return Path(shutil.copy(written, project / "page"))


def articles(page: Path) -> list[str]:
    return ARTICLE.findall(page.read_text("utf-8"))


def rows_of(article: str) -> list[list[list[str]]]:
    """The rows of each choice of a decision, each with the name of its CSV."""
    found = re.findall(r'data-rows="([^"]*)"', article)
    return [json.loads(unescape(text)) for text in found]


def test_each_thing_is_decided_once(page):
    """Four figures that nothing else holds are one decision, a label is one."""
    found = [unescape(one) for one in articles(page)]
    titles = [re.findall(r"<h3>(.*?)</h3>", one)[0] for one in found]
    assert titles == [
        "4 figures",
        "'Sawdust sold \"as is\", in bags'",
        "'Trees at hand, <oak>'",
        "'Trees planted'",
    ]
    assert "only this speaks for it: two readings agree" in found[0]
    assert "lines.csv: income_statement, line 6, 7, column_1, column_2" in found[0]
    assert "Trees planted  |  9,871  |  9,112 → 9,871 | 9,112" in found[0]


def test_choices_are_rows_with_the_right_header(page, project):
    """As text too, for whoever copies them without the page's buttons."""
    text = page.read_text("utf-8")
    headers = json.loads(re.findall(r'id="page">(.*?)</script>', text, re.S)[0])
    for name in ("labels", "line_items"):
        path = project / "seeds" / "reference" / f"{name}.csv"
        assert headers["headers"][name] == path.read_text("utf-8").splitlines()[0]
    (own,) = rows_of(articles(page)[1])[-1:]
    assert [name for name, _ in own] == ["line_items", "labels"]
    (label,) = csv.reader([own[1][1]])
    assert label[:5] == [
        *("fir", "income_statement", "", 'Sawdust sold "as is", in bags'),
        "sawdust_sold_as_is_in_bags",
    ]
    assert own[1][1] in unescape(articles(page)[1])


def test_everything_else_is_folded(page):
    text = page.read_text("utf-8")
    assert text.count('<details id="income_statement">') == 1
    assert text.index("To decide") < text.index("<details id=")


def saved(page: Path, folder: Path) -> list[str]:
    """The last choice of each label, as the page would save it; the options."""
    found: dict[str, list[str]] = {"labels": [], "line_items": []}
    for article in articles(page)[1:]:
        for name, row in rows_of(article)[-1]:
            found[name].append(row)
    text = page.read_text("utf-8")
    headers = json.loads(re.findall(r'id="page">(.*?)</script>', text, re.S)[0])
    options = []
    for name, rows in found.items():
        # As a browser names a second file of one name.
        path = folder / f"{name} (1).csv"
        lines = [headers["headers"][name], *rows, ""]
        path.write_text("\n".join(lines), "utf-8")
        options += ["--choices", str(path)]
    return options


def test_what_was_chosen_is_known_when_it_is_read_again(page, project, tmp_path):
    options = saved(page, tmp_path)
    refused = read(project, *options[:2])
    assert refused.returncode == 2
    assert "no line item sawdust_sold_as_is_in_bags" in refused.stderr
    done = read(project, *options)
    assert "added 6 rows to seeds/reference" in done.stdout, done.stderr
    assert "review.html over: 1 decisions" in done.stdout
    assert "added" not in read(project, *options).stdout
    # Another meaning of the same label, and a file that is none of these.
    labels = Path(options[1])
    other = labels.read_text("utf-8").replace("trees_planted,", "revenues,")
    labels.write_text(other, "utf-8")
    refused = read(project, *options)
    assert refused.returncode == 2
    assert "labels.csv says otherwise of fir, income_statement" in refused.stderr
    labels.write_text("a,b\n1,2\n", "utf-8")
    assert "has no header of companies" in " ".join(
        read(project, *options).stderr.split()
    )


def test_a_person_gets_through_with_the_keyboard(page, browser, tmp_path):
    assert faults_in_browser(browser, page.parent, [page.name]) == []
    shown = browser.new_page(accept_downloads=True)
    visit = watch(shown)
    shown.goto(page.as_uri())
    count = len(articles(page))
    assert shown.inner_text("#done") == "0"
    shown.keyboard.press("n")
    for _ in range(count):
        shown.keyboard.press("a")
    assert shown.inner_text("#done") == str(count)
    assert shown.locator("article.decided").count() == count
    with shown.expect_download() as download:
        shown.click("button[data-saves=labels]")
    assert download.value.suggested_filename == "labels.csv"
    found = Path(download.value.path()).read_text("utf-8").splitlines()
    taken = [rows_of(one)[0] for one in articles(page)]
    asked = [row for rows in taken for name, row in rows if name == "labels"]
    assert found[1:] == asked != []
    # It is kept, and a line is shown beside its table.
    shown.reload()
    assert shown.inner_text("#done") == str(count)
    shown.click("article a")
    assert shown.locator("details#income_statement[open]").count() == 1
    assert visit.errors == []
    shown.click("#anew")
    assert shown.inner_text("#done") == "0"


def test_a_total_without_a_label_is_called_what_it_adds_up(project):
    """Below its heading; the next line shows that it is all of them."""
    document = project / "unnamed-2016-11-10.txt"
    document.write_text(
        DOCUMENT.split("Sawdust")[0]
        + "Operating expenses:\n"
        + "Selling | 50,507 | 48,021\n"
        + "General and administrative | 40,000 | 40,000\n"
        + " | 90,507 | 88,021\n"
        + "Operating income | 78,406 | 70,457\n",
        "utf-8",
    )
    done = kessan("read", document.name, *COMPANY, "--id", "fir-x", project=project)
    assert done.returncode == 0, done.stderr
    path = project / "landing" / "fir-x" / "lines.csv"
    with path.open(encoding="utf-8", newline="") as file:
        lines = {row["column_1"]: row for row in csv.DictReader(file)}
    total = lines["90,507"]
    assert (total["heading"], total["label"]) == (
        "Operating expenses:",
        "Operating expenses",
    )
    page = project / "target" / "read" / "fir-x" / "review.html"
    assert "line 7 prints no label" in page.read_text("utf-8")
