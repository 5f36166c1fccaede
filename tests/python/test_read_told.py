"""Figures of sentences beside the tables of their document: rows, or left open.

The document is made up; what is expected of it is worked out by hand.
"""

import csv
import re
from dataclasses import replace
from decimal import Decimal

import pytest
import yaml

from kessan.project import ROOT, SEEDS
from kessan.read.columns.calendars import Calendar
from kessan.read.columns.units import read_unit_words
from kessan.read.company import Profile
from kessan.read.compare import Known, Outcome, score_sentences
from kessan.read.formats.text import read_text
from kessan.read.labels.chart import load_chart
from kessan.read.prose.printed import (
    Printed,
    PrintedWords,
    read_printed,
    read_printed_words,
)
from kessan.read.reading import Reading, Release, Standing, ToldFigure
from kessan.read.reference import needed
from kessan.read.release import Setting, read_release
from kessan.read.review import write_review
from kessan.read.rows import content_of

pytestmark = pytest.mark.fast

REFERENCE = SEEDS / "reference"
STATEMENTS = """\
CONSOLIDATED STATEMENTS OF OPERATIONS
(In thousands, except per share amounts)

 | Six Months Ended June 30, 2030 | Six Months Ended June 30, 2029
Revenues | 412,031 | 387,512
Cost of revenues | 243,118 | 229,034
Gross profit | 168,913 | 158,478
Selling, general and administrative | 90,507 | 88,021
Operating income | 78,406 | 70,457
Income tax expense | 25,107 | 22,634
Net income | 53,299 | 47,823
Net income per share:
Basic | 1.33 | 1.20
Diluted | 1.31 | 1.18
"""
HALVES = "the six months ended June 30, 2030", "the six months ended June 30, 2029"
NOW, BEFORE = ("2030-01-01", "2030-06-30"), ("2029-01-01", "2029-06-30")


def setting(**profile: str) -> Setting:
    month = int(profile.get("month", "12"))
    row = {"company_key": "fir", "currency": "USD", "fiscal_year_end_month": "12"}
    return Setting(
        Release("fir-2030-08-01", "fir", "t", "fir", "2030-08-01", "USD", "IFRS", "k"),
        Profile(row, Calendar(month, "end"), "IFRS", True),
        load_chart(REFERENCE),
        read_unit_words(REFERENCE),
        read_printed_words(REFERENCE),
    )


def read(*sentences: str, statements: str = STATEMENTS) -> Reading:
    text = "\n\n".join([*sentences, statements])
    return read_release(read_text("fir.txt", text), setting())


def told(*sentences: str) -> list[ToldFigure]:
    return [*read(*sentences).prose]


def of(one: ToldFigure) -> tuple[str, str, str | None]:
    """The printed text, the measure, the line item."""
    return one.figure.text, one.figure.measure, one.meaning.line_item_key


def reasons(one: ToldFigure) -> str:
    return "; ".join(one.figure.doubts)


def test_what_a_table_has_too_is_accepted():
    figures = told(
        f"Revenues for {HALVES[0]} rose by 6.3% to $412.0 million from $387.5 million"
        f" for {HALVES[1]}."
    )
    assert [of(one) for one in figures] == [
        ("rose by 6.3%", "yoy_percent", "revenues"),
        ("$412.0 million", "amount", "revenues"),
        ("$387.5 million", "amount", "revenues"),
    ]
    assert {one.figure.standing for one in figures} == {Standing.ACCEPTED}
    periods = [one.figure.period for one in figures]
    assert [str(one.end) for one in periods if one] == [NOW[1], NOW[1], BEFORE[1]]


def test_what_a_table_has_otherwise_is_left_open_with_the_figure():
    (figure,) = told(f"Revenues for {HALVES[0]} were $421.0 million.")
    assert figure.is_open
    assert "a table says otherwise: 412031000 (income_statement" in reasons(figure)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        (f"Sales of boats for {HALVES[0]} were $4.2 million.", "which line item"),
        ("We expect revenues of $800 million to $820 million.", "an end of a range"),
        (f"Revenues for {HALVES[0]} were about $412.0 million.", "not the exact"),
        (f"Operating income for {HALVES[0]} was $78.4m.", "a row cannot say it"),
        (f"Diluted earnings per share for {HALVES[0]} were $1.31.", "a row cannot say"),
        (
            f"Net cash provided by operating activities for {HALVES[0]} was $9.1"
            " million.",
            "no table tells",
        ),
    ],
)
def test_what_is_not_sure_is_no_row_and_says_why(sentence, reason):
    figures = told(sentence)
    assert figures
    assert all(one.is_open for one in figures)
    assert all(reason in reasons(one) for one in figures)
    assert "figures.csv" not in content_of(read(sentence))


