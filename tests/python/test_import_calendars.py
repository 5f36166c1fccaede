"""Archives of companies whose quarters end on a weekday: the days that figures are of.

An archive rounds days to the ends of months. What is right is worked out by hand, from
the rule of each filer of `tests/imports/weeks.yml`.
"""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from conftest import copy_project, kessan
from made_up_filings import archive
from made_up_xbrl import Filing

from kessan.exits import Exit
from kessan.imports.calendars import FiscalYear, Seen, proven_rule
from kessan.imports.landing import MODELS, Imported
from kessan.imports.sec.convert import import_archive
from kessan.imports.xbrl.convert import Told, import_filing
from kessan.read.columns.calendars import month_end, shift

pytestmark = pytest.mark.build

FORGE, FORGE_AMENDED, FORGE_ANNUAL = (
    "0000002001-09-000003",
    "0000002001-09-000004",
    "0000002001-09-000009",
)
GILD, GILD_ANNUAL = "0000002002-09-000011", "0000002002-10-000002"
HINGE, HINGE_ANNUAL = "0000002003-09-000021", "0000002003-10-000003"
JAMB = "0000002004-09-000031"
BELLOWS, BELLOWS_NEXT = "0000001002-23-000050", "0000001002-23-000060"
# The periods of Forge's filing of a quarter, in the order of its columns: its years
# ended on September 29, 2007 and September 27, 2008.
FORGE_PERIODS = [
    ("balance_sheet", None, "2009-06-27"),
    ("balance_sheet", None, "2008-09-27"),
    ("cash_flow", "2008-09-28", "2009-06-27"),
    ("cash_flow", "2007-09-30", "2008-06-28"),
    ("income_statement", "2009-03-29", "2009-06-27"),
    ("income_statement", "2008-03-30", "2008-06-28"),
    ("income_statement", "2008-09-28", "2009-06-27"),
    ("income_statement", "2007-09-30", "2008-06-28"),
]


def take_in(
    imports: Path, name: str, *accessions: str, again: bool = False
) -> Imported:
    """What comes of an archive of filings of weeks.yml."""
    file = archive(imports.parent / f"{name}.zip", "weeks.yml", *accessions)
    return import_archive(file, imports, again=again)


def rows(folder: Path | None, name: str, columns: str, where: str = "true") -> list:
    """Rows of a Parquet file of an import, all of text."""
    with duckdb.connect() as connection:
        return connection.sql(
            f"select {columns} from '{folder}/{name}.parquet' where {where}"
        ).fetchall()


def periods(folder: Path | None, release: str) -> list[tuple[str, str | None, str]]:
    """The periods of the columns of a release."""
    return rows(
        folder,
        "column_headings",
        "table_id, period_start, period_end",
        f"release_id = '{release}' order by table_id, cast(column_number as integer)",
    )


def rounded(*days: str, of_years: Sequence[str] = ()) -> list[Seen]:
    """Days as an archive rounds them, those of annual reports behind the others."""
    return [
        Seen(
            day := date.fromisoformat(text),
            month_end(day) if day.day > 15 else shift(day, -1),
            text in of_years,
        )
        for text in (*days, *of_years)
    ]


def test_days_that_prove_a_rule_are_those_of_its_quarters(tmp_path: Path):
    """The last Saturday of September: of 2009 the nearest one is in October."""
    done = take_in(tmp_path / "imports", "2009q4", FORGE, FORGE_ANNUAL)
    assert (done.rules, done.rounded, done.without_quarter) == (1, 0, ())
    assert rows(
        done.folder,
        "fiscal_calendars",
        "company_key, valid_from, rule, end_month, end_day, weekday, long_quarter,"
        " named_after",
    ) == [
        (
            *("cik0000002001", "2008-09-28", "last_weekday", "9", None, "saturday"),
            *(None, "end"),
        )
    ]
    assert periods(done.folder, FORGE) == FORGE_PERIODS
    assert periods(done.folder, FORGE_ANNUAL) == [
        ("balance_sheet", None, "2009-09-26"),
        ("balance_sheet", None, "2008-09-27"),
        ("income_statement", "2008-09-28", "2009-09-26"),
        ("income_statement", "2007-09-30", "2008-09-27"),
    ]
    assert rows(done.folder, "releases", "title", "true order by release_id") == [
        ("10-Q for June 27, 2009",),
        ("10-K for September 26, 2009",),
    ]
    assert rows(
        done.folder,
        "lines",
        "column_1, column_2",
        "label = 'Cash at the beginning'",
    ) == [("42,111", "41,010")]
    assert done.left_out == {}


