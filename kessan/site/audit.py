"""The page of the audit: why the figures can be trusted."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from markupsafe import Markup, escape

from kessan.site.markup import html
from kessan.site.numbers import MISSING, exact, text_of
from kessan.site.pages import Block, Page, count, page_file
from kessan.site.reading import Basis, Edition, Published, Row
from kessan.site.tables import Columns, table
from kessan.site.tables import Row as TableRow
from kessan.site.traces import printed_page

AUDIT = "Audit"
STATUSES = ("exact", "within_rounding", "excepted", "incomplete", "violated")


@dataclass
class Audit:
    """What proves the figures of all releases, by edition."""

    published: Published

    def page(self, edition: Edition) -> Page:
        """The identities, exceptions and coverage of the releases of an edition."""
        blocks = [
            _identities(self._kinds.get(edition.basis, [])),
            *_totals(
                self._totals.get(edition.basis, []),
                self._restated.get(edition.basis, []),
            ),
            _exceptions(self._exceptions.get(edition.basis, []), edition.currency),
            _coverage(self._coverage.get(edition.basis, [])),
        ]
        return Page(page_file(AUDIT), AUDIT, blocks)

    @cached_property
    def _kinds(self) -> dict[Basis, list[Row]]:
        counts = (f"sum({name}) as {name}" for name in ("evaluations", *STATUSES))
        return self.published.of_releases(
            "reports.audit_identities",
            f"audited.kind, {', '.join(counts)}",
            "group by all order by audited.kind",
        )

    @cached_property
    def _totals(self) -> dict[Basis, list[Row]]:
        return self.published.of_releases(
            "reports.audit_control_totals",
            "sum(totals) as totals, sum(unequal) as unequal",
            "group by all",
        )

    @cached_property
    def _restated(self) -> dict[Basis, list[Row]]:
        return self.published.of_releases(
            "audit.restatements", "count(*) as facts", "group by all"
        )

    @cached_property
    def _exceptions(self) -> dict[Basis, list[Row]]:
        return self.published.of_releases(
            "reports.audit_exceptions",
            rest="order by audited.release_id, source_line, identity_id, subject",
        )

    @cached_property
    def _coverage(self) -> dict[Basis, list[Row]]:
        return self.published.of_releases(
            "held_audit_coverage",
            rest="order by audited.release_id desc, audited.table_id",
        )


def _identities(kinds: list[Row]) -> Block:
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


def _totals(controls: list[Row], restated: list[Row]) -> list[Block]:
    return [
        Block(
            "Control totals",
            Markup("<p>{} totals of a second reading, {} differ.</p>").format(
                count(sum(row["totals"] for row in controls)),
                count(sum(row["unequal"] for row in controls)),
            ),
        ),
        Block(
            "Restatements",
            Markup("<p>{} facts were restated by a later release.</p>").format(
                count(sum(row["facts"] for row in restated))
            ),
        ),
    ]


def _exceptions(exceptions: list[Row], currency: str) -> Block:
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
                        _difference(row["difference"]),
                        row["reason"],
                        row["evidence"],
                    ],
                )
                for row in exceptions
            ],
            f"Differences to the last unit: of money in {currency}, not in thousands",
        ),
        "Figures that break an identity for a reason that can be stated, to the last"
        " unit.",
    )


def _difference(value: Decimal | None) -> Markup:
    """A difference of two numbers, whose unit the row does not say."""
    if value is None:
        return MISSING
    return exact(value, "", text_of(value, "count"))


def _coverage(coverage: list[Row]) -> Block:
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
                    _printed(escape(row["release_id"]), escape(row["table_id"])),
                    [count(row[name]) for name in columns],
                )
                for row in coverage
            ],
        ),
        "What would notice an error of one unit in the last place.",
    )


def _printed(release_id: Markup, table_id: Markup) -> Markup:
    """A link to a printed table by its name."""
    page = printed_page(release_id, table_id)
    return html(f'<a href="{page}">{release_id} {table_id}</a>')
