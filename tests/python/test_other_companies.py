"""Releases of other companies, currencies and standards beside those of IIJ.

They are made up, and delivered into a copy of the project that is built once.
What must come of them is worked out by hand.
"""

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import made_up
import pytest
from conftest import copy_project, kessan_without
from site_checks import (
    broken_links,
    documents,
    folder_of,
    lost_figures,
    outward_links,
    repeated_ids,
    untraced_numbers,
    wrong_numbers,
)
from test_documents import markdown, queries

from kessan.contract import PublicModel, public_models

pytestmark = pytest.mark.slow

THOUSAND = 1_000
STATEMENT = "comprehensive_income"
PROSE = "prose"

# An American company, two Japanese ones whose years end in June and, like those of
# IIJ, in March, and their labels.
REFERENCE = {
    "companies.csv": [
        "example,Example Inc.,Example,New York Stock Exchange,EXMP,USD,12,end,US,,",
        "june,June K.K.,June,Tokyo Stock Exchange,9999,JPY,6,end,JP,,",
        "march,March K.K.,March,Tokyo Stock Exchange,9998,JPY,3,start,JP,,",
    ],
}

# What the labels of IIJ stand for they stand for at the others, but for these.
LABELS = {
    company: [
        f"{company},{STATEMENT},,COMPREHENSIVE INCOME ATTRIBUTABLE TO {parent},"
        "comprehensive_income_attributable,total,total,,false",
        f"{company},{PROSE},,Earnings,net_income_attributable,total,total,,false",
        f"{company},{PROSE},,Revenues,revenues,total,total,,false",
        f"{company},{PROSE},,Average shares,weighted_average_shares_basic,total,total,,"
        "false",
        f"{company},{PROSE},,Earnings per share,basic_net_income_per_share,total,total"
        ",,false",
    ]
    for company, parent in (
        ("example", "EXAMPLE INC."),
        ("june", "JUNE K.K."),
        ("march", "MARCH K.K."),
    )
}

FIRST_HALF = ("2016-01-01", "2016-06-30")
SECOND_QUARTER = ("2016-04-01", "2016-06-30")
THIRD_QUARTER = ("2016-07-01", "2016-09-30")
YEAR_AGO_QUARTER = ("2015-07-01", "2015-09-30")
NINE_MONTHS = ("2016-01-01", "2016-09-30")
IIJ_HALF = ("2016-04-01", "2016-09-30")
IIJ_YEAR_AGO_HALF = ("2015-04-01", "2015-09-30")
IIJ_HALF_KEY = "2016-04-01/2016-09-30@03"


@dataclass(frozen=True)
class Release:
    """A made-up release: a statement in thousands, and perhaps some prose.

    `columns` are the periods of the statement, `lines` its figures by line;
    `totals` are, for each column, the sum of its figures and of its figures
    times their lines, added up by hand. A row of `prose` is a label, a text, a
    period, and the unit, scale and number that the text stands for.
    """

    release_id: str
    company_key: str
    published_at: str
    currency: str
    accounting_standard: str
    parent: str
    columns: list[tuple[str, str]]
    lines: list[tuple[str, ...]]
    totals: list[tuple[int, int]]
    prose: list[tuple[str, str, tuple[str, str], str, int, str]]


