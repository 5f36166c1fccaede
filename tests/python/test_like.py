"""A release that is keyed like one of another year: figures alone.

What is expected are the rows that were keyed from the documents of the other year.
"""

import csv
import re
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest
from conftest import kessan, kessan_without

from kessan.exits import UnusableError
from kessan.intake import TO_KEY, take_in
from kessan.project import PUBLISHED_FILE, ROOT
from kessan.template import new_release
from kessan.template.dates import Calendar, Mover, calendar_of, years_between
from kessan.template.words import move, without_amounts

pytestmark = pytest.mark.fast

MAIN = "iij-2016-11-08"
# What a document says of itself: it is keyed from it, or not at all.
OF_A_DOCUMENT = {
    *("release_id", "read_by", "source_line", "mend_note", "proven_by"),
    *("first_source_line", "last_source_line", "printed_text"),
}
TAKEN = ("printed_tables", "column_headings", "lines", "figures", "calculations")

Rows = list[dict[str, str]]


def rows_in(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def of_seeds(name: str, release_id: str) -> Rows:
    rows = rows_in(ROOT / "seeds" / "release" / f"{name}.csv")
    return [row for row in rows if row["release_id"] == release_id]


def write(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0]], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def compared(rows: Rows) -> Rows:
    """What of some rows does not depend on the document alone."""
    return [
        {name: cell for name, cell in row.items() if name not in OF_A_DOCUMENT}
        for row in rows
    ]


@pytest.mark.parametrize(
    ("like", "release_id", "years"),
    [
        ("iij-2011-08-12", "iij-2012-08-07", 1),
        ("iij-2011-11-08", "iij-2012-11-08", 1),
        ("iij-2012-05-15", "iij-2013-05-15", 1),
        ("iij-2012-08-07", "iij-2013-08-06", 1),
        ("iij-2012-11-08", "iij-2013-11-08", 1),
        ("iij-2013-02-08", "iij-2014-02-07", 1),
        ("iij-2013-05-15", "iij-2014-05-15", 1),
        ("iij-2013-08-06", "iij-2015-08-07", 2),
        ("iij-2013-11-08", "iij-2015-11-09", 2),
        ("iij-2014-02-07", "iij-2016-02-09", 2),
        # What was published before may be keyed after.
        ("iij-2015-11-09", "iij-2011-11-08", -4),
    ],
)
def test_what_a_person_keyed_is_there(tmp_path, like, release_id, years):
    """All but the figures is as it was keyed from the document of that day."""
    published_at = release_id.removeprefix("iij-")
    made = new_release(f"iij-again-{published_at}", None, tmp_path, like=like)
    assert made.years == years
    assert (made.kept, made.unsure) == ([], [])
    for name in ("releases", *TAKEN):
        rows = rows_in(made.folder / f"{name}.csv")
        assert compared(rows) == compared(of_seeds(name, release_id)), name
    figures = rows_in(made.folder / "figures.csv")
    assert {row["printed_text"] for row in figures} == {TO_KEY}
    assert made.figures == len(figures) == 6
    for name in ("control_totals", "exceptions"):
        assert rows_in(made.folder / f"{name}.csv") == []


def test_every_printed_figure_is_marked(tmp_path):
    """And no other cell: a heading has none, and a dash is one."""
    folder = new_release("iij-2017-11-07", None, tmp_path, like=MAIN).folder
    made, known = rows_in(folder / "lines.csv"), of_seeds("lines", MAIN)
    assert len(made) == len(known) == 389
    for row, former in zip(made, known, strict=True):
        for name in row:
            if name.startswith("column_"):
                assert row[name] == (TO_KEY if former[name] else ""), (row, name)
    receivables = next(row for row in made if "Accounts receivable" in row["label"])
    assert receivables["label"] == (
        "Accounts receivable, net of allowance for doubtful accounts of JPY {?}"
        " thousand and JPY {?} thousand at March 31, 2017 and September 30, 2017,"
        " respectively"
    )
    headings = rows_in(folder / "column_headings.csv")
    assert {
        (row["heading"], row["period_start"], row["period_end"])
        for row in headings
        if row["table_id"] in ("operating_results", "balance_sheet_assets")
    } == {
        ("1H16", "2016-04-01", "2016-09-30"),
        ("1H17", "2017-04-01", "2017-09-30"),
        ("YoY Change", "2017-04-01", "2017-09-30"),
        ("As of March 31, 2017", "", "2017-03-31"),
        ("As of September 30, 2017", "", "2017-09-30"),
    }


