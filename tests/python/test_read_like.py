"""A document that is read like an earlier release of the company, as a user types it.

Both documents are made up; what is expected of them is worked out by hand.
"""

import csv
import re
import shutil
from html import unescape
from pathlib import Path

import pytest
from conftest import copy_project, kessan

pytestmark = pytest.mark.fast

EARLIER, LATER = "elm-2016-11-10", "elm-2017-11-09"
COMPANY = (
    *("--company", "elm", "--name", "Elm Tools Inc.", "--country", "US"),
    *("--exchange", "Nasdaq", "--ticker", "ELM", "--currency", "USD"),
    *("--year-end-month", "12", "--standard", "US GAAP"),
)
HEAD = """CONSOLIDATED STATEMENTS OF OPERATIONS (Unaudited)
(In thousands)

Three Months Ended
September 30, {year} | September 30, {before}
"""
FIRST = """Tool hire | 412,031 | 387,512
Cost of revenues | 243,118 | 229,034
Gross profit | 168,913 | 158,478
Selling, general and administrative | 90,507 | 88,021
Restructuring charges | 1,037 | 900
Operating income | 77,369 | 69,557
Other income, net | 1,213 | 842
Income before income taxes | 78,582 | 70,399
Income tax expense | 25,107 | 22,634
Net income | 53,475 | 47,765
"""
# Restructuring has another name, and is 2,000 in 2017.
SECOND = """Tool hire | 430,000 | 412,031
Cost of revenues | 250,000 | 243,118
Gross profit | 180,000 | 168,913
Selling, general and administrative | 95,000 | 90,507
Relocation of works | 2,000 | 1,037
Operating income | 83,000 | 77,369
Other income, net | 1,004 | 1,213
Income before income taxes | 84,004 | 78,582
Income tax expense | 26,000 | 25,107
Net income | 58,004 | 53,475
"""
REVENUES = "elm,income_statement,,Tool hire,revenues,total,total,,false"


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def change(folder: Path, name: str, column: str, to: str) -> None:
    """Have a cell of all rows of a CSV as a person wants it."""
    found = [{**row, column: to} for row in rows(folder, name)]
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*found[0]], lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)


