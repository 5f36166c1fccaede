"""The page of a company whose filings came in bulk: one, with all that it reports."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from operator import attrgetter, itemgetter

from markupsafe import Markup

from kessan.site.companies import code
from kessan.site.notes import Notes
from kessan.site.numbers import EACH, growth, in_scale, shown, with_unit
from kessan.site.pages import Block, Page, day
from kessan.site.printed import cell_id, grid, printed_cells
from kessan.site.reading import BY_BASIS, Basis, Edition, Published, Row
from kessan.site.releases import Releases
from kessan.site.tables import Cell, Columns, table
from kessan.site.tables import Row as TableRow

SPANS = {
    "quarter": "quarter",
    "year_to_date": "year to date",
    "year": "fiscal year",
    "trailing_twelve_months": "twelve months",
    "balance": "balance",
}
# What companies are compared by, in this order; balances stand beside flows.
COMPARED = ("year_to_date", "balance")
# What companies have a place by among their peers.
PLACED = ("value", "growth_percent")
# The id of the table of standard line items.
ITEMS = "items"
PEERS = (
    "Among peers: the place of a number among those of the companies with the same"
    " industry code, the highest first; with the same first two digits where fewer"
    " than five others are known."
)
CONTRADICTED = Markup('<abbr title="contradicted by {}">!</abbr>')


@dataclass
class Filings:
    """The standard line items of all companies, and the statements as filed."""

    published: Published
    releases: Releases

    @cached_property
    def _figures(self) -> dict[Basis, list[Row]]:
        return self.published.by_basis(
            "select * from reports.comparable_figures where value is not null"
            f" order by {BY_BASIS}, display_order, span"
        )

    @cached_property
    def _places(self) -> dict[Basis, dict[tuple[str, str, str], Row]]:
        """The place of each number in the narrowest group where it has one."""
        found = self.published.by_basis(
            f"select {BY_BASIS}, comparable_item, span, measure, peer_group,"
            " peer_count, rank_from_highest from reports.peer_comparison"
            f" where measure in {PLACED} and rank_from_highest is not null"
            # The industry replaces the major group.
            f" order by {BY_BASIS}, peer_level desc"
        )
        number = itemgetter("comparable_item", "span", "measure")
        return {
            basis: {number(row): row for row in rows} for basis, rows in found.items()
        }

    @cached_property
    def _verdicts(self) -> dict[str, Row]:
        found = self.published.by_basis(
            f"select {BY_BASIS}, verdicts.* from audit.release_verdicts as verdicts"
            " inner join marts.dim_release using (release_id)"
        )
        return {row["release_id"]: row for rows in found.values() for row in rows}

    def pages(self) -> Iterator[tuple[Basis, Page]]:
        """A page for each company whose filings came in bulk."""
        editions = {
            edition.basis: edition
            for edition in self.published.editions
            if edition.is_bulk
        }
        latest = {edition.release_id for edition in editions.values()}
        titles = self._titles()
        # All that a page asks for is read before its cells: they come row by row, and
        # another query would end them.
        pages = {edition: self._page(edition) for edition in editions.values()}
        left = dict(editions)
        for basis, cells in printed_cells(self.published, latest, has_prefix=True):
            edition = left.pop(basis)
            blocks = [
                Block(titles[edition.release_id, table_id], grid([*of], table_id))
                for table_id, of in groupby(cells, attrgetter("table_id"))
            ]
            page = pages[edition]
            items, listed = page.blocks
            yield basis, replace(page, blocks=[items, *blocks, listed])
        for basis, edition in left.items():
            yield basis, pages[edition]

    def comparison(self) -> Page:
        """All companies side by side, by their standard line items."""
        labels = {
            row["comparable_item"]: with_unit(
                row["label"], row["unit"].replace(row["currency"], "currency")
            )
            for rows in self._figures.values()
            for row in rows
            if row["span"] in COMPARED
        }
        rows = []
        for edition in self.published.editions:
            found = {
                row["comparable_item"]: row
                for row in self._figures.get(edition.basis, [])
                if row["span"] in COMPARED
            }
            page = f"{edition.folder}/index.html"
            link = Markup('<a href="{}">{}</a>').format(page, edition.label)
            about = next(iter(found.values()), None)
            months = [row["months"] for row in found.values() if row["months"]]
            cells: list[Cell] = [
                code(edition),
                (about and about["industry_code"]) or "",
                edition.currency,
                day(edition.period_end),
                str(months[0]) if months else "",
            ]
            cells += [_linked(found.get(item), edition, page) for item in labels]
            rows.append(TableRow(link, cells))
        about_columns = ["code", "industry", "currency", "period ends", "months"]
        columns = Columns([*about_columns, *labels.values()], texts=range(5))
        return Page(
            "comparison.html",
            "Comparison",
            [Block("", table("comparison", "company", columns, rows, in_scale(EACH)))],
            "Standard line items of every company: flows of the year to date, and"
            " balances. Flows of unequal months are no measure of each other. A dash is"
            " not reported, or not known.",
        )

    def _titles(self) -> dict[tuple[str, str], str]:
        found = self.published.by_basis(
            f"select {BY_BASIS}, release_id, table_id, table_title"
            " from reports.printed_tables inner join marts.dim_release"
            " using (release_id, company_key)"
        )
        return {
            (row["release_id"], row["table_id"]): row["table_title"]
            for rows in found.values()
            for row in rows
        }

    def _page(self, edition: Edition) -> Page:
        """The page of a company, without its statements as filed."""
        verdict = self._verdicts.get(edition.release_id)
        intro = f"{edition.title}, published {day(edition.published_at)}."
        note = ""
        if verdict:
            proven, figures = verdict["proven_count"], verdict["figure_count"]
            intro += f" {proven:,} of {figures:,} figures are proven."
            if verdict["contradicted_by"]:
                note = (
                    f"{verdict['contradicted_count']:,} figures are contradicted by"
                    f" {verdict['contradicted_by'].replace('_', ' ')}."
                )
        peers = PEERS if edition.basis in self._places else ""
        items = Block("Standard line items", self._items(edition), peers)
        releases = self.releases.block(edition)
        blocks = [items, releases]
        return Page("index.html", edition.label, blocks, intro, note=note)

    def _items(self, edition: Edition) -> Markup:
        notes = Notes()
        rows = [
            TableRow(
                with_unit(row["label"], row["unit"]),
                [
                    SPANS[row["span"]],
                    day(row["period_end"]),
                    _linked(row, edition),
                    shown(row["value_year_ago"], row["unit"]),
                    growth(
                        row["growth_percent"], 1, row["growth_missing_reason"], notes
                    ),
                    *(self._place(edition, row, measure) for measure in PLACED),
                    row["printed_label"] or "derived",
                ],
            )
            for row in self._figures.get(edition.basis, [])
        ]
        columns = Columns(
            [
                *("of", "to", "value", "year ago", "growth"),
                *("among peers", "by growth", "printed as"),
            ],
            texts=(0, 1, 5, 6, 7),
        )
        caption = in_scale(edition.currency)
        return table(ITEMS, "", columns, rows, caption, notes)

    def _place(self, edition: Edition, row: Row, measure: str) -> str:
        """The place of a number among its peers, in words; empty where it has none."""
        places = self._places.get(edition.basis, {})
        place = places.get((row["comparable_item"], row["span"], measure))
        if place is None:
            return ""
        companies = place["peer_count"] + 1
        return f"{place['rank_from_highest']} of {companies} in {place['peer_group']}"


def _linked(row: Row | None, edition: Edition, page: str = "") -> Markup:
    """A value that leads to its printed cell, where the page of the company has it.

    Without a cell it leads to the page, from another one.
    """
    value = _value(row)
    cell = _cell(row, edition) if row and edition.is_bulk else ""
    if row is None or not (page or cell):
        return value
    return Markup('<a href="{}{}">{}</a>').format(page, cell and f"#{cell}", value)


def _cell(row: Row, edition: Edition) -> str:
    """The id of the printed cell of a value on the page of its company, if it is there.

    Only what the latest release prints stands on it.
    """
    release_id, *address = (row["figure_key"] or "").split("/")
    if release_id != edition.release_id:
        return ""
    table_id, line_number, column_number = address
    return cell_id(table_id, int(line_number), int(column_number))


def _value(row: Row | None) -> Markup:
    """A value, marked where the proof contradicts its figure."""
    if row is None:
        return shown(None, "")
    value = shown(row["value"], row["unit"])
    if row["verdict"] != "contradicted":
        return value
    return value + CONTRADICTED.format(row["contradicted_by"].replace("_", " "))
