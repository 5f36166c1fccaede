"""Tables that are known, printed in every layout, are read back as they are.

Every document is made here (`rendering`), and goes through the command that a user
types. Of each table its title, headings, periods, units, labels, depths, every figure
and every control total must be what was printed.
"""

import gzip
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from itertools import product
from pathlib import Path

import pytest
from conftest import copy_project
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from rendering import nuisances
from rendering.html import Style as Page
from rendering.html import as_html
from rendering.keyed import keyed
from rendering.made import RELEASE
from rendering.pdf import as_pdf, pdf_of, printed
from rendering.sheets import Column, Line, Sheet, differences
from rendering.text import Style, as_text

from kessan.project import SEEDS
from kessan.read.columns.calendars import Calendar
from kessan.read.columns.units import read_unit_words
from kessan.read.company import Profile
from kessan.read.formats import open_document
from kessan.read.labels.chart import load_chart
from kessan.read.prose.printed import read_printed_words
from kessan.read.reading import Release
from kessan.read.release import Setting, read_release
from kessan.read.rows import content_of
from kessan.read.settle import content_in

Render = Callable[[list[Sheet]], bytes]

TEXTS: dict[str, Render] = {
    name: partial(as_text, style=style)
    for name, style in {
        "tabs": Style("tabs"),
        "tabs_dense": Style("tabs", are_dense=True),
        "tabs_signs": Style("tabs", has_sign_cells=True),
        "pipes": Style("pipes"),
        "pipes_dense": Style("pipes", are_dense=True),
        "markdown": Style("markdown"),
        "blanks": Style("blanks"),
    }.items()
}
PAGES = {
    "plain": Page(),
    "exhibit": Page(has_parts=True, indents="margin"),
    "blank_indents": Page(has_rowspans=True, indents="blanks"),
    "nested": Page(is_nested=True, has_parts=True),
}
TAGGED = {
    "ixbrl": Page(is_tagged=True),
    "ixbrl_exhibit": Page(is_tagged=True, has_parts=True),
}
MARKUP: dict[str, Render] = {
    name: partial(as_html, style=style) for name, style in {**PAGES, **TAGGED}.items()
}
LAYOUTS: dict[str, Render] = {**TEXTS, **MARKUP, "pdf": as_pdf}

# Each of these is in documents of its own.
NUISANCES = {
    "as it is": lambda sheet: sheet,
    "in millions": nuisances.in_millions,
    "in one row": nuisances.in_one_row,
    "plain signs": nuisances.in_plain_signs,
    "unclosed": nuisances.unclosed,
    "wrapped": nuisances.wrapped,
    "marked": nuisances.marked,
    "turned": nuisances.turned,
    "garbled": nuisances.garbled,
    "growing": nuisances.growing,
}
COMPANY = (
    *("--company", "acorn", "--name", "Acorn Tools Inc.", "--country", "US"),
    *("--exchange", "Nasdaq", "--ticker", "ACRN", "--currency", "USD"),
    *("--year-end-month", "12", "--standard", "US GAAP"),
    *("--published-at", "2016-11-10"),
)
CALLS = Path(__file__).with_name("calls.py")


