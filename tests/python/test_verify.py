"""`kessan verify` as it is typed: what is right, what is wrong, what is not known.

The statements written by hand are worked out of the printed release of September 30,
2016, in thousands of yen: revenues 74,123,270 after 65,333,734, operating income
1,947,702 after 2,563,085, and so on; none of them is written by a program. Those that
are written by one are of written_reports.py.
"""

import csv
import json
import random
import re
import shlex
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
import written_reports
from click.testing import CliRunner
from conftest import kessan
from openpyxl import Workbook
from written_reports import Statement

from kessan.answers.reading import Source
from kessan.cli import main
from kessan.exits import UnusableError
from kessan.project import ROOT
from kessan.read.prose.tokens import Lexer
from kessan.verify.claim import Claim
from kessan.verify.document import Spot, Table, sections_in, sections_of
from kessan.verify.words import plainly, unread

pytestmark = pytest.mark.build
GENERATION = re.compile(r"\d{8}T\d{9}Z")
MATCHES, DIFFERS, NOT_KNOWN = "matches", "differs", "not known"


def no_float(text: str) -> None:
    raise AssertionError(f"{text} is a float")


def verified(path: Path, *options: str) -> tuple[int, dict]:
    """How the command ends, and what it says as JSON, which has no float."""
    done = CliRunner().invoke(main, ["verify", str(path), "--json", *options])
    assert done.exit_code in (0, 1), done.output
    return done.exit_code, json.loads(done.stdout, parse_float=no_float)


def of_text(folder: Path, text: str, *options: str) -> list[dict]:
    path = folder / "report.md"
    path.write_text(text, "utf-8")
    return verified(path, *options)[1]["findings"]


# What people write, with what is right about it.

BY_HAND = [
    # Amounts, in the ways in which they are written.
    ("Revenues for the six months ended September 30, 2016 were JPY74,123 million.", 1),
    ("In 1H16, IIJ booked revenues of 74,123,270 thousand yen.", 1),
    ("IIJ reported revenues of JPY74.12 billion for the first half of fiscal 2016.", 1),
    ("IIJ reported revenues of JPY74.21 billion for the first half of fiscal 2016.", 0),
    ("Revenues for the six months ended September 30, 2016 were JPY74,213 million.", 0),
    ("Revenue in 1H16 was ¥74.1 million.", 0),
    ("Revenue in 2Q16 was ¥74.1 billion.", 0),
    ("Sales came to JPY37.9 billion in 2Q16.", 1),
    ("Sales came to JPY38.9 billion in 2Q16.", 0),
    ("Revenues were approximately JPY74 billion in 1H16.", 1),
    ("Revenues were approximately JPY80 billion in 1H16.", 0),
    # Cut off and not rounded: 1,947,702.
    ("Operating income was JPY1,947 million in 1H16.", 1),
    ("Operating income was JPY1,948 million in 1H16.", 1),
    ("Operating income was JPY1,946 million in 1H16.", 0),
    (
        "Operating profit was JPY1,111 million in the second quarter of fiscal 2016.",
        1,
    ),
    (
        "Operating profit was JPY1,948 million in the second quarter of fiscal 2016.",
        0,
    ),
    ("EBIT for 1H16 was 1.9 billion yen.", 1),
    # Derived: six months less the second quarter.
    ("Revenues in the first quarter of fiscal 2016 were JPY36,179 million.", 1),
    ("Revenues in the first quarter of fiscal 2016 were JPY36,719 million.", 0),
    # Growth, with its direction and what it is from.
    ("Operating income fell 24.0% year over year in 1H16.", 1),
    ("Operating income rose 24.0% year over year in 1H16.", 0),
    ("Operating income for 1H16 was down 20.4% YoY.", 0),
    ("Revenues for 1H16 were up 13.5% YoY.", 1),
    ("Revenues for 1H16 were down 13.5% YoY.", 0),
    (
        "Revenues increased by JPY8,790 million from 1H15 to JPY74.1 billion in 1H16.",
        1,
    ),
    # From what it rose is not said: that figure is left alone.
    ("Operating income rose 24.0% to JPY1,948 million in 1H16.", 1),
    # A loss that was an income.
    ("Net income attributable to IIJ was JPY1,108 million in 1H16.", 1),
    ("Net loss attributable to IIJ was JPY1,108 million in 1H16.", 0),
    # Net income is called so with and without the noncontrolling interests.
    ("Net income was JPY1,193 million in 1H16.", 1),
    ("Net income was JPY1,108 million in 1H16.", None),
    ("Net income was JPY1,652 million in 1H16.", 0),
    # Ratios, per share, payments.
    ("The operating margin was 2.6% in 1H16.", 1),
    ("The operating margin was 3.9% in 1H16.", 0),
    ("EPS was JPY24.11 in 1H16.", None),
    ("EPS was JPY35.96 in 1H16.", 0),
    ("Capex was JPY8.4 billion in 1H16.", None),
    ("Operating cash flow was JPY4,073 million in 1H16.", 1),
    ("Operating cash flow was JPY6,080 million in 1H16.", 0),
    ("Gross margin of network services in 1H16: 18.1%.", 1),
    ("Gross margin of network services in 1H16: 16.0%.", 0),
    # Balances.
    ("Total assets as of September 30, 2016 were JPY123.1 billion.", 1),
    ("Total assets as of September 30, 2016 were JPY117.8 billion.", 0),
    ("Cash and cash equivalents stood at JPY19.7 billion as of September 30, 2016.", 1),
    # Targets: 158.0 after 159.0 for the year.
    ("The company expects revenues of JPY158.0 billion for FY2016.", 1),
    ("The company expects revenues of JPY168.0 billion for FY2016.", 0),
    # What cannot be known is never called wrong.
    ("Revenues were JPY99 billion.", None),
    ("Cloud revenues were JPY9.9 billion in 1H16.", None),
    ("Revenues were JPY99 billion in 1H25.", None),
    ("Customer satisfaction was 98.5% in 1H16.", None),
    ("Somebody invested JPY99 billion in 1H16.", None),
]


