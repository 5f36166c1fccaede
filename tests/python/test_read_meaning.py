"""What headings, unit lines and labels mean; all tables are made up.

Each rule has a text that it reads and a neighbour that it must not read: what is not
said for sure is unknown, with a reason.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kessan.project import SEEDS
from kessan.read.columns.calendars import (
    Calendar,
    Period,
    Unsure,
    fitting_rules,
    start_of,
)
from kessan.read.columns.context import Context
from kessan.read.columns.heading_periods import days_of
from kessan.read.columns.meaning import TableMeaning, read_meanings
from kessan.read.columns.periods import read_period
from kessan.read.columns.quarter_ends import quarter_ends
from kessan.read.columns.units import (
    StatedUnits,
    Unit,
    read_label_unit,
    read_unit,
    read_unit_line,
    read_unit_words,
)
from kessan.read.document import Place
from kessan.read.tables.printed import Column, Line, PrintedCell, PrintedTable

pytestmark = pytest.mark.fast

# A year from April, and years of weeks: to a Saturday at September's end, to the last
# Sunday of January; and one whose quarters alone end on a Friday.
MARCH = Calendar(3, "start")
SEPTEMBER = Calendar(9, "end")
JANUARY = Calendar(1, "end")
DECEMBER = Calendar(12, "end")
WORDS = read_unit_words(SEEDS / "reference")


def day(text: str) -> date:
    return date.fromisoformat(text)


def period(text: str) -> Period:
    """`2016-04-01/2016-09-30`, or a day for an instant."""
    start, _, end = text.rpartition("/")
    return Period(day(start) if start else None, day(end))


# --- calendars of the reference data -----------------------------------------

RULE = {
    "valid_from": "2010-01-31",
    "rule": "nearest_weekday",
    "end_month": "1",
    "end_day": "",
    "weekday": "saturday",
    "long_quarter": "",
}
LAST_OF_SEPTEMBER = {
    **RULE,
    "rule": "last_weekday",
    "end_month": "9",
    "long_quarter": "1",
}


@pytest.mark.parametrize(
    ("rules", "listed", "year", "ends"),
    [
        # Of 52 weeks, and of 53: the last quarter is the long one, or the first.
        ([RULE], [], 2025, "2024-05-04 2024-08-03 2024-11-02 2025-02-01"),
        ([RULE], [], 2024, "2023-04-29 2023-07-29 2023-10-28 2024-02-03"),
        ([LAST_OF_SEPTEMBER], [], 2023, "2022-12-31 2023-04-01 2023-07-01 2023-09-30"),
        # With a day of the month, and with its last one.
        (
            [{**RULE, "rule": "day_of_month", "end_day": "20", "weekday": ""}],
            [],
            2025,
            "2024-04-20 2024-07-20 2024-10-20 2025-01-20",
        ),
        (
            [{**RULE, "rule": "month_end", "end_month": "2", "weekday": ""}],
            [],
            2024,
            "2023-05-31 2023-08-31 2023-11-30 2024-02-29",
        ),
        # The weekday nearest to a day; another rule from then on; a year by itself.
        (
            [{**RULE, "end_day": "26", "weekday": "sunday"}],
            [],
            2025,
            "2024-04-28 2024-07-28 2024-10-27 2025-01-26",
        ),
        (
            [RULE, {**LAST_OF_SEPTEMBER, "valid_from": "2025-02-02"}],
            [],
            2025,
            "2024-05-04 2024-08-03 2024-11-02 2025-02-01"
            " 2024-12-28 2025-03-29 2025-06-28 2025-09-27",
        ),
        (
            [RULE],
            [{"start_date": "2024-02-04", "end_date": "2025-02-01"}],
            2025,
            "2024-05-04 2024-08-03 2024-11-02 2025-02-01",
        ),
        # A year of ten months has no quarters.
        ([], [{"start_date": "2024-04-01", "end_date": "2025-01-31"}], 2025, ""),
    ],
)
def test_rows_say_where_quarters_end(rules, listed, year, ends):
    found = quarter_ends(rules, listed, [year])
    assert found == tuple(sorted(map(day, ends.split())))


def test_a_known_calendar_knows_what_the_days_leave_open():
    """Nine months to a Saturday began a year of 52 weeks or of 53."""
    seen = {day("2023-07-01")}
    end = day("2023-07-01")
    assert isinstance(start_of(end, 9, SEPTEMBER, seen), Unsure)
    known = replace(
        SEPTEMBER, last_days=quarter_ends([LAST_OF_SEPTEMBER], [], [2022, 2023])
    )
    assert start_of(end, 9, known, seen) == day("2022-09-25")
    assert start_of(end, 6, known, seen) == day("2023-01-01")


# --- periods of words --------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Three Months Ended June 30, 2016", "2016-04-01/2016-06-30"),
        ("Six Months Ended September 30, 2016", "2016-04-01/2016-09-30"),
        ("2016 Six Months Ended September 30,", "2016-04-01/2016-09-30"),
        ("September 30, 2016 Six Months Ended", "2016-04-01/2016-09-30"),
        ("6 months to 30 September 2016, half year ended", "2016-04-01/2016-09-30"),
        ("Quarter ended 30th June 2016", "2016-04-01/2016-06-30"),
        ("13 weeks ended November 2, 2024", "2024-08-04/2024-11-02"),
        ("Thirty-Nine Weeks Ended Nov. 2, 2024", "2024-02-04/2024-11-02"),
        ("Fiscal Year Ended March 31, 2017", "2016-04-01/2017-03-31"),
        ("As of March 31, 2016", "2016-03-31"),
        ("as of Sep. 30, 2015", "2015-09-30"),
        ("Balances at 31 March 2016", "2016-03-31"),
        ("as at 30.09.2016", "2016-09-30"),
        ("as of 2016/09/30", "2016-09-30"),
        ("as of 2016年9月30日", "2016-09-30"),
        ("April 1, 2016 to September 30, 2016", "2016-04-01/2016-09-30"),
        ("April 1 - June 30, 2016", "2016-04-01/2016-06-30"),
        ("1H16", "2016-04-01/2016-09-30"),
        ("2Q15", "2015-07-01/2015-09-30"),
        ("4Q FY2015", "2016-01-01/2016-03-31"),
        ("FY2015", "2015-04-01/2016-03-31"),
        ("FY3/2016", "2015-04-01/2016-03-31"),
        ("9M16", "2016-04-01/2016-12-31"),
        ("Q3 2024", "2024-10-01/2024-12-31"),
        ("Q1'25", "2025-04-01/2025-06-30"),
        ("fiscal 2025 third quarter", "2025-10-01/2025-12-31"),
        ("Second Quarter FY2016 (3 months)", "2016-07-01/2016-09-30"),
        ("second quarter ended September 30, 2016", "2016-07-01/2016-09-30"),
        (
            "First six months of the fiscal year ending March 31, 2017",
            "2016-04-01/2016-09-30",
        ),
        ("as of the end of 2Q16-end", "2016-09-30"),
    ],
)
def test_words_are_a_period(text: str, expected: str) -> None:
    assert read_period(text, MARCH) == period(expected)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("September 30, 2016", "neither a span"),
        ("2016", "not whose"),
        ("Six Months Ended September 30,", "without one year"),
        ("Six Months Ended September 30, 2016 2015", "another year"),
        ("Six Months Ended", "no period"),
        ("three- and six-month periods ended September 30, 2016", "one length"),
        ("six months ended September 30, 2016 and June 30, 2016", "more than one day"),
        ("As of/Year Ended March 31, 2016", "at once"),
        ("as of 03/04/2016", "either month"),
        ("as of February 30, 2016", "no day"),
        ("Year to date 2016", "from when"),
        ("third quarter ended September 30, 2016", "not of the quarter"),
        ("1Q-3Q FY2016", "more than one"),
        ("Six months FY2016", "which part"),
        ("March 31, 2016 less than 12 months", "neither a span"),
        ("YoY Change", "no period"),
    ],
)
def test_what_is_not_one_period_is_unsure(text: str, reason: str) -> None:
    found = read_period(text, MARCH)
    assert isinstance(found, Unsure)
    assert reason in found.reason


def test_a_day_is_an_instant_where_balances_are_meant() -> None:
    assert read_period("March 31, 2016", MARCH, is_balance=True) == period("2016-03-31")
    assert read_period("FY2015", MARCH, is_balance=True) == period("2016-03-31")


# --- calendars ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("calendar", "seen", "end", "months", "start"),
    [
        (SEPTEMBER, "2026-06-27 2025-06-28 2025-09-27", "2026-06-27", 9, "2025-09-28"),
        (SEPTEMBER, "2026-06-27 2025-06-28 2025-09-27", "2025-06-28", 9, "2024-09-29"),
        (SEPTEMBER, "2026-06-27 2025-06-28 2025-09-27", "2025-06-28", 3, "2025-03-30"),
        # The year to September 24, 2022 tells the last Saturday from the nearest.
        (SEPTEMBER, "2024-09-28 2023-09-30 2022-09-24", "2022-09-24", 12, "2021-09-26"),
        (SEPTEMBER, "2024-09-28 2023-09-30 2022-09-24", "2023-09-30", 12, "2022-09-25"),
        (JANUARY, "2025-07-27 2024-07-28 2025-01-26", "2024-07-28", 3, "2024-04-29"),
        (JANUARY, "2025-07-27 2024-07-28 2025-01-26", "2024-07-28", 6, "2024-01-29"),
        (DECEMBER, "2025-06-27 2024-06-28 2024-12-31", "2025-06-27", 6, "2025-01-01"),
        (DECEMBER, "2025-06-27 2024-06-28 2024-12-31", "2025-06-27", 3, "2025-03-29"),
        # 53 weeks to the Saturday nearest to the end of January.
        (JANUARY, "2024-02-03 2024-11-02", "2024-02-03", 12, "2023-01-29"),
        (MARCH, "2016-03-20 2016-09-20", "2016-09-20", 6, "2016-03-21"),
        (MARCH, "", "2016-05-31", 2, "2016-04-01"),
    ],
)
def test_a_span_begins_after_the_last_day_before(
    calendar: Calendar, seen: str, end: str, months: int, start: str
) -> None:
    days = {day(text) for text in seen.split()}
    assert start_of(day(end), months, calendar, days) == day(start)


def test_where_rules_disagree_the_start_is_unsure_unless_the_day_is_known() -> None:
    end, known = day("2025-06-28"), (day("2024-09-28"),)
    found = start_of(end, 9, SEPTEMBER, {day("2026-06-27")})
    assert isinstance(found, Unsure)
    assert "2024-09-28, 2024-09-30" in found.reason
    calendar = Calendar(9, "end", last_days=known)
    assert start_of(end, 9, calendar, {day("2026-06-27")}) == day("2024-09-29")


def test_the_long_quarter_is_not_guessed() -> None:
    # 53 weeks to September 30, 2023: which quarter has 14 is not said.
    seen = {day("2023-09-30"), day("2022-09-24"), day("2024-09-28")}
    assert isinstance(start_of(day("2023-09-30"), 3, SEPTEMBER, seen), Unsure)
    known = Calendar(9, "end", last_days=(day("2023-07-01"),))
    assert start_of(day("2023-09-30"), 3, known, seen) == day("2023-07-02")
    seen.add(day("2023-07-01"))
    assert start_of(day("2023-09-30"), 3, SEPTEMBER, seen) == day("2023-07-02")


def test_days_that_keep_no_rule_make_a_start_unsure() -> None:
    seen = {day("2026-06-27"), day("2025-09-24"), day("2025-03-31")}
    assert fitting_rules(SEPTEMBER, seen) == []
    assert isinstance(start_of(day("2026-06-27"), 9, SEPTEMBER, seen), Unsure)


def test_a_quarter_of_weeks_named_by_its_number_needs_days() -> None:
    seen = {day("2026-06-27"), day("2025-06-28"), day("2025-09-27")}
    expected = period("2026-03-29/2026-06-27")
    assert read_period("Q3 2026", SEPTEMBER, seen) == expected
    assert read_period("fiscal 2026 third quarter", SEPTEMBER, seen) == expected


# --- units -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("JPY millions", Unit("JPY", 6)),
        ("Thousands of JPY", Unit("JPY", 3)),
        ("Unit: JPY million", Unit("JPY", 6)),
        ("百万円", Unit("JPY", 6)),
        ("Thousands of U.S. Dollars", Unit("USD", 3)),
        ("in millions", Unit(None, 6)),
        ("%", Unit("percent", None)),
        ("(shares)", Unit("shares", None)),
        ("(ADSs)", Unit("ADS", None)),
        ("JPY per share", Unit("JPY_per_share", None)),
        ("Gbps", Unit("Gbps", None)),
        ("Change", None),
        ("(unaudited)", None),
        ("", None),
    ],
)
def test_a_text_is_a_unit(text: str, unit: Unit | None) -> None:
    assert read_unit(text, "JPY", WORDS) == unit


def test_a_sign_of_many_currencies_is_that_of_the_release() -> None:
    assert read_unit("$", "AUD", WORDS) == Unit("AUD", None)
    assert read_unit("$", "JPY", WORDS) == Unit("USD", None)


@pytest.mark.parametrize(
    ("text", "scale", "of_shares"),
    [
        (
            "(In millions, except number of shares, which are reflected in thousands, "
            "and per-share amounts)",
            6,
            3,
        ),
        ("(in thousands, except per share data)", 3, 3),
        ("(In millions, except share and per share data)", 6, 0),
        ("(Dollars in millions)", 6, None),
        ("(US$ in millions, except per share amounts; shares in thousands)", 6, 3),
        ("Balance sheets (in billions)", 9, 9),
        ("(in US dollars, thousands)", 3, None),
    ],
)
def test_a_unit_line_says_the_scale_of_amounts_and_of_shares(
    text: str, scale: int, of_shares: int | None
) -> None:
    stated = read_unit_line(text, "USD", WORDS)
    assert stated is not None
    assert stated.amounts == Unit("USD", scale)
    assert stated.shares_scale == of_shares


@pytest.mark.parametrize(
    "text",
    [
        "(Unaudited)",
        "(Six Months Ended September 30, 2016)",
        "(Amounts of less than JPY one million are rounded)",
        "The table shows what we sold in millions of places all over the world in 2016",
    ],
)
def test_other_texts_are_no_unit_line(text: str) -> None:
    assert read_unit_line(text, "JPY", WORDS) is None


IN_MILLIONS = StatedUnits(Unit("USD", 6), shares_scale=3)


@pytest.mark.parametrize(
    ("label", "heading", "texts", "unit"),
    [
        ("Basic", "Earnings per share:", ["2.03"], Unit("USD_per_share", 0)),
        (
            "Diluted",
            "Shares used in computing earnings per share:",
            ["14,714"],
            Unit("shares", 3),
        ),
        ("Weighted-average shares, diluted", "", ["1"], Unit("shares", 3)),
        ("Effect of dilutive securities", "", ["1"], Unit("shares", 3)),
        ("NUMBER OF SHARES (shares)", "", ["1"], Unit("shares", 0)),
        ("NET INCOME PER SHARE (JPY)", "", ["1"], Unit("JPY_per_share", 0)),
        ("Net income per ADS equivalent", "", ["1"], Unit("USD_per_ADS", 0)),
        ("Gross margin percentage", "", ["50.1"], Unit("percent", 0)),
        ("Gross margin", "", ["50.1%", "49 %"], Unit("percent", 0)),
        ("Bandwidth", "", ["1,982.4Gbps"], Unit("Gbps", 0)),
        ("Number of stores (in thousands)", "", ["12"], Unit("count", 3)),
        ("Net income", "", ["1"], None),
        ("Common stock, 50,000 shares authorized", "", ["1"], None),
        ("Cash dividends ($0.25 per share)", "", ["1"], None),
        ("5.25% notes due 2030", "", ["1"], None),
        # What may be no money, though it does not say what else.
        ("Users (in thousands)", "", ["1"], Unit(None, 3)),
        ("Paid memberships", "", ["1"], Unit(None, None)),
        ("Number of RSUs (in thousands)", "", ["1"], Unit(None, 3)),
        ("Awards granted", "", ["1"], Unit(None, None)),
        ("Remaining contractual term", "", ["1"], Unit(None, None)),
        ("Debt due within one year", "", ["1"], None),
        ("Effective tax rate", "", ["16.2"], Unit(None, None)),
        ("Average revenue per user", "", ["1"], Unit(None, None)),
        ("Basic", "Earnings per share:", ["14,656,110"], Unit(None, None)),
    ],
)
def test_a_label_or_its_heading_says_a_unit(
    label: str, heading: str, texts: list[str], unit: Unit | None
) -> None:
    headings = (heading,) if heading else ()
    found = read_label_unit(label, headings, texts, IN_MILLIONS, "USD", WORDS)
    assert found == unit


def test_the_words_of_units_are_rows_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("unit,label\nbarrels,Barrels\n")
    (tmp_path / "unit_words.csv").write_text("printed_word,unit\nbbl,barrels\n")
    (tmp_path / "currencies.csv").write_text("currency,label,sign\nNOK,Krone,kr\n")
    words = read_unit_words(tmp_path)
    assert read_unit("thousands of bbl", "NOK", words) == Unit("barrels", 3)
    assert read_unit("kr millions", "NOK", words) == Unit("NOK", 6)
    assert read_unit("JPY millions", "NOK", words) is None


# --- tables ------------------------------------------------------------------

PLACE = Place(1)


def table(
    columns: list[str | tuple[str, str]],
    lines: str,
    title: str = "",
    above: tuple[str, ...] = (),
    unit_text: str = "",
) -> PrintedTable:
    """A table: headings, of rows between slashes, and lines of cells between bars."""
    cells = [
        column if isinstance(column, tuple) else (column, "") for column in columns
    ]
    rows = [line.split("|") for line in lines.strip().splitlines()]
    return PrintedTable(
        number=1,
        title=title,
        columns=tuple(
            Column(number, tuple(heading.split(" / ")), unit)
            for number, (heading, unit) in enumerate(cells, 1)
        ),
        lines=tuple(
            Line(
                number,
                PLACE,
                label.strip(),
                tuple(
                    PrintedCell(text.strip(), PLACE) if text.strip() else None
                    for text in [*texts, *[""] * (len(cells) - len(texts))]
                ),
            )
            for number, (label, *texts) in enumerate(rows, 1)
        ),
        above=above,
        unit_text=unit_text,
    )


def meaning(
    printed: PrintedTable, calendar: Calendar = MARCH, currency: str = "JPY"
) -> TableMeaning:
    context = Context(calendar, currency, day("2016-11-08"), WORDS, day("2016-09-30"))
    return read_meanings(printed, context)


SALES = """
    Sales  | 65,334 | 74,123 | 13.5
    Profit |  1,652 |  1,108 | (33.0)
