"""A document becomes a delivery: as a user types it, with what must come out.

The document is that of the README; its figures are made up, and what is expected of
them is worked out by hand.
"""

import csv
import re
import shlex
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import copy_project, kessan, kessan_without, run

from kessan.project import ROOT
from kessan.read.company import last_standard

pytestmark = pytest.mark.fast

PAGE = (ROOT / "docs" / "use" / "reading.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```\n", PAGE, re.MULTILINE | re.DOTALL)
RELEASE = "acorn-2016-11-10"
SHOWN = Path("docs", "start", f"{RELEASE}.txt")
NEW_COMPANY = (
    *("--company", "acorn", "--name", "Acorn Tools Inc.", "--country", "US"),
    *("--exchange", "Nasdaq", "--ticker", "ACRN", "--currency", "USD"),
    *("--year-end-month", "12"),
)
PERIODS = [
    ("2016-07-01", "2016-09-30"),
    ("2015-07-01", "2015-09-30"),
    ("2016-01-01", "2016-09-30"),
    ("2015-01-01", "2015-09-30"),
]
MEANT = {
    "Revenues": "revenues",
    "Cost of revenues": "cost_of_revenues",
    "Gross profit": "gross_profit",
    "Selling, general and administrative": "selling_general_and_administrative",
    "Operating income": "operating_income",
    "Income tax expense": "income_tax_expense",
}


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of the project, with the document of the page in it."""
    copy = tmp_path_factory.mktemp("reading") / "a project"
    copy_project(copy)
    shutil.copy(copy / SHOWN, copy)
    return copy


def read(project: Path, *options: str, document: str = f"{RELEASE}.txt"):
    return kessan("read", document, *options, project=project)


@pytest.fixture(scope="module")
def landed(project: Path) -> Path:
    """What the command of the README delivers."""
    text = (ROOT / "README.md").read_text("utf-8").replace("\\\n", "")
    (command,) = re.findall(r"^kessan (read .*)", text, re.MULTILINE)
    arguments = shlex.split(command)
    assert arguments == ["read", SHOWN.as_posix(), *NEW_COMPANY, "--accept"]
    done = kessan(*arguments, project=project)
    assert done.returncode == 0, done.stderr
    assert "36 figures in 1 tables, 36 accepted, 0 to be reviewed" in done.stdout
    said = (
        "4 figures in sentences: 3 accepted, 0 to be reviewed, 1 left out of the rows"
    )
    assert said in done.stdout
    return project / "landing" / RELEASE


def test_every_figure_is_there_as_printed(landed):
    printed = [
        line.split(" | ")
        for line in (ROOT / SHOWN).read_text("utf-8").splitlines()
        if re.search(r" \| \d", line) and "September" not in line
    ]
    found = [
        [row["label"], *(row[f"column_{n}"] for n in range(1, 5))]
        for row in rows(landed, "lines")
    ]
    assert found == printed
    assert len(found) == 9


def test_columns_have_their_periods_and_units(landed):
    found = rows(landed, "column_headings")
    assert [(row["period_start"], row["period_end"]) for row in found] == PERIODS
    assert {(row["unit"], row["scale"], row["measure"]) for row in found} == {
        ("USD", "3", "amount")
    }
    table, sentences = rows(landed, "printed_tables")
    assert table["statement"] == "income_statement"
    assert sentences["statement"] == "prose"
    assert table["rounding"] == "exact"


def test_sums_are_found(landed):
    """Gross profit is revenues less their cost, and so on down to net income."""
    found = {}
    for row in rows(landed, "calculations"):
        assert row["said_by"] == "found"
        found.setdefault(row["total_line"], {})[row["part_line"]] = row["weight"]
    assert found == {
        "3": {"1": "1", "2": "-1"},
        "5": {"3": "1", "4": "-1"},
        "7": {"5": "1", "6": "1"},
        "9": {"7": "1", "8": "-1"},
    }


def test_the_second_reading_has_its_totals(landed):
    found = rows(landed, "control_totals")
    # Of the sentences 6.3, 412.0 and 387.5, each in a column and of a kind of its own.
    of_sentences = [row["total"] for row in found if row["table_id"] == "prose"]
    assert of_sentences == ["6.3", "412.0", "387.5"]
    found = [row for row in found if row["table_id"] != "prose"]
    # 412,031 + 243,118 + 168,913 and so on down to 54,512 in the first column.
    assert [row["total"] for row in found] == [
        "1153426",
        "1076942",
        "3360695",
        "3135291",
    ]
    assert {row["figure_count"] for row in found} == {"9"}
    assert {row["read_by"] for row in found} != {
        row["read_by"] for row in rows(landed, "releases")
    }


def test_labels_and_the_company_are_rows_now(landed, project):
    reference = project / "seeds" / "reference"
    (company,) = [
        row for row in rows(reference, "companies") if row["company_key"] == "acorn"
    ]
    assert (company["label"], company["fiscal_year_end_month"]) == (
        "Acorn Tools Inc.",
        "12",
    )
    meant = {
        row["label"]: row["line_item_key"]
        for row in rows(reference, "labels")
        if row["company_key"] == "acorn"
    }
    assert MEANT.items() <= meant.items()


def test_the_page_shows_what_is_printed_and_what_was_read(landed, project):
    page = (project / "target" / "read" / RELEASE / "review.html").read_text("utf-8")
    assert "36 are accepted" in page
    assert "Revenues  |  412,031  |  387,512  |  1,204,077  |  1,131,046" in page
    assert "2016-07-01 2016-09-30, amount, USD x 10^3" in page
    assert "http" not in page.replace("http-equiv", "")


def test_what_a_person_changed_stays(landed, project):
    path = landed / "lines.csv"
    changed = path.read_text("utf-8").replace("Gross profit,", "Gross margin,")
    assert changed != path.read_text("utf-8")
    path.write_text(changed, "utf-8")
    done = read(project, "--company", "acorn")
    assert done.returncode == 0, done.stderr
    assert "kept 1 rows that were changed" in done.stdout
    assert path.read_text("utf-8") == changed
    # Taken back, nothing is left of it.
    path.write_text(changed.replace("Gross margin,", "Gross profit,"), "utf-8")
    assert "kept" not in read(project, "--company", "acorn").stdout


@pytest.fixture
def lines(landed, project):
    """The rows of lines.csv, to be changed; they are put back behind the test."""
    path = landed / "lines.csv"
    before = path.read_text("utf-8")

    def change(rows_now: list[dict[str, str]]) -> dict[str, dict[str, str]]:
        """Write other lines, read again; returns the sums by their totals."""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows_now[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows_now)
        done = read(project, "--company", "acorn")
        assert done.returncode == 0, done.stderr
        assert rows(landed, "lines") == rows_now
        found: dict[str, dict[str, str]] = {}
        for row in rows(landed, "calculations"):
            assert row["release_id"] == RELEASE
            found.setdefault(row["total_line"], {})[row["part_line"]] = row["weight"]
        return found

    yield rows(landed, "lines"), change
    path.write_text(before, "utf-8")
    assert "kept" not in read(project, "--company", "acorn").stdout


def test_what_adds_up_is_found_anew_where_a_line_is_gone(lines):
    """Without the cost of revenues, gross profit is no difference any more."""
    now, change = lines
    without = [row for row in now if row["label"] != "Cost of revenues"]
    for number, row in enumerate(without, 1):
        row["line_number"] = str(number)
    expected = {
        "4": {"2": "1", "3": "-1"},
        "6": {"4": "1", "5": "1"},
        "8": {"6": "1", "7": "-1"},
    }
    assert change(without) == expected
    # Read once more, it is the same: what was found is not taken for a person's.
    assert change(without) == expected


def test_a_slip_takes_no_sum_away(lines):
    """A figure that a person changed is held against the sums that it was read in."""
    now, change = lines
    (profit,) = [row for row in now if row["label"] == "Gross profit"]
    profit["column_1"] = "168,931"
    found = change(now)
    assert found["3"] == {"1": "1", "2": "-1"}
    assert found["5"] == {"3": "1", "4": "-1"}
    assert len(found) == 4


def test_a_line_that_nobody_can_number_is_said(lines, landed, project):
    now, change = lines
    now[0]["line_number"] = "one"
    with pytest.raises(
        AssertionError, match=r"lines.csv line 10: the line_number 'one'"
    ):
        change(now)


def test_what_a_person_changed_stays_without_what_was_read_before(landed, project):
    """The copy is in target, which anyone may delete; a deleted folder comes anew."""
    path = landed / "lines.csv"
    as_read = path.read_text("utf-8")
    changed = as_read.replace("Gross profit,", "Gross margin,")
    path.write_text(changed, "utf-8")
    named = landed / "releases.csv"
    named.write_text(named.read_text("utf-8").replace("kessan read", "R. Birch"))
    shutil.rmtree(project / "target" / "read")
    done = read(project, "--company", "acorn")
    assert "kept 2 rows that were changed" in done.stdout, done.stderr
    assert path.read_text("utf-8") == changed
    shutil.rmtree(landed)
    done = read(project, "--company", "acorn")
    assert done.returncode == 0 and "kept" not in done.stdout, done.stderr
    assert path.read_text("utf-8") == as_read


def test_a_release_that_was_keyed_is_not_read_over(project):
    for name in ("landing", "target/read"):
        shutil.rmtree(project / name / "acorn-keyed", ignore_errors=True)
    done = kessan(
        *("new-release", "acorn-keyed", "--company", "acorn", "--reader", "R. Birch"),
        project=project,
    )
    assert done.returncode == 0, done.stderr
    done = read(project, "--company", "acorn", "--id", "acorn-keyed")
    assert done.returncode == 2
    assert "landing/acorn-keyed is there, and was not read from" in done.stderr


def test_a_figure_that_no_sum_holds_is_to_be_reviewed(project):
    """One digit is wrong: what it is a part of holds nowhere, and it is not alone."""
    text = (project / f"{RELEASE}.txt").read_text("utf-8")
    damaged = project / "damaged-2016-11-10.txt"
    damaged.write_text(text.replace("| 25,107 |", "| 26,107 |"), "utf-8")
    done = read(project, *NEW_COMPANY, "--id", "acorn-damaged", document=damaged.name)
    assert done.returncode == 0, done.stderr
    accepted, reviewed = re.findall(r"(\d+) accepted, (\d+) to be", done.stdout)[0]
    assert int(accepted) + int(reviewed) == 36
    assert int(reviewed) > 0
    page = (project / "target/read/acorn-damaged/review.html").read_text("utf-8")
    assert "26,107 of &#39;Income tax expense&#39;" in page


@pytest.mark.parametrize(
    ("name", "content", "options", "said"),
    [
        ("empty-2016-11-10.txt", b"", NEW_COMPANY, "the file is empty"),
        ("bytes-2016-11-10.txt", bytes(range(256)) * 9, NEW_COMPANY, "no text"),
        (
            "novel-2016-11-10.txt",
            b"It was a dark night, under accounting principles generally accepted"
            b" in the United States.\n" * 40,
            NEW_COMPANY,
            "no table of figures in it has a statement and a period",
        ),
        (
            "undated.txt",
            b"Revenues | 1\n",
            (*NEW_COMPANY, "--standard", "US GAAP"),
            "give --published-at",
        ),
        (
            "unknown-2016-11-10.txt",
            b"Revenues | 1\n",
            ("--company", "birch"),
            "give --name, --country, --exchange, --ticker, --currency,"
            " --year-end-month, --standard",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_remedy(
    project, name, content, options, said
):
    (project / name).write_bytes(content)
    before = sorted(path.name for path in (project / "landing").glob("*"))
    done = read(project, *options, document=name)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert sorted(path.name for path in (project / "landing").glob("*")) == before


def test_a_standard_that_no_document_says_is_that_of_the_last_release(tmp_path):
    header = "release_id,company_key,published_at,accounting_standard\n"
    for name, releases in {
        "seeds": "oak-1,oak,2015-05-01,JGAAP\noak-2,oak,2016-05-01,IFRS\n",
        "landed": "oak-3,oak,2015-11-01,JGAAP\nelm-1,elm,2017-05-01,US GAAP\n",
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "releases.csv").write_text(header + releases, "utf-8")
    folders = [tmp_path / "seeds", tmp_path / "none", tmp_path / "landed"]
    assert last_standard("oak", "2016-05-01", folders) == "IFRS"
    # Read behind the release that changed the standard, an older one has its own.
    assert last_standard("oak", "2016-04-30", folders) == "JGAAP"
    assert last_standard("elm", "2016-05-01", folders) == ""
    assert last_standard("elm", "2017-05-01", folders) == "US GAAP"


def test_a_document_is_of_the_standard_of_the_last_release_before_it(landed, project):
    """The release of the page without the words that name its standard."""
    text = (project / f"{RELEASE}.txt").read_text("utf-8")
    words = "The accounts follow accounting principles generally accepted"
    (project / "unsaid.txt").write_text(text.split(words)[0], "utf-8")

    def read_on(day: str):
        options = ("--company", "acorn", "--published-at", day, "--id", "acorn-unsaid")
        return read(project, *options, document="unsaid.txt")

    refused = read_on("2016-11-09")
    assert refused.returncode == 2
    assert "give --standard" in refused.stderr
    done = read_on("2016-11-11")
    assert done.returncode == 0, done.stderr
    (release,) = rows(project / "landing" / "acorn-unsaid", "releases")
    assert release["accounting_standard"] == "US GAAP"
    shutil.rmtree(project / "landing" / "acorn-unsaid")


def test_a_reading_is_scored_against_keyed_rows(project):
    """A release that is keyed, printed as text: all right; one figure off: named."""
    keyed = [
        row
        for row in rows(ROOT / "seeds" / "release", "lines")
        if row["release_id"] == "iij-2016-11-08" and row["table_id"] == "capex"
    ]
    assert len(keyed) == 3
    first = int(keyed[0]["source_line"])
    lines = ["CAPEX", "", "\t1H15\t1H16", "\tJPY millions\tJPY millions"]
    lines = [""] * (first - 1 - len(lines)) + lines
    lines += [f"{row['label']}\t{row['column_1']}\t{row['column_2']}" for row in keyed]
    document = project / "capex-2016-11-08.txt"
    document.write_text("\n".join(lines), "utf-8")
    options = ("--company", "iij", "--standard", "US GAAP")
    scored = read(
        project, *options, "--compare", "iij-2016-11-08", document=document.name
    )
    assert scored.returncode == 0, scored.stderr
    assert (
        sum(map(int, re.findall(r"^right +(\d+) .* (\d+) to", scored.stdout)[0])) == 6
    )
    assert ": capex, line" not in scored.stdout
    value = keyed[1]["column_2"]
    off = str(int(value.replace(",", "")) + 1)
    document.write_text("\n".join(lines).replace(value, off), "utf-8")
    scored = read(
        project, *options, "--compare", "iij-2016-11-08", document=document.name
    )
    base = Decimal(value.replace(",", "")).scaleb(6)
    assert f"wrong: capex, line {keyed[1]['source_line']}, '{off}'" in scored.stdout
    assert f"is not {base}" in scored.stdout


FACT = (
    '<ix:nonFraction name="us-gaap:{concept}" contextRef="{period}" unitRef="usd"'
    ' decimals="-3" scale="3" format="ixt:num-dot-decimal">{printed}</ix:nonFraction>'
)
FILING = """<html xmlns:ix="http://www.xbrl.org/2013/inlineXBRL">
<head><title>birch</title></head><body>
<div style="display:none"><ix:header><ix:resources>{contexts}
<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>
</ix:resources></ix:header></div>
<p><b>CONSOLIDATED STATEMENTS OF OPERATIONS</b></p><p>(In thousands)</p>
<table>
<tr><td></td><td>Year Ended December 31, 2015</td>
<td>Year Ended December 31, 2014</td></tr>
{rows}
</table></body></html>
"""
CONTEXT = (
    '<xbrli:context id="y{year}"><xbrli:entity><xbrli:identifier scheme="x">1'
    "</xbrli:identifier></xbrli:entity><xbrli:period><xbrli:startDate>{year}-01-01"
    "</xbrli:startDate><xbrli:endDate>{year}-12-31</xbrli:endDate></xbrli:period>"
    "</xbrli:context>"
)
TAGGED = [
    ("Revenues", "Revenues", "412,031", "387,512"),
    ("Cost of revenues", "CostOfRevenue", "243,118", "229,034"),
    ("Gross profit", "GrossProfit", "168,913", "158,478"),
]
BIRCH = [*NEW_COMPANY, "--standard", "US GAAP"]
BIRCH[BIRCH.index("acorn")] = "birch"


def filing(swapped: str = "") -> str:
    """A tagged statement; the contexts of one figure may be those of the other."""
    rows = []
    for label, concept, *figures in TAGGED:
        cells = []
        for year, printed in zip((2015, 2014), figures, strict=True):
            if printed == swapped:
                year = 4029 - year
            fact = FACT.format(concept=concept, period=f"y{year}", printed=printed)
            cells.append(f"<td>{fact}</td>")
        rows.append(f"<tr><td>{label}</td>{''.join(cells)}</tr>")
    contexts = "".join(CONTEXT.format(year=year) for year in (2014, 2015))
    return FILING.format(rows="\n".join(rows), contexts=contexts)


def test_tags_are_the_second_witness(project):
    """All agree; a figure whose tag says another year is to be reviewed."""
    document = project / "birch-2016-02-10.html"
    document.write_text(filing(), "utf-8")
    done = read(project, *BIRCH, document=document.name)
    assert "as ixbrl: 6 figures in 1 tables, 6 accepted" in done.stdout, done.stderr
    lines = rows(project / "landing" / "birch-2016-02-10", "lines")
    assert [row["concept"] for row in lines] == [
        f"us-gaap:{concept}" for _, concept, *_ in TAGGED
    ]
    document.write_text(filing(swapped="387,512"), "utf-8")
    done = read(project, *BIRCH, document=document.name)
    assert "5 accepted, 1 to be reviewed" in done.stdout, done.stderr
    page = (project / "target/read/birch-2016-02-10/review.html").read_text("utf-8")
    assert "its tag says another value, unit or period" in page


def test_a_reading_is_scored_against_tags_that_it_did_not_see(project):
    document = project / "cedar-2016-02-10.html"
    scored = ("--without-tags", "--compare", "tags")
    document.write_text(filing(), "utf-8")
    done = read(project, *BIRCH, *scored, document=document.name)
    assert re.search(r"^right +6 accepted +0 to be", done.stdout, re.M), done.stderr
    document.write_text(filing(swapped="387,512"), "utf-8")
    done = read(project, *BIRCH, *scored, document=document.name)
    assert re.search(r"^right +5 accepted +0 to be", done.stdout, re.M), done.stderr
    assert "'387,512' start 2014-01-01 is not 2015-01-01" in done.stdout


def test_a_table_with_too_many_columns_is_left_out_by_name(project):
    years = range(1999, 2016)
    text = "\n".join(
        [
            (project / f"{RELEASE}.txt").read_text("utf-8"),
            "",
            "CONSOLIDATED BALANCE SHEETS",
            "(In thousands)",
            "",
            " | ".join(["", *(f"December 31, {year}" for year in years)]),
            *(
                " | ".join([label, *(f"{n}{at:02},000" for at, _ in enumerate(years))])
                for n, label in enumerate(
                    ["Total current assets", "Total assets", "Total liabilities"], 1
                )
            ),
        ]
    )
    document = project / "wide-2016-11-10.txt"
    document.write_text(text, "utf-8")
    done = read(project, *NEW_COMPANY, "--id", "acorn-wide", document=document.name)
    assert done.returncode == 0, done.stderr
    assert "it has 17 columns, and lines.csv 16" in done.stdout
    assert "36 figures in 1 tables" in done.stdout


def test_a_table_that_is_left_out_brings_no_line_items(project, tmp_path):
    """`--accept-new` makes line items of what is delivered, and of nothing else."""
    copy = tmp_path / "copy"
    copy_project(copy)
    text = (project / f"{RELEASE}.txt").read_text("utf-8")
    unknown = ["Stores by size", "Small barns | 12 | 14", "Large barns | 7 | 9"]
    own = text.replace(
        "Other income, net", "Rent of barns | 10 | 10 | 10 | 10\nOther income, net"
    )
    assert own != text
    document = copy / "barns-2016-11-10.txt"
    document.write_text("\n".join([own, "", *unknown, ""]), "utf-8")
    done = read(copy, *NEW_COMPANY, "--accept-new", document=document.name)
    assert done.returncode == 0, done.stderr
    assert "no statement is known that it is" in done.stdout
    items = rows(copy / "seeds" / "reference", "line_items")
    labels = [row["label"] for row in items if row["company_key"] == "acorn"]
    assert labels == ["Rent of barns"]


def typed(block: str, project: Path) -> str:
    """What a block of the page says, typed where the project is."""
    program, command = block.rsplit("kessan ", 1)
    done = run("bash", "-euc", program, cwd=project)
    assert done.returncode == 0, done.stderr
    done = kessan(*shlex.split(command), project=project)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_other_commands_of_the_page(landed, project, tmp_path):
    """What a person has saved is added; the release of the next year is like it."""
    copy = tmp_path / "a project"
    shutil.copytree(project, copy, symlinks=True)
    choices, like = BLOCKS
    assert "added 1 rows to seeds/reference" in typed(choices, copy)
    said = rows(copy / "seeds" / "reference", "labels")[-1]
    assert (said["company_key"], said["label"]) == ("acorn", "Sales")
    assert "36 figures in 1 tables, 18 accepted, 18 to be reviewed" in typed(like, copy)
    (table, _) = rows(copy / "landing" / "acorn-2017-11-09", "printed_tables")
    assert table["title"] == rows(landed, "printed_tables")[0]["title"]


@pytest.mark.build
def test_what_was_read_is_sound(landed, project, published):
    """The check of the README; `published`, for it runs what dbt compiled."""
    shown = (ROOT / "README.md").read_text("utf-8")
    assert f"\nkessan check landing/{RELEASE}\n" in shown
    checked = kessan_without(("dbt",), "check", f"landing/{RELEASE}", project=project)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"{RELEASE} is sound" in checked.stdout
    assert "39 figures under" in checked.stdout
    # Of each table its figures, and those of which identities would notice an error.
    noticed = re.findall(r"│ (\w+) +│ +(\d+) │ +(\d+) │", checked.stdout)
    assert ("income_statement", "36", "36") in noticed
    assert ("prose", "3") in [found[:2] for found in noticed]