def test_what_may_be_said_otherwise(tmp_path):
    made = new_release(
        *("iij-h1", "iij", tmp_path),
        reader="A. Reader",
        like=MAIN,
        published_at="2018-11-07 15:00",
        title="Results",
    )
    (row,) = rows_in(made.folder / "releases.csv")
    assert made.years == 2
    assert row == {
        "release_id": "iij-h1",
        "company_key": "iij",
        "title": "Results",
        "document": "earnings release",
        "published_at": "2018-11-07 15:00",
        "corrects": "",
        "currency": "JPY",
        "accounting_standard": "US GAAP",
        "read_by": "A. Reader",
    }
    # Of a day that nobody has said it is a year later.
    assert new_release("iij-next", None, tmp_path, like=MAIN).years == 1
    # One that was delivered is as good, and was moved once: now it is again.
    for name in ("lines", "figures"):
        path = tmp_path / "iij-next" / f"{name}.csv"
        write(
            path,
            [
                {column: cell.replace(TO_KEY, "1,000") for column, cell in row.items()}
                for row in rows_in(path)
            ],
        )
    write(
        tmp_path / "iij-next" / "control_totals.csv",
        [of_seeds("control_totals", MAIN)[0] | {"release_id": "iij-next"}],
    )
    releases = tmp_path / "iij-next" / "releases.csv"
    write(releases, [rows_in(releases)[0] | {"published_at": "2017-11-07"}])
    again = new_release("iij-2018-11-08", None, tmp_path, like="iij-next")
    assert rows_in(again.folder / "column_headings.csv")[1]["heading"] == "1H18"
    assert again.figures == 1042


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"like": "iij-2015-11-08"}, "no release 'iij-2015-11-08' to be like"),
        ({"like": "../seeds"}, "no release '../seeds' to be like"),
        # A quarter is no half year: its day is another one of the year.
        ({"like": "iij-2015-08-07"}, "take a release of about the same day"),
        ({"like": MAIN, "published_at": "9/11/2017"}, "'9/11/2017' is no day"),
        ({"published_at": "2017-02-30"}, "'2017-02-30' is no day"),
    ],
)
def test_what_cannot_be_like_another(tmp_path, options, said):
    with pytest.raises(UnusableError, match=re.escape(said)):
        new_release("iij-2017-11-07", None, tmp_path, **options)
    assert list(tmp_path.iterdir()) == []


def test_one_that_cannot_be_read_or_is_there(tmp_path):
    """Whatever is wrong with the release that it is to be like is said at once."""
    new_release("iij-2017-11-07", None, tmp_path, like=MAIN)
    with pytest.raises(UnusableError, match="is there already"):
        new_release("iij-2017-11-07", None, tmp_path, like=MAIN)
    # Half keyed, it is no pattern yet.
    with pytest.raises(UnusableError, match="cannot be read") as refused:
        new_release("iij-2018-11-07", None, tmp_path, like="iij-2017-11-07")
    assert str(refused.value).count("cells to key yet") == 33
    assert not (tmp_path / "iij-2018-11-07").exists()


def test_what_is_not_keyed_is_named_by_table(tmp_path):
    """A problem a table, however many cells: how many, and where they begin."""
    folder = new_release("iij-2017-11-07", None, tmp_path, like=MAIN).folder
    shutil.copy(ROOT / "seeds" / "release" / "control_totals.csv", folder)
    problems = [
        problem
        for problem in take_in(folders=[folder]).problems
        if "to key yet" in problem.where
    ]
    assert len(problems) == 33
    assert problems[9].where == (
        f"{folder}/lines.csv line 2: operating_results has 57 cells to key yet, in 19"
        " lines: 2, 3, 4, 5, 6, …"
    )
    # One figure is left out, in a line and in a label.
    rows = rows_in(folder / "lines.csv")
    for row in rows:
        for name, cell in row.items():
            row[name] = cell.replace(TO_KEY, "1")
    rows[67]["column_2"] = TO_KEY
    rows[71]["label"] += f" of JPY {TO_KEY} and {TO_KEY}"
    write(folder / "lines.csv", rows)
    (left,) = (
        problem
        for problem in take_in(folders=[folder]).problems
        if "lines.csv" in problem.where
    )
    assert left.where == (
        f"{folder}/lines.csv line 69: balance_sheet_assets has 3 cells to key yet, in 2"
        " lines: 69, 73"
    )
    assert left.expected == "what the document prints in place of each {?}"


