"""Both gates let the real data pass, and each expectation has a breach it refuses.

All breaches of a door are made in one copy and asked in one run: so a problem that
hides another would show. A test then asks for the exact problem of its breach.
"""

import csv
import json
import re
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase as fnmatch
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import yaml
from conftest import run

from kessan.gates import (
    GateResult,
    entry_gate,
    exit_gate,
    suites,
    write_data_docs,
)
from kessan.gates.suites import Asked, read_suites
from kessan.intake import DELIVERED, lay_out, seed_files, take_in
from kessan.project import GATES, MANIFEST, PUBLIC_SCHEMAS, ROOT, SEEDS

pytestmark = pytest.mark.build

ID = "an id of lower case letters, digits, hyphens and underscores"
COMMAS = "commas between thousands and a point before the fraction, as in 1,234.5"
OF_SET = "one of: "

# A cell, what is put there, and what has to be expected of it. Rows count from 0.
CELLS = [
    ("lines", 2, "label", '=HYPERLINK("x")', "text that no spreadsheet"),
    ("lines", 3, "label", "@SUM(A1)", "text that no spreadsheet"),
    ("lines", 4, "label", "\tCash", "text that no spreadsheet"),
    ("lines", 5, "label", " \uff0b1", "text that no spreadsheet"),
    ("lines", 6, "label", "-2+3|cmd", "text that no spreadsheet"),
    ("scenarios", 1, "label", "Initial\x07 forecast", "text on one line"),
    ("segments", 1, "label", "Net\u200bwork services", "text without invisible"),
    ("companies", 0, "label", "SociÃ©tÃ©", "the characters as printed"),
    ("figures", 5, "release_id", "../../etc", ID),
    ("printed_tables", 4, "table_id", "a'; drop table b", ID),
    ("labels", 4, "line_item_key", "Revenues", ID),
    ("lines", 7, "line_number", "7a", "a whole number"),
    ("control_totals", 3, "total", "1,234", "a plain number"),
    ("lines", 3, "column_1", "1.234,5", COMMAS),
    ("lines", 4, "column_2", "1.234.567", COMMAS),
    ("lines", 5, "column_2", "12,5", COMMAS),
    ("lines", 6, "column_1", "1234,567", COMMAS),
    ("lines", 12, "column_2", "38 000", "the digits 0 to 9"),
    ("lines", 13, "column_2", "3.8e4", "the digits 0 to 9"),
    ("lines", 14, "column_2", "\u0663\u0668", "the digits 0 to 9"),
    ("figures", 4, "period_end", "30/09/2016", "a date as YYYY-MM-DD"),
    ("releases", 3, "published_at", "2016-13-01", "a date as YYYY-MM-DD"),
    ("line_items", 3, "is_additive", "yes", "true or false"),
    ("exceptions", 2, "release_id", "iij-2016-11-09", "a release of releases"),
    ("releases", 1, "company_key", "ijj", "a company of companies.csv: iij"),
    ("figures", 8, "scenario", "forecast", "a scenario of scenarios.csv: "),
    ("exceptions", 5, "subject", "../x", "an address such as"),
    ("control_totals", 5, "label_digest", "xyz", "32 hexadecimal digits"),
    ("releases", 2, "currency", "yen", "a currency of currencies.csv such as JPY"),
    ("figures", 9, "measure", "amounts", OF_SET + "amount, yoy_percent, change, ratio"),
    ("figures", 10, "comparison", "last_year", OF_SET + "nothing, year_ago"),
    ("column_headings", 2, "unit", "1 yen", "a unit such as JPY"),
    ("column_headings", 2, "members", "east", "up to four members such as"),
    ("lines", 2, "concept", "us gaap", "a name such as us-gaap:Revenues"),
    ("column_headings", 3, "scale", "5", OF_SET + "nothing, 0, 3, 6, 8, 9, 12"),
    ("printed_tables", 5, "section", "page", OF_SET + "table, prose, note"),
    ("printed_tables", 6, "rounding", "never", OF_SET + "exact, nearest, truncated"),
    ("printed_tables", 7, "statement", "prosa", "a statement of statements.csv: "),
    ("releases", 4, "corrects", "iij-1999-01-01", "a release of releases.csv, or"),
    (
        "exceptions",
        3,
        "identity_id",
        "foot_nothing",
        "an identity of identities",
    ),
    ("calculations", 3, "said_by", "guessed", OF_SET + "filed, found, keyed"),
    ("lines", 2, "proven_by", "foot_nothing", "an identity of identities.csv"),
    ("labels", 9, "is_negated", "yes", OF_SET + "true, false, turned"),
    ("identity_terms", 12, "scenario_key", "guess", OF_SET + "actual"),
    ("segments", 2, "company_key", "nobody", "a company of companies.csv: iij"),
    ("labels", 5, "line_item_key", "no_item", "a line item of line_items.csv"),
    ("line_items", 5, "parent_line_item_key", "no_item", "a line item of line_items"),
    ("line_items", 8, "weight_in_parent", "2", "one of: nothing, 1, -1"),
    ("line_items", 11, "line_item_key_in_shares", "no_item", "a line item of line_"),
    ("labels", 6, "segment_key", "no_segment", "a segment of segments.csv: "),
    ("labels", 7, "product_key", "no_product", "a product of products.csv"),
    ("products", 5, "parent_product_key", "no_product", "a product of products"),
    ("identity_terms", 8, "identity_id", "foot_nothing", "an identity of identities"),
    ("usual_bounds", 3, "compared_line_item_key", "no_item", "a line item of line_it"),
    ("identities", 1, "kind", "sum", OF_SET + "footing, agreement"),
    ("identities", 2, "scope", "page", OF_SET + "calculation, table"),
    ("identities", 3, "relation", "near", OF_SET + "equal, at_most"),
    ("identity_terms", 9, "side", "top", OF_SET + "left, right, multiplier, divisor"),
    ("identity_terms", 10, "period_relation", "next", OF_SET + "same, subject"),
    ("identity_terms", 11, "measure", "growth", OF_SET + "amount, yoy_percent"),
    ("metric_terms", 1, "metric_id", "no_metric", "a metric of metrics.csv"),
    ("metric_terms", 2, "fraction_part", "top", OF_SET + "numerator, denominator"),
    ("metrics", 1, "metric_id", "gross_profit", "a metric that is no line item"),
    ("metric_terms", 4, "metric_product_key", "no_product", "a product of"),
    ("metrics", 3, "rate", "daily", OF_SET + "per_month, per_year"),
    ("line_items", 6, "balance", "both", OF_SET + "debit, credit, none"),
    ("line_items", 7, "period_type", "year", OF_SET + "instant, duration"),
    (
        "line_items",
        8,
        "unit",
        "yen",
        "a unit of units.csv: ADS, Gbps",
    ),
    ("segments", 3, "segment_type", "other", OF_SET + "total, operating, geography"),
    ("products", 6, "product_type", "goods", OF_SET + "product, service, nothing"),
    ("products", 6, "relation_to_parent", "child", OF_SET + "part, of_which"),
    ("products", 7, "recurrence", "often", OF_SET + "recurring, one_time, nothing"),
    ("labels", 8, "balance_at", "middle", OF_SET + "nothing, opening, closing, in_ord"),
    ("metric_terms", 5, "balance_at", "in_order", OF_SET + "nothing, opening, closing"),
    ("concept_labels", 0, "balance_at", "middle", OF_SET + "nothing, opening, closing"),
    ("concept_labels", 0, "concept", "Revenues", "a name such as us-gaap:Sales"),
    ("companies", 0, "country", "Japan", "a code of two capital letters"),
    ("companies", 0, "cik", "320193", "ten digits, or nothing"),
    ("companies", 0, "industry_code", "steel", "a code of the Standard Industrial"),
    ("sources", 0, "policy", "lenient", OF_SET + "sound, verdicts"),
    ("sources", 1, "release_id_like", "10-K", "characters of a release_id with _"),
    ("sources", 0, "document_url", "https://x/{ticker}", "an address with {cik}"),
    ("investor_relations", 0, "investor_relations_url", "iij.ad.jp", "an address such"),
    ("consolidated_members", 0, "axis", "Legal Entity", "a name such as LegalEntity"),
    ("consolidated_members", 1, "member", "Parent;", "a name such as LegalEntity"),
    ("concept_rules", 0, "precedence", "first", "-1 for what is corrected"),
    ("concept_rules", 1, "label_pattern", "(?=a)", "a regular expression that looks"),
    ("concept_rules", 2, "needs_previous", "(?=a)", "a regular expression that"),
    ("concept_rules", 3, "needs_next", "(?!a)", "a regular expression that looks"),
    ("concept_rules", 4, "without", "(?<a)", "a regular expression that looks"),
    ("concept_rules", 5, "concept", "Revenues", "a name such as us-gaap:Sales"),
    ("companies", 0, "currency", "yen", "a currency of currencies.csv"),
    ("unit_words", 0, "unit", "dollars", "a unit of units.csv, or a currency"),
    ("sign_words", 0, "place", "beside", OF_SET + "before, behind"),
    ("sign_words", 0, "says", "growth", OF_SET + "change, amount, limit"),
    ("sign_words", 0, "sign", "-", OF_SET + "1, -1"),
    ("companies", 0, "fiscal_year_end_month", "13", "a month from 1 to 12"),
    ("companies", 0, "fiscal_year_named_after", "both", OF_SET + "start, end"),
    ("fiscal_calendars", 0, "rule", "lunar", OF_SET + "month_end, day_of_month"),
    ("fiscal_calendars", 0, "end_month", "0", "a month from 1 to 12"),
    ("fiscal_calendars", 0, "end_day", "32", "a day from 1 to 31"),
    ("fiscal_calendars", 0, "weekday", "Saturday", OF_SET),
    ("fiscal_calendars", 0, "long_quarter", "5", "a quarter from 1 to 4"),
    ("fiscal_calendars", 0, "named_after", "both", OF_SET + "start, end"),
    ("splits", 0, "new_shares", "1.5", "a whole number of shares from 1 to 9999"),
    ("splits", 0, "old_shares", "0", "a whole number of shares from 1 to 9999"),
    ("fiscal_years", 0, "fiscal_year", "16", "a year of four digits"),
    ("fiscal_quarter_ends", 0, "fiscal_quarter", "4", "a quarter from 1 to 3"),
    ("line_items", 9, "us_gaap_concept", "cost of sales", "a name such as"),
    ("line_items", 10, "ifrs_concept", "cost of sales", "a name such as"),
    ("concepts", 0, "concept", "sales", "a name such as us-gaap:SalesRevenueNet"),
    ("concepts", 0, "axis", "Equity", "an axis such as equity_component"),
    ("concepts", 12, "member_key", "gold", "a member of members.csv"),
    ("metrics", 2, "unit", "yen", "a unit of units.csv: ADS, Gbps"),
    ("line_items", 10, "statement", "income", "a statement of statements.csv: "),
    ("metrics", 5, "statement", "margin", "a statement of statements.csv: "),
    ("statement_lines", 1, "statement", "margin", "a statement of statements.csv: "),
    ("statement_lines", 2, "shown_line_item_key", "ebit", "a line item of line_items"),
    (
        "statement_sections",
        3,
        "shown_line_item_key",
        "ebit",
        "a line item of line_items",
    ),
    ("statements", 3, "shown_as", "picture", OF_SET + "statement, lines, companies"),
    ("statements", 4, "is_by_product", "yes", "true or false"),
]


