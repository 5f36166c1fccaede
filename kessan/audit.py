"""The summary of the audit: what a controller reads before he signs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import duckdb
from rich.console import Console
from rich.table import Table

# A title, and what is shown below it.
SECTIONS = (
    (
        "Identities evaluated",
        """
        select
            kind, identities, evaluations, exact,
            within_rounding as "within rounding", excepted, incomplete, violated
        from reports.audit_identities
        where release_id = $release
        """,
    ),
    (
        "Known exceptions",
        """
        select
            source_line as line, printed_text as printed, difference, reason, evidence
        from reports.audit_exceptions
        where release_id = $release
        """,
    ),
    (
        "Coverage: what would notice an error of one unit",
        """
        select
            table_id as "table", figures, noticed_by_identities as identities,
            noticed_by_control_totals as "control totals",
            noticed_by_nothing as nothing
        from reports.audit_coverage
        where release_id = $release
        """,
    ),
    (
        "Control totals of the second reading",
        """
        select
            count(*) as tables, sum(totals) as totals,
            sum(recorded_figures) as "figures counted", sum(figures) as "figures keyed",
            sum(unequal) as unequal
        from reports.audit_control_totals
        where release_id = $release
        """,
    ),
    (
        "Mends and corrections",
        """
        select
            table_id as "table", line_number as line, note as mend,
            identity_id as "proven by", holding_count as holds,
            violated_count as violated
        from audit.mends
        where release_id = $release
        order by all
        """,
    ),
)
VIOLATED = """
    select
        identity_id as identity, subject, side, table_id as "table",
        source_line as line, printed_label as label, printed_text as printed,
        difference
    from reports.audit_evaluations
    where release_id = $release and status = 'violated'
"""
FINDINGS = """
    select
        release_id as release, family, problem, table_id as "table", subject, label
    from audit.findings
    order by finding_number
"""


def audit(warehouse: Path, console: Console) -> int:
    """Print the audit of each release; return how many findings there are.

    Raises duckdb.IOException when there is no such file.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        releases = connection.sql(
            "select release_id, title, cast(published_at as date)"
            " from marts.dim_release order by published_at, release_id"
        ).fetchall()
        for release, title, published_on in releases:
            console.rule(f"{release}: {title}, published {published_on}")
            print_proof(connection, console, release)
        findings = table(connection, "Findings", FINDINGS)
        if findings.row_count:
            console.print(findings)
    return findings.row_count


def print_proof(
    connection: duckdb.DuckDBPyConnection, console: Console, release: str
) -> None:
    """Print how one release is proven, and both sides of what is violated."""
    for heading, query in SECTIONS:
        console.print(table(connection, heading, query, release))
    for sentence in _verdict(connection, release):
        console.print(sentence, style="bold")
    violated = table(connection, "Violated", VIOLATED, release)
    if violated.row_count:
        console.print(violated)


def table(
    connection: duckdb.DuckDBPyConnection,
    heading: str,
    query: str,
    release: str | None = None,
) -> Table:
    """The result of a query as a table, numbers to the right."""
    cursor = connection.execute(query, {"release": release} if release else {})
    printed = Table(title=heading, title_justify="left", title_style="bold")
    for name, kind, *_ in cursor.description or ():
        justify: Literal["left", "right"] = "left" if kind == "VARCHAR" else "right"
        printed.add_column(name, justify=justify, overflow="fold")
    for row in cursor.fetchall():
        printed.add_row(*("" if cell is None else _shown(cell) for cell in row))
    return printed


def _shown(cell: object) -> str:
    """A number with its thousands apart and without empty decimals."""
    if isinstance(cell, str):
        return cell
    text = f"{cell:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _verdict(connection: duckdb.DuckDBPyConnection, release: str) -> Iterator[str]:
    """The figures of the release in a sentence, and what is still wrong."""
    figures, noticed, defined = connection.execute(
        """
        select
            count(*),
            count(*) filter (where noticed_by = 'identities'),
            (select count(distinct identity_id) from audit.identity_results)
        from audit.figure_coverage
        where release_id = $release
        """,
        {"release": release},
    ).fetchone() or (0, 0, 0)
    (findings,) = connection.execute(
        "select count(*) from audit.findings where release_id = $release",
        {"release": release},
    ).fetchone() or (0,)
    share = f"{noticed * 1000 // figures / 10:.1f}" if figures else "0"
    yield (
        f"{figures:,} figures under {defined} identities; an error of one unit is"
        f" noticed by identities alone in {noticed:,} of them ({share} %)."
    )
    yield (
        "Nothing is violated, missing or unproven."
        if not findings
        else f"{findings} findings: not to be signed."
    )