RELEASES = [
    Release(
        "example-2016-07-28", "example", "2016-07-28", "USD", "US GAAP",
        "EXAMPLE INC.",
        [FIRST_HALF, SECOND_QUARTER],
        [
            ("900", "500"),
            ("(30)", "(10)"),
            ("12", "4"),
            ("-", "-"),
            ("882", "494"),
            ("(2)", "(1)"),
            ("880", "493"),
        ],
        [(2642, 13176), (1480, 7387)],
        [("Earnings", "USD890 thousand", FIRST_HALF, "USD", 3, "890")],
    ),
    Release(
        "example-2016-10-27", "example", "2016-10-27", "USD", "US GAAP",
        "EXAMPLE INC.",
        [NINE_MONTHS],
        [("1,400",), ("$(45)",), ("20",), ("1",), ("1,376",), ("($4)",), ("$1,372",)],
        [(4120, 20554)],
        [
            ("Earnings", "$1,390 thousand", NINE_MONTHS, "USD", 3, "1390"),
            ("Earnings per share", "$1.39 per share", NINE_MONTHS,
             "USD_per_share", 0, "1.39"),
            ("Average shares", "1,000,000 shares", NINE_MONTHS,
             "shares", 0, "1000000"),
            ("Average shares", "1,000,000 shares", THIRD_QUARTER,
             "shares", 0, "1000000"),
        ],
    ),
    # Comprehensive income of IIJ in US GAAP is 1,241,246.
    Release(
        "iij-2017-01-10", "iij", "2017-01-10", "JPY", "IFRS",
        "INTERNET INITIATIVE JAPAN INC.",
        [IIJ_HALF],
        [
            ("1,200,000",),
            ("(100,000)",),
            ("50,000",),
            ("-",),
            ("1,150,000",),
            ("(80,000)",),
            ("1,070,000",),
        ],
        [(3290000, 16000000)],
        [],
    ),
    # Its first quarter has the dates of the second quarter of IIJ.
    Release(
        "june-2016-11-08", "june", "2016-11-08", "JPY", "US GAAP",
        "JUNE K.K.",
        [YEAR_AGO_QUARTER, THIRD_QUARTER],
        [
            ("100", "200"),
            ("10", "(20)"),
            ("5", "6"),
            ("-", "1"),
            ("115", "187"),
            ("(5)", "(7)"),
            ("110", "180"),
        ],
        [(335, 1685), (547, 2682)],
        [],
    ),
    # Nothing but its name tells it from IIJ.
    Release(
        "march-2016-11-09", "march", "2016-11-09", "JPY", "US GAAP",
        "MARCH K.K.",
        [IIJ_YEAR_AGO_HALF, IIJ_HALF],
        [
            ("100", "200"),
            ("10", "(20)"),
            ("5", "6"),
            ("-", "1"),
            ("115", "187"),
            ("(5)", "(7)"),
            ("110", "180"),
        ],
        [(335, 1685), (547, 2682)],
        [
            ("Revenues", "¥9.1 billion", IIJ_HALF, "JPY", 9, "9.1"),
            ("Revenues", "JPY8,000 million", IIJ_YEAR_AGO_HALF, "JPY", 6, "8000"),
        ],
    ),
]  # fmt: skip
OTHERS = {release.release_id for release in RELEASES}


def labels(parent: str) -> list[str]:
    return [
        "NET INCOME",
        "OTHER COMPREHENSIVE INCOME (LOSS), NET OF TAX:",
        "Foreign currency translation adjustments",
        "Unrealized holding gain (loss) on securities",
        "Defined benefit pension plans",
        "TOTAL COMPREHENSIVE INCOME",
        "LESS: COMPREHENSIVE INCOME ATTRIBUTABLE TO NONCONTROLLING INTERESTS",
        f"COMPREHENSIVE INCOME ATTRIBUTABLE TO {parent}",
    ]


def digest(printed: list[str]) -> str:
    letters = [re.sub("[^a-z0-9]", "", label.lower()) for label in printed]
    return hashlib.md5(",".join(letters).encode()).hexdigest()