@pytest.fixture(scope="module", autouse=True)
def no_network() -> Iterator[list[str]]:
    """What tries to reach a network fails, and is on record."""
    attempts: list[str] = []

    def refuse(*arguments: object, **_: object) -> None:
        attempts.append(str(arguments[-1]))
        raise OSError("no network in these tests")

    with pytest.MonkeyPatch.context() as patched:
        for name in ("connect", "connect_ex"):
            patched.setattr(socket.socket, name, refuse)
        for name in ("getaddrinfo", "gethostbyname"):
            patched.setattr(socket, name, refuse)
        yield attempts
    assert attempts == []


def rewrite(path: Path, change: Callable[[list[list[str]]], None]) -> None:
    """Change the rows of a CSV, its header first."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def put(path: Path, row: int, column: str, value: str) -> None:
    """Put a value into a cell; the lines of these CSVs are their rows."""

    def change(rows: list[list[str]]) -> None:
        rows[row + 1][rows[0].index(column)] = value

    rewrite(path, change)


def csv_path(seeds: Path, name: str) -> Path:
    (path,) = seeds.glob(f"*/{name}.csv")
    return path


def ask(seeds: Path, folders: list[Path], into: Path) -> GateResult:
    """What the entry gate says of seeds and of delivered folders."""
    taken_in = take_in(seeds, folders)
    lay_out(taken_in, into)
    return entry_gate(taken_in, into)


def deliver(folder: Path) -> None:
    """A delivered release that has what it needs, and a formula in a label."""
    folder.mkdir(parents=True)
    for name, old in (
        ("releases", "iij-2011-08-12"),
        ("printed_tables", "iij-2011-08-12"),
        ("column_headings", "iij-2011-08-12"),
        ("control_totals", "iij-2011-08-12"),
        ("figures", "iij-2011-08-12"),
    ):
        path = folder / f"{name}.csv"
        shutil.copy(SEEDS / "release" / path.name, path)

        def change(rows: list[list[str]], old: str = old) -> None:
            header, *others = rows
            of_release = [[folder.name, *row[1:]] for row in others if row[0] == old]
            rows[:] = [header, *of_release]

        rewrite(path, change)
    put(folder / "figures.csv", 0, "label", "+1")
    put(folder / "column_headings.csv", 0, "table_id", "lost")


@pytest.fixture(scope="module")
def broken_seeds(tmp_path_factory) -> Path:
    """Seeds with every breach of the entry gate, and a delivered release beside."""
    top = tmp_path_factory.mktemp("entry")
    seeds = Path(shutil.copytree(SEEDS, top / "seeds"))
    for name in (
        *("fiscal_calendars", "fiscal_years", "fiscal_quarter_ends", "splits"),
        "concept_labels",
    ):
        rewrite(
            csv_path(seeds, name),
            lambda rows: rows.append(["iij", *[""] * (len(rows[0]) - 1)]),
        )
    for name, row, column, value, _ in CELLS:
        put(csv_path(seeds, name), row, column, value)
    put(csv_path(seeds, "identities"), 5, "description", "x" * 1001)
    put(csv_path(seeds, "labels"), 10, "statement", "prosa")
    put(csv_path(seeds, "usual_bounds"), 1, "comparison", "history")
    put(csv_path(seeds, "exceptions"), 0, "reason", "")
    put(csv_path(seeds, "exceptions"), 1, "reason", "")
    put(csv_path(seeds, "exceptions"), 4, "kind", "guess")
    release = seeds / "release"
    rewrite(release / "lines.csv", lambda rows: rows.append(rows[19]))
    csv_path(seeds, "accounting_standards").unlink()
    (release / "extra.csv").write_text("release_id\n")
    header = (release / "exceptions.csv").read_text("utf-8").splitlines()[0]
    for release_id, spoiled in (
        ("iij-2017-02-09", header.removesuffix(",evidence").encode()),
        ("iij-2017-05-12", f"{header},more".encode()),
        ("iij-2017-08-08", f"{header}\n\n".encode() + b"\xd6ther"),
    ):
        deliver(top / "landing" / release_id)
        (top / "landing" / release_id / "exceptions.csv").write_bytes(spoiled)
    return seeds


@pytest.fixture(scope="module")
def refused_entry(broken_seeds: Path) -> GateResult:
    landing = broken_seeds.parent / "landing"
    laid_out = broken_seeds.parent / "laid out"
    return ask(broken_seeds, sorted(landing.iterdir()), laid_out)


@pytest.mark.parametrize(("name", "row", "column", "value", "expected"), CELLS)
def test_a_cell_is_refused(
    refused_entry: GateResult,
    broken_seeds: Path,
    name: str,
    row: int,
    column: str,
    value: str,
    expected: str,
) -> None:
    where = f"{csv_path(broken_seeds, name)} line {row + 2}: {column} is {value!r}"
    found = [p for p in refused_entry.problems if p.where == where]
    assert [p.expected.startswith(expected) for p in found].count(True) == 1, found
    assert all(p.remedy for p in found)


def test_other_breaches_of_csvs(refused_entry: GateResult, broken_seeds: Path) -> None:
    release = broken_seeds / "release"
    where = [problem.where for problem in refused_entry.problems]
    key = "iij-2016-11-08 / operating_results / 19"
    lines = release / "lines.csv"
    assert where.count(f"{lines} line 20, 391: repeated key {key!r}") == 1
    exceptions = release / "exceptions.csv"
    assert where.count(f"{exceptions} line 2, 3: reason is empty") == 1
    assert where.count(f"{exceptions} line 6: kind is 'guess'") == 1
    long = repr("x" * 100 + "… (1001 characters)")
    identities = broken_seeds / "reference" / "identities.csv"
    assert where.count(f"{identities} line 7: description is {long}") == 1
    delivered = broken_seeds.parent / "landing" / "iij-2017-02-09" / "figures.csv"
    assert where.count(f"{delivered} line 2: label is '+1'") == 1
    delivered = delivered.with_name("column_headings.csv")
    lost = repr("iij-2017-02-09 / lost")
    assert where.count(f"{delivered} line 2: no table {lost}") == 1
    statement = f"{release.parent / 'reference' / 'labels.csv'} line 12"
    assert where.count(f"{statement}: statement is 'prosa'") == 1
    bounds = f"{release.parent / 'reference' / 'usual_bounds.csv'} line 3"
    assert where.count(f"{bounds}: comparison is 'history'") == 1
    # What the intake says, it says in its own words.
    landing = broken_seeds.parent / "landing"
    for words in (
        f"{landing / 'iij-2017-02-09/exceptions.csv'} line 1: the header is ",
        f"{landing / 'iij-2017-05-12/exceptions.csv'} line 1: the header is ",
        f"{landing / 'iij-2017-08-08/exceptions.csv'} line 3: the byte 0xD6 is not",
        f"{broken_seeds / 'reference/accounting_standards.csv'}: missing",
        f"{release / 'extra.csv'}: a file that no YAML describes",
    ):
        assert [text.startswith(words) for text in where].count(True) == 1, words


def failing(result: GateResult) -> set[tuple[str, int]]:
    """The expectations that fail, by suite and place."""
    return {
        (suite.name, n)
        for suite in result.suites
        for n, found in enumerate(suite.validation.results)
        if not found.success
    }


def all_expectations(door: str) -> set[tuple[str, int]]:
    return {
        (suite.name, n)
        for suite in read_suites(GATES / door)
        for n in range(len(suite.expectations))
    }


def test_every_expectation_of_the_entry_is_seen_failing(
    refused_entry: GateResult,
) -> None:
    assert all_expectations("entry") - failing(refused_entry) == set()
    assert not refused_entry.success
    assert refused_entry.statistics["failed"] == len(failing(refused_entry))


@pytest.mark.fast
def test_every_column_of_the_csvs_is_asked() -> None:
    """Except words of people, of which only the suite of all cells asks."""
    words = {"heading", "title", "mend_note", "note", "printed_unit", "read_by", "sign"}
    # A company may be listed nowhere, and a code is of any exchange.
    words |= {"stock_exchange", "stock_code"}
    # What an exception needs is a question of its kind, which the build asks.
    words |= {"text", "evidence"}
    by_frame: dict[str, set[str]] = {}
    for suite in read_suites(GATES / "entry"):
        asked = by_frame.setdefault(suite.frame, set())
        asked.update(suite.parameters.get("cells", []))
        if suite.frame.endswith("_rows"):
            asked.update(suite.columns)
    for seed in seed_files():
        frame = "release_rows" if seed.is_of_releases else "reference_rows"
        asked = by_frame[frame] | by_frame["cells"]
        in_csv = {name for name in asked if name.startswith(f"{seed.path.stem}.")}
        asked |= {name.split(".")[1] for name in in_csv}
        unasked = {
            column
            for column in seed.columns
            if not any(fnmatch(column, name) for name in asked | words)
        }
        assert unasked - ({"label"} if seed.is_of_releases else set()) == set(), (
            seed.path
        )


# The exit gate.


def change_parquet(folder: Path, name: str, *statements: str) -> None:
    """Run statements on a table of Parquet, which they call `t`."""
    path = folder / f"{name}.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"create table t as from '{path}'")
        for statement in statements:
            connection.execute(statement)
        connection.execute(f"copy t to '{path}' (format parquet)")


@pytest.fixture(scope="module")
def parquet(published: Path, tmp_path_factory) -> Path:
    """The public tables and views as a run leaves them."""
    folder = tmp_path_factory.mktemp("exit") / "parquet"
    folder.mkdir()
    with duckdb.connect(str(published), read_only=True) as connection:
        tables = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables"
            " where list_contains(?, table_schema)",
            [PUBLIC_SCHEMAS],
        ).fetchall()
        for (name,) in tables:
            path = folder / f"{name}.parquet"
            connection.execute(f"copy (from {name}) to '{path}' (format parquet)")
    return folder


LAST = "rowid = (select max(rowid) from t)"
ZERO = "rowid = (select min(rowid) from t)"

# A table, how it is broken, and the problem that has to be there: what it begins
# with, and what is expected.
BREACHES: list[tuple[str, list[str], str, str]] = [
    (
        "audit.mends",
        ["alter table t alter line_number type bigint"],
        "audit.mends: its types are release_id varchar, table_id varchar,"
        " line_number bigint, ",
        "the types release_id varchar, table_id varchar, line_number integer, ",
    ),
    (
        "reports.audit_control_totals",
        ["alter table t alter figures type double"],
        "reports.audit_control_totals: figures are floats",
        "no column of floats",
    ),
    (
        "reports.printed_columns",
        ["alter table t drop heading"],
        "reports.printed_columns: its columns are release_id, ",
        "the columns release_id, ",
    ),
    (
        "marts.fct_dividends",
        [f"insert into t from t where {ZERO}"],
        "marts.fct_dividends: 1 break key (",
        "each key once",
    ),
    (
        "audit.known_exceptions",
        [f"update t set reason = null where {ZERO}"],
        "audit.known_exceptions: 1 break reason is not null: iij-2016-11-08 / ",
        "no null",
    ),
    (
        "marts.dim_segment",
        ["update t set segment_type = 'holding' where segment_key = 'elimination'"],
        "marts.dim_segment: 1 break segment_type in ( 'total', 'operating',"
        " 'geography', 'elimination' ): elimination",
        "only the values that the contract allows",
    ),
    (
        "marts.fct_forecasts",
        [f"update t set scenario_key = 'guess' where {ZERO}"],
        "marts.fct_forecasts: 1 break scenario_key refers to"
        " marts.dim_scenario.scenario_key: guess",
        "a row in the other table",
    ),
    (
        # No key that a tool is told of, and proven like those that are.
        "marts.dim_line_item",
        [f"update t set statement = 'guess' where {ZERO}"],
        "marts.dim_line_item: 1 break statement refers to"
        " marts.dim_statement.statement: guess",
        "a row in the other table",
    ),
    (
        "audit.identity_operands",
        [
            f"update t set low = -1000000000000000000 where {ZERO}",
            f"update t set high = 1000000000000000000.0000001 where {LAST}",
        ],
        "audit.identity_operands.low goes from -1000000000000000000.0000000 to ",
        "less than 10^18",
    ),
    (
        "audit.identity_operands",
        [],
        "audit.identity_operands.high goes from ",
        "less than 10^18",
    ),
    (
        "marts.dim_date",
        [f"update t set date_key = date '1979-12-31' where {ZERO}"],
        "marts.dim_date.date_key: 19791231",
        "a day from 19800101",
    ),
    (
        "marts.dim_period",
        [f"update t set end_date = date '2101-01-01' where {LAST}"],
        "marts.dim_period.end_date: 21010101",
        "a day from 19800101",
    ),
    (
        "marts.fct_operating_metrics",
        [
            f"update t set low = value + 0.0000001 where {ZERO}",
            f"update t set high = value - 0.0000001 where {LAST}",
        ],
        "marts.fct_operating_metrics: ",
        "a value that is not below its low end",
    ),
    (
        "marts.fct_operating_metrics",
        [],
        "marts.fct_operating_metrics: ",
        "a value that is not above its high end",
    ),
    (
        "marts.fct_per_share",
        [f"update t set decimals = 7 where {ZERO}"],
        "marts.fct_per_share: ",
        "decimals from -12 to 6, not 7",
    ),
    (
        "marts.fct_comprehensive_income",
        [f"update t set published_at = timestamp '2099-01-01' where {ZERO}"],
        "marts.fct_comprehensive_income: ",
        "published today at the latest, not on 20990101",
    ),
    (
        "marts.fct_segment_results",
        [f"update t set superseded_at = timestamp '2001-01-01' where {ZERO}"],
        "marts.fct_segment_results: ",
        "superseded after it was announced, on 20161108",
    ),
    (
        "marts.fct_cash_flow",
        ["delete from t where rowid in (from (select rowid from t) limit 9)"],
        "marts.fct_cash_flow  has 277 rows, 286 before",
        "at least 286 rows",
    ),
    (
        "marts.fct_reported_figures",
        [
            "delete from t where figure_key = 'iij-2016-11-08/adjusted_ebitda/1/1'",
            "update t set value = value + 0.0001 where"
            " figure_key = 'iij-2016-11-08/income_statement/14/2'",
        ],
        "marts.fct_reported_figures iij-2016-11-08 has 1030 rows, 1031 before",
        "at least 1031 rows",
    ),
    (
        "marts.fct_reported_figures",
        [],
        "iij-2016-11-08/adjusted_ebitda/1/6: 8 against 9",
        "as many figures as the audit counted",
    ),
    (
        "marts.fct_reported_figures",
        [],
        "iij-2016-11-08/income_statement/2/3: ",
        "the total of the audit, in base units",
    ),
    (
        "audit.control_results",
        [
            "update t set recorded_total = recorded_total + 0.0001"
            " where control_key like 'iij-2011-08-12/headline/1/%'"
        ],
        "iij-2011-08-12/headline/1/2011-04-01/2011-06-30/amount/JPY/6/actual: 24789"
        " against 24789.0001",
        "the total of the second reading",
    ),
    (
        "audit.identity_results",
        [
            "update t set status = 'violated' where rowid ="
            " (select min(rowid) from t where status = 'incomplete')",
            "update t set difference = difference + 0.0001 where rowid ="
            " (select min(rowid) from t where status = 'within_rounding')",
            "update t set difference = difference + 1 where rowid ="
            " (select min(rowid) from t where status = 'excepted')",
        ],
        "audit.identity_results: 1 against 0",
        "no identity that is violated",
    ),
    (
        "audit.identity_results",
        [],
        "audit.identity_results, within_rounding: 434 against 433",
        "left less right is the difference",
    ),
    (
        "audit.identity_results",
        [],
        "iij-2016-11-08 agree_reported_twice ",
        "the difference that is listed",
    ),
    (
        "audit.findings",
        [
            "insert into t by name select '1' as finding_key, 1 as finding_number,"
            " true as is_blocking, 'input' as family, 'unknown_label' as problem"
        ],
        "audit.findings: 1 against 0",
        "no finding",
    ),
    (
        "audit.figure_coverage",
        [],
        "iij-2016-11-08: 1030 against 1031",
        "as many figures in audit.figure_coverage",
    ),
    (
        "marts.dim_release",
        ["delete from t where release_id = 'iij-2012-05-15'"],
        "iij-2012-05-15: nothing against iij-2012-05-15",
        "the release in marts.dim_release",
    ),
    (
        "marts.fct_revenue",
        [
            "update t set value = value + 1, low = low + 10000, high = high + 10000"
            " where product_key = 'wan'"
            " and period_key = '2016-04-01/2016-09-30@03'"
        ],
        "marts.fct_revenue of iij 2016-04-01/2016-09-30@03:"
        " 74123270001 against 74123270000",
        "the consolidated figure",
    ),
    (
        "marts.fct_income_statement",
        [
            "update t set value = value + 1 where rowid = (select min(rowid) from t"
            " where not is_derived)"
        ],
        "marts.fct_income_statement: ",
        "the value of the cited figure",
    ),
]


@pytest.fixture(scope="module")
def broken_parquet(parquet: Path, tmp_path_factory) -> Path:
    """Parquet with every breach of the exit gate."""
    folder = Path(shutil.copytree(parquet, tmp_path_factory.mktemp("broken") / "p"))
    for name, statements, *_ in BREACHES:
        if statements:
            change_parquet(folder, name, *statements)
    (folder / "reports.cash_bridge.parquet").unlink()
    (folder / "reports.returns.parquet").write_bytes(b"no Parquet at all")
    shutil.copy(
        folder / "marts.dim_scenario.parquet", folder / "marts.dim_other.parquet"
    )
    return folder


@pytest.fixture(scope="module")
def smaller_generation(parquet: Path, tmp_path_factory) -> Path:
    """An earlier generation of the same releases, with fewer balance sheets."""
    folder = Path(shutil.copytree(parquet, tmp_path_factory.mktemp("earlier") / "p"))
    change_parquet(
        folder,
        "marts.fct_balance_sheet",
        "delete from t where rowid >= (select count(*) / 2 from t)",
    )
    change_parquet(folder, "marts.dim_date", "delete from t where rowid >= 10")
    return folder


def described(manifest: dict, like: str, name: str) -> dict:
    """A further table of the contract, described like another."""
    node = json.loads(json.dumps(manifest["nodes"][f"model.kessan.{like}"]))
    manifest["nodes"][f"model.kessan.{name}"] = node
    node["name"] = node["alias"] = name
    return node


@pytest.fixture(scope="module")
def more_tables(tmp_path_factory) -> Path:
    """A manifest with a new fact, and a new table without a key."""
    manifest = json.loads(MANIFEST.read_text("utf-8"))
    described(manifest, "fct_dividends", "fct_news")
    keyless = described(manifest, "dim_scenario", "dim_news")
    keyless["constraints"] = []
    for column in keyless["columns"].values():
        column["constraints"] = []
    path = Path(tmp_path_factory.mktemp("more") / "manifest.json")
    path.write_text(json.dumps(manifest), "utf-8")
    return path


def with_news(folder: Path) -> Path:
    for like, name in (("fct_dividends", "fct_news"), ("dim_scenario", "dim_news")):
        shutil.copy(folder / f"marts.{like}.parquet", folder / f"marts.{name}.parquet")
    return folder


@pytest.fixture(scope="module")
def refused_exit(
    broken_parquet: Path, smaller_generation: Path, more_tables: Path
) -> GateResult:
    return exit_gate(broken_parquet, smaller_generation, more_tables)


@pytest.mark.parametrize(
    ("where", "expected"),
    [(where, expected) for _, _, where, expected in BREACHES],
)
def test_a_table_is_refused(
    refused_exit: GateResult, where: str, expected: str
) -> None:
    found = [
        problem
        for problem in refused_exit.problems
        if problem.where.startswith(where) and problem.expected.startswith(expected)
    ]
    assert len(found) == 1, (where, [p.where for p in refused_exit.problems])
    assert found[0].remedy


def test_other_breaches_of_parquet(refused_exit: GateResult) -> None:
    where = [problem.where for problem in refused_exit.problems]
    assert where.count("reports.cash_bridge: missing") == 1
    assert where.count("marts.dim_other: not described") == 1
    unreadable = "reports.returns: unreadable: "
    assert [text.startswith(unreadable) for text in where].count(True) == 1
    # Twice as many rows as before, and no release is new.
    (grown,) = [
        problem
        for problem in refused_exit.problems
        if problem.where == "marts.fct_balance_sheet  has 109 rows, 55 before"
    ]
    assert grown.expected.startswith("at most 75 rows")
    # A release of long ago may bring any number of days.
    assert not [text for text in where if text.startswith("marts.dim_date  has")]


def test_every_expectation_of_the_exit_is_seen_failing(
    refused_exit: GateResult, tmp_path: Path
) -> None:
    nothing = exit_gate(tmp_path)
    seen = failing(refused_exit) | failing(nothing)
    assert all_expectations("exit") - seen == set()
    missing = [p for p in nothing.problems if p.where.endswith(": missing")]
    assert len(missing) > 50


def test_a_figure_without_coverage_is_refused(
    parquet: Path, smaller_generation: Path, tmp_path: Path
) -> None:
    """And: a release that is taken back explains that tables shrink, new ones grow."""
    folder = Path(shutil.copytree(parquet, tmp_path / "p"))
    change_parquet(folder, "audit.figure_coverage", f"delete from t where {LAST}")
    taken_back = "iij-2011-08-12"
    for name in ("marts.fct_reported_figures", "audit.control_results"):
        statement = f"delete from t where release_id = '{taken_back}'"
        change_parquet(folder, name, statement)
    refused = exit_gate(folder, parquet)
    where = [problem.where for problem in refused.problems]
    assert f"{taken_back}: nothing against 6" in where
    assert not [text for text in where if text.startswith("marts.fct_reported_fig")]
    assert "audit.figure_coverage iij-2016-11-08 has 1030 rows, 1031 before" in where
    # Seen from the other side, the release is new: its rows are no fan-out.
    grown = exit_gate(parquet, folder)
    assert grown.success, [str(problem) for problem in grown.problems]


def test_sums_are_exact(parquet: Path, tmp_path: Path) -> None:
    """A last digit that no float has room for is still seen."""
    folder = Path(shutil.copytree(parquet, tmp_path / "p"))
    change_parquet(
        folder,
        "audit.control_results",
        "update t set total = 12345678901234567890.1234,"
        " recorded_total = 12345678901234567890.1235"
        " where control_key like 'iij-2011-08-12/headline/1/%'",
    )
    where = [problem.where for problem in exit_gate(folder).problems]
    assert (
        "iij-2011-08-12/headline/1/2011-04-01/2011-06-30/amount/JPY/6/actual:"
        " 12345678901234567890.1234 against 12345678901234567890.1235"
    ) in where


ALIKE = (
    "invented-0000-01/balance_sheet_notes/303/2",
    "invented-0000-05/balance_sheet_notes/307/2",
)


def test_keys_of_one_hash_are_not_the_same(parquet: Path, tmp_path: Path) -> None:
    """Two that DuckDB gives one hash pass, and the same twice does not."""
    one, other = (f"select hash('r', 'x', {key!r})" for key in ALIKE)
    with duckdb.connect() as connection:
        assert connection.sql(one).fetchall() == connection.sql(other).fetchall()
    for second, broken in ((ALIKE[1], 0), (ALIKE[0], 1)):
        folder = Path(shutil.copytree(parquet, tmp_path / str(broken)))
        change_parquet(
            folder,
            "audit.known_exceptions",
            "delete from t where rowid >= 2",
            "update t set release_id = 'r', identity_id = 'x'",
            f"update t set subject = {ALIKE[0]!r} where rowid = 0",
            f"update t set subject = {second!r} where rowid = 1",
        )
        found = [p.where for p in exit_gate(folder).problems if " break key" in p.where]
        assert len(found) == broken, found


# The pages, and what is on record.


@pytest.fixture(scope="module")
def pages(
    refused_entry: GateResult, refused_exit: GateResult, tmp_path_factory
) -> Path:
    folder = tmp_path_factory.mktemp("data docs")
    write_data_docs(refused_entry, folder)
    write_data_docs(refused_exit, folder)
    return folder


def external(page: str) -> list[str]:
    """What a page would load or run."""
    return re.findall(
        r"<(?:script|link|img|iframe|object|embed|base|form)\b[^>]*>"
        r"|@import|url\(|\bsrc\s*=\s*[\"']|\bon\w+\s*=\s*[\"']"
        # What a message quotes is text, as the address of a cell that is wrong.
        r"|\bhref\s*=\s*[\"']?https?://[^<\s]*",
        page,
    )


def test_data_docs_open_without_a_network(pages: Path) -> None:
    names = {path.relative_to(pages).as_posix() for path in pages.rglob("*.html")}
    assert names == {"index.html"} | {
        f"{door}/{suite.name}{kind}.html"
        for door in ("entry", "exit")
        for suite in read_suites(GATES / door)
        for kind in ("", ".expectations")
    }
    for name in names:
        page = (pages / name).read_text("utf-8")
        assert external(page) == [], name
        assert "<style>" in page and "prefers-color-scheme: dark" in page
        # Links lead to pages and places that are there.
        for link in re.findall(r'href="([^"#]+)"', page):
            assert ((pages / name).parent / link).exists(), (name, link)


def test_data_docs_say_what_was_found(
    pages: Path, refused_entry: GateResult, refused_exit: GateResult
) -> None:
    index = (pages / "index.html").read_text("utf-8")
    assert index.count("Refused:") == 2
    for suite in (*refused_entry.suites, *refused_exit.suites):
        assert f'{suite.name}.html">{suite.name}</a>' in index
    rows = (pages / "entry" / "release_rows.html").read_text("utf-8")
    assert "iij-2016-11-09" in rows
    assert "of 1,2" in rows or "1 unexpected" in rows
    why = (pages / "entry" / "release_rows.expectations.html").read_text("utf-8")
    assert "has no date and no company" in why
    assert "expect_column_values_to_be_in_set" in why


def test_data_docs_run_nothing_that_a_cell_holds(tmp_path: Path) -> None:
    seeds = Path(shutil.copytree(SEEDS, tmp_path / "seeds"))
    evil = "=<script>alert(1)</script><img src=x onerror=alert(2)> $27.00 {value}"
    put(csv_path(seeds, "lines"), 2, "label", evil)
    refused = ask(seeds, [], tmp_path / "laid out")
    (problem,) = refused.problems
    assert problem.where.endswith(f"line 4: label is {evil!r}")
    write_data_docs(refused, tmp_path / "docs")
    for path in (tmp_path / "docs").rglob("*.html"):
        assert "<script" not in path.read_text("utf-8"), path
        assert "<img" not in path.read_text("utf-8"), path


def test_what_is_alike_is_asked_once_and_told_with_each_of_its_lines(
    tmp_path: Path,
) -> None:
    """A formula of other digits is another cell, of the same file or of another."""
    seeds = Path(shutil.copytree(SEEDS, tmp_path / "seeds"))
    labels = csv_path(seeds, "labels")
    before = len(labels.read_text("utf-8").splitlines())
    written = 3_000
    wrong = {0: "=10", 7: "=11", 9: "=10", written - 1: "=100"}
    with labels.open("a", encoding="utf-8") as file:
        for number in range(written):
            label = wrong.get(number, f"Of {number}")
            file.write(f"iij,balance_sheet,,{label},revenues,total,total,,false\n")
    put(csv_path(seeds, "lines"), 2, "label", "=10")
    result = ask(seeds, [], tmp_path / "laid out")
    (cells,) = (suite for suite in result.suites if suite.name == "cells")
    of_labels = f"{labels} line"
    assert [problem.where for problem in cells.problems] == [
        f"{of_labels} {before + 1}, {before + 10}: label is '=10'",
        f"{of_labels} {before + 8}: label is '=11'",
        f"{of_labels} {before + written}: label is '=100'",
        f"{csv_path(seeds, 'lines')} line 4: label is '=10'",
    ]
    # Labels that differ in their digits alone are one row of the frame.
    assert cells.rows < 5_000
    (keys,) = (suite for suite in result.suites if suite.name == "keys")
    assert [problem.where for problem in keys.problems] == [
        f"{of_labels} {before + 1}, {before + 10}: repeated key"
        " 'iij / balance_sheet /  / =10'"
    ]


def test_what_was_delivered_is_told_with_its_own_lines(tmp_path: Path) -> None:
    """The rows of all folders are asked as one CSV, and stand in several."""
    folders = [tmp_path / "landing" / f"iij-2017-02-0{day}" for day in (1, 2, 3)]
    for folder in folders:
        deliver(folder)
    for folder in folders[1:]:
        figures = folder / "figures.csv"
        header, *rows = figures.read_text("utf-8").splitlines()
        # A blank row and the mark of a spreadsheet: a plain copy is asked.
        figures.write_text("\n".join([header, "", *rows]), "utf-8-sig")
    found = ask(SEEDS, folders, tmp_path / "laid out").problems
    assert [problem.where for problem in found if "label is" in problem.where] == [
        f"{folder / 'figures.csv'} line {line}: label is '+1'"
        for folder, line in zip(folders, (2, 3, 3), strict=True)
    ]


def test_what_fails_is_refused_even_where_no_row_is_found() -> None:
    """A look-up that misses the rows makes no failure one that is met."""
    suite = next(s for s in read_suites(GATES / "entry") if s.name == "flags")
    frame = pd.DataFrame({"column": ["is_additive"] * 2, "value": ["true", "yes"]})
    nowhere = pd.DataFrame({"file": [], "line": [], "column": [], "value": []})
    asked = Asked(frame, lambda failing: nowhere)
    refused = suites.ask(suites.open_context(), suite, asked, {})
    assert not refused.success
    (problem,) = refused.problems
    assert problem.where == "flags: ['yes'] fail, and no row that has them is found"
    assert problem.expected == "true or false, in lower case"


def test_rows_that_are_lost_on_the_way_are_an_error(tmp_path: Path) -> None:
    deliver(tmp_path / "landing" / "iij-2017-02-09")
    taken_in = take_in(SEEDS, [tmp_path / "landing" / "iij-2017-02-09"])
    lay_out(taken_in, tmp_path / "laid out")
    figures = tmp_path / "laid out" / DELIVERED / "figures.csv"
    lines = figures.read_text("utf-8").splitlines(keepends=True)
    figures.write_text("".join(lines[:-1]), "utf-8")
    lost = f"{len(lines) - 2} rows, and the intake read {len(lines) - 1}"
    with pytest.raises(ValueError, match=f"figures.csv: {lost}"):
        entry_gate(taken_in, tmp_path / "laid out")


def test_the_summary_is_json(refused_entry: GateResult) -> None:
    summary = json.loads(json.dumps(refused_entry.summary()))
    assert summary["door"] == "entry"
    assert summary["success"] is False
    assert summary["evaluated"] == len(all_expectations("entry"))
    assert summary["problems"] == len(refused_entry.problems)
    assert {suite["name"] for suite in summary["suites"]} == {
        suite.name for suite in read_suites(GATES / "entry")
    }


REAL_DATA = """
import json, os, socket, sys
attempts = []
def refuse(*arguments, **_):
    attempts.append(str(arguments[-1]))
    raise OSError("no network in this test")