def test_what_people_write(tmp_path, published):
    """Of fifty the right ones match, the wrong ones differ, and no other does."""
    lines = ["# Notes on IIJ", ""]
    places = {}
    for statement, is_right in BY_HAND:
        lines += [statement, ""]
        places[f"line {len(lines) - 1}"] = (statement, is_right)
    found = defaultdict(set)
    for finding in of_text(tmp_path, "\n".join(lines)):
        found[finding["place"]].add(finding["verdict"])
    said = {1: {MATCHES}, 0: {DIFFERS}}
    wrong = [
        (statement, verdicts)
        for place, (statement, is_right) in places.items()
        if (verdicts := found[place]) - {NOT_KNOWN} != said.get(is_right, set())
    ]
    assert wrong == []
    assert Counter(is_right for _, is_right in BY_HAND) == {1: 22, 0: 20, None: 8}


# Of each truth, how many have which verdict.
NOTES = {
    ("right", MATCHES): 122,
    ("right", NOT_KNOWN): 26,
    ("wrong", DIFFERS): 24,
    ("wrong", NOT_KNOWN): 2,
    ("open", NOT_KNOWN): 60,
}

# Errors planted by a program.


def documents(folder: Path, count: int) -> dict[Path, list[Statement]]:
    """A report of each kind, with what stands at each of its places."""
    facts = written_reports.facts(Source().reading().connection, ["iij"])
    assert len(facts) > 200
    dice = random.Random(20161108)
    prose, tables = folder / "prose.md", folder / "tables.md"
    text, of_prose = written_reports.markdown(facts, count, dice)
    prose.write_text(text, "utf-8")
    text, of_tables = written_reports.markdown_tables(facts, count, dice)
    tables.write_text(text, "utf-8")
    long, book = folder / "long.csv", folder / "book.xlsx"
    return {
        prose: of_prose,
        tables: of_tables,
        long: written_reports.long_csv(long, facts, count, dice),
        book: written_reports.workbook(book, facts, count, dice),
    }


