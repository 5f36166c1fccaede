"""The page of the audit: why the figures can be trusted."""

from markupsafe import Markup

from kessan.site.numbers import shown
from kessan.site.pages import Block, Page, count
from kessan.site.reading import Edition, Row
from kessan.site.tables import Columns, table
from kessan.site.tables import Row as TableRow
from kessan.site.traces import printed_page

STATUSES = ("exact", "within_rounding", "excepted", "incomplete", "violated")


def audit_page(edition: Edition) -> Page:
    """The identities, exceptions and coverage of all releases of a company."""
    return Page(
        "audit.html",
        "Audit",
        [
            _identities(edition),
            *_totals(edition),
            _exceptions(edition),
            _coverage(edition),
        ],
    )


def _of(edition: Edition, name: str, columns: str = "*", rest: str = "") -> list[Row]:
    """Rows of a view of the audit, of the releases of the company."""
    return edition.query(
        f"""
        select {columns} from {name}
        where release_id in (
            select release_id from marts.dim_release
            where company_key = $company_key
        ) {rest}
        """
    )


def _identities(edition: Edition) -> Block:
    kinds = _of(
        edition,
        "reports.audit_identities",
        "kind, sum(evaluations) as evaluations, "
        + ", ".join(f"sum({status}) as {status}" for status in STATUSES),
        "group by 1 order by 1",
    )
    columns = ("evaluations", *STATUSES)
    return Block(
        "Identities",
        table(
            "identities",
            "kind",
            Columns([name.replace("_", " ") for name in columns]),
            [TableRow(row["kind"], [count(row[c]) for c in columns]) for row in kinds],
        ),
        "What must hold between figures, and how often it does. An incomplete one"
        " lacks a figure and proves nothing.",
    )


def _totals(edition: Edition) -> list[Block]:
    (controls,) = _of(
        edition,
        "reports.audit_control_totals",
        "sum(totals) as totals, sum(unequal) as unequal",
    )
    restated = _of(edition, "audit.restatements")
    return [
        Block(
            "Control totals",
            Markup("<p>{} totals of a second reading, {} differ.</p>").format(
                count(controls["totals"]), count(controls["unequal"])
            ),
        ),
        Block(
            "Restatements",
            Markup("<p>{} facts were restated by a later release.</p>").format(
                count(len(restated))
            ),
        ),
    ]


def _exceptions(edition: Edition) -> Block:
    exceptions = _of(
        edition, "reports.audit_exceptions", rest="order by release_id, source_line"
    )
    return Block(
        "Known exceptions",
        table(
            "exceptions",
            "figure",
            Columns(["printed", "difference", "reason", "evidence"], texts=(0, 2, 3)),
            [
                TableRow(
                    f"{row['printed_label']} ({row['identity_id']}, {row['subject']})",
                    [
                        row["printed_text"],
                        shown(row["difference"], "count"),
                        row["reason"],
                        row["evidence"],
                    ],
                )
                for row in exceptions
            ],
        ),
        "Figures that break an identity for a reason that can be stated, to the last"
        " unit.",
    )


def _coverage(edition: Edition) -> Block:
    coverage = _of(
        edition, "reports.audit_coverage", rest="order by release_id desc, table_id"
    )
    columns = {
        "figures": "figures",
        "noticed_by_identities": "noticed by identities",
        "noticed_by_control_totals": "by control totals",
        "noticed_by_one_reading": "by one reading",
        "noticed_by_nothing": "by nothing",
    }
    return Block(
        "Coverage",
        table(
            "coverage",
            "printed table",
            Columns([*columns.values()]),
            [
                TableRow(
                    Markup('<a href="{}">{} {}</a>').format(
                        printed_page(row["release_id"], row["table_id"]),
                        row["release_id"],
                        row["table_id"],
                    ),
                    [count(row[name]) for name in columns],
                )
                for row in coverage
            ],
        ),
        "What would notice an error of one unit in the last place.",
    )