def content(release: Release) -> dict[str, list[dict[str, str]]]:
    """The rows of a release by CSV."""
    first, *rest = labels(release.parent)
    heading, *others = rest
    printed = [(first, release.lines[0]), (heading, ())]
    printed += list(zip(others, release.lines[1:], strict=True))
    rows: dict[str, list[dict[str, str]]] = {
        "releases": [
            {
                "company_key": release.company_key,
                "title": "Made up",
                "document": "none",
                "published_at": release.published_at,
                "currency": release.currency,
                "accounting_standard": release.accounting_standard,
            }
        ],
        "lines": [
            {
                "table_id": STATEMENT,
                "line_number": str(n),
                "source_line": str(n),
                "indent": "0",
                "label": label,
            }
            | {f"column_{column}": text for column, text in enumerate(texts, 1)}
            for n, (label, texts) in enumerate(printed, 1)
        ],
    }
    rows["calculations"] = [
        {
            "table_id": STATEMENT,
            "total_line": str(total),
            "part_line": str(part),
            "weight": "1",
            "said_by": "keyed",
        }
        for total, parts in ((6, (1, 3, 4, 5)), (8, (6, 7)))
        for part in parts
    ]
    for table, section, rule, lines in [
        (STATEMENT, "table", "exact", len(printed)),
        (PROSE, "prose", "nearest", len(release.prose)),
    ]:
        if lines:
            rows.setdefault("printed_tables", []).append(
                {
                    "table_id": table,
                    "statement": table,
                    "section": section,
                    "title": "Made up",
                    "first_source_line": "1",
                    "last_source_line": str(lines),
                    "rounding": rule,
                    "line_count": str(lines),
                    "display_order": "1",
                }
            )
    for n, ((start, end), (total, line_total)) in enumerate(
        zip(release.columns, release.totals, strict=True), 1
    ):
        column = {
            "table_id": STATEMENT,
            "column_number": str(n),
            "period_start": start,
            "period_end": end,
            "measure": "amount",
            "unit": release.currency,
            "scale": "3",
            "scenario": "actual",
        }
        rows.setdefault("column_headings", []).append(
            column | {"source_line": "0", "heading": end, "printed_unit": "Thousands"}
        )
        rows.setdefault("control_totals", []).append(
            column
            | {
                "figure_count": "7",
                "total": str(total),
                "line_total": str(line_total),
                "label_digest": digest([first, *others]),
            }
        )
    for n, (label, text, (start, end), unit, scale, number) in enumerate(
        release.prose, 1
    ):
        figure = {
            "table_id": PROSE,
            "column_number": str(n),
            "period_start": start,
            "period_end": end,
            "measure": "amount",
            "scenario": "actual",
        }
        rows.setdefault("figures", []).append(
            figure
            | {
                "line_number": str(n),
                "source_line": str(n),
                "label": label,
                "printed_text": text,
            }
        )
        rows["control_totals"].append(
            figure
            | {
                "unit": unit,
                "scale": str(scale),
                "figure_count": "1",
                "total": number,
                "line_total": str(Decimal(number) * n),
                "label_digest": digest([label]),
            }
        )
    return rows


def deliver(project: Path, release: Release) -> None:
    """Put a release into a folder of its own."""
    folder = project / "landing" / release.release_id
    folder.mkdir(parents=True)
    for name, rows in content(release).items():
        with (project / "seeds" / "release" / f"{name}.csv").open() as file:
            header = next(csv.reader(file))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows({"release_id": release.release_id} | row for row in rows)


@pytest.fixture(scope="module")
def beside(published: Path, tmp_path_factory) -> Iterator[duckdb.DuckDBPyConnection]:
    """What is published of all of them; `own` is what the project publishes."""
    project = copy_project(tmp_path_factory.mktemp("others") / "a project")
    for name, rows in REFERENCE.items():
        with (project / "seeds" / "reference" / name).open("a") as file:
            file.writelines(f"{row}\n" for row in rows)
    labels = project / "seeds" / "reference" / "labels.csv"
    known = [
        row
        for row in made_up.rows_in(labels)
        if row["company_key"] == "iij" and row["statement"] == STATEMENT
    ]
    for company, listed in LABELS.items():
        made_up.add_rows(labels, [row | {"company_key": company} for row in known])
        with labels.open("a") as file:
            file.writelines(f"{row}\n" for row in listed)
    for release in RELEASES:
        deliver(project, release)
    built = kessan_without(("dbt",), "build", project=project)
    assert built.returncode == 0, built.stdout + built.stderr
    with duckdb.connect() as connection:
        file = project / "published" / "kessan.duckdb"
        connection.execute(f"attach '{file}' as beside (read_only)")
        connection.execute(f"attach '{published}' as own (read_only)")
        connection.execute("use beside")
        yield connection


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple]:
    return connection.sql(query).fetchall()


def compared(model: PublicModel) -> tuple[str, str, str]:
    """A model, its columns, and which of its rows speak of IIJ in US GAAP."""
    columns = {column.name for column in model.columns}
    release = "release_id" if "release_id" in columns else None
    conditions = []
    if release:
        listed = ", ".join(f"'{other}'" for other in sorted(OTHERS))
        conditions.append(f"{release} not in ({listed})")
    elif "company_key" in columns:
        conditions.append("coalesce(company_key, 'iij') = 'iij'")
        if "accounting_standard" in columns:
            conditions.append("accounting_standard = 'US GAAP'")
    names = ", ".join(f'"{column.name}"' for column in model.columns)
    return f"{model.schema}.{model.name}", names, " and ".join(conditions)


