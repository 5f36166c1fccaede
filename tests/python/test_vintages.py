"""Facts that are printed again: what was known when, and in which order it came.

The expected values are those of the releases, or worked out from them by hand.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from conftest import copy_project, kessan_without

from kessan.contract import PublicModel, public_models
from kessan.project import PUBLISHED_FILE, ROOT

pytestmark = pytest.mark.slow

MILLION = 1_000_000
THOUSAND = 1_000
MAIN = "iij-2016-11-08"
LATER = "iij-2017-05-15"
FISCAL_2015 = "2015-04-01/2016-03-31@03"
SPRING_2016 = "2016-05-31"

# A made-up release that prints fiscal 2015 again: revenues otherwise, operating
# income as before, and net income in billions, which agrees and says less.
REPRINTED = [
    ("1", "Revenues", "140,700", "6"),
    ("2", "Operating Income", "6,140", "6"),
    ("3", "Net Income attributable to IIJ", "4.0", "9"),
]


def releases_of(project: Path) -> Path:
    return project / "seeds" / "release"


def rows_of(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def write(path: Path, header: list[str], rows: Iterable[list[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def take_out(project: Path, keep: Iterable[str]) -> dict[str, dict[Path, list]]:
    """Take all other releases out of the seeds; what they hold, by release."""
    kept = set(keep)
    taken: dict[str, dict[Path, list]] = {}
    for path in releases_of(project).glob("*.csv"):
        header, rows = rows_of(path)
        write(path, header, [row for row in rows if row[0] in kept])
        for row in rows:
            if row[0] not in kept:
                taken.setdefault(row[0], {}).setdefault(path, []).append(row)
    return taken


def deliver(project: Path, release: str, content: dict[Path, list]) -> None:
    """Put a release into a folder of its own."""
    for path in releases_of(project).glob("*.csv"):
        header, _ = rows_of(path)
        write(project / "landing" / release / path.name, header, content.get(path, []))


def later_release(project: Path) -> dict[Path, list]:
    """The made-up release: signed, with control totals added up by hand."""
    content: dict[str, list[dict[str, str]]] = {
        "releases": [
            {
                "company_key": "iij",
                "title": "Made up",
                "document": "none",
                "published_at": "2017-05-15",
                "currency": "JPY",
                "accounting_standard": "US GAAP",
            }
        ],
        "printed_tables": [
            {
                "table_id": "headline",
                "statement": "prose",
                "section": "prose",
                "title": "Made up",
                "first_source_line": "1",
                "last_source_line": "3",
                "rounding": "nearest",
                "line_count": "3",
                "display_order": "1",
            }
        ],
    }
    content["exceptions"] = [
        {
            "kind": "exception",
            "identity_id": "agree_between_vintages",
            "subject": "headline/1/1",
            "difference": "52000000",
            "reason": "Made up.",
            "evidence": "none",
        }
    ]
    for number, label, text, scale in REPRINTED:
        unit = {"column_number": number, "unit": "JPY", "scale": scale}
        period = {"period_start": "2015-04-01", "period_end": "2016-03-31"}
        meaning = {"measure": "amount", "scenario": "actual", "table_id": "headline"}
        total = Decimal(text.replace(",", ""))
        letters = re.sub("[^a-z0-9]", "", label.lower())
        content.setdefault("figures", []).append(
            {
                "line_number": number,
                "column_number": number,
                "source_line": number,
                "label": label,
                "printed_text": text,
            }
            | period
            | meaning
        )
        content.setdefault("column_headings", []).append(
            {"table_id": "headline", "source_line": "1", "heading": label} | unit
        )
        content.setdefault("control_totals", []).append(
            {
                "figure_count": "1",
                "total": str(total),
                "line_total": str(total * int(number)),
                "label_digest": hashlib.md5(letters.encode()).hexdigest(),
            }
            | unit
            | period
            | meaning
        )
    keyed = {}
    for name, rows in content.items():
        path = releases_of(project) / f"{name}.csv"
        header, _ = rows_of(path)
        keyed[path] = [
            [({"release_id": LATER} | row).get(column, "") for column in header]
            for row in rows
        ]
    return keyed


# What is not asked about: the tables are.
LEFT_OUT = ("dbt", "gates", "copies", "pages")


def build(project: Path) -> duckdb.DuckDBPyConnection:
    """What a build publishes; its tables are compared, so nothing else is made."""
    built = kessan_without(LEFT_OUT, "build", project=project)
    assert built.returncode == 0, built.stdout + built.stderr
    published = project / PUBLISHED_FILE.relative_to(ROOT)
    return duckdb.connect(str(published), read_only=True)


@pytest.fixture(scope="module")
def delivered(published, tmp_path_factory) -> Path:
    """A project with all releases and the made-up one that comes after them."""
    project = copy_project(tmp_path_factory.mktemp("restated") / "project")
    deliver(project, LATER, later_release(project))
    return project


@pytest.fixture(scope="module")
def restated(delivered: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """What is published of them."""
    with build(delivered) as connection:
        yield connection


def test_a_reviewer_is_shown_what_a_delivery_restates(delivered: Path):
    checked = kessan_without(("dbt",), "check", f"landing/{LATER}", project=delivered)
    assert checked.returncode == 0, checked.stderr
    for heading in ("Printed otherwise than derived", "Restated: printed otherwise"):
        _, said = checked.stdout.split(heading)
        # To the end of the table.
        (row,) = (line for line in said.split("└")[0].splitlines() if "140,700" in line)
        assert "revenues" in row
        assert "140,648" in row
    assert f"{LATER} is sound" in checked.stdout


def versions(connection: duckdb.DuckDBPyConnection, line_item: str) -> list[tuple]:
    """The printed versions of fiscal 2015 in millions, by publication."""
    return connection.execute(
        f"""
        select release_id, cast(value / {MILLION} as decimal(18, 3)), is_latest
        from marts.fct_income_statement
        where
            line_item_key = $1 and not is_derived
            and period_key = '{FISCAL_2015}'
        order by published_at
        """,
        [line_item],
    ).fetchall()


def test_a_restatement_is_listed_and_both_values_stay(restated):
    assert restated.sql(
        f"""
        select
            release_id, line_item_key, period_key, measure,
            first_value / {MILLION}, first_release_id, latest_value / {MILLION},
            latest_release_id, difference / {MILLION}, restatement_count
        from audit.restatements
        """
    ).fetchall() == [
        (LATER, "revenues", FISCAL_2015, "amount", 140_648, "iij-2016-05-13",
         140_700, LATER, 52, 1)
    ]  # fmt: skip
    assert versions(restated, "revenues") == [
        ("iij-2016-05-13", 140_648, False),
        (LATER, 140_700, True),
    ]


def test_what_agrees_and_says_less_replaces_nothing(restated):
    assert versions(restated, "net_income_attributable") == [
        ("iij-2016-05-13", 4_038, True),
        (LATER, 4_000, False),
    ]


def test_what_agrees_in_the_same_precision_is_the_newest_word(restated):
    assert versions(restated, "operating_income") == [
        ("iij-2016-05-13", 6_140, False),
        (LATER, 6_140, True),
    ]


def test_vintages_are_compared(restated):
    assert restated.sql(
        f"""
        select subject, status, difference / {MILLION}
        from audit.identity_results
        where identity_id = 'agree_between_vintages' and release_id = '{LATER}'
        order by subject
        """
    ).fetchall() == [
        ("headline/1/1", "excepted", 52),
        ("headline/2/2", "exact", 0),
        ("headline/3/3", "within_rounding", -38),
    ]


def test_an_old_period_printed_again_does_not_move_the_latest(restated):
    assert restated.sql(
        "select cast(latest_period_end_date as varchar) from marts.dim_company"
    ).fetchall() == [("2016-09-30",)]


def test_what_follows_from_a_restated_figure_stays_as_it_was(restated):
    """140,648 - 99,382 = 41,266; 140,700 - 99,382 would be of two bases."""
    assert restated.sql(
        f"""
        select release_id, value / {MILLION}, low / {MILLION}, high / {MILLION},
            derivation, minuend_figure_key, subtrahend_figure_key, is_latest
        from marts.fct_income_statement
        where
            line_item_key = 'revenues'
            and period_key = '2016-01-01/2016-03-31@03'
        order by published_at
        """
    ).fetchall() == [
        ("iij-2016-05-13", 41_266, 41_265, 41_267,
         "cumulative_less_earlier_cumulative",
         "iij-2016-05-13/exchange_form_results/1/1", "iij-2016-02-09/headline/1/1",
         True),
    ]  # fmt: skip


def known_on(connection: duckdb.DuckDBPyConnection, model: PublicModel, day: str):
    """The rows of a fact that were in force at the end of a day."""
    columns = ", ".join(
        column.name
        for column in model.columns
        if column.name not in ("superseded_at", "is_latest")
    )
    return connection.execute(
        f"""
        select {columns} from {model.schema}.{model.name}
        where
            cast(published_at as date) <= $1
            and (superseded_at is null or cast(superseded_at as date) > $1)
        order by all
        """,
        [day],
    ).fetchall()


def test_as_known_on_a_day_is_what_a_build_of_that_day_gave(warehouse, tmp_path):
    project = copy_project(tmp_path / "project")
    releases = [
        release
        for (release,) in warehouse.execute(
            "select release_id from marts.dim_release where published_at <= $1",
            [SPRING_2016],
        ).fetchall()
    ]
    assert len(releases) == 18
    take_out(project, keep=releases)
    facts = [
        model
        for model in public_models()
        if {"published_at", "superseded_at"} <= {c.name for c in model.columns}
    ]
    assert len(facts) == 12
    with build(project) as then:
        for fact in facts:
            known = known_on(warehouse, fact, SPRING_2016)
            assert known == known_on(then, fact, "9999-01-01"), fact.name
        assert known_on(then, facts[0], "9999-01-01") != []


def content(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple]]:
    """Every row of every public table but the history of runs."""
    return {
        model.name: connection.sql(
            f"from {model.schema}.{model.name} order by all"
        ).fetchall()
        for model in public_models()
        if not model.is_view and model.name != "runs"
    }


def test_the_order_of_loading_means_nothing(warehouse, tmp_path):
    project = copy_project(tmp_path / "project")
    first = [MAIN, "iij-2012-05-15", "iij-2015-08-07"]
    others = take_out(project, keep=first)
    with build(project) as connection:
        ((count,),) = connection.sql(
            "select count(*) from marts.dim_release"
        ).fetchall()
        assert count == 3
    # Newest first, one of them before any other, the rest together.
    names = sorted(others, reverse=True)
    deliver(project, names[0], others[names[0]])
    build(project).close()
    for name in names[1:]:
        deliver(project, name, others[name])
    with build(project) as connection:
        assert content(connection) == content(warehouse)


@pytest.mark.build
def test_quarters_across_releases(warehouse):
    """Third quarter = nine months - six, fourth = year - nine months, in millions.

    The year before comes from headlines; of fiscal 2015 the six months are known
    to the thousand since the release of November 2016.
    """
    found = {
        (fiscal_year, quarter): (value, half_width)
        for fiscal_year, quarter, value, half_width in warehouse.sql(
            f"""
            select
                fiscal_year, fiscal_quarter, value / {MILLION},
                (high - low) / 2 / {MILLION}
            from marts.fct_discrete_periods
            inner join marts.dim_period using (period_key)
            where
                span = 'quarter' and line_item_key = 'operating_income'
                and segment_key = 'total' and product_key = 'total'
            """
        ).fetchall()
    }
    assert found[2012, 3] == (5_043 - 3_263, 1)
    assert found[2012, 4] == (7_753 - 5_043, 1)
    assert found[2013, 4] == (5_723 - 4_211, 1)
    assert found[2014, 1] == (2_416 - 1_648, 1)
    assert found[2015, 3] == pytest.approx((4_073 - 2_563.085, 0.5005))
    assert found[2015, 4] == (6_140 - 4_073, 1)
    # Fiscal 2011 has no nine months.
    assert found[2011, 3] == found[2011, 4] == (None, None)


@pytest.mark.build
def test_a_quarter_that_cannot_be_derived_says_why(warehouse):
    found = dict(
        warehouse.sql(
            """
            select fiscal_year || ' Q' || fiscal_quarter, missing_reason
            from marts.fct_discrete_periods
            inner join marts.dim_period using (period_key)
            where
                span = 'quarter' and value is null
                and line_item_key = 'operating_income'
                and segment_key = 'total' and product_key = 'total'
            """
        ).fetchall()
    )
    assert found == {
        "2011 Q3": "cumulative_unknown",
        "2011 Q4": "earlier_cumulative_unknown",
    }
    reasons = warehouse.sql(
        """
        select line_item_key, missing_reason
        from marts.fct_discrete_periods
        where period_key = '2016-04-01/2016-06-30@03' and value is null
        and line_item_key in (
            'basic_net_income_per_share', 'weighted_average_shares_basic'
        )
        order by all
        """
    ).fetchall()
    assert reasons == [
        ("basic_net_income_per_share", "number_of_shares_unknown"),
        ("weighted_average_shares_basic", "not_additive"),
    ]


@pytest.mark.build
def test_trailing_twelve_months(warehouse):
    """Fiscal 2015 + six months of 2016 - six months of 2015."""
    assert warehouse.sql(
        f"""
        select value / {THOUSAND}, decimals, addend_figure_key, minuend_figure_key,
            subtrahend_figure_key
        from marts.fct_discrete_periods
        where
            span = 'trailing_twelve_months' and line_item_key = 'revenues'
            and period_key = '2015-10-01/2016-09-30@03'
            and segment_key = 'total' and product_key = 'total'
        """
    ).fetchall() == [
        (140_648_000 + 74_123_270 - 65_333_734, -6,
         "iij-2016-05-13/exchange_form_results/1/1", f"{MAIN}/income_statement/14/2",
         f"{MAIN}/income_statement/14/1")
    ]  # fmt: skip


@pytest.mark.build
def test_twelve_months_to_june_are_known_too(warehouse):
    """The year before + the first quarter - that of the year before, in thousands.

    Of fiscal 2014 and 2016 the first quarter is six months less the second.
    """
    assert warehouse.sql(
        f"""
        select end_date::varchar, value / {THOUSAND}, derivation
        from marts.fct_discrete_periods
        inner join marts.dim_period using (period_key)
        where
            span = 'trailing_twelve_months' and line_item_key = 'operating_income'
            and segment_key = 'total' and product_key = 'total'
            and end_date in ('2015-06-30', '2016-06-30')
        order by 1
        """
    ).fetchall() == [
        ("2015-06-30", 5_075_000 + (2_563_085 - 1_422_308) - (2_416_000 - 1_648_000),
         "trailing_twelve_months"),
        ("2016-06-30", 6_140_000 + (1_947_702 - 1_111_383) - (2_563_085 - 1_422_308),
         "trailing_twelve_months"),
    ]  # fmt: skip


@pytest.mark.build
def test_targets_have_their_progress(warehouse):
    """1,947.702 of 5,000 million; a year before 2,563.085 of what became 6,140."""
    assert warehouse.sql(
        f"""
        select
            scenario_key, full_year_value / {MILLION}, progress_percent,
            year_ago_progress_percent, achievement_percent
        from marts.fct_forecast_progress
        where
            line_item_key = 'operating_income'
            and period_key = '2016-04-01/2016-09-30@03'
        order by scenario_key
        """
    ).fetchall() == [
        ("initial_forecast", 7_300, Decimal("26.6808"), Decimal("41.7440"), None),
        ("revised_forecast", 5_000, Decimal("38.9540"), Decimal("41.7440"), None),
    ]