def test_a_thousand_planted_errors(tmp_path, published):
    """At least 99 of 100 are marked, and nothing that is right is called wrong."""
    counted: Counter[tuple[str, str]] = Counter()
    for path, listed in documents(tmp_path, 650).items():
        counted += written_reports.outcomes(listed, verified(path)[1]["findings"])
    planted: Counter[str] = Counter()
    for (error, _), count in counted.items():
        planted[error] += count
    right = planted.pop("")
    assert planted.total() >= 1000
    assert len(planted) == 12
    assert min(planted.values()) >= 20, planted
    marked = sum(n for (error, said), n in counted.items() if error and said == DIFFERS)
    assert marked >= planted.total() * 99 // 100, counted
    assert right > 1000
    assert counted["", DIFFERS] == 0
    assert counted["", MATCHES] >= right * 99 // 100


# What analysts write, a figure a row, with the answer worked out of the release.


def test_notes_of_analysts(tmp_path, published):
    """What is right or open is never called wrong, and what is wrong mostly is."""
    with (Path(__file__).parents[1] / "reports" / "analyst_notes.csv").open() as file:
        notes = list(csv.DictReader(file))
    lines, places, section = ["# IIJ", ""], {}, ""
    for note in notes:
        if note["section"] != section:
            section = note["section"]
            lines += [f"## {section}", ""]
        if note["statement"] not in places:
            places[note["statement"]] = f"line {len(lines) + 1}"
            lines += [note["statement"], ""]
    findings = of_text(tmp_path, "\n".join(lines))
    counted: Counter[tuple[str, str]] = Counter()
    for note in notes:
        printed = note["figure"].lstrip("+")
        said = [
            finding
            for finding in findings
            if finding["place"] == places[note["statement"]]
            and printed in finding["printed"]
        ]
        verdict = said[0]["verdict"] if said else NOT_KNOWN
        counted[note["truth"], verdict] += 1
        if verdict == DIFFERS and note["truth"] == "wrong":
            assert Decimal(note["right"]) in map(Decimal, said[0]["right"]), note
    assert counted == NOTES


# The command.


def test_what_differs_is_shown_with_the_right_number_and_its_cell(tmp_path, published):
    path = tmp_path / "report.md"
    path.write_text("IIJ's revenues were JPY74,213 million in 1H16.\n", "utf-8")
    done = CliRunner().invoke(main, ["verify", str(path)])
    assert done.exit_code == 1
    assert "right is 74123; the number is wrong" in done.stdout
    assert "'74,123,270' in iij-2016-11-08, income_statement, line 14" in done.stdout
    assert "figures: 0 match, 1 differs, 0 not known" in done.stdout


def test_nothing_differs(tmp_path, published):
    path = tmp_path / "report.md"
    path.write_text("IIJ's revenues were JPY74,123 million in 1H16.\n", "utf-8")
    code, said = verified(path)
    assert (code, said["counts"]) == (0, {"matches": 1, "differs": 0, "not_known": 0})
    (finding,) = said["findings"]
    assert (finding["first_day"], finding["last_day"]) == ("2016-04-01", "2016-09-30")
    (proof,) = finding["proof"]
    assert proof["figure_key"] == "iij-2016-11-08/income_statement/14/2"
    assert Decimal(proof["value"]) == 74123270000
    assert proof["verdict"] == "proven"


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Revenues were JPY74,123 million.", "no period is said"),
        ("IIJ's unicorns were JPY5 million in 1H16.", "no line item is called"),
        ("IIJ's revenues were JPY5 million in 1H31.", "a period to come"),
        ("IIJ's adjusted EBITDA was JPY5 million in 1H12.", "nothing is published of"),
        (
            "Revenues at Sakura were JPY5 million in 1H16.",
            "no line item is called",
        ),
        (
            "Excluding costs, revenues were JPY5 million in 1H16.",
            "not understood beside",
        ),
        (
            "Capex was JPY8.4 billion in 1H16.",
            "it is capital_expenditure, but the words",
        ),
        (
            "Free cash flow was JPY5 billion in 1H16.",
            "reports differ in which investments",
        ),
        ("Revenues rose 24.0% in 1H16.", "compared with what is not said"),
        ("Revenues for 1H16 were JPY9 billion less than in 1H15.", "it may be a diff"),
        (
            "Revenues were $728 million in 1H16.",
            "nothing is published of revenues then",
        ),
        # 97,315 million and 140.6 billion are known no closer.
        (
            "Revenues were JPY97,315,499 thousand in FY2011.",
            "what is published is rounded, and leaves it open",
        ),
    ],
)
def test_why_a_figure_is_not_known(tmp_path, published, sentence, reason):
    (finding,) = of_text(tmp_path, sentence)
    assert finding["verdict"] == NOT_KNOWN
    assert finding["reason"].startswith(reason)
    assert finding["right"] == []