def test_what_iij_says_is_the_same_beside_others(beside):
    """Every row that the project publishes is there, and no other of IIJ."""
    count = 0
    # But the runs, which are other ones, when the next release is due, which the
    # slowest of all says, and for how many companies an item is known, which are peers.
    others = ("runs", "audit_expected_releases", "comparable_coverage")
    others += ("peer_comparison",)
    models = [model for model in public_models() if model.name not in others]
    for relation, names, condition in map(compared, models):
        selected = f"select {names} from {{}}.{relation}"
        own, both = selected.format("own"), selected.format("beside")
        assert rows(beside, f"{own} except all {both}") == [], relation
        if condition:
            more = f"{both} where {condition} except all {own}"
            assert rows(beside, more) == [], relation
            count += 1
    assert count > 50


@pytest.mark.parametrize(("query", "result"), queries())
def test_queries_of_the_documents_do_not_mix(beside, query, result):
    assert markdown(beside.sql(query)) == result


def test_sums_by_company_do_not_mix(beside):
    for fact in ("fct_revenue", "fct_comprehensive_income"):
        sums = f"""
            select accounting_standard, currency, unit, sum(value), count(*)
            from {{}}.marts.{fact}
            where company_key = 'iij' and is_latest
            group by all order by all
        """
        own = rows(beside, sums.format("own"))
        assert len(own) == 1
        both = rows(beside, sums.format("beside"))
        assert [row for row in both if row[0] == "US GAAP"] == own
    assert rows(
        beside,
        """
        select company_key, accounting_standard, unit, sum(value)
        from marts.fct_comprehensive_income
        where is_latest and not is_derived and release_id in (
            'example-2016-07-28', 'example-2016-10-27', 'iij-2017-01-10',
            'june-2016-11-08', 'march-2016-11-09'
        )
        group by all order by all
        """,
    ) == [
        ("example", "US GAAP", "USD", (2642 + 1480 + 4120) * THOUSAND),
        ("iij", "IFRS", "JPY", 3290000 * THOUSAND),
        ("june", "US GAAP", "JPY", (335 + 547) * THOUSAND),
        ("march", "US GAAP", "JPY", (335 + 547) * THOUSAND),
    ]
    assert rows(
        beside,
        """
        select company_key, sum(value) from marts.fct_revenue
        where company_key <> 'iij' group by all
        """,
    ) == [("march", (9_100_000 + 8_000_000) * THOUSAND)]


def test_units_are_in_the_currency_of_the_release(beside):
    assert rows(
        beside,
        """
        select company_key, currency, unit, count(*)
        from marts.fct_reported_figures
        where company_key <> 'iij'
        group by all order by all
        """,
    ) == [
        ("example", "USD", "USD", 3 * 7 + 2),
        ("example", "USD", "USD_per_share", 1),
        ("example", "USD", "shares", 2),
        ("june", "JPY", "JPY", 2 * 7),
        ("march", "JPY", "JPY", 2 * 7 + 2),
    ]
    # A figure as printed, with a sign of its currency and as a loss.
    assert rows(
        beside,
        """
        select printed_text, value, unit from marts.fct_reported_figures
        where release_id = 'example-2016-10-27' and printed_text like '%$%'
        order by table_id, line_number
        """,
    ) == [
        ("$(45)", -45 * THOUSAND, "USD"),
        ("($4)", -4 * THOUSAND, "USD"),
        ("$1,372", 1372 * THOUSAND, "USD"),
        ("$1,390 thousand", 1390 * THOUSAND, "USD"),
        ("$1.39 per share", Decimal("1.39"), "USD_per_share"),
    ]
    assert rows(
        beside, "select unit from marts.dim_line_item where line_item_key = 'revenues'"
    ) == [("currency",)]


def test_neither_another_standard_nor_another_company_restates(beside):
    assert (
        rows(
            beside,
            "from audit.restatements where release_id in"
            f" {tuple(sorted(OTHERS))} or accounting_standard <> 'US GAAP'",
        )
        == []
    )
    assert rows(
        beside,
        f"""
        select accounting_standard, release_id, value, is_latest
        from marts.fct_comprehensive_income
        where
            company_key = 'iij'
            and period_key = '{IIJ_HALF_KEY}'
            and line_item_key = 'comprehensive_income'
        order by accounting_standard
        """,
    ) == [
        ("IFRS", "iij-2017-01-10", 1150000 * THOUSAND, True),
        ("US GAAP", "iij-2016-11-08", 1241246 * THOUSAND, True),
    ]