socket.socket.connect = socket.socket.connect_ex = refuse
socket.getaddrinfo = socket.gethostbyname = refuse
from pathlib import Path
import kessan.cli, kessan.gates, kessan.intake
assert "great_expectations" not in sys.modules and "pandas" not in sys.modules
parquet, laid_out = map(Path, sys.argv[1:])
taken_in = kessan.intake.take_in()
kessan.intake.lay_out(taken_in, laid_out)
results = [
    kessan.gates.entry_gate(taken_in, laid_out),
    kessan.gates.exit_gate(parquet, parquet),
]
print(json.dumps({
    "attempts": attempts,
    "environment": os.environ["GX_ANALYTICS_ENABLED"],
    "summaries": [result.summary() for result in results],
    "problems": [str(p) for result in results for p in result.problems],
}))
"""


def test_the_real_data_passes_without_a_network(parquet: Path, tmp_path: Path) -> None:
    """In a process of its own: what is imported first would look for a network."""
    done = run(sys.executable, "-c", REAL_DATA, parquet, tmp_path / "laid out")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["problems"] == []
    assert told["attempts"] == []
    assert told["environment"] == "false"
    assert [summary["success"] for summary in told["summaries"]] == [True, True]
    assert "Calculating Metrics" not in done.stderr


# The suites as data.


@pytest.mark.fast
@pytest.mark.parametrize("door", ["entry", "exit"])
def test_each_expectation_says_why(door: str) -> None:
    for path in sorted((GATES / door).glob("*.yml")):
        suite = yaml.safe_load(path.read_text("utf-8"))
        assert suite["about"].strip() and suite["index"], path
        for expectation in suite["expectations"]:
            assert set(expectation) == {"type", "kwargs", "meta"}, path
            meta = expectation["meta"]
            assert meta["notes"].strip().endswith("."), (path, meta)
            if not meta.get("told_by_intake"):
                assert meta["expected"] and meta["remedy"], (path, meta)


@pytest.mark.fast
def test_where_digits_are_alike_no_expectation_tells_them_apart() -> None:
    """A class has all ten of them, and what is counted or named is no digit."""
    for suite in read_suites(GATES / "entry"):
        if suite.parameters.get("digits") == "alike":
            for expectation in suite.expectations:
                regex = expectation["kwargs"].get("regex", "")
                left = re.sub(
                    r"0-9|\{[0-9,]+\}|\\x[0-9a-f]{2}|\\u[0-9a-f]{4}", "", regex
                )
                assert not re.search("[0-9]", left), (suite.name, regex)
                assert "value_set" not in expectation["kwargs"], suite.name


def test_a_new_table_is_asked_everything(
    parquet: Path, more_tables: Path, tmp_path: Path
) -> None:
    """No list names it: what it is asked follows from what its YAML says of it."""
    before = with_news(Path(shutil.copytree(parquet, tmp_path / "before")))
    now = Path(shutil.copytree(before, tmp_path / "now"))
    keyless = "marts.dim_news: it has no primary key"
    sound = exit_gate(now, before, more_tables).problems
    assert [problem.where for problem in sound] == [keyless]
    change_parquet(
        now,
        "marts.fct_news",
        f"update t set value = value + 1, high = high + 1 where {ZERO}",
        *[f"delete from t where {LAST}"] * 2,
        f"insert into t from t where {ZERO}",
    )
    problems = exit_gate(now, before, more_tables).problems
    key = "marts.fct_news: 1 break key (release_id, period_key, line_item_key, "
    where = [re.sub(rf"^{re.escape(key)}.*", "key", p.where) for p in problems]
    assert sorted(where) == [
        "key",
        keyless,
        "marts.fct_news  has 8 rows, 9 before",
        "marts.fct_news iij-2016-11-08 has 8 rows, 9 before",
        # What is changed stands there twice.
        "marts.fct_news: 8 against 6",
    ]


def test_how_rows_live_is_a_word_that_is_known(parquet: Path, tmp_path: Path) -> None:
    manifest = json.loads(MANIFEST.read_text("utf-8"))
    model = manifest["nodes"]["model.kessan.fct_dividends"]
    model["config"]["meta"] = {"rows": "somehow"}
    other = tmp_path / "manifest.json"
    other.write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(
        ValueError, match=r"marts\.fct_dividends: its rows are said to be"
    ):
        exit_gate(parquet, None, other)


@pytest.mark.fast
def test_the_page_of_the_gates_names_every_suite() -> None:
    page = (ROOT / "docs" / "operate" / "gates.md").read_text("utf-8")
    for door in ("entry", "exit"):
        for suite in read_suites(GATES / door):
            assert f"| `{suite.name}` |" in page, suite.name


@pytest.mark.fast
def test_a_gate_without_suites_is_none(tmp_path):
    with pytest.raises(FileNotFoundError, match="has no suites, and a gate without"):
        read_suites(tmp_path)
    shutil.copy(GATES / "entry" / "cells.yml", tmp_path)
    assert [suite.name for suite in read_suites(tmp_path)] == ["cells"]