MARCH = Calendar(end_month=3)
FEBRUARY = Calendar(end_month=2)


@pytest.mark.parametrize(
    ("day", "years", "moved"),
    [
        # The last of a month stays it, in leap years and out of them.
        ("2016-02-29", 1, "2017-02-28"),
        ("2017-02-28", 1, "2018-02-28"),
        ("2015-02-28", 1, "2016-02-29"),
        ("2016-02-28", 1, "2017-02-28"),
        ("2016-02-29", 4, "2020-02-29"),
        ("2016-02-29", -1, "2015-02-28"),
        ("2016-09-30", 1, "2017-09-30"),
        ("2016-12-31", 2, "2018-12-31"),
        ("2016-02-20", 1, "2017-02-20"),
    ],
)
def test_the_end_of_a_month_stays_it(day, years, moved):
    mover = Mover(years, FEBRUARY, frozenset())
    assert mover.moved(date.fromisoformat(day)).isoformat() == moved


@pytest.mark.parametrize(
    ("day", "years", "moved"),
    [("2016-03-01", 1, "2017-03-01"), ("2015-03-01", 1, "2016-03-01"),
     ("2016-02-21", 1, "2017-02-21"), ("2016-04-01", 1, "2017-04-01"),
     # Not the last of its month, as the day before it is not the last but one.
     ("2017-02-28", 3, "2020-02-28")],
)  # fmt: skip
def test_a_period_begins_behind_the_one_before(day, years, moved):
    mover = Mover(years, FEBRUARY, frozenset())
    assert mover.moved_start(date.fromisoformat(day)).isoformat() == moved


@pytest.mark.parametrize(
    ("former", "latter", "years"),
    [("2016-11-08", "2017-11-07", 1), ("2016-11-08", "2018-11-09", 2),
     ("2016-11-08", "2016-12-01", 0), ("2016-02-29", "2015-02-27", -1),
     ("2016-11-08", "2017-02-09", None), ("2016-11-08", "2017-08-07", None),
     # Six weeks late is late; a month and a half and more is another kind.
     ("2016-11-08", "2017-12-22", 1), ("2016-11-08", "2017-12-26", None)],
)  # fmt: skip
def test_the_years_between_two_of_a_kind(former, latter, years):
    days = map(date.fromisoformat, (former, latter))
    assert years_between(*days) == years


@pytest.mark.build
@pytest.mark.parametrize(
    ("company", "day", "years", "moved"),
    [
        # Worked out by hand in test_calendars.py: the year before a 53rd week.
        ("mizu", "2016-06-25", 1, "2017-07-01"),
        ("mizu", "2016-12-31", 1, "2017-12-30"),
        ("mizu", "2017-07-01", -1, "2016-06-25"),
        ("ringo", "2021-12-25", 1, "2022-12-31"),
        ("ringo", "2022-06-25", 1, "2023-07-01"),
        ("midori", "2016-02-20", 1, "2017-02-20"),
        # The end of the year was moved: what is compared is of the same dates.
        ("kura", "2015-12-31", 1, "2016-12-31"),
    ],
)
def test_a_named_day_is_that_of_the_calendar(
    made_up_project, company, day, years, moved
):
    calendar = made_up_calendar(made_up_project, company)
    day, moved = map(date.fromisoformat, (day, moved))
    mover = Mover(years, calendar, frozenset({day}))
    assert mover.moved(day) == moved
    assert [*mover.unsure()] == []


def made_up_calendar(project: Path, company: str, warehouse: str = "") -> Calendar:
    file = project / (warehouse or f"published/{PUBLISHED_FILE.name}")
    return calendar_of(company, project / "seeds", file)


@pytest.mark.build
def test_a_day_that_no_calendar_speaks_for(made_up_project):
    """It is said: a year later, a Saturday is no Saturday."""
    june = date(2016, 6, 25)
    days = frozenset({june, date(2016, 6, 24)})
    calendar = made_up_calendar(made_up_project, "mizu")
    # A day within a quarter; and no day is known when nothing is published yet, or
    # so far from what is reported about.
    assert [*Mover(1, calendar, days).unsure()] == [date(2016, 6, 24)]
    assert [*Mover(9, calendar, days).unsure()] == sorted(days)
    unpublished = made_up_calendar(made_up_project, "mizu", "none")
    assert [*Mover(1, unpublished, days).unsure()] == sorted(days)
    assert [*Mover(0, unpublished, days).unsure()] == []
    # Where years end with a day of a month, dates say all.
    midori = made_up_calendar(made_up_project, "midori", "none")
    assert [*Mover(1, midori, days).unsure()] == []


