"""From machine-readable filings to the raw shape: the models, one after the other.

A source brings four tables of text: `sub` (filings), `num` (numbers), `pre` (the lines
of statements) and `tag` (what is tagged). All that is behind them is the same.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

from kessan.foot import FOUND
from kessan.foot.grid import read_cell
from kessan.imports import calendars, second, shelf, sums
from kessan.read.company import Cells
from kessan.sql import identifier, literal

MODELS = Path(__file__).parent / "models"
# What is known before a source is opened.
KNOWN = (
    *("line_items", "concepts", "concept_rules", "companies", "releases"),
    *("statements", "printed_tables", "lines", "calculations", "fiscal_calendars"),
    *("fiscal_years", "fiscal_quarter_ends", "consolidated_members"),
    *("segments", "products", "members"),
)
BEFORE_CALENDARS = (
    *("chart", "filings", "raw_companies", "seen_days", "companies_without_calendar"),
    *("company_years", "calendar_evidence"),
)
OF_CALENDARS = (
    *("raw_fiscal_calendars", "raw_fiscal_quarter_ends", "calendar_rules"),
    *("listed_quarter_ends", "spoken_years"),
)
BEFORE_SUMS = (
    *("calendar_days", "rounded_days", "numbers", "statement_lines", "amounts"),
    *("headings", "ended_lines", "placed_lines", "charted_axes", "lettered_members"),
    *("told_members", "named_members", "member_lines", "printed_lines", "tables"),
    *("cells", "scales", "texts", "grid_cells", "known_sums", "filed_sums"),
)
AFTER_SUMS = (
    *("meanings", "raw_line_items", "all_line_items", "raw_releases"),
    *("raw_printed_tables", "raw_column_headings", "raw_lines", "raw_concepts"),
    *("raw_members",),
    *("raw_concept_labels", "columns_to_read", "left_out"),
    *("rounded_filings", "days_without_quarter", "imports_before"),
)
# The columns of the calendars and of the sums that a source says, if it says some.
CALENDARS = (
    "adsh varchar, valid_from varchar, rule varchar, end_month varchar,"
    " weekday varchar, long_quarter varchar, named_after varchar"
)
QUARTER_ENDS = (
    "adsh varchar, fiscal_year varchar, fiscal_quarter varchar, end_date varchar"
)
FILED = (
    "adsh varchar, report varchar, inpth varchar, total_tag varchar,"
    " total_version varchar, part_tag varchar, part_version varchar, weight varchar"
)
# The axis whose members are the components of equity.
COMPONENTS = "equity_component"
# Who says a sum: the filing itself.
FILED_SUM = "filed"
# The CSVs whose rows an import brings.
BROUGHT = (
    *("releases", "printed_tables", "column_headings", "lines", "calculations"),
    *("control_totals", "companies", "fiscal_calendars", "fiscal_quarter_ends"),
    *("line_items", "concepts", "concept_labels", "members"),
)


@dataclass(frozen=True)
class Chart:
    """What concepts are, as far as the chart knows: line items, and `D` or `C`."""

    line_items: Mapping[str, frozenset[str]]
    balances: Mapping[str, str]


@dataclass(frozen=True)
class Imported:
    """What came of a source.

    `folder` is None where nothing is new. `known` counts its filings that are there
    already; `refused` are those without a number of the whole company, with their
    names; `left_out` counts the numbers that are in no cell, by the reason, and
    `sums_left_out` the sums that a filing says and that are not taken. `rules` counts
    the companies whose days prove a calendar, `rounded` those with a filing whose last
    day is another one than here, and `without_quarter` are filings with such days as
    end no quarter of their company's calendar: the filing, the company, the days.
    `before` are earlier imports that have rounded days of a company whose calendar is
    known by now.
    """

    known: int
    refused: tuple[tuple[str, str], ...]
    folder: Path | None = None
    filings: int = 0
    companies: int = 0
    tables: int = 0
    lines: int = 0
    figures: int = 0
    numbers: int = 0
    sums: int = 0
    filed_sums: int = 0
    left_out: Mapping[str, int] | None = None
    sums_left_out: Mapping[str, int] | None = None
    rules: int = 0
    rounded: int = 0
    without_quarter: tuple[tuple[str, str, str], ...] = ()
    before: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


# The rows of control_totals.csv, of the source's own text again.
ReadAgain = Callable[[second.Setting], Iterable[Sequence[str]]]


def land(
    connection: duckdb.DuckDBPyConnection,
    read_by: str,
    into: Path,
    read_again: ReadAgain,
    has_rounded_days: bool = False,
) -> Imported:
    """Land the filings of the four tables that are not there yet, in a folder.

    `read_by` is the name of the source, which may round days to the ends of months.
    What is known (`know`) is there already.
    """
    connection.execute(f"create table if not exists filed ({FILED})")
    connection.execute(f"create table if not exists calendars ({CALENDARS})")
    connection.execute(f"create table if not exists quarter_ends ({QUARTER_ENDS})")
    connection.execute(
        "create table sources as select ? as read_by, ? as has_rounded_days",
        [read_by, has_rounded_days],
    )
    for name in BEFORE_CALENDARS:
        _make(connection, name)
    _make(connection, "refused_filings")
    if not _count(connection, "filings"):
        return Imported(**_of_source(connection))
    _date(connection)
    for name in BEFORE_SUMS:
        _make(connection, name)
    _foot(connection)
    _make(connection, "component_sums")
    connection.execute("insert into raw_calculations from component_sums")
    for name in AFTER_SUMS:
        _make(connection, name)
    _read_again(connection, read_again)
    shelf.write(connection, {name: f"raw_{name}" for name in BROUGHT}, into)
    return Imported(
        **_of_source(connection),
        folder=into,
        filings=_count(connection, "filings"),
        companies=_count(connection, "(select distinct company_key from filings)"),
        tables=_count(connection, "tables"),
        lines=_count(connection, "raw_lines"),
        figures=_count(connection, "texts"),
        numbers=_count(
            connection, "num semi join filings on num.adsh = filings.release_id"
        ),
        sums=_count(
            connection,
            "(select distinct release_id, table_id, total_line from raw_calculations)",
        ),
        filed_sums=_count(
            connection,
            "(select distinct release_id, table_id, total_line from raw_calculations"
            f" where said_by = {literal(FILED_SUM)})",
        ),
        left_out=dict(connection.sql("from left_out").fetchall()),
        sums_left_out=dict(
            connection.sql(
                "select reason, count(distinct (release_id, table_id, total_tag))"
                " from filed_sums where reason is not null group by 1"
            ).fetchall()
        ),
        rules=_count(connection, "raw_fiscal_calendars"),
        rounded=_count(
            connection, "(select distinct company_key from rounded_filings)"
        ),
        without_quarter=tuple(
            connection.sql("from days_without_quarter order by release_id").fetchall()
        ),
        before=tuple(
            folder
            for (folder,) in connection.sql("from imports_before order by 1").fetchall()
        ),
    )


def _make(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Make the table of a model."""
    query = (MODELS / f"{name}.sql").read_text("utf-8")
    connection.execute(f"create or replace table {identifier(name)} as {query}")


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    ((count,),) = connection.sql(f"select count(*) from {relation}").fetchall()
    return int(count)