@pytest.mark.parametrize(
    ("label", "in_table", "negated"),
    [
        # As most print it: a number in a sentence has the sign of the table.
        ("Income tax expense", "25,107 | 22,634", "false"),
        # The table has it in parentheses; its line item is a positive number.
        ("Income tax expense", "(25,107) | (22,634)", "false"),
        # Of most a negative number, and here a positive one, in the table too.
        ("Interest expense", "25,107 | 22,634", "true"),
        ("Interest expense", "(25,107) | (22,634)", "true"),
    ],
)
def test_a_sentence_has_the_sign_of_the_line_item(label, in_table, negated):
    statements = STATEMENTS.replace(
        "Income tax expense | 25,107 | 22,634", f"{label} | {in_table}"
    )
    (now, before) = read(
        f"{label} for {HALVES[0]} was $25.1 million ($22.6 million for {HALVES[1]}).",
        statements=statements,
    ).prose
    for one in (now, before):
        assert one.figure.standing is Standing.ACCEPTED, one.figure
        assert one.meaning.is_negated == negated


def test_a_figure_with_few_digits_agrees_with_too_much():
    (figure,) = told(f"Revenues for {HALVES[0]} were $0.4 billion.")
    assert figure.figure.standing is Standing.TO_REVIEW
    assert not figure.is_open


def test_amounts_and_their_growth_prove_each_other():
    """No table has the interest: 2.10 is 5.0 % more than 2.00, and not 8.0 %."""
    text = f"Interest expense for {HALVES[0]} rose by {{}}% to $2.10 million from $2.00"
    text += f" million for {HALVES[1]}."
    agreeing, other = told(text.format("5.0")), told(text.format("8.0"))
    assert [len(agreeing), len(other)] == [3, 3]
    assert {one.figure.standing for one in agreeing} == {Standing.ACCEPTED}
    assert {one.figure.standing for one in other} == {Standing.TO_REVIEW}


def test_words_of_several_line_items_are_the_one_with_their_figures():
    text = "Net income per share for {} was ${} per share ({} per share for {})."
    sentence = text.format(HALVES[0], "{}", "${}", HALVES[1])
    basic, diluted = sentence.format("1.33", "1.20"), sentence.format("1.31", "1.18")
    for said, item in ((basic, "basic"), (diluted, "diluted")):
        found = told(said)
        assert [one.meaning.line_item_key for one in found] == [
            f"{item}_net_income_per_share"
        ] * 2
        assert {one.figure.standing for one in found} == {Standing.ACCEPTED}
    neither = told(sentence.format("1.33", "1.18"))
    assert all(one.is_open for one in neither)


def test_one_figure_does_not_say_which_of_several_line_items_it_is():
    (figure,) = told(f"Net income per share for {HALVES[0]} was $1.33 per share.")
    assert "more than one fits" in reasons(figure)


def test_a_line_that_goes_on_is_one_sentence_and_an_item_of_a_list_is_none():
    first = f"During {HALVES[1]}, despite a long strike of all of the carriers,"
    (figure,) = told(f"{first}\nrevenues were $387.5 million.")
    assert (figure.told.label, figure.figure.place.line) == ("revenues", 1)
    assert figure.figure.standing is Standing.ACCEPTED
    (item,) = told(f"{first}\n- revenues were $387.5 million.")
    assert item.figure.place.line == 2


def test_figures_told_respectively_are_dealt_out():
    (revenues, income) = told(
        f"For {HALVES[0]}, revenues and operating income were $412.0 million and $78.4"
        " million, respectively."
    )
    assert of(revenues) == ("$412.0 million", "amount", "revenues")
    assert of(income) == ("$78.4 million", "amount", "operating_income")
    assert {revenues.figure.standing, income.figure.standing} == {Standing.ACCEPTED}


@pytest.mark.parametrize(
    "sentence",
    [
        "Selling and administrative costs were $5 million and $6 million for"
        f" {HALVES[0]} and {HALVES[1]}, respectively.",
        "Revenues and costs were $5 million, $6 million and $7 million, respectively.",
        "Revenues and costs were $5 million and $6 million, up 2.0% and 3.0%,"
        " respectively.",
        "Revenues and costs were $5 million and 6.0%, respectively.",
    ],
)
def test_figures_that_are_not_told_apart_are_left_open(sentence):
    figures = told(sentence)
    assert len(figures) > 1
    assert all("told respectively" in reasons(one) for one in figures)


def test_a_release_that_calls_its_years_otherwise_is_not_dated_by_them():
    """Its statements end in 2030; what it calls fiscal 2029 is not the calendar's."""
    named = told("Revenues for the first half of fiscal 2030 were $412.0 million.")
    otherwise = told("Revenues for the first half of fiscal 2029 were $412.0 million.")
    assert [one.is_open for one in (*named, *otherwise)] == [False, True]
    assert "period not understood" in reasons(otherwise[0])