def test_the_second_reading_has_the_days_of_the_calendar(tmp_path: Path):
    """It counts each column that the rows have, with its days."""
    done = take_in(tmp_path / "imports", "2009q4", FORGE, FORGE_ANNUAL)
    totals = rows(
        done.folder,
        "control_totals",
        "table_id, period_start, period_end, figure_count, total",
        f"release_id = '{FORGE}' and table_id = 'cash_flow' order by column_number",
    )
    assert totals == [
        ("cash_flow", "2008-09-28", "2009-06-27", "3", str(9123 + 42111 + 51234)),
        ("cash_flow", "2007-09-30", "2008-06-28", "3", str(2719 + 41010 + 43729)),
    ]


def test_the_days_of_two_archives_prove_a_rule(tmp_path: Path):
    """The first has no annual report; imported again, it has the same days."""
    imports = tmp_path / "imports"
    first = take_in(imports, "2009q3", FORGE)
    assert (first.rules, first.rounded) == (0, 1)
    assert periods(first.folder, FORGE)[0] == ("balance_sheet", None, "2009-06-30")
    second = take_in(imports, "2009q4", FORGE_AMENDED, FORGE_ANNUAL)
    assert (second.rules, second.rounded) == (1, 0)
    assert periods(second.folder, FORGE_AMENDED) == FORGE_PERIODS
    # What it corrects has the rounded day in its title.
    assert rows(second.folder, "releases", "release_id, corrects") == [
        (FORGE_AMENDED, FORGE),
        (FORGE_ANNUAL, None),
    ]
    assert second.before == ("2009q3",)
    anew = take_in(imports, "2009q3", FORGE, again=True)
    assert (anew.rules, anew.rounded, anew.before) == (0, 0, ())
    assert periods(anew.folder, FORGE) == FORGE_PERIODS
    assert rows(anew.folder, "fiscal_calendars", "*") == []


def test_a_period_without_both_quarters_keeps_its_days():
    """A flow that would begin rounded and end with a quarter is of no period."""
    with duckdb.connect() as connection:
        connection.execute(
            "create table filings as select 'r' as release_id, 'anvil' as company_key;"
            " create table num as select 'r' as adsh, 'Revenues' as tag,"
            " 'us-gaap' as version, null as coreg, null as segments, 'USD' as uom,"
            " start_date, '2009-06-30' as end_date, quarters, null as decimals,"
            " '1' as value, null as reason"
            " from (values (null, 0), ('2009-04-01', 1), ('2009-01-01', 2))"
            " as periods (start_date, quarters);"
            " create table rounded_days as select 'anvil' as company_key, rounded_day,"
            " last_day from (values (date '2009-06-30', date '2009-07-04'),"
            " (date '2008-12-31', date '2009-01-03')) as days (rounded_day, last_day)"
        )
        query = (MODELS / "numbers.sql").read_text("utf-8")
        assert connection.sql(
            "select quarters, start_date, end_date, is_of_calendar"
            f" from ({query}) order by quarters"
        ).fetchall() == [
            (0, None, date(2009, 7, 4), True),
            (1, date(2009, 4, 1), date(2009, 6, 30), False),
            (2, date(2009, 1, 4), date(2009, 7, 4), True),
        ]


@pytest.mark.parametrize(
    ("filings", "days"),
    [
        # As of a company whose quarters end on a Friday, its years with December.
        ((GILD, GILD_ANNUAL), ["2009-06-30", "2008-12-31"]),
        # A Wednesday that is the last of December, and the nearest to its end.
        ((HINGE, HINGE_ANNUAL), ["2009-06-30", "2008-12-31"]),
        # Without an annual report.
        ((JAMB,), ["2009-06-30", "2009-05-31", "2008-12-31"]),
    ],
)
def test_what_days_do_not_prove_stays_rounded(
    tmp_path: Path, filings: tuple[str, ...], days: list[str]
):
    """No rule comes in, and the company is counted."""
    done = take_in(tmp_path / "imports", "2010q1", *filings)
    assert (done.rules, done.rounded, done.without_quarter) == (0, 1, ())
    assert rows(done.folder, "fiscal_calendars", "*") == []
    balances = [one for one in periods(done.folder, filings[0]) if one[1] is None]
    assert [end for _, _, end in balances] == days