def document(project: Path, year: int, lines: str, name: str) -> str:
    path = project / f"{name}.txt"
    path.write_text(HEAD.format(year=year, before=year - 1) + lines, "utf-8")
    return path.name


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A project with the earlier release, looked over: its table has another name."""
    copy = tmp_path_factory.mktemp("like") / "project"
    copy_project(copy)
    labels = copy / "seeds" / "reference" / "labels.csv"
    labels.write_text(labels.read_text("utf-8") + REVENUES + "\n", "utf-8")
    name = document(copy, 2016, FIRST, EARLIER)
    done = kessan("read", name, *COMPANY, "--accept", project=copy)
    assert "20 figures in 1 tables, 20 accepted" in done.stdout, done.stderr
    folder = copy / "landing" / EARLIER
    tables = ("printed_tables", "column_headings", "lines", "calculations")
    for table in tables:
        change(folder, table, "table_id", "results")
    change(folder, "calculations", "said_by", "keyed")
    change(folder, "printed_tables", "title", "Statements of Operations (Quarter)")
    change(folder, "printed_tables", "rounding", "nearest")
    return copy


def read_later(project: Path, lines: str, *options: str, name: str = LATER):
    """The later document, read anew; the folder and the text of its page."""
    text = document(project, 2017, lines, name)
    done = kessan(
        "read",
        text,
        "--company",
        "elm",
        "--standard",
        "US GAAP",
        "--published-at",
        "2017-11-09",
        "--id",
        name,
        *options,
        project=project,
    )
    assert done.returncode == 0, done.stderr
    page = (project / "target" / "read" / name / "review.html").read_text("utf-8")
    # Out of the way of what is read next: it would be known then.
    folder = shutil.move(project / "landing" / name, project / f"{name} as read")
    return done, Path(folder), unescape(page)


@pytest.fixture(scope="module")
def later(project: Path):
    return read_later(project, SECOND, "--like", EARLIER)


def test_a_table_is_called_as_it_was(later):
    done, folder, page = later
    (table,) = rows(folder, "printed_tables")
    assert table["table_id"] == "results"
    assert table["title"] == "Statements of Operations (Quarter)"
    assert table["rounding"] == "nearest"
    assert f"as results in {EARLIER}" in page
    assert "20 figures in 1 tables" in done.stdout


def test_without_it_nothing_of_that_is_known(project):
    _, folder, _ = read_later(project, SECOND, name="elm-plain")
    (table,) = rows(folder, "printed_tables")
    assert (table["table_id"], table["rounding"]) == ("income_statement", "exact")
    assert {row["said_by"] for row in rows(folder, "calculations")} == {"found"}


def test_sums_are_carried_over(later):
    """All but that of operating income, of which a part is called otherwise."""
    _, folder, _ = later
    said = {row["total_line"]: row["said_by"] for row in rows(folder, "calculations")}
    assert said == {"3": "keyed", "6": "found", "8": "keyed", "10": "keyed"}


def test_lines_that_came_or_went_are_named(later):
    _, _, page = later
    assert "new here: 'Relocation of works'" in page
    assert "not printed any more: 'Restructuring charges'" in page


def test_figures_that_are_known_are_evidence(later):
    """Of the year before; and a label that nobody knows is told by its figure."""
    _, _, page = later
    assert page.count(f"it is known from {EARLIER}") == 9
    assert f"its figures are those of 'Restructuring charges' in {EARLIER}" in page


def test_a_figure_that_was_another_one_is_in_doubt(project):
    """As restated: nine of the column are known, one is not what was printed."""
    lines = SECOND.replace("26,000 | 25,107", "26,000 | 25,117")
    lines = lines.replace("58,004 | 53,475", "58,004 | 53,465")
    done, _, page = read_later(project, lines, name="elm-restated")
    assert f"{EARLIER} prints 25,107 for it" in page
    assert f"{EARLIER} prints 53,475 for it" in page
    assert "18 accepted, 2 to be reviewed" in done.stdout


def test_a_sum_that_does_not_hold_any_more_is_named(project):
    lines = SECOND.replace("180,000", "180,100")
    _, _, page = read_later(project, lines, "--like", EARLIER, name="elm-broken")
    assert (
        f"as in {EARLIER}, 'Gross profit' would be 430,000 - 250,000,"
        " and is 180,100" in page
    )


def test_a_column_that_is_missing_is_named(project):
    lines = re.sub(r" \| [\d,]+$", "", SECOND, flags=re.M)
    head = HEAD.replace(" | September 30, {before}", "")
    path = project / "elm-narrow.txt"
    path.write_text(head.format(year=2017) + lines, "utf-8")
    done = kessan(
        *("read", path.name, "--company", "elm", "--standard", "US GAAP"),
        *("--published-at", "2017-11-09", "--id", "elm-narrow", "--like", EARLIER),
        project=project,
    )
    assert done.returncode == 0, done.stderr
    page = project / "target" / "read" / "elm-narrow" / "review.html"
    assert f"{EARLIER} has 1 more columns of amount" in unescape(page.read_text())


def test_a_label_that_was_printed_means_the_same(project):
    """Also where its row is of another heading, which the document prints no more."""
    labels = project / "seeds" / "reference" / "labels.csv"
    first = project / "landing" / EARLIER / "lines.csv"
    before, keyed = labels.read_text("utf-8"), first.read_text("utf-8")
    # The figures of the year before tell nothing: they are restated.
    lines = SECOND.replace("430,000 | 412,031", "430,000 | 412,131")
    headed = REVENUES.replace(",,Tool", ",Income,Tool", 1)
    labels.write_text(before.replace(REVENUES, headed))
    first.write_text(keyed.replace(",,Tool hire", ",Income,Tool hire"), "utf-8")
    _, _, with_it = read_later(project, lines, "--like", EARLIER, name="elm-headed")
    _, _, alone = read_later(project, lines, name="elm-alone")
    labels.write_text(before)
    first.write_text(keyed)
    assert "revenues (proposed)" in with_it
    assert "revenues (proposed)" not in alone


def test_a_release_that_is_not_there_is_refused(project):
    name = document(project, 2017, SECOND, LATER)
    done = kessan(
        *("read", name, "--company", "elm", "--standard", "US GAAP"),
        *("--like", "elm-2015-11-10"),
        project=project,
    )
    assert done.returncode == 2
    said = " ".join(done.stderr.split())
    assert "no release 'elm-2015-11-10' of elm to be like" in said
    assert EARLIER in said and "iij-" not in said