"""
MILLIONS = "JPY millions"


def test_a_column_of_amounts_and_its_growth() -> None:
    columns = [("1H15", MILLIONS), ("1H16", MILLIONS), ("YoY Change", "%")]
    before, after, growth = meaning(table(columns, SALES)).columns
    assert before.period == period("2015-04-01/2015-09-30")
    assert (after.measure, after.comparison, after.unit, after.scale) == (
        "amount",
        "",
        "JPY",
        6,
    )
    assert after.scenario == "actual"
    assert growth.period == after.period
    assert (growth.measure, growth.comparison) == ("yoy_percent", "year_ago")
    assert (growth.unit, growth.scale) == ("percent", 0)
    assert after.reason == growth.reason == ""


def test_figures_tell_a_change_from_a_growth() -> None:
    columns = ["as of Sep. 30, 2015", "as of Sep. 30, 2016", "YoY Change"]
    lines = "Lines | 348,345 | 721,691 | 373,346\n Users | 715 | 642 | (73)"
    found = meaning(table(columns, lines, title="Number of contracts")).columns[2]
    assert (found.measure, found.unit) == ("change", "count")
    assert found.period == period("2016-09-30")
    growth = meaning(
        table([(h, MILLIONS) for h in columns[:2]] + ["YoY Change"], SALES)
    )
    assert growth.columns[2].measure == "yoy_percent"


def test_figures_find_the_columns_that_are_compared() -> None:
    columns = ["FY2015", "Change", "FY2014", "% Change", "FY2013"]
    lines = "Sales | 120 | 20 | 100 | 25 | 80\n Costs | 66 | 6 | 60 | 20.0 | 50"
    found = meaning(table(columns, lines, unit_text="(Thousands of JPY)")).columns
    assert (found[1].measure, found[1].period) == ("change", found[0].period)
    assert (found[3].measure, found[3].period) == ("yoy_percent", found[2].period)
    assert (found[1].unit, found[1].scale) == ("JPY", 3)


def test_a_heading_decides_where_figures_are_both_change_and_growth() -> None:
    lines = "Sales | 100 | 113 | 13\n Costs | 100 | 98 | (2)"
    columns = [("1H15", MILLIONS), ("1H16", MILLIONS), ("YoY % Change", "")]
    assert meaning(table(columns, lines)).columns[2].measure == "yoy_percent"
    columns[2] = ("YoY Change", "")
    assert meaning(table(columns, lines)).columns[2].measure is None


def test_without_figures_only_periods_of_one_length_are_compared() -> None:
    growth = ("YoY Change", "%")
    columns = [("1H15", MILLIONS), ("1H16", MILLIONS), growth]
    lines = "Sales | 100 | 113 |"
    assert meaning(table(columns, lines)).columns[2].comparison == "year_ago"
    columns[0] = ("1Q15", MILLIONS)
    assert meaning(table(columns, lines)).columns[2].comparison is None


def test_a_comparison_that_figures_do_not_prove_is_unsure() -> None:
    columns = [("1H15", MILLIONS), ("1H16", MILLIONS), ("YoY Change", "%")]
    lines = "Sales | 100 | 110 | 55.0\n Profit | 10 | 12 | 44.0"
    found = meaning(table(columns, lines)).columns[2]
    assert found.measure is None
    assert found.period is None
    assert "YoY Change" in found.reason


def test_a_change_since_the_end_of_the_year_is_none_of_a_year_ago() -> None:
    columns = ["As of March 31, 2016", "As of September 30, 2016", "Change"]
    lines = "Cash | 100 | 130 | 30\n Debt | 70 | 50 | (20)"
    found = meaning(table(columns, lines, unit_text="(Thousands of JPY)")).columns[2]
    assert found.comparison == "previous_year_end"
    columns[2] = "YoY Change"
    wrong = meaning(table(columns, lines, unit_text="(Thousands of JPY)")).columns[2]
    assert wrong.comparison is None
    assert "year ago" in wrong.reason


def test_a_ratio_is_of_the_amounts_beside_it() -> None:
    columns = ["FY2014", "% of sales", "FY2015", "% of sales "]
    lines = "Costs | 50 | 50.0 | 60 | 54.5"
    found = meaning(table(columns, lines, unit_text="(Thousands of JPY)")).columns
    assert [column.measure for column in found] == ["amount", "ratio"] * 2
    assert found[1].period == found[0].period
    assert (found[3].period, found[3].unit) == (found[2].period, "percent")


def test_of_two_ratios_in_a_row_neither_is_of_the_amounts_beside_them() -> None:
    columns = ["FY2014", "FY2015", "% of sales", "% of total sales"]
    found = meaning(table(columns, "Costs | 50 | 60 | 50.0 | 54.5")).columns
    assert [column.period for column in found[2:]] == [None, None]


def test_a_percentage_of_nobody_knows_what_has_no_measure() -> None:
    columns = [("1H16", MILLIONS), ("1H16", "%")]
    found = meaning(table(columns, "Sales | 100 | 13.5")).columns[1]
    assert found.measure is None
    assert "1H16" in found.reason


def test_the_title_says_what_the_headings_do_not() -> None:
    columns = ["September 30, 2015", "September 30, 2016"]
    lines = "Cash | 1 | 2"
    six = "(For the six months ended September 30, 2015 and September 30, 2016)"
    flow = meaning(table(columns, lines, title="Cash flows", above=(six,)))
    assert flow.columns[1].period == period("2016-04-01/2016-09-30")
    sheet = meaning(table(columns, lines, title="Consolidated Balance Sheets"))
    assert sheet.columns[1].period == period("2016-09-30")
    nothing = meaning(table(columns, lines, title="Cash"))
    assert nothing.columns[1].period is None
    assert "September 30, 2016" in nothing.columns[1].reason


def test_a_title_far_above_says_nothing_of_a_table() -> None:
    above = ("Balance sheets", *(f"Section {n}" for n in range(4)))
    far = meaning(table(["September 30, 2016", "1H16"], "Sales | 1 | 2", above=above))
    assert far.columns[0].period is None
    assert far.columns[1].period == period("2016-04-01/2016-09-30")
    near = meaning(table(["September 30, 2016"], "Cash | 1", above=above[:3]))
    assert near.columns[0].period == period("2016-09-30")


def test_years_take_their_days_from_the_title() -> None:
    columns, lines = ["2016", "2015"], "Sales | 1 | 2"
    years = "Years ended March 31, 2016 and 2015"
    found = meaning(table(columns, lines, title=years)).columns
    assert found[1].period == period("2014-04-01/2015-03-31")
    days = "Balances as of March 31, 2016 and September 30, 2015 (in millions):"
    found = meaning(table(columns, lines, above=(days,))).columns
    assert found[1].period == period("2015-09-30")
    both = "Sales for 2016 and 2015, and plants as of March 31, 2016 and 2015:"
    assert meaning(table(columns, lines, above=(both,))).columns[0].period is None


def test_a_paragraph_or_another_day_says_nothing_of_a_column() -> None:
    columns, lines = ["September 30, 2016"], "Sales | 1"
    for text in (
        "We grew in the six months ended September 30, 2016.",
        "Three months ended June 30, 2016",
        "What we say here of the six months is longer than a title of a table ever is, "
        "and so it is none:",
        "three- and six-month periods ended September 30, 2016",
    ):
        assert meaning(table(columns, lines, above=(text,))).columns[0].period is None


def test_a_year_in_a_name_is_no_period() -> None:
    quarter = ("For the quarterly period ended September 30, 2016",)
    found = meaning(table(["Market"], "Notes due 2016 | 1", above=quarter))
    assert not found.is_form
    found = meaning(table(["Notes due 2016", "2016"], "Sales | 1 | 2", above=quarter))
    assert found.columns[0].period is None
    assert found.columns[1].period == period("2016-07-01/2016-09-30")


def test_days_over_lines_from_a_beginning_to_an_end_are_unsure() -> None:
    lines = "Balance at the beginning of the year | 1\n Additions | 2"
    found = meaning(table(["As of March 31, 2016"], lines)).columns[0]
    assert found.period is None
    assert "beginning" in found.reason


def test_the_cash_of_both_ends_stays_in_the_column_of_the_flow() -> None:
    lines = "Cash, beginning of the period | 1\n Cash, end of the period | 2"
    found = meaning(table(["Six Months Ended September 30, 2016"], lines))
    assert found.columns[0].period == period("2016-04-01/2016-09-30")
    assert not any(line.period for line in found.lines.values())


def test_two_columns_that_say_the_same_are_unsure() -> None:
    columns = ["Six Months Ended September 30, 2016"] * 2
    found = meaning(table(columns, "Sales | 1 | 2", unit_text="(in millions)")).columns
    assert [(c.period, c.unit) for c in found] == [(None, None)] * 2
    assert "another column" in found[0].reason


def test_lines_have_units_of_their_own() -> None:
    lines = """
        Sales | 109,417
        Earnings per share | 2.03
        Weighted-average shares | 14,656
        Margin | 50.1%
        Units sold | 3
        Return | 7.5
        Costs | 54,647
        Tax | 6,478
        Profit | 29,789
        Result | 12
    """
    columns = ["Six Months Ended September 30, 2016"]
    unit_text = "(In millions, except number of shares, which are in thousands)"
    found = meaning(table(columns, lines, unit_text=unit_text), currency="USD")
    assert (found.columns[0].unit, found.columns[0].scale) == ("USD", 6)
    units = {number: (line.unit, line.scale) for number, line in found.lines.items()}
    assert units == {
        2: ("USD_per_share", 0),
        3: ("shares", 3),
        4: ("percent", 0),
        6: (None, None),
    }
    assert "Return" in found.lines[6].reason


def test_where_some_figures_are_percentages_those_with_decimals_are_unsure() -> None:
    lines = "Tax | 878\n Tax, in part | 21.0\n Credit | (739)\n Credit, in part | 4.2"
    some = meaning(
        table(["1H16"], lines, unit_text="(in millions, except percentages)")
    )
    assert sorted(some.lines) == [2, 4]
    assert meaning(table(["1H16"], lines, unit_text="(in millions)")).lines == {}


def test_a_heading_of_lines_says_nothing_of_columns_of_several_units() -> None:
    columns = [("1H16 / Amount", "(in millions)"), ("1H16 / Loans", "(in thousands)")]
    printed = table(columns, "Granted | 1 | 2")
    line = replace(printed.lines[0], label="Old", headings=("(Shares in thousands)",))
    assert meaning(replace(printed, lines=(line,))).lines == {}
    alike = table([("1H16 / Amount", "(in millions)")], "Granted | 1")
    line = replace(line, cells=alike.lines[0].cells)
    found = meaning(replace(alike, lines=(line,)))
    assert (found.lines[1].unit, found.lines[1].scale) == ("shares", 3)


def test_a_scale_beside_other_words_or_below_shares_is_of_nothing_known() -> None:
    columns, lines = ["1H16 / Users (in thousands)"], "Japan | 1"
    assert meaning(table(columns, lines)).columns[0].unit is None
    shares = "Changes in shares of common stock in fiscal 2016 (in thousands):"
    found = meaning(table(["1H16"], lines, above=(shares,))).columns[0]
    assert found.unit is None
    assert found.period is not None


def test_shares_in_a_heading_take_the_scale_beside_it() -> None:
    columns = [("1H16 / Shares", "(in thousands)"), ("1H16 / Amount", "(in millions)")]
    shares, amount = meaning(table(columns, "Issued | 1 | 2")).columns
    assert (shares.unit, shares.scale) == ("shares", 3)
    assert (amount.unit, amount.scale) == ("JPY", 6)


def test_a_sign_of_another_currency_makes_a_line_unsure() -> None:
    printed = table(["1H16"], "Loan | 5\n Bond | 7", unit_text="(JPY millions)")
    euro, yen = (
        replace(line, cells=(PrintedCell("5", PLACE, currency_sign=sign),))
        for line, sign in zip(printed.lines, "€¥", strict=True)
    )
    found = meaning(replace(printed, lines=(euro, yen)))
    assert [(n, line.unit) for n, line in found.lines.items()] == [(1, None)]


def test_money_without_a_scale_that_has_decimals_may_be_per_share() -> None:
    per_share = [("Net income per share", "JPY")]
    lines = "Six Months Ended September 30, 2016 | 24.11"
    assert meaning(table(per_share, lines)).columns[0].unit == "JPY_per_share"
    assert meaning(table([("Year-end", "JPY")], lines)).columns[0].unit is None
    whole = meaning(table([("Cash", "JPY")], lines.replace("24.11", "24"))).columns[0]
    assert (whole.unit, whole.scale) == ("JPY", 0)


# --- forms -------------------------------------------------------------------

FORM = [
    ("Sales", MILLIONS),
    ("Sales", "%"),
    ("Equity to total assets", "%"),
]
HALVES = """
    Six Months Ended September 30, 2016 | 74,123 | 13.5 | 53.2
    Six Months Ended September 30, 2015 | 65,334 | 14.3 | 55.0