def test_sentences_are_rows_as_they_are_keyed():
    reading = read(
        f"Revenues for {HALVES[0]} were $412.0 million, and sales of boats were $4.2"
        " million.",
        f"Net income for {HALVES[0]} was $53.3 million.",
    )
    content = content_of(reading)
    rows = [
        (row["line_number"], row["column_number"], row["label"], row["printed_text"])
        for row in content["figures.csv"]
    ]
    assert rows == [
        ("1", "1", "Revenues", "$412.0 million"),
        ("3", "1", "Net income", "$53.3 million"),
    ]
    first = content["figures.csv"][0]
    assert (first["period_start"], first["period_end"]) == NOW
    assert (first["measure"], first["scenario"]) == ("amount", "actual")
    table = content["printed_tables.csv"][-1]
    assert [table[name] for name in ("table_id", "statement", "section")] == [
        "prose"
    ] * 3
    assert (table["line_count"], table["last_source_line"]) == ("2", "3")
    (total,) = [
        row for row in content["control_totals.csv"] if row["table_id"] == "prose"
    ]
    # 412.0 and 53.3; and each by its line, 412.0 + 3 x 53.3.
    assert (total["figure_count"], total["total"]) == ("2", "465.3")
    assert (total["line_total"], total["scale"]) == ("571.9", "6")
    labels = needed(reading, setting().profile, setting().chart, {})[0]["labels"]
    said = {row["label"]: row for row in labels if row["statement"] == "prose"}
    assert set(said) == {"Revenues", "Net income"}


def test_the_page_shows_each_sentence_with_its_reason(tmp_path):
    reading = read(
        f"Sales of boats for {HALVES[0]} were $4.2 million.",
        f"Revenues for {HALVES[0]} were $412.0 million.",
    )
    page = write_review(tmp_path, reading, []).read_text("utf-8")
    (shown,) = re.findall(r'<h2 id="prose">.*?</table>', page, re.DOTALL)
    assert "2 figures, of which 1 are rows" in shown
    sentences = re.findall(r'class="sentence">(.*?)</td>', shown)
    assert [re.sub("<.*?>", "", one) for one in sentences] == [
        f"Sales of boats for {HALVES[0]} were $4.2 million",
        f"Revenues for {HALVES[0]} were $412.0 million",
    ]
    assert "which line item is &#39;Sales of boats&#39;" in shown


def test_sentences_are_scored_by_themselves():
    reading = read(f"Revenues for {HALVES[0]} were $412.0 million.")
    known = Known("prose", 1, 1, "Revenues", Decimal("412.0E6"), "USD", *NOW, "amount")
    right = score_sentences(reading, [known])
    wrong = score_sentences(reading, [replace(known, value=Decimal("41.2E6"))])
    missing = score_sentences(reading, [replace(known, line=9)])
    assert right.count(Outcome.RIGHT, Standing.ACCEPTED) == 1
    assert wrong.count(Outcome.WRONG, Standing.ACCEPTED) == 1
    assert (missing.count(Outcome.MISSING), missing.count(Outcome.EXTRA)) == (1, 1)


# What staging reads, by the examples of its own tests.

UNIT_TESTS = ROOT / "tests" / "unit" / "_cleaning__unit_tests.yml"


def examples() -> list[tuple[PrintedWords, dict[str, object]]]:
    """The texts of the unit tests of staging, with what must be read of each."""
    found = []
    for test in yaml.safe_load(UNIT_TESTS.read_text("utf-8"))["unit_tests"]:
        if test["model"] != "stg_release__texts":
            continue
        given = {one["input"]: one.get("rows", []) for one in test["given"]}
        signs = {one["currency"]: one["sign"] for one in given["ref('currencies')"]}
        said = {row["printed_word"]: row["unit"] for row in given["ref('unit_words')"]}
        words = PrintedWords(
            {word: unit for word, unit in said.items() if unit not in signs},
            {word: unit for word, unit in said.items() if unit in signs}
            | {code: code for code in signs},
            signs,
        )
        found += [(words, row) for row in test["expect"]["rows"]]
    return found


def test_a_printed_figure_is_read_as_staging_reads_it():
    """A dash and a word for none are for columns: no sentence has them."""
    compared = 0
    for words, row in examples():
        number = row["printed_number"]
        text = str(row["read_text"] or "")
        if number == 0 or not re.search("[0-9０-９]", text):  # noqa: RUF001
            continue
        found = read_printed(text, words, "JPY")
        assert (found and found.number) == (
            None if number is None else Decimal(str(number))
        ), text
        if found and "scale_in_text" in row:
            assert found.scale == (row["scale_in_text"] or 0), text
        if found and row.get("unit_in_text"):
            money = str(row.get("currency_in_text") or "JPY")
            unit = str(row["unit_in_text"]).replace("currency", money)
            assert found.unit == unit, text
        compared += 1
    assert compared > 60


def test_the_sign_of_a_currency_is_that_of_the_release():
    words = read_printed_words(REFERENCE)
    assert read_printed("$5 million", words, "CAD") == Printed(Decimal(5), "CAD", 6)
    assert read_printed("$5 million", words, "JPY") == Printed(Decimal(5), "USD", 6)


def test_every_word_of_a_sign_is_read_so():
    words = read_printed_words(REFERENCE)
    with (REFERENCE / "sign_words.csv").open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    assert len(rows) > 30
    for row in rows:
        word = row["printed_word"]
        text = f"{word} 5%" if row["place"] == "before" else f"5% {word}"
        expected = Printed(Decimal(5 * int(row["sign"])), "percent", 0)
        assert read_printed(text, words, "JPY") == expected, text
