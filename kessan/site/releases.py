"""What is known of a company beside its figures: its numbers, its releases, links."""

from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup, escape

from kessan.site.numbers import MISSING
from kessan.site.pages import Block, count, day, page_file
from kessan.site.printed import AS_PRINTED, PrintedTables, release_anchor
from kessan.site.reading import Basis, Edition, Published, Row, basis_of, rows
from kessan.site.tables import Columns, table
from kessan.site.tables import Row as TableRow

HEADING = "Releases"
NOTE = "Every release of the company, the newest first, and who read it."


def outward(address: str, text: str) -> Markup:
    """A link out of the pages: nobody there learns which page it was on."""
    return Markup('<a href="{}" rel="noopener noreferrer external">{}</a>').format(
        address, text
    )


@dataclass
class Releases:
    """All releases by company, the newest first."""

    published: Published
    printed: PrintedTables

    @cached_property
    def _by_company(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in rows(
            self.published.connection,
            "select * from marts.dim_release"
            " order by published_at desc, release_id desc",
        ):
            found.setdefault(row["company_key"], []).append(row)
        return found

    @cached_property
    def _tables(self) -> dict[str, int]:
        """How many tables of each release have figures."""
        found: dict[str, int] = {}
        for tables in self.printed.by_edition.values():
            for row in tables:
                found[row["release_id"]] = found.get(row["release_id"], 0) + 1
        return found

    @cached_property
    def _editions(self) -> dict[Basis, Edition]:
        return {edition.basis: edition for edition in self.published.editions}

    def about(self, edition: Edition) -> Markup:
        """Its numbers and where to read on, as what stands on its first page."""
        known = [escape(number) for number in edition.numbers]
        if edition.investor_relations_url:
            known.append(outward(edition.investor_relations_url, "Investor relations"))
        if edition.document_url:
            known.append(outward(edition.document_url, "Original document"))
        listed = len(self._by_company[edition.company_key])
        page = "" if edition.is_bulk else page_file(AS_PRINTED)
        known.append(
            Markup('<a href="{}#releases">{}</a>').format(
                page, "All releases" if listed > 1 else "Its release"
            )
        )
        return Markup(" · ").join(known)

    def block(self, edition: Edition) -> Block:
        """The list of all releases of the company of an edition.

        Where the document of none of them is known there is no column for it.
        """
        releases = self._by_company[edition.company_key]
        has_document = any(row["document_url"] for row in releases)
        made = [
            TableRow(
                row["title"],
                [
                    day(row["published_at"]),
                    f"{row['accounting_standard']}, {row['currency']}",
                    row["read_by"] or MISSING,
                    self._tables_of(row, edition),
                    *([_document(row)] if has_document else []),
                ],
            )
            for row in releases
        ]
        headings = ["published", "standard", "read by", "printed tables"]
        columns = Columns(
            [*headings, *(["original"] if has_document else [])], texts=(0, 1, 2, 4)
        )
        return Block(HEADING, table("releases", "release", columns, made), NOTE)

    def _tables_of(self, release: Row, seen_from: Edition) -> Markup:
        """How many tables a release has, leading to their list where there is one."""
        number = count(self._tables.get(release["release_id"]))
        edition = self._editions[basis_of(release)]
        if edition.is_bulk or release["release_id"] not in self._tables:
            return number
        page = page_file(AS_PRINTED)
        if edition != seen_from:
            page = f"../../{edition.folder}/{page}"
        return Markup('<a href="{}#{}">{}</a>').format(
            page, release_anchor(release["release_id"]), number
        )


def _document(release: Row) -> Markup:
    """A link to the document of a release, if it is known where that is."""
    address = release["document_url"]
    return outward(address, "document") if address else MISSING