def test_a_calendar_that_a_person_keys_gives_the_days(tmp_path: Path):
    """The Saturday nearest to the end of December; what ends no quarter is named.

    Of another company a person lists the end of a quarter.
    """
    project = tmp_path / "a project"
    copy_project(project)
    reference = project / "seeds" / "reference"
    for name, row in (
        ("companies", "jamb,Jamb,Jamb,NYSE,JMB,USD,12,end,US,0000002004,3570"),
        ("companies", "gild,Gild,Gild,NYSE,GLD,USD,12,end,US,0000002002,3570"),
        ("fiscal_calendars", "jamb,2009-01-04,nearest_weekday,12,,saturday,,end"),
        ("fiscal_quarter_ends", "gild,2009,2,2009-07-03"),
    ):
        with (reference / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(f"{row}\n")
    archive(project / "2009q3.zip", "weeks.yml", JAMB, GILD)
    done = kessan("import", "sec", "2009q3.zip", project=project)
    assert done.returncode == Exit.DONE, done.stdout + done.stderr
    folder = project / "imports" / "sec" / "2009q3"
    assert periods(folder, JAMB) == [
        ("balance_sheet", None, "2009-07-04"),
        ("balance_sheet", None, "2009-05-31"),
        ("balance_sheet", None, "2009-01-03"),
        ("income_statement", "2009-04-05", "2009-07-04"),
        ("income_statement", "2009-01-04", "2009-07-04"),
    ]
    assert rows(
        folder,
        "control_totals",
        "table_id, nullif(period_start, ''), period_end",
        f"release_id = '{JAMB}' order by table_id, cast(column_number as integer)",
    ) == periods(folder, JAMB)
    assert periods(folder, GILD) == [
        ("balance_sheet", None, "2009-07-03"),
        ("balance_sheet", None, "2008-12-31"),
    ]
    assert rows(folder, "fiscal_calendars", "*") == []
    assert f"kept: {JAMB} Jamb Corp: 2009-05-31" in done.stdout
    assert "another last day" not in done.stdout


def test_a_company_of_filings_with_linkbases_keeps_its_periods(tmp_path: Path):
    """What an archive says again is of the same days, so that it is a version."""
    imports = tmp_path / "imports"
    first = import_filing(
        Filing("bellows").write(tmp_path / "bellows"), imports=imports
    )
    second = take_in(imports, "2023q3", BELLOWS)
    assert (second.rules, second.rounded) == (0, 0)
    assert rows(second.folder, "fiscal_calendars", "*") == []
    assert periods(second.folder, BELLOWS) == [
        ("balance_sheet", None, "2023-06-30"),
        ("balance_sheet", None, "2022-12-30"),
        ("cash_flow", "2022-12-31", "2023-06-30"),
        ("cash_flow", "2022-01-01", "2022-07-01"),
    ]
    ((corrected,),) = rows(first.folder, "releases", "release_id")
    assert rows(second.folder, "releases", "company_key, corrects") == [
        ("cik0000001002", corrected)
    ]
    assert periods(second.folder, BELLOWS) == periods(first.folder, corrected)


def test_an_amendment_is_of_the_rounded_period(tmp_path: Path):
    """What it corrects is of July 1, which the archive rounds to June."""
    imports = tmp_path / "imports"
    original = Filing("bellows")
    original.said["period"] = "2022-07-01"
    first = import_filing(original.write(tmp_path / "bellows"), imports=imports)
    file = archive(
        tmp_path / "2023q3.zip",
        "weeks.yml",
        BELLOWS,
        period=date(2022, 6, 30),
        last_day=date(2022, 7, 1),
    )
    second = import_archive(file, imports)
    ((corrected, title),) = rows(first.folder, "releases", "release_id, title")
    assert title == "10-Q for July 1, 2022"
    assert rows(second.folder, "releases", "title, corrects") == [
        ("10-Q/A for July 1, 2022", corrected)
    ]


def test_a_filing_with_linkbases_brings_the_days_of_an_archive(tmp_path: Path):
    """The archive alone proves no rule; imported again, it has that of the filing.

    The filing amends one of the archive, whose title has the rounded day.
    """
    imports = tmp_path / "imports"
    first = take_in(imports, "2023q4", BELLOWS_NEXT)
    amended = Filing("bellows")
    amended.said |= {"amended": "true", "period": "2023-09-29"}
    told = Told(published=datetime(2023, 12, 1, 9, 30))
    assert (first.rules, first.rounded) == (0, 1)
    second = import_filing(amended.write(tmp_path / "bellows"), told, imports=imports)
    assert rows(second.folder, "releases", "title, corrects") == [
        ("10-Q/A for September 29, 2023", BELLOWS_NEXT)
    ]
    assert len(rows(second.folder, "fiscal_calendars", "*")) == 1
    assert second.before == ("2023q4",)
    anew = take_in(imports, "2023q4", BELLOWS_NEXT, again=True)
    assert (anew.rules, anew.rounded, anew.before) == (0, 0, ())
    assert periods(anew.folder, BELLOWS_NEXT) == [
        ("balance_sheet", None, "2023-09-29"),
        ("balance_sheet", None, "2022-12-30"),
    ]


def test_a_known_rule_is_brought_once(tmp_path: Path):
    """A filing of an earlier year has days of it too."""
    imports = tmp_path / "imports"
    assert take_in(imports, "2009q4", FORGE, FORGE_ANNUAL).rules == 1
    file = archive(
        tmp_path / "2010q1.zip",
        "weeks.yml",
        FORGE_AMENDED,
        period=date(2008, 6, 30),
        last_day=date(2008, 6, 28),
    )
    later = import_archive(file, imports)
    assert (later.filings, later.rules) == (1, 0)


def test_a_file_that_is_called_by_another_day_says_nothing(tmp_path: Path):
    """That of its publication does not round to the period."""
    file = archive(
        tmp_path / "2023q4.zip", "weeks.yml", BELLOWS_NEXT, last_day=date(2023, 11, 3)
    )
    assert import_archive(file, tmp_path / "imports").rounded == 0


def test_a_rule_that_an_archive_has_another_day_than_stays_out(tmp_path: Path):
    """Its file is called by a Sunday, and the filing with linkbases has Fridays."""
    imports = tmp_path / "imports"
    file = archive(
        tmp_path / "2023q4.zip",
        "weeks.yml",
        BELLOWS_NEXT,
        last_day=date(2023, 10, 1),
    )
    assert import_archive(file, imports).rounded == 1
    second = import_filing(
        Filing("bellows").write(tmp_path / "bellows"), imports=imports
    )
    assert rows(second.folder, "fiscal_calendars", "*") == []
    assert second.before == ()


def test_one_rule_alone_is_proven():
    """By an annual report off the end of its month, and days of quarters alone."""
    september, december = (FiscalYear("anvil", month, "end") for month in ("9", "12"))
    rule = proven_rule(september, rounded("2009-06-27", of_years=["2009-09-26"]))
    assert rule is not None
    assert (rule["rule"], rule["weekday"]) == ("last_weekday", "saturday")
    for year, seen in (
        # Quarters alone, that may be of a year that ends with its month: one rule of
        # weeks has all three, and a filer may end them so and close on December 31.
        (september, rounded("2009-06-27", "2009-03-28")),
        (december, rounded("2009-04-04", "2009-07-04", "2009-10-03")),
        # One day, that may be the 26th of each month.
        (september, rounded(of_years=["2009-09-26"])),
        # Quarters on the Friday near the end of a month.
        (december, rounded("2009-07-03", "2009-04-03", of_years=["2009-12-31"])),
        # Both the last Wednesday, and the nearest to the end of December.
        (december, rounded("2009-07-01", of_years=["2009-12-30"])),
        # Quarters of 12 weeks, in years that end on the nearest Saturday.
        (december, rounded("2009-06-20", of_years=["2009-01-03", "2010-01-02"])),
        # A quarter of 16 weeks, that ends in the middle of a month.
        (
            FiscalYear("anvil", "1", "start"),
            rounded("2009-08-15", of_years=["2010-01-30", "2013-02-02"]),
        ),
    ):
        assert proven_rule(year, seen) is None, seen


def test_the_53rd_week_is_where_the_days_have_it():
    """In the last quarter, unless a day says otherwise of one other alone."""
    september = FiscalYear("anvil", "9", "end")
    years = ["2011-09-24", "2012-09-29"]
    for days, long_quarter in (
        ((), ""),
        (("2011-12-24",), ""),
        (("2011-12-31", "2012-03-31"), "1"),
        (("2011-12-24", "2012-03-31"), "2"),
    ):
        rule = proven_rule(september, rounded(*days, of_years=years))
        assert rule is not None, days
        assert rule["long_quarter"] == long_quarter
    # Any of the first three.
    assert proven_rule(september, rounded("2012-06-30", of_years=years)) is None