def _of_source(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """How many filings are there already, and which are refused."""
    return {
        "known": _count(
            connection, "sub semi join known_releases as had on adsh = had.release_id"
        ),
        "refused": tuple(
            connection.sql("from refused_filings order by release_id").fetchall()
        ),
    }


def know(connection: duckdb.DuckDBPyConnection, folders: Sequence[Path]) -> None:
    """Make the tables of what the seeds and earlier imports know."""
    for name in KNOWN:
        shelf.known_rows(connection, name, f"known_{name}", folders)
    shelf.known_rows(connection, "line_items", "seed_line_items", [])
    codes = ", ".join(
        f"({literal(code)}, {literal(statement)})"
        for code, statement in second.STATEMENTS.items()
    )
    connection.execute(
        "create or replace table statement_codes as"
        f" from (values {codes}) as codes (stmt, statement)"
    )


def chart_of(connection: duckdb.DuckDBPyConnection, known: Sequence[Path]) -> Chart:
    """What the seeds and earlier imports know of concepts, of any company."""
    know(connection, known)
    _make(connection, "chart")
    line_items: dict[str, set[str]] = defaultdict(set)
    for concept, line_item in connection.sql(
        "select concept, line_item_key from chart where company_key is null"
    ).fetchall():
        line_items[concept].add(line_item)
    balances = connection.sql(
        "select chart.concept, upper(left(items.balance, 1)) from chart"
        " inner join known_line_items as items"
        " on chart.line_item_key = items.line_item_key"
        " where items.balance in ('debit', 'credit') and chart.company_key is null"
        " and chart.statement in ('balance_sheet', 'income_statement')"
        " order by chart.is_further desc"
    ).fetchall()
    return Chart(
        {key: frozenset(one) for key, one in line_items.items()}, dict(balances)
    )


def _date(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of the calendars that are brought, and of the ends of quarters.

    The ends are those of companies that have a calendar of their own then.
    """
    asked = {row["adsh"]: row for row in _cells(connection, "calendars")}
    rounds = _count(connection, "(from sources where has_rounded_days)") > 0
    evidence = connection.sql("from calendar_evidence").fetchall()
    for (release, *year), of_company in groupby(evidence, key=lambda row: row[:4]):
        seen = [calendars.Seen(*row[4:]) for row in of_company]
        if release in asked:
            if not calendars.has_all(asked[release], [one.day for one in seen]):
                connection.execute("delete from calendars where adsh = ?", [release])
        elif rounds and (
            rule := calendars.proven_rule(calendars.FiscalYear(*year), seen)
        ):
            connection.execute(
                "insert into calendars by name select ? as adsh, ? as valid_from,"
                " ? as rule, ? as end_month, ? as weekday, ? as long_quarter,"
                " ? as named_after",
                [release, *(rule[name] for name in calendars.RULE)],
            )
    for name in OF_CALENDARS:
        _make(connection, name)
    fill(
        connection,
        "calendar_quarter_ends",
        "company_key varchar, last_day date, is_listed boolean",
        [
            *calendars.days_of_quarters(
                [
                    calendars.FiscalYear(*row)
                    for row in connection.sql("from company_years").fetchall()
                ],
                rules=_cells(connection, "calendar_rules"),
                listed_years=_cells(connection, "known_fiscal_years"),
                listed_ends=_cells(connection, "listed_quarter_ends"),
                wanted=[
                    year for (year,) in connection.sql("from spoken_years").fetchall()
                ],
            )
        ],
    )


def _cells(connection: duckdb.DuckDBPyConnection, relation: str) -> list[Cells]:
    """The rows of a relation of text, as those of a CSV are read."""
    found = connection.sql(f"from {relation}")
    return [
        {name: cell or "" for name, cell in zip(found.columns, row, strict=True)}
        for row in found.fetchall()
    ]


def _filed(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], sums.Filed]:
    """The sums that the filings say, by release and table: parts of each total."""
    filed: dict[tuple[str, str], sums.Filed] = defaultdict(dict)
    for release, table, total, part, weight in connection.sql(
        "select release_id, table_id, total_line, part_line, weight from filed_sums"
        " where reason is null and part_line is not null order by all"
    ).fetchall():
        of_table = filed[release, table]
        of_table[total] = (*of_table.get(total, ()), (part, weight))
    return filed


def _tables(connection: duckdb.DuckDBPyConnection) -> Iterator[sums.Table]:
    """The statements with their figures as printed, in the order of time."""
    filed = _filed(connection)
    cells = connection.sql("from grid_cells").fetchall()
    for address, of_table in groupby(cells, key=lambda cell: cell[:5]):
        release, table, company, statement, width = address
        concepts: dict[int, str] = {}
        lines = []
        for line, of_line in groupby(of_table, key=lambda cell: cell[5:8]):
            number, label, concepts[line[0]] = line
            values: list[Decimal | None] = [None] * width
            units = set()
            for *_, column, unit, text in of_line:
                values[column - 1] = read_cell(text)
                units.add(unit)
            lines.append((number, label, ", ".join(sorted(units)), tuple(values)))
        grid = sums.grid(table, lines, width)
        yield sums.Table(
            release,
            table,
            company,
            statement,
            concepts,
            grid,
            filed.get((release, table), {}),
        )


def _known_sums(connection: duckdb.DuckDBPyConnection) -> sums.Sums:
    """What the companies' earlier releases add up to."""
    known: sums.Sums = {}
    for company, statement, total, part, weight in connection.sql(
        "from known_sums order by all"
    ).fetchall():
        of_kind = known.setdefault((company, statement), {})
        of_kind[total] = (*of_kind.get(total, ()), (part, weight))
    return known


def _foot(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of the sums: which there are, which hold, what they turn.

    A part that is taken away is printed with the other sign than the total, and so
    are the parts of a total that is itself printed so.
    """
    calculations: list[Sequence[object]] = []
    footings: list[Sequence[object]] = []
    turned: list[Sequence[object]] = []
    for one in sums.footed(_tables(connection), _known_sums(connection)):
        address = one.table.release_id, one.table.table_id
        footings.append((*address, one.is_exact))
        is_turned: dict[int, bool] = {}
        for found in sorted(one.calculations, key=lambda sum_: -sum_.total_line):
            for part, weight in found.parts:
                said_by = FILED_SUM if found.total_line in one.table.filed else FOUND
                calculations.append((*address, found.total_line, part, weight, said_by))
                is_turned[part] = (weight < 0) != is_turned.get(found.total_line, False)
        turned += [(*address, line, is_so) for line, is_so in is_turned.items()]
    address_columns = "release_id varchar, table_id varchar"
    fill(connection, "footings", f"{address_columns}, is_exact boolean", footings)
    fill(
        connection,
        "turned_lines",
        f"{address_columns}, line_number integer, is_turned boolean",
        turned,
    )
    fill(
        connection,
        "raw_calculations",
        f"{address_columns}, total_line integer, part_line integer, weight integer,"
        " said_by varchar",
        calculations,
    )


def fill(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: str,
    rows: Sequence[Sequence[object]],
) -> None:
    """Make a table of rows, with these columns and their types."""
    import pandas as pd

    connection.execute(f"create or replace table {name} ({columns})")
    if rows:
        connection.register("frame", pd.DataFrame(rows))
        connection.execute(f"insert into {name} from frame")
        connection.unregister("frame")


def _read_again(connection: duckdb.DuckDBPyConnection, read_again: ReadAgain) -> None:
    """Make the table of the control totals, of a second reading of the text."""

    def rows(columns: str, table: str) -> list[tuple]:
        return connection.sql(f"select distinct {columns} from {table}").fetchall()

    columns = defaultdict(list)
    for release, table, *column in connection.sql("from columns_to_read").fetchall():
        columns[release, table].append(second.Column(*column))
    quarter_ends: dict[str, set[date]] = defaultdict(set)
    for release, last_day in connection.sql(
        "select filings.release_id, days.last_day from filings"
        " inner join rounded_days as days on filings.company_key = days.company_key"
    ).fetchall():
        quarter_ends[release].add(last_day)
    setting = second.Setting(
        tables={
            (release, str(report), "1" if is_parenthetical else "0"): table
            for release, report, is_parenthetical, table in rows(
                "release_id, report, is_parenthetical, table_id", "tables"
            )
        },
        columns=columns,
        scales={
            (release, table, measured): scale
            for release, table, measured, scale in rows(
                "release_id, table_id, measured_in, scale", "scales"
            )
        },
        measured={
            (tag, version, uom): measured
            for tag, version, uom, measured in rows(
                "tag, version, uom, measured_in", "cells"
            )
        },
        currencies=dict(rows("release_id, currency", "filings")),
        equity_axes=frozenset(
            name
            for name, axis in rows("name, axis", "charted_axes")
            if axis == COMPONENTS
        ),
        quarter_ends=quarter_ends,
    )
    described = ", ".join(f"{name} varchar" for name in second.COLUMNS)
    fill(connection, "raw_control_totals", described, [*read_again(setting)])