def test_behind_the_last_year_that_is_listed(tmp_path):
    """Nobody has said how the next one ends."""
    reference = tmp_path / "seeds" / "reference"
    reference.mkdir(parents=True)
    names = ("companies", "fiscal_calendars", "fiscal_years", "fiscal_quarter_ends")
    for name in names:
        shutil.copy(ROOT / "seeds" / "reference" / f"{name}.csv", reference)
    with (reference / "fiscal_years.csv").open("a", encoding="utf-8") as file:
        file.write("iij,2016,2016-04-03,2017-04-01\n")
    # As a build has it: behind that year the month of companies.csv says the end.
    file = tmp_path / PUBLISHED_FILE.name
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.dim_fiscal_quarter as select 'iij' as company_key,"
            " unnest([date '2016-12-31', '2017-04-01', '2018-03-31']) as end_date"
        )
    calendar = calendar_of("iij", tmp_path / "seeds", file)
    assert calendar.ends == {date(2016, 12, 31), date(2017, 4, 1)}
    mover = Mover(1, calendar, frozenset({date(2017, 4, 1)}))
    assert [*mover.unsure()] == [date(2017, 4, 1)]


OWN = frozenset(
    map(date.fromisoformat, ("2015-09-30", "2016-03-31", "2016-09-30", "2017-03-31"))
)


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("Three Months Ended June 30, 2016", "Three Months Ended June 30, 2017"),
        ("as of Sep. 30, 2016", "as of Sep. 30, 2017"),
        ("AS OF SEPTEMBER 30, 2016", "AS OF SEPTEMBER 30, 2017"),
        ("30 September 2016", "30 September 2017"),
        ("Balance, April 1, 2016", "Balance, April 1, 2017"),
        ("2016-09-30", "2017-09-30"),
        ("2016/9/30", "2017/9/30"),
        ("2016年9月30日", "2017年9月30日"),
        ("1H16", "1H17"),
        ("2Q FY2016", "2Q FY2017"),
        ("Q2 2016", "Q2 2017"),
        ("Q2'16", "Q2'17"),
        ("FY16 1H", "FY17 1H"),
        ("FY2015/16", "FY2016/17"),
        ("Fiscal year 2016", "Fiscal year 2017"),
        ("March 2016", "March 2017"),
        ("Sep-16", "Sep-17"),
        ("1H16 and 1H15", "1H17 and 1H16"),
        # No year stands in these.
        ("1Q-end", "1Q-end"),
        ("Three Months Ended September 30,", "Three Months Ended September 30,"),
        ("IP service (100Mbps-999Mbps)", "IP service (100Mbps-999Mbps)"),
        ("Treasury stock, 2,016 shares", "Treasury stock, 2,016 shares"),
    ],
)
def test_a_date_in_words_is_moved(text, moved):
    words = move(text, Mover(1, MARCH, OWN), is_heading=False)
    assert (words.after, words.is_kept) == (moved, False)


@pytest.mark.parametrize(
    "text",
    [
        # Of another time, of no period, of half a date, or of no day at all.
        "Convertible bonds due December 31, 2020",
        "Merger on June 10, 2016",
        "Restructuring plan of 2016",
        "FY2020 target",
        "FY3/16",
        "Full FY",
        "Two months ended February 29",
        "June 31, 2016",
        # What is moved is moved as a whole.
        "Years ended March 31, 2016 and 2015",
        "1H16, after the plan of 2014",
        "FY2016-19",
    ],
)
def test_what_may_mean_another_day_is_kept(text):
    words = move(text, Mover(1, MARCH, OWN), is_heading=False)
    assert (words.after, words.is_kept, words.is_moved) == (text, True, False)


def test_a_bare_year_is_a_period_in_a_heading_alone():
    mover = Mover(1, MARCH, OWN)
    years = "Years ended March 31, 2016 and 2015"
    moved = "Years ended March 31, 2017 and 2016"
    assert move(years, mover, is_heading=True).after == moved
    assert move("2016", mover, is_heading=True).after == "2017"
    assert move("2016", mover, is_heading=False).is_kept
    assert move("2020", mover, is_heading=True).is_kept
    assert not move("2016", Mover(0, MARCH, OWN), is_heading=False).is_kept