@pytest.mark.parametrize(
    ("sentence", "reason", "right"),
    [
        ("Revenues were $74,123 million in 1H16.", "the currency is JPY", "74123"),
        (
            "Revenues rose 13.5 percentage points year over year in 1H16.",
            "it is percent, and no points",
            "13.5",
        ),
        ("Revenues fell 13.5% year over year in 1H16.", "the sign is wrong", "13.5"),
        ("Revenues were JPY74.1 million in 1H16.", "the scale is wrong", "74123.3"),
        ("Revenues were JPY97,316,501 thousand in FY2011.", "the number", "97315000"),
    ],
)
def test_why_a_figure_differs(tmp_path, published, sentence, reason, right):
    (finding,) = of_text(tmp_path, sentence)
    assert finding["verdict"] == DIFFERS
    assert finding["reason"].startswith(reason)
    assert finding["right"] == [right]


def test_a_report_that_numbers_fiscal_years_otherwise(tmp_path, published):
    """Figures of fiscal 2014 under 2015: wrong in a report of right ones alone."""
    shifted = [
        "Revenues were JPY123,050 million in FY2015.",
        "Operating income was JPY5,075 million in FY2015.",
    ]
    found = of_text(tmp_path, "\n\n".join(shifted))
    said = {(one["verdict"], one["reason"]) for one in found}
    assert said == {(NOT_KNOWN, "the report seems to call fiscal years otherwise")}
    right = [
        "Revenues were JPY114,272 million in FY2013.",
        "Operating income was JPY5,723 million in FY2013.",
    ]
    found = of_text(tmp_path, "\n\n".join(right + shifted))
    assert [one["verdict"] for one in found] == [MATCHES] * 2 + [DIFFERS] * 2


def test_an_earlier_word_matches_with_a_note(tmp_path, published):
    """The first target of fiscal 2016, which was revised later."""
    (finding,) = of_text(
        tmp_path, "IIJ expects revenues of JPY159.0 billion for FY2016."
    )
    assert finding["verdict"] == MATCHES
    assert "initial forecast" in finding["notes"]


def test_what_was_known_on_a_day(tmp_path, published):
    """The target that was revised on November 4, 2016 was not known the day before."""
    text = "IIJ expects revenues of JPY158.0 billion for FY2016."
    (after,) = of_text(tmp_path, text, "--as-of", "2016-11-04")
    (before,) = of_text(tmp_path, text, "--as-of", "2016-11-03")
    assert (after["verdict"], before["verdict"]) == (MATCHES, DIFFERS)
    assert before["right"] == ["159.0"]


def test_a_table_that_says_no_scale_has_that_of_most_of_its_cells(tmp_path, published):
    rows = [
        "| IIJ | 1H16 | 1H15 |",
        "| --- | --- | --- |",
        "| Revenues | 74,123 | 65,334 |",
        "| Gross profit | 11,848 | 11,708 |",
        "| Operating income | 1,984 | 2,563 |",
    ]
    found = of_text(tmp_path, "\n".join(rows))
    assert [one["verdict"] for one in found] == [MATCHES] * 4 + [DIFFERS, MATCHES]
    assert found[4]["place"] == "line 5, column 2"
    # Of one row there is no most: what is wrong there may be of any scale.
    found = of_text(tmp_path, "\n".join([*rows[:2], rows[4]]))
    assert found[0]["verdict"] == NOT_KNOWN
    assert found[0]["reason"] == "no scale is said, such as millions"


