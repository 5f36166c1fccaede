"""The pages of what was printed: every table, line by line, cell by cell."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property, partial
from itertools import chain, groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple

from markupsafe import Markup, escape

from kessan.site.markup import html
from kessan.site.numbers import exact, is_money, unit_words
from kessan.site.pages import Block, Page, count, described, page_file
from kessan.site.reading import (
    BY_BASIS,
    FETCHED,
    Basis,
    Edition,
    Published,
    Row,
    basis_of,
    batched,
    rows,
)
from kessan.site.tables import Columns, table
from kessan.site.tables import Row as TableRow
from kessan.site.traces import cell_anchor, printed_page
from kessan.sql import literal

AS_PRINTED = "As printed"
# The id of the only table of a page.
PRINTED = "printed"
MEASURES = {"yoy_percent": "growth", "change": "change", "ratio": "ratio"}
SCALES = {3: "thousands", 6: "millions", 9: "billions"}
MENDED = '<abbr title="mended where the scan is damaged">*</abbr>'
CORRECTED = '<abbr title="corrected">*</abbr>'


@dataclass
class PrintedTables:
    """The list of what all releases print, by edition, the newest release first."""

    published: Published

    @cached_property
    def by_edition(self) -> dict[Basis, list[Row]]:
        """Every printed table, with the statement that it is and its figures."""
        return self.published.by_basis(
            f"""
            select
                {BY_BASIS}, figures.release_id, figures.table_id,
                releases.title as release_title, count(*) as figures,
                tables.statement, tables.table_title
            from marts.fct_reported_figures as figures
            inner join marts.dim_release as releases
                using (release_id, {BY_BASIS})
            inner join reports.printed_tables as tables
                using (release_id, table_id)
            group by
                {BY_BASIS}, figures.release_id, figures.table_id, releases.title,
                releases.published_at, tables.statement, tables.table_title,
                tables.display_order
            order by
                {BY_BASIS}, releases.published_at desc, figures.release_id desc,
                tables.display_order nulls last, table_id
            """
        )

    def links(self, edition: Edition, page: str) -> Markup:
        """Links to what a page is about, of the newest release that prints it."""
        tables = [
            row
            for row in self.by_edition.get(edition.basis, [])
            if self.published.pages.get(row["statement"]) == page
        ]
        links = [
            _link(row) for row in tables if row["release_id"] == tables[0]["release_id"]
        ]
        if not links:
            return Markup("")
        return Markup("As printed: {}.").format(Markup(", ").join(links))

    def index(self, edition: Edition, releases: Block) -> Page:
        """The list of the printed tables of an edition, below that of releases."""
        blocks = [releases]
        tables = self.by_edition.get(edition.basis, [])
        for release_id, of in groupby(tables, itemgetter("release_id")):
            listed = [*of]
            links = [
                Markup("<li>{} ({})</li>").format(_link(row), count(row["figures"]))
                for row in listed
            ]
            body = Markup('<ul id="{}">{}</ul>').format(
                release_anchor(release_id), Markup("").join(links)
            )
            blocks.append(Block(release_id, body, listed[0]["release_title"]))
        intro = "Every printed figure stands in one of these tables."
        return Page(page_file(AS_PRINTED), AS_PRINTED, blocks, intro)

    def pages(self) -> Iterator[tuple[Basis, Page]]:
        """A page for each printed table of all releases, in one reading."""
        titles = {
            (row["release_id"], row["table_id"]): row["table_title"]
            for tables in self.by_edition.values()
            for row in tables
        }
        bulk = {edition.basis for edition in self.published.editions if edition.is_bulk}
        releases = {
            row["release_id"]
            for basis, tables in self.by_edition.items()
            for row in tables
            if basis not in bulk
        }
        address = attrgetter("release_id", "table_id")
        for basis, of_basis in printed_cells(self.published, releases):
            for (release_id, table_id), of in groupby(of_basis, address):
                cells = [*of]
                is_grid = {cell.section for cell in cells} <= {"table", None}
                yield (
                    basis,
                    Page(
                        printed_page(release_id, table_id),
                        titles.get((release_id, table_id), table_id),
                        [Block("", grid(cells) if is_grid else _list(cells))],
                        f"As printed in {release_id}.",
                    ),
                )


def release_anchor(release_id: str) -> str:
    """The address of the tables of a release in the list of all."""
    return f"release-{release_id}"


# So many releases are read at once: as they are sorted all of them are in memory.
AT_ONCE = 500
# A unit, and the power of ten that amounts of it are printed in.
Unit = tuple[str, int]


class Cell(NamedTuple):
    """A printed cell or, without a number of its column, a line that has none.

    There are more of them than of all else on the pages.
    """

    release_id: str
    table_id: str
    line_number: int
    source_line: int
    indent: int
    label: str | None
    column_number: int | None
    printed_label: str | None
    section: str | None
    # As HTML: of the text, with the number that it stands for.
    html: str
    unit: str
    period: str
    measure: str | None
    scale: int
    column_heading: str | None


def printed_cells(
    published: Published, releases: Iterable[str], has_prefix: bool = False
) -> Iterator[tuple[Basis, Iterator[Cell]]]:
    """The printed cells of some releases by edition, line by line of each table.

    The id of a cell begins with that of its table where a page has several.
    """
    basis_of_release = {
        row["release_id"]: basis_of(row)
        for row in rows(
            published.connection,
            f"select release_id, {BY_BASIS} from marts.dim_release",
        )
    }
    for macro in MACROS:
        published.connection.execute(macro)
    ordered = sorted(releases, key=lambda one: (basis_of_release[one], one))
    for some in batched(ordered, AT_ONCE):
        found = published.connection.execute(
            _CELLS, {"releases": some, "has_prefix": has_prefix}
        )
        fetched = iter(partial(found.fetchmany, FETCHED), [])
        cells = map(Cell._make, chain.from_iterable(fetched))
        yield from groupby(cells, lambda cell: basis_of_release[cell.release_id])


# What `escape` and `plain` do, where cells are read: of all that is done for the
# pages of a thousand releases it took a tenth.
MACROS = (
    """
    create or replace temp macro escaped(text) as
        replace(replace(replace(replace(replace(
            text,
            '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '''', '&#39;'), '"', '&#34;')
    """,
    """
    create or replace temp macro plain(number) as
        case
            when contains(cast(number as varchar), '.')
                then rtrim(rtrim(cast(number as varchar), '0'), '.')
            else cast(number as varchar)
        end
    """,
)

# Every printed cell, and the lines that have none.
_CELLS = f"""
    with wanted as (select unnest($releases) as release_id),

    figures as (from marts.fct_reported_figures semi join wanted using (release_id)),

    lines as (from reports.printed_lines semi join wanted using (release_id)),

    printed as (
        select
            figures.release_id, figures.table_id, figures.line_number,
            figures.source_line, coalesce(lines.indent, 0) as indent,
            coalesce(
                lines.label, figures.printed_heading, figures.printed_label
            ) as label,
            figures.column_number, figures.printed_label, figures.section,
            concat(
                '<span class="cell" id="',
                case when $has_prefix then escaped(figures.table_id) || '-' end,
                'line-', figures.line_number, '-column-', figures.column_number,
                '" tabindex="-1">',
                case
                    when figures.value is null then escaped(figures.printed_text)
                    else concat(
                        '<data value="', plain(figures.value),
                        '" data-unit="', escaped(figures.unit), '">',
                        escaped(figures.printed_text), '</data>'
                    )
                end,
                '</span>',
                case when figures.is_mended then {literal(MENDED)} end,
                case when figures.is_corrected then {literal(CORRECTED)} end
            ) as html,
            figures.unit, periods.label as period, figures.measure, figures.scale,
            columns.heading as column_heading
        from figures
        left join lines
            using (release_id, table_id, line_number)
        left join reports.printed_columns as columns
            using (release_id, table_id, column_number)
        inner join marts.dim_period as periods using (period_key)
        union all
        select
            lines.release_id, lines.table_id, lines.line_number,
            lines.source_line, lines.indent, lines.label,
            null, null, null, null, null, null, null, null, null
        from lines
        anti join figures
            using (release_id, table_id, line_number)
    )

    select {", ".join(f"printed.{name}" for name in Cell._fields)}
    from printed
    inner join marts.dim_release as releases using (release_id)
    order by {BY_BASIS}, release_id desc, table_id, line_number, column_number
"""


def _link(row: Row) -> Markup:
    return Markup('<a href="{}">{}</a>').format(
        printed_page(row["release_id"], row["table_id"]), row["table_title"]
    )


def grid(of: list[Cell], table_id: str = PRINTED) -> Markup:
    """The lines of a printed table, a column for each printed column.

    Where a page has several each has an id, which its cells begin with.
    """
    lines: dict[int, list[Cell]] = {}
    by_column: dict[int, list[Cell]] = {}
    for row in of:
        lines.setdefault(row.line_number, []).append(row)
        if row.column_number:
            by_column.setdefault(row.column_number, []).append(row)
    width = max(by_column, default=0)
    headings = [by_column.get(number, []) for number in range(1, width + 1)]
    # A scale is said once: of the table, of each column or, at last, of each line.
    units = _units(of)
    is_said_above = len(_scales(units)) == 1
    is_said_by_column = all(len(_scales(_units(cells))) < 2 for cells in headings)
    said_by_line = {
        (unit, scale)
        for unit, scale in units
        if unit != "percent" and not (is_said_by_column and is_money(unit))
    }
    made = []
    nothing = Markup("")
    for cells in lines.values():
        texts = [nothing] * width
        for cell in cells:
            if cell.column_number:
                texts[cell.column_number - 1] = html(cell.html)
        first = cells[0]
        texts.append(_source_line(first.source_line))
        label = escape(first.label or "")
        if said_by_line and (said := _units(cells) & said_by_line):
            label = _named(label, said)
        made.append(TableRow(label, texts, indent=first.indent))
    columns = Columns(
        [
            *(
                _heading(cells, is_said_by_column and not is_said_above)
                for cells in headings
            ),
            "source line",
        ]
    )
    return table(table_id, "", columns, made, _caption(units))


def _units(cells: Iterable[Cell]) -> set[Unit]:
    """The units of some cells, each with the power of ten that it is printed in."""
    return {(cell.unit, cell.scale) for cell in cells if cell.column_number}


def _scales(units: set[Unit]) -> set[str]:
    """What the amounts of money of some units are printed in, in words."""
    return {in_printed_scale(unit, scale) for unit, scale in units if is_money(unit)}


@cache
def in_printed_scale(unit: str, scale: int) -> str:
    """A unit with its power of ten in words, such as thousands of JPY."""
    words = unit if is_money(unit) else unit_words(unit)
    return f"{SCALES[scale]} of {words}" if scale in SCALES else words


def _caption(units: set[Unit]) -> str:
    """What the amounts of a printed table are in; empty where it has none."""
    scales = sorted(_scales(units))
    if not scales:
        return ""
    if len(scales) == 1:
        return f"As printed, amounts in {scales[0]}"
    return f"As printed, amounts in {described(scales)}, as is said beside them"


def _named(label: Markup, units: set[Unit]) -> Markup:
    """A printed label, with the units of its line that nothing above says."""
    words = escape(described(sorted({in_printed_scale(*unit) for unit in units})))
    return html(f'{label} <span class="unit">({words})</span>')


def _heading(cells: list[Cell], has_scale: bool) -> Markup:
    """The heading of a column as printed, and what its figures have in common.

    The scale is of what is printed: a download has the numbers themselves.
    """
    shared = {
        name: values.pop()
        for name in ("column_heading", "period", "measure")
        if len(values := {getattr(cell, name) for cell in cells}) == 1
    }
    words = [
        shared.get("column_heading"),
        shared.get("period"),
        MEASURES.get(shared.get("measure", "")),
    ]
    heading = escape(", ".join(word for word in words if word))
    scales = ", ".join(sorted(_scales(_units(cells)))) if has_scale else ""
    if not scales:
        return heading
    return heading + _printed_scale(f", {scales}" if heading else scales)


def _printed_scale(words: str) -> Markup:
    """What is said of printed numbers alone: a download has them in base units."""
    return html(f'<span class="printed-scale">{escape(words)}</span>')


def _list(of: list[Cell]) -> Markup:
    """The figures in the text of a release, line by line of the document."""
    made = [
        TableRow(
            row.printed_label or row.label or "",
            [
                row.period,
                _printed_scale(in_printed_scale(row.unit, row.scale)),
                html(row.html),
                _source_line(row.source_line),
            ],
        )
        for row in of
        if row.column_number
    ]
    columns = Columns(["period", "in", "printed", "source line"], texts=(0, 1))
    return table(PRINTED, "", columns, made, _caption(_units(of)))


def cell_id(table_id: str, line_number: int, column_number: int) -> str:
    """The id of a printed cell, on its own page or on one of several tables."""
    anchor = cell_anchor(line_number, column_number)
    return anchor if table_id == PRINTED else f"{table_id}-{anchor}"


@cache
def _source_line(number: int) -> Markup:
    """The line of the document that a row stands in."""
    return exact(Decimal(number), "", str(number))