def test_each_standard_has_its_latest_release(beside):
    assert rows(
        beside,
        """
        select company_key, accounting_standard, release_id
        from marts.dim_release where is_latest order by all
        """,
    ) == [
        ("example", "US GAAP", "example-2016-10-27"),
        ("iij", "IFRS", "iij-2017-01-10"),
        ("iij", "US GAAP", "iij-2016-11-08"),
        ("june", "US GAAP", "june-2016-11-08"),
        ("march", "US GAAP", "march-2016-11-09"),
    ]


def test_quarters_are_derived_in_the_currency(beside):
    """Nine months less six, and six months less the second quarter."""
    assert rows(
        beside,
        """
        select line_item_key, period_key, value, unit, release_id,
            minuend_figure_key, subtrahend_figure_key
        from marts.fct_comprehensive_income
        where
            is_derived
            and company_key = 'example'
            and line_item_key in ('net_income', 'comprehensive_income')
        order by all
        """,
    ) == [
        (
            item, period, value * THOUSAND, "USD", release,
            f"{minuend}/{STATEMENT}/{line}/1",
            f"example-2016-07-28/{STATEMENT}/{line}/{column}",
        )
        for item, line, quarters in [
            ("comprehensive_income", 6, (882 - 494, 1376 - 882)),
            ("net_income", 1, (900 - 500, 1400 - 900)),
        ]
        for period, value, release, minuend, column in [
            ("2016-01-01/2016-03-31@12", quarters[0], "example-2016-07-28",
             "example-2016-07-28", 2),
            ("2016-07-01/2016-09-30@12", quarters[1], "example-2016-10-27",
             "example-2016-10-27", 1),
        ]
    ]  # fmt: skip


def test_earnings_per_share_are_derived_in_the_currency(beside):
    """The third quarter earns 1,390 less 890 thousand on a million shares."""
    assert rows(
        beside,
        """
        select period_key, value, unit, derivation from marts.fct_per_share
        where company_key = 'example' and is_derived
        """,
    ) == [
        (
            "2016-07-01/2016-09-30@12",
            Decimal("0.5"),
            "USD_per_share",
            "income_over_number_of_shares",
        )
    ]


def test_fiscal_years_end_when_the_company_says(beside):
    """One calendar quarter is the second, the third and the first one."""
    assert rows(
        beside,
        """
        select period_key, label, is_cumulative, fiscal_year, fiscal_quarter,
            year_ago_period_key, previous_period_key
        from marts.dim_period
        where start_date = '2016-07-01' and end_date = '2016-09-30'
        order by period_key
        """,
    ) == [
        (
            "2016-07-01/2016-09-30@03", "FY2016 Q2", False, 2016, 2,
            "2015-07-01/2015-09-30@03", "2016-04-01/2016-06-30@03",
        ),
        (
            "2016-07-01/2016-09-30@06-end", "FY2017 Q1", True, 2017, 1,
            "2015-07-01/2015-09-30@06-end", None,
        ),
        (
            "2016-07-01/2016-09-30@12", "FY2016 Q3", False, 2016, 3,
            None, "2016-04-01/2016-06-30@12",
        ),
    ]  # fmt: skip
    assert rows(
        beside,
        """
        select label from marts.dim_period
        where fiscal_year_end_month = 12 and months in (6, 9) and is_cumulative
        order by label
        """,
    ) == [("FY2016 first 6 months",), ("FY2016 first 9 months",)]


def test_the_pages_of_all_companies(beside):
    """Each company has pages of its own, and every printed figure is on one."""
    ((file,),) = rows(
        beside, "select path from duckdb_databases() where database_name = 'beside'"
    )
    site = Path(file).resolve().parent / "site"
    editions = {
        folder_of(*basis)
        for basis in rows(
            beside,
            "select distinct company_key, accounting_standard, currency"
            " from marts.dim_release",
        )
    }
    found = {
        path.parent.relative_to(site).as_posix()
        for path in site.glob("*/*/as-printed.html")
    }
    assert found == editions
    assert {"iij/us-gaap-jpy", "iij/ifrs-jpy", "example/us-gaap-usd"} < found
    assert len(found) == 5
    # That another standard is newer empties no page of the older one.
    income = documents(site)["iij/us-gaap-jpy/income-statement.html"]
    assert len(income.shown) == 200
    assert broken_links(site, outward_links(beside)) == []
    assert repeated_ids(site) == []
    assert lost_figures(site, beside) == []
    assert wrong_numbers(site, beside) == []
    assert untraced_numbers(site, beside) == []