def test_units_of_lines_and_of_columns(tmp_path, published):
    """A table of millions has ratios, amounts per share and growth beside."""
    text = """\
## IIJ in millions of yen

| | 1H16 | 1H15 | YoY |
| --- | ---: | ---: | ---: |
| Revenues | 74,123 | 65,334 | 13.5% |
| Operating margin | 2.6% | 3.9% | |
| Basic EPS (yen) | 24.11 | 35.69 | -33.0% |
| Net cash used in investing activities | (3,896) | (4,565) | |
"""
    found = of_text(tmp_path, text)
    assert len(found) == 10
    differs = [one["printed"] for one in found if one["verdict"] == DIFFERS]
    assert differs == ["35.69"]
    assert {one["verdict"] for one in found} == {MATCHES, DIFFERS}


def test_whose_figures_they_are(tmp_path, made_up_project):
    """A sentence that names nobody, in a report on several, is nobody's."""
    path = tmp_path / "report.md"
    path.write_text(
        "# IIJ\n\nRevenues were JPY74,123 million in 1H16.\n\n"
        "# Results\n\nRevenues were JPY74,213 million in 1H16.\n\n"
        "# Trio\n\nIIJ is larger than Trio.\n",
        "utf-8",
    )
    done = kessan("verify", str(path), "--json", project=made_up_project)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)["findings"]
    assert [one["verdict"] for one in found] == [MATCHES, NOT_KNOWN]
    assert found[1]["reason"] == "no company is named"
    done = kessan("verify", str(path), "--company", "iij", project=made_up_project)
    assert done.returncode == 1, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("report.docx", b"x", 1, "a report is one of .md, .csv, .xlsx"),
        ("report.md", b"\xff\xfe\x00", 1, "cannot be read"),
        ("report.xlsx", b"no archive", 1, "is no workbook"),
        ("report.csv", b'a,b\n"c', 1, "line 2"),
    ],
)
def test_files_that_cannot_be_read(tmp_path, published, name, content, code, words):
    path = tmp_path / name
    path.write_bytes(content)
    done = CliRunner().invoke(main, ["verify", str(path)])
    assert done.exit_code == code, done.output
    assert words in done.stderr
    assert done.stdout == ""


def test_a_company_that_is_not_published(tmp_path, published):
    path = tmp_path / "report.md"
    path.write_text("Revenues were JPY5 million in 1H16.", "utf-8")
    done = CliRunner().invoke(main, ["verify", str(path), "--company", "nobody"])
    assert done.exit_code == 2
    assert "there is no company 'nobody'" in done.stderr


def test_the_document_shows_what_is_said(tmp_path, published, monkeypatch):
    """The report of the document, its command, and what it says of it."""
    page = (ROOT / "docs" / "use" / "verifying.md").read_text("utf-8")
    blocks = re.findall(r"^```(\w+)\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert [kind for kind, _ in blocks] == ["markdown", "sh", "text"]
    (_, note), (_, command), (_, shown) = blocks
    (tmp_path / "note.md").write_text(note, "utf-8")
    monkeypatch.chdir(tmp_path)
    program, *arguments = shlex.split(command)
    assert program == "kessan"
    said = CliRunner().invoke(main, arguments)
    assert said.exit_code == 1
    lines = [GENERATION.sub("", line.rstrip()) for line in said.stdout.splitlines()]
    assert lines == GENERATION.sub("", shown).splitlines()


# How reports are read.


@pytest.mark.fast
@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("sales slipped to ¥5bn", "sales decreased to ¥5bn"),
        ("revenue exceeded ¥5bn", "revenue was more than ¥5bn"),
        ("a loss of minus ¥5m", "a loss of -¥5m"),
        ("¥5bn (+2.0% YoY)", "¥5bn (up 2.0% YoY)"),
        ("¥5bn (-2.0% YoY)", "¥5bn (down 2.0% YoY)"),
        ("a margin, -2.0%", "a margin, -2.0%"),
        ("¥5m (a year earlier: ¥4m)", "¥5m (compared to ¥4m a year earlier)"),
    ],
)
def test_verbs_and_signs_of_notes_are_said_plainly(said, plain):
    assert plainly(said) == plain