def call(project: Path, *calls: tuple[str, ...]) -> list[tuple[int, str]]:
    """Type calls of `kessan` in a project: how each ended, and what it said."""
    done = subprocess.run(
        [sys.executable, CALLS],
        input=json.dumps(calls),
        cwd=project,
        env={"PYTHONPATH": str(project), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [tuple(one) for one in json.loads(done.stdout)]


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    return copy_project(tmp_path_factory.mktemp("layouts") / "a project")


def read_back(project: Path, documents: dict[str, bytes], company: tuple[str, ...]):
    """What each document, by its name, is delivered as; the call says how many."""
    for name, content in documents.items():
        (project / name).write_bytes(content)
    said = call(
        project, *(("read", name, "--id", f"{name}-1", *company) for name in documents)
    )
    for (code, text), name in zip(said, documents, strict=True):
        assert code == 0, text
        yield name, content_in(project / "landing" / f"{name}-1"), text


def lane_of(layout: str, nuisance: str) -> str:
    """The fast lane has each layout as it is, and each nuisance in some layouts."""
    numbers = [*LAYOUTS].index(layout), [*NUISANCES].index(nuisance)
    is_some = numbers[0] % len(NUISANCES) == numbers[1]
    return "fast" if is_some or nuisance == "as it is" else "slow"


PAIRS = [
    pytest.param(
        layout, nuisance, marks=getattr(pytest.mark, lane_of(layout, nuisance))
    )
    for layout, nuisance in product(LAYOUTS, NUISANCES)
]


@pytest.fixture(scope="module")
def reading(project) -> Callable[[str, str], tuple]:
    """The made-up release in a layout with a nuisance; a lane is read at once."""
    found: dict[tuple[str, str], tuple] = {}

    def reading_of(layout: str, nuisance: str) -> tuple:
        if (layout, nuisance) not in found:
            lane = lane_of(layout, nuisance)
            pairs = [
                pair for pair in product(LAYOUTS, NUISANCES) if lane_of(*pair) == lane
            ]
            names = [f"{lane}-{number}" for number, _ in enumerate(pairs)]
            documents = {
                name: LAYOUTS[layout]([NUISANCES[nuisance](one) for one in RELEASE])
                for name, (layout, nuisance) in zip(names, pairs, strict=True)
            }
            back = read_back(project, documents, COMPANY)
            for pair, (_, content, said) in zip(pairs, back, strict=True):
                found[pair] = content, said
        return found[layout, nuisance]

    return reading_of


@pytest.mark.parametrize(("layout", "nuisance"), PAIRS)
def test_a_release_is_read_as_it_was_printed(reading, layout, nuisance):
    sheets = [NUISANCES[nuisance](sheet) for sheet in RELEASE]
    count = sum(sheet.count for sheet in sheets)
    assert count == (200 if nuisance == "growing" else 132)
    content, said = reading(layout, nuisance)
    assert f"{count} figures in 3 tables" in said
    assert differences(sheets, content) == []


@pytest.mark.slow
def test_changes_stand_apart_from_the_headings_of_periods(project):
    """Only HTML says that nothing stands above a heading."""
    sheets = [nuisances.growing_alone(sheet) for sheet in RELEASE]
    documents = {
        f"apart-{n}": as_html(sheets, one) for n, one in enumerate(PAGES.values())
    }
    for _, content, said in read_back(project, documents, COMPANY):
        assert "200 figures in 3 tables" in said
        assert differences(sheets, content) == []


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["tabs", "markdown", "blanks", "exhibit", "pdf"])
def test_a_keyed_release_is_read_as_it_is_keyed(project, layout):
    """The tables of the warehouse; their units are those of their line items."""
    sheets = keyed("iij-2016-11-08")
    assert (len(sheets), sum(sheet.count for sheet in sheets)) == (24, 783)
    options = ("--company", "iij", "--published-at", "2016-11-08")
    options += ("--standard", "US GAAP")
    document = {f"keyed-{layout}": LAYOUTS[layout](sheets)}
    ((_, content, said),) = read_back(project, document, options)
    assert "783 figures in 24 tables" in said
    assert differences(sheets, content) == []


CSS = (
    "<style>body, td {font: 9px sans-serif} td {padding: 0 5px; white-space: nowrap;"
    " vertical-align: bottom} td:not(:first-child) {text-align: right}</style>"
)


@pytest.mark.slow
@pytest.mark.parametrize("nuisance", ["as it is", "marked", "growing", "in millions"])
def test_what_a_browser_prints_is_read(browser, project, nuisance):
    """Pages with letters as wide as they are, and heads and feet of the browser."""
    sheets = [NUISANCES[nuisance](sheet) for sheet in RELEASE]
    documents = {}
    for name, style in PAGES.items():
        path = project / f"{name}.pdf"
        printed(browser, as_html(sheets, style, CSS), path)
        documents[f"{name.replace('_', '-')}-{len(nuisance)}"] = path.read_bytes()
    for name, content, said in read_back(project, documents, COMPANY):
        assert f"as pdf: {sum(sheet.count for sheet in sheets)} figures" in said
        assert differences(sheets, content) == [], name


# --- Layouts that nobody thought of ----------------------------------------------

WORDS = ("Sales", "Costs", "Taxes", "Grants", "Leases", "Wages", "Rents", "Fees")
YEARS = range(2016, 2010, -1)
SCALES = {"(In thousands)": "3", "(In millions)": "6", "(Millions of yen)": "6"}


@pytest.fixture(scope="module")
def setting(tmp_path_factory) -> Setting:
    """A company without any known label: what is read is read by layout alone."""
    chart = tmp_path_factory.mktemp("chart")
    for path in (SEEDS / "reference").glob("*.csv"):
        (chart / path.name).write_text(path.read_text("utf-8").splitlines()[0] + "\n")
    shutil.copy(SEEDS / "reference" / "statements.csv", chart)
    row = {"company_key": "birch", "currency": "JPY", "fiscal_year_end_month": "12"}
    release = Release("birch", "birch", "", "", "2016-11-10", "JPY", "JGAAP", "")
    profile = Profile(row, Calendar(12, "end"), "JGAAP", True)
    words = read_unit_words(SEEDS / "reference")
    printed = read_printed_words(SEEDS / "reference")
    return Setting(release, profile, load_chart(chart), words, printed)


@st.composite
def sheets(draw) -> Sheet:
    """A table of years or balances: columns, headings, indents, signs and blanks."""
    count = draw(st.integers(2, 5))
    unit_line = draw(st.sampled_from(sorted(SCALES)))
    is_flow = draw(st.booleans())
    above = draw(st.booleans()) and is_flow
    columns = tuple(
        Column(
            ("Year Ended", f"December 31, {year}")
            if above
            else (
                f"Year Ended December 31, {year}"
                if is_flow
                else f"As of March 31, {year}",
            ),
            f"{year}-01-01/{year}-12-31" if is_flow else f"{year}-03-31",
            "JPY",
            SCALES[unit_line],
        )
        for year in YEARS[:count]
    )
    loss = draw(st.sampled_from(["({})", "-{}", "△{}"]))
    dash = draw(st.sampled_from(["—", "-", "–"]))  # noqa: RUF001
    size = draw(st.sampled_from([(1_000, 9_999_999), (10, 99_999)]))
    lines: list[Line] = []
    depth, heading = 0, ""
    for number in range(draw(st.integers(4, 9))):
        word = WORDS[number % len(WORDS)]
        if draw(st.integers(0, 4)) == 0 and number < 3 and not heading:
            heading, depth = f"{word} by kind:", 1
            lines.append(Line(heading))
        lines.append(
            draw(line(word, number, count, (loss, dash, size), depth, heading))
        )
    return Sheet(f"Statement of {WORDS[count]}", columns, tuple(lines), unit_line)


@st.composite
def line(draw, word, number, count, style, depth, heading) -> Line:
    """A line of figures, with losses, dashes and, in few of them, a blank."""
    loss, dash, size = style
    texts = []
    for _ in range(count):
        kind = draw(st.sampled_from(["gain", "gain", "gain", "loss", "dash"]))
        amount = f"{draw(st.integers(*size)):,}"
        texts.append({"gain": amount, "loss": loss.format(amount), "dash": dash}[kind])
    if all(text == dash for text in texts):
        texts[0] = "1,234"
    words = " and ".join([word, *draw(st.lists(st.sampled_from(WORDS), max_size=3))])
    return Line(f"{words} {chr(66 + number)}", tuple(texts), depth, heading)


@pytest.mark.fast
@pytest.mark.parametrize("layout", [name for name in LAYOUTS if name not in TAGGED])
@settings(
    max_examples=5,
    phases=[Phase.generate],
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(sheet=sheets())
def test_any_layout_is_read_as_it_was_printed(layout, setting, tmp_path, sheet):
    # The small writer of PDFs has no font with triangles.
    assume(layout != "pdf" or "△" not in str(sheet))
    path = tmp_path / "release"
    path.write_bytes(LAYOUTS[layout]([sheet]))
    reading = read_release(open_document(path), setting)
    assert differences([sheet], content_of(reading)) == []


@pytest.mark.fast
def test_one_wrong_digit_and_one_wrong_heading_are_seen(setting, tmp_path):
    """What is asserted above is no empty comparison."""
    sheet = RELEASE[1]
    path = tmp_path / "release"
    path.write_bytes(as_text([sheet], Style("tabs")))
    content = content_of(read_release(open_document(path), setting))
    content["lines.csv"][2]["column_1"] = "201,456"
    content["column_headings.csv"][1]["heading"] = "December 31, 2014"
    said = [one for one in differences([sheet], content) if "totals" not in one]
    assert sum("201,456" in one for one in said) == 1
    assert sum("December 31, 2014" in one for one in said) == 1


# --- What is no document ---------------------------------------------------------

BOMB = gzip.compress(bytes(60_000_000))
SCAN = pdf_of([[]])
HOSTILE = {
    "large.txt": (b"a" * 50_000_001, "50 MB or more, where 50 MB is the most"),
    "novel.txt": (b"It was a dark night.\n" * 250_000, "where 5 MB is the most"),
    "list.txt": (b"Sales | 1,000 | 2,000\n" * 1_100, "1,100 rows in one table"),
    "rows.htm": (b"<html><table>" + b"<tr><td>1" * 50_001, "50,001 lines"),
    "bomb.txt.gz": (BOMB, "50 MB or more"),
    "cut.txt.gz": (gzip.compress(b"Sales | 1,000\n" * 99)[:-9], "gzip file is damaged"),
    "book.xlsx": (b"PK\x03\x04" + b"xl/workbook.xml" * 9, "an Excel workbook"),
    "noise.bin": (bytes(range(256)) * 9, "the bytes are no text"),
    "empty.txt": (b"", "the file is empty"),
    "scan.pdf": (SCAN, "a PDF of 1 pages without text"),
}


@pytest.mark.fast
def test_what_is_no_document_is_refused_and_nothing_is_written(project):
    for name, (content, _) in HOSTILE.items():
        (project / name).write_bytes(content)
    before = sorted((project / "landing").rglob("*"))
    said = call(project, *(("read", name, *COMPANY) for name in HOSTILE))
    for (code, text), (name, (_, expected)) in zip(said, HOSTILE.items(), strict=True):
        assert code == 2, name
        assert f"{name}: " in text, text
        assert expected in text, text
    assert sorted((project / "landing").rglob("*")) == before
    assert len(said) == 10