"""


def test_in_a_form_each_line_has_a_period() -> None:
    found = meaning(table(FORM, HALVES, above=("(% shown is YoY change)",)))
    assert found.is_form
    assert found.of_period(2, 0).period == period("2015-04-01/2015-09-30")
    assert found.of_period(2, 0).scenario == "actual"
    measures = [column.measure for column in found.columns]
    assert measures == ["amount", "yoy_percent", "ratio"]
    assert [column.comparison for column in found.columns] == ["", "year_ago", ""]
    unsaid = meaning(table(FORM, HALVES)).columns[1]
    assert unsaid.measure is None


def test_columns_of_a_form_may_be_parts_of_the_year_of_the_line() -> None:
    columns = [(text, "JPY") for text in ("1Q-end", "2Q-end", "Year-end", "Total")]
    lines = """
        Fiscal Year Ended March 31, 2016 | 5 | 11 | 11 | 22
        Fiscal Year Ending March 31, 2017 (forecast) | | | 13 | 27
    """
    found = meaning(table(columns, lines))
    assert found.of_period(1, 1).period == period("2015-07-01/2015-09-30")
    assert found.of_period(1, 2).period == period("2016-01-01/2016-03-31")
    assert found.of_period(1, 3).period == period("2015-04-01/2016-03-31")
    assert found.of_period(1, 3).scenario == "actual"
    assert found.of_period(2, 3).scenario is None
    assert "forecast" in found.of_period(2, 3).reason


def test_a_column_of_a_form_that_names_no_part_is_unsure() -> None:
    columns = [("1Q-end", "JPY"), ("Dividend", "JPY"), ("2Q-end 3Q-end", "JPY")]
    found = meaning(table(columns, "Fiscal Year Ended March 31, 2016 | 5 | 11 | 6"))
    assert found.of_period(1, 0).period == period("2015-04-01/2015-06-30")
    assert found.of_period(1, 1).period is None
    assert '"Dividend" names no part' in found.of_period(1, 1).reason
    assert found.of_period(1, 2).period is None


def test_a_table_with_one_label_without_a_period_is_no_form() -> None:
    lines = HALVES + "    Change | 8,789 | | \n"
    found = meaning(table(FORM, lines))
    assert not found.is_form
    assert found.columns[0].period is None
    assert "Sales" in found.columns[0].reason


@pytest.mark.parametrize(
    ("heading", "scenario"),
    [
        ("1H16", "actual"),
        ("FY2016 (revised forecast)", "revised_forecast"),
        ("FY2016 initial target", "initial_forecast"),
        ("FY2016", None),
        ("FY2015 forecast", None),
    ],
)
def test_what_is_ahead_or_called_so_is_a_forecast(
    heading: str, scenario: str | None
) -> None:
    found = meaning(table([heading], "Sales | 1", unit_text="(JPY millions)")).columns[
        0
    ]
    assert found.scenario == scenario
    assert ("forecast" in found.reason) == (scenario is None)


def test_the_days_above_the_columns_of_all_tables_are_known() -> None:
    flow = table(["Nine Months Ended June 27, 2026", "Nine Months Ended"], "Sales | 1")
    sheet = table(["As of June 27, 2026", "September 27, 2025"], "Cash | 1")
    years = table(["Year ended March 31, 2016", "2015 March 31,"], "Sales | 1")
    assert days_of([flow, sheet]) == {day("2026-06-27"), day("2025-09-27")}
    assert days_of([years]) == {day("2016-03-31"), day("2015-03-31")}


def test_one_foreign_day_of_another_table_does_not_spoil_a_period() -> None:
    seen = frozenset({day("2016-07-05"), day("2016-09-30")})
    context = Context(MARCH, "JPY", day("2016-11-08"), WORDS, seen=seen)
    printed = table(["Six Months Ended September 30, 2016"], "Sales | 1")
    found = read_meanings(printed, context).columns[0]
    assert found.period == period("2016-04-01/2016-09-30")