@pytest.mark.fast
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The company reported strong revenue of JPY5 million", ["revenue"]),
        ("Consensus revenue was JPY5 million", ["consensus", "revenue"]),
        ("Sakura's revenue was JPY5 million", ["sakura's", "revenue"]),
        (
            "Revenue, excluding leases, was JPY5 million",
            ["revenue", "excluding", "leases"],
        ),
        # Why a figure is what it is says nothing of what it is of.
        ("Revenue was JPY5 million due to Sakura", ["revenue"]),
    ],
)
def test_words_that_are_not_understood(text, words):
    end = text.index("million")
    assert [*unread(text, Lexer("JPY", {}), (), end)] == words
    assert [*unread(text, Lexer("JPY", {}), {"revenue"}, end)] == [
        word for word in words if word != "revenue"
    ]


@pytest.mark.fast
@pytest.mark.parametrize(
    ("printed", "value", "is_right"),
    [
        # Rounded to the nearest, and cut off; a half goes either way.
        ("1948", "1947.702", True),
        ("1947", "1947.702", True),
        ("1946", "1947.702", False),
        ("1949", "1947.702", False),
        ("123.1", "123.05", True),
        ("123.0", "123.05", True),
        ("-5", "-5.4", True),
        ("-6", "-5.4", False),
        ("5", "-5", False),
    ],
)
def test_what_a_printed_number_says(printed, value, is_right):
    claim = Claim("", "", "", printed, Decimal(printed), None)
    assert claim.is_right(Decimal(value), 0) is is_right


@pytest.mark.fast
@pytest.mark.parametrize(
    ("bound", "is_rough", "value", "is_right"),
    [
        ("low", False, "75", True),
        ("low", False, "73.4", False),
        ("low", False, "73.5", True),
        ("high", False, "73", True),
        ("high", False, "74.6", False),
        ("", True, "75", True),
        ("", True, "75.1", False),
    ],
)
def test_limits_and_rough_numbers(bound, is_rough, value, is_right):
    claim = Claim("", "", "", "74", Decimal(74), None, bound=bound, is_rough=is_rough)
    assert claim.is_right(Decimal(value), 0) is is_right


@pytest.mark.fast
def test_markdown_is_read_as_sections():
    text = (
        "# A\n\nOne **bold**\nline.\n\n```sql\nselect 5%\n```\n\n## B\n\nAbove it:\n"
        "\n| x | 1H16 |\n|---|---|\n| [y](z) | 5 |\n\n- item\n- other\n"
    )
    first, second = sections_of(text, "md")[1:]
    assert first.headings == ("A",)
    assert first.blocks == [Spot("One bold line.", "line 3")]
    assert second.headings == ("A", "B")
    above, table, *items = second.blocks
    assert above == Spot("Above it:", "line 12")
    assert isinstance(table, Table)
    assert table.caption == "Above it:"
    assert table.rows[1][0] == Spot("y", "line 16, column 1")
    assert [item.text for item in items] == ["item", "other"]


@pytest.mark.fast
def test_a_workbook_is_read_as_it_is_shown(tmp_path):
    """Floats are the decimals that they stand for, and percentages are percentages."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Key figures"
    sheet.append(["IIJ, JPY millions"])
    sheet.append(["", "1H16", "margin"])
    sheet.append(["Revenues", 74123.27, 0.026])
    sheet["C3"].number_format = "0.0%"
    book.save(tmp_path / "book.xlsx")
    (section,) = sections_in(tmp_path / "book.xlsx")
    assert section.headings == ("Key figures",)
    (table,) = section.blocks
    assert isinstance(table, Table)
    assert table.caption == "IIJ, JPY millions"
    _, number, share = table.rows[1]
    assert (number.text, number.place) == ("74123.27", "Key figures!B3")
    assert share.text == "2.6%"


@pytest.mark.fast
def test_another_kind_of_file_is_refused(tmp_path):
    with pytest.raises(UnusableError, match=r"\.md, \.csv, \.xlsx"):
        sections_in(tmp_path / "report.pdf")
