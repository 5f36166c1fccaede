"""Quarters that end on a weekday, in years that end with their month.

The filing is made up. Its second quarter ends on a Friday, and so does the first.
"""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import copy_project, kessan
from readings import written
from test_read_tags import CONTEXTS, Fact, cover, filing

from kessan.read.columns.calendars import Calendar
from kessan.read.company import profile_of, quarter_rows

pytestmark = pytest.mark.fast

SAID = ("--company", "cedar", "--published-at", "2015-08-10", "--accept-new")
QUARTER, HALF = "2nd quarter", "half year"
INCOME = [
    ("", "Three Months Ended July 3, 2015", "Six Months Ended July 3, 2015"),
    ("Revenues", Fact("800", "Revenues", QUARTER), Fact("1,500", "Revenues", HALF)),
    (
        "Cost of revenues",
        Fact("500", "CostOfRevenue", QUARTER),
        Fact("950", "CostOfRevenue", HALF),
    ),
    (
        "Gross profit",
        Fact("300", "GrossProfit", QUARTER),
        Fact("550", "GrossProfit", HALF),
    ),
]

# The year before has ended with its month.
BALANCES = [
    ("", "July 3, 2015", "December 31, 2014"),
    ("Cash", Fact("70", "Cash", "friday"), Fact("60", "Cash", "open")),
]


def listed(project: Path) -> list[dict[str, str]]:
    path = project / "seeds" / "reference" / "fiscal_quarter_ends.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_days_of_a_filing_are_listed_once(tmp_path, monkeypatch):
    monkeypatch.setitem(CONTEXTS, QUARTER, ("2015-04-04", "2015-07-03"))
    monkeypatch.setitem(CONTEXTS, HALF, ("2015-01-01", "2015-07-03"))
    monkeypatch.setitem(CONTEXTS, "friday", ("", "2015-07-03"))
    project = tmp_path / "a project"
    copy_project(project)
    tables = [
        ("CONSOLIDATED STATEMENTS OF OPERATIONS", "(In thousands)", INCOME),
        ("CONSOLIDATED BALANCE SHEETS", "(In thousands)", BALANCES),
    ]
    (project / "cedar.html").write_text(filing(tables, cover()), "utf-8")
    expected = [
        {
            "company_key": "cedar",
            "fiscal_year": "2015",
            "fiscal_quarter": quarter,
            "end_date": day,
        }
        for quarter, day in (("1", "2015-04-03"), ("2", "2015-07-03"))
    ]
    for _ in range(2):
        done = kessan("read", "cedar.html", *SAID, project=project)
        assert done.returncode == 0, done.stderr
        assert listed(project) == expected
    # What is listed is known of the next document.
    document = written(tmp_path / "next.md", "Results of July 3, 2015")
    told = profile_of("cedar", document, project / "seeds" / "reference")
    assert {date(2015, 4, 3), date(2015, 7, 3)} <= {*told.calendar.last_days}


def days(*texts: str) -> tuple[date, ...]:
    return tuple(map(date.fromisoformat, texts))


@pytest.mark.parametrize(
    ("calendar", "seen", "found"),
    [
        (Calendar(12, "end"), ("2016-04-01", "2016-07-01"), ["2016 1", "2016 2"]),
        # The third quarter of a year to March is of the year that it began.
        (Calendar(3, "start"), ("2015-12-25", "2015-03-27"), ["2015 3"]),
        # The last quarter ends with its year, and others with their month.
        (Calendar(12, "end"), ("2016-12-30", "2016-06-30", "2016-05-20"), []),
        # Which of two days the quarter ends on nobody knows.
        (Calendar(12, "end"), ("2016-06-30", "2016-07-01"), []),
        # Another day is known of it.
        (Calendar(12, "end", days("2016-07-02")), ("2016-07-01",), []),
    ],
)
def test_a_day_near_the_end_of_a_month_ends_a_quarter(tmp_path, calendar, seen, found):
    profile = profile_of("cedar", written(tmp_path / "cedar.md", "Nothing"))
    rows = quarter_rows(replace(profile, calendar=calendar), days(*seen))
    assert [f"{row['fiscal_year']} {row['fiscal_quarter']}" for row in rows] == found
