"""The summary of the audit: what a controller reads before he signs."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Literal

import duckdb
from rich.console import Console
from rich.table import Table

from kessan.proposals import proposals, unexplained
from kessan.sql import literal

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
            noticed_by_one_reading as "one reading",
            noticed_by_nothing as nothing
        from reports.audit_coverage
        where release_id = $release
        """,
    ),
    (
        "Unusual, where no identity would notice an error: look these up",
        """
        select
            figures.source_line as line, figures.printed_text as printed,
            unusual.line_item_key as "line item", unusual.period_key as period,
            unusual.value, unusual.usual_low as "usually from",
            unusual.usual_high as "to",
            unusual.bound_id
            || case when unusual.is_derived then ', derived of it' else '' end
                as "beyond"
        from audit.unusual_figures as unusual
        inner join marts.fct_reported_figures as figures using (figure_key)
        where unusual.release_id = $release
        order by all
        """,
    ),
    (
        "Control totals",
        """
        select
            count(*) as tables, sum(totals) as totals,
            sum(recorded_figures) as "figures counted", sum(figures) as "figures keyed",
            sum(second_readings) as "of a second reading",
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
    order by identity_id, subject, side, source_line
"""
OVERVIEW = """
    select
        release_id as release, figures, noticed_by_identities as noticed, exact,
        within_rounding as rounded, excepted, incomplete, violated, unequal
    from reports.audit_releases
    where release_id in (
        select release_id from marts.dim_release where has_to_be_sound
    )
    order by company_key, published_at, release_id
"""
BULK = """
    select
        verdicts.verdict, count(*) as releases,
        cast(sum(figure_count) as bigint) as figures,
        cast(sum(proven_count) as bigint) as proven,
        cast(sum(contradicted_count) as bigint) as contradicted
    from audit.release_verdicts as verdicts
    inner join marts.dim_release as releases using (release_id)
    where not has_to_be_sound
    group by 1
    order by 1
"""
CONTRADICTED = """
    select
        release_id as release, companies.label as company,
        contradicted_by as "contradicted by", contradicted_count as figures
    from audit.release_verdicts as verdicts
    inner join marts.dim_release as releases using (release_id)
    inner join marts.dim_company as companies using (company_key)
    where not has_to_be_sound and verdict = 'contradicted'
    order by 1
"""
RESTATEMENTS = """
    select
        line_item_key as "line item", period_key as period, measure, unit,
        first_value as first, first_release_id as "first release",
        latest_value as latest, latest_release_id as "latest release", difference
    from audit.restatements
    order by all
"""
# How many examples a notice names.
EXAMPLES = 3
# Those of filings in bulk are one for each reason, unless one release is asked for.
NOTICES = """
    with bulk as (
        select company_key from marts.dim_release
        where $release is null
        group by company_key having not bool_or(has_to_be_sound)
    )

    select
        kind, reason, any_value(remedy), count(*),
        list(example order by source_line, subject),
        case when bulk.company_key is null then notices.company_key end as company,
        case when table_id is not null and bulk.company_key is null
            then release_id end as told,
        case when bulk.company_key is null then table_id end as told_table,
        count(distinct bulk.company_key)
    from {notices} as notices
    left join bulk on notices.company_key = bulk.company_key
    where
        $release is null
        or release_id = $release
        or (
            table_id is null
            and notices.company_key = (
                select company_key from marts.dim_release where release_id = $release
            )
        )
    group by kind, reason, company, told, told_table
    order by kind, company nulls first, told, told_table, reason
"""
SHARE_JUMPS = """
    select
        company_key as company, cast(period_end as varchar) as "to", label,
        replace(span, '_', ' ') as "of", value as amount,
        value_year_ago as "year ago", unit
    from reports.audit_share_jumps
    order by all
"""
FINDINGS = """
    select
        release_id as release, family, problem, table_id as "table", subject, label
    from audit.findings
    order by release_id, finding_number
"""


def audit(warehouse: Path, console: Console, chosen: Iterable[str] = ()) -> int:
    """Print how the releases are proven; return how many findings there are.

    An overview of all, then a page for each release that is chosen; without any,
    for the newest one of each company. Filings in bulk are counted by their verdict,
    those that are contradicted listed, and one has a page when it is chosen.

    Raises duckdb.IOException when there is no such file, KeyError when there is no
    such release.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        releases = {
            release: (title, published_on, is_shown)
            for release, title, published_on, is_shown in connection.sql(
                "select release_id, title, cast(published_at as date),"
                " is_latest and has_to_be_sound"
                " from marts.dim_release order by published_at, release_id"
            ).fetchall()
        }
        pages = list(chosen) or [
            release for release, (_, _, is_shown) in releases.items() if is_shown
        ]
        if unknown := sorted(set(pages) - set(releases)):
            raise KeyError(", ".join(unknown))
        for heading, query in {
            "Releases": OVERVIEW,
            "Filings in bulk, by their verdict": BULK,
            "Filings in bulk that something contradicts": CONTRADICTED,
        }.items():
            overview = table(connection, heading, query)
            if overview.row_count:
                console.print(overview)
        restatements = table(connection, "Restatements", RESTATEMENTS)
        console.print(restatements if restatements.row_count else "Restatements: none")
        jumps = table(connection, "Shares jump, and no split is listed", SHARE_JUMPS)
        if jumps.row_count:
            console.print(jumps)
        for release in pages:
            title, published_on, _ = releases[release]
            console.rule(f"{release}: {title}, published {published_on}")
            print_proof(connection, console, release)
        for notice in notices(connection):
            console.print(notice, markup=False, soft_wrap=True)
        findings = table(connection, "Findings", FINDINGS)
        if findings.row_count:
            console.print(findings)
    return findings.row_count


def remarks(
    connection: duckdb.DuckDBPyConnection, release: str | None = None
) -> list[str]:
    """What to know of a release, or of all, before anything else."""
    return [
        f"{of}: {remark}"
        for of, remark in connection.execute(
            "select release_id, remark from audit.remarks"
            " where release_id = coalesce($release, release_id) order by all",
            {"release": release},
        ).fetchall()
    ]


def print_proof(
    connection: duckdb.DuckDBPyConnection, console: Console, release: str
) -> None:
    """Print how one release is proven, and both sides of what is violated."""
    for heading, query in SECTIONS:
        section = table(connection, heading, query, release)
        console.print(section if section.row_count else f"{heading}: none")
    for sentence in _verdict(connection, release):
        console.print(sentence, style="bold")
    violated = table(connection, "Violated", VIOLATED, release)
    if violated.row_count:
        console.print(violated)
    print_proposals(connection, console, release)


def print_proposals(
    connection: duckdb.DuckDBPyConnection, console: Console, release: str
) -> None:
    """Print which other figures would explain what is violated, to look up.

    Those of the release, and those of others that its violations speak of.
    """
    told = [
        str(proposal)
        for proposal in proposals(connection)
        if release in {proposal.release_id, *(of for of, *_ in proposal.proof)}
    ]
    told += unexplained(connection, release)
    if told:
        console.print("Proposed, and written nowhere", style="bold")
        for sentence in told:
            console.print(f"  {sentence}", markup=False, soft_wrap=True)


def notices(
    connection: duckdb.DuckDBPyConnection,
    release: str | None = None,
    copies: Path | None = None,
) -> Iterator[str]:
    """What a build says and does not refuse, with counts and first examples.

    Of one release: its figures, and the identities of its company. The view is not
    computed again where it stands in the folder `copies` as Parquet.
    """
    copy = copies / "reports.audit_notices.parquet" if copies else None
    source = (
        f"read_parquet({literal(copy)})"
        if copy and copy.exists()
        else "reports.audit_notices"
    )
    query = NOTICES.format(notices=source)
    found = connection.execute(query, {"release": release}).fetchall()
    for kind, reason, remedy, count, examples, company, of, table_id, bulk in found:
        more = ", …" if len(set(examples)) > EXAMPLES else ""
        named = ", ".join(list(dict.fromkeys(examples))[:EXAMPLES])
        listed = "; reports.audit_notices lists them" if bulk else ""
        in_bulk = f"{bulk} {'companies' if bulk > 1 else 'company'} of filings in bulk"
        what = (
            f"{count} figure{'s' if count > 1 else ''}"
            f" of {in_bulk if bulk else f'{of}, table {table_id},'}"
            f" {'reach' if count > 1 else 'reaches'} no view"
            if kind == "figure_in_no_view"
            else f"{count} {'identities' if count > 1 else 'identity'} could be"
            " evaluated for no release of"
            f" {in_bulk if bulk else company or 'any company'}"
        )
        yield f"notice: {what}: {named}{more}\n  {reason}: {remedy}{listed}"


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
        printed.add_column(
            name, justify=justify, overflow="fold", no_wrap=name == "release"
        )
    for row in cursor.fetchall():
        printed.add_row(*("" if cell is None else _shown(cell) for cell in row))
    return printed


def _shown(cell: object) -> str:
    """A number with its thousands apart and without empty decimals."""
    if not isinstance(cell, int | Decimal):
        return str(cell)
    text = f"{cell:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _verdict(connection: duckdb.DuckDBPyConnection, release: str) -> Iterator[str]:
    """The figures of the release in a sentence, and what is still wrong."""
    ((figures, noticed, once, findings, defined),) = connection.execute(
        """
        select
            figures, noticed_by_identities, read_once, findings,
            (select count(distinct identity_id) from audit.identity_results)
        from reports.audit_releases
        where release_id = $release
        """,
        {"release": release},
    ).fetchall()
    share = f"{noticed * 1000 // figures / 10:.1f}" if figures else "0"
    yield (
        f"{figures:,} figures under {defined} identities; an error of one unit is"
        f" noticed by identities alone in {noticed:,} of them ({share} %)."
    )
    if once:
        yield (
            f"{once:,} of them have been read once: no identity notices an error, and"
            " nobody else than who keyed them has taken their totals (read_by)."
        )
    yield (
        "Nothing is violated, missing or unproven."
        if not findings
        else f"{findings} findings: not to be signed."
    )