@pytest.mark.build
def test_words_follow_the_calendar(made_up_project):
    """A month is written as it was: in full, shortened, or in capitals."""
    calendar = made_up_calendar(made_up_project, "mizu")
    mover = Mover(1, calendar, frozenset({date(2016, 6, 25)}))
    for text, moved in [
        ("June 25, 2016", "July 1, 2017"),
        ("JUNE 25, 2016", "JULY 1, 2017"),
        ("Jun. 25, 2016", "Jul. 1, 2017"),
        ("2016-06-25", "2017-07-01"),
        # The first day of the third quarter.
        ("June 26, 2016", "July 2, 2017"),
    ]:
        assert move(text, mover, is_heading=False).after == moved
    assert move("June 24, 2016", mover, is_heading=False).is_kept


@pytest.mark.parametrize(
    ("label", "marked"),
    [
        ("net of JPY 74,229 thousand", "net of JPY {?} thousand"),
        ("authorized, 75,520,000 shares", "authorized, {?} shares"),
        ("of $1.5 million and $12 million", "of ${?} million and ${?} million"),
        ("IP service*1 (100Mbps-999Mbps)", "IP service*1 (100Mbps-999Mbps)"),
        ("par value $0.00001", "par value $0.00001"),
    ],
)
def test_a_figure_in_a_label_is_keyed_too(label, marked):
    assert without_amounts(label) == marked


def later(text: str) -> str:
    """Three years later, as a second reader and a signer of exceptions write it."""
    return re.sub(r"20\d\d(?=-\d\d-\d\d)", lambda year: str(int(year[0]) + 3), text)


@pytest.mark.build
def test_figures_alone_are_keyed(project: Path, published: Path):
    """The release of November 2019, which prints what that of 2016 does.

    Of its half years, and of those before them, nothing else is known, so all
    figures are consistent. Its control totals, by hand, and its exceptions are as
    those of 2016 were.
    """
    release_id = "iij-2019-11-08"
    landing = project / "landing"
    shutil.rmtree(landing, ignore_errors=True)
    made = kessan("new-release", release_id, "--like", MAIN, project=project)
    assert made.returncode == 0, made.stderr
    assert "1,042 figures to key, marked {?}" in made.stdout
    assert "  1H16 -> 1H19\n" in made.stdout
    assert "169 rows of control_totals.csv, 34 rows of exceptions.csv." in made.stdout
    folder = landing / release_id
    checked = kessan("check", f"landing/{release_id}", project=project)
    assert checked.returncode == 1
    assert checked.stderr.count("cells to key yet") == 33
    assert "34 problems. Nothing was changed." in checked.stderr

    keyed = cells = 0
    for name in TAKEN:
        rows, known = rows_in(folder / f"{name}.csv"), of_seeds(name, MAIN)
        for row, former in zip(rows, known, strict=True):
            for column in row:
                if TO_KEY in row[column]:
                    keyed += 1
                    amounts = iter(
                        [former[column]]
                        if row[column] == TO_KEY
                        else re.findall(
                            r"\d[\d,]+(?= thousand| shares)", former[column]
                        )
                    )
                    row[column] = re.sub(
                        re.escape(TO_KEY), lambda _, of=amounts: next(of), row[column]
                    )
                cells += bool(row[column]) and column != "release_id"
        write(folder / f"{name}.csv", rows)
    # 1,031 figures, and six labels that print some.
    # Without the other release each of these cells was keyed.
    assert (keyed, cells) == (1037, 8045)
    for name in ("control_totals", "exceptions"):
        rows = [
            {column: later(cell) for column, cell in row.items()}
            | {"release_id": release_id}
            for row in of_seeds(name, MAIN)
        ]
        if name == "control_totals":
            rows = [row | {"line_total": "", "label_digest": ""} for row in rows]
        write(folder / f"{name}.csv", rows)
    (released,) = rows_in(folder / "releases.csv")
    write(folder / "releases.csv", [released | {"read_by": "first reader"}])

    checked = kessan_without(
        ("dbt",), "check", f"landing/{release_id}", project=project
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"{release_id} is sound" in checked.stdout
    printed = " ".join(checked.stdout.split())
    assert re.search(r"2019-04-01/2019-09-30@03 │ new │", printed)
