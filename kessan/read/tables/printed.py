"""The printed tables of a document: titles, columns with headings, lines."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kessan.read.document import Document, Place, Tag
from kessan.read.tables.figures import digits
from kessan.read.tables.finding import Found, find_tables
from kessan.read.tables.grid import Figure
from kessan.read.tables.headings import NO_HEADING, ColumnHeading, doubts_of
from kessan.read.tables.lines import (
    Entry,
    depths_of,
    doubt,
    headings_of,
    join_wrapped,
    key_of,
)
from kessan.read.tables.parts import parts_of
from kessan.read.tables.titles import title_of, unit_text_of


@dataclass(frozen=True)
class PrintedCell:
    """A figure of a table as printed, its sign, parentheses and marks with it.

    `text` is what a person would key: `(171)`, `13.5`, `-`; a currency sign that
    stands beside it is in `currency_sign`. `remark` says what was mended in the
    text; `doubt` says why it is not sure: then it is for a person to read. `mark` is
    the footnote mark printed behind it.
    """

    text: str
    place: Place
    currency_sign: str = ""
    tags: tuple[Tag, ...] = ()
    remark: str = ""
    doubt: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Column:
    """A column of figures: what stands above it, from top to bottom.

    `printed_unit` is what its heading says of the unit: `JPY millions`, `%`. `doubt`
    says why the headings are not sure.
    """

    number: int
    headings: tuple[str, ...]
    printed_unit: str = ""
    doubt: str = ""

    @property
    def heading(self) -> str:
        """The headings in one text."""
        return " ".join(self.headings)


@dataclass(frozen=True)
class Line:
    """A printed line. `cells` has one entry a column, None where nothing is printed.

    `number` counts from 1 in the table; a line without any cell is a heading.
    `indent` is its depth, from 0. `headings` are the lines that it stands below, the
    outermost first. The last one is its heading, or one `outside` it that tells the
    line from another of the same label.
    """

    number: int
    place: Place
    label: str
    cells: tuple[PrintedCell | None, ...]
    indent: int = 0
    headings: tuple[str, ...] = ()
    outside: int = 0

    @property
    def heading(self) -> str:
        """The line that it stands below, or nothing."""
        return self.headings[-1 - self.outside] if self.headings else ""


@dataclass(frozen=True)
class PrintedTable:
    """A table of figures.

    `title` is its title; `above` are the texts between the table before and this
    one, nearest last (titles, unit lines); `below` are notes that belong to it.
    `unit_text` is what is said of units: `(In millions, except per share)`.
    """

    number: int
    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    unit_text: str = ""


def printed_tables(document: Document) -> list[PrintedTable]:
    """The tables of figures of a document, in order, as printed.

    Tables that only set out a page, tables of contents and lists of exhibits are
    none. Nothing is taken from tags. What is not sure says so in `doubt`.
    """
    found = find_tables(document)
    known = frozenset(
        key_of(e.label) for one in found for e in one.entries if e.figures
    )
    tables: list[PrintedTable] = []
    for number, one in enumerate(found, 1):
        title = title_of(one.above)
        if not one.above and tables:
            title = tables[-1].title
        tables.append(_table(number, title, one, known))
    return tables


def _table(
    number: int, title: str, found: Found, known: frozenset[str]
) -> PrintedTable:
    joined = join_wrapped(found.entries, known)
    columns = _columns(found.headings, joined)
    entries = doubt(joined, _without_heading(columns), found.can_move)
    return PrintedTable(
        number,
        title,
        columns,
        _lines(entries, columns),
        tuple(one.text for one in found.above),
        found.below,
        unit_text_of(found.above),
    )


def _without_heading(columns: tuple[Column, ...]) -> list[int]:
    return [n for n, column in enumerate(columns) if column.doubt == NO_HEADING]


def _columns(
    headings: tuple[ColumnHeading, ...], entries: list[Entry]
) -> tuple[Column, ...]:
    """The columns with their headings, units and what is doubtful in them."""
    units = [_unit(heading, n, entries) for n, heading in enumerate(headings)]
    known = [replace(h, unit=unit) for h, unit in zip(headings, units, strict=True)]
    return tuple(
        Column(n, heading.texts, heading.unit, reason)
        for n, (heading, reason) in enumerate(
            zip(known, doubts_of(known), strict=True), 1
        )
    )


def _unit(heading: ColumnHeading, column: int, entries: list[Entry]) -> str:
    """The unit of a column, with what its figures say of it.

    `Thousands of` goes on in the sign of the first figure; `%` behind every figure,
    or behind the first and the last, is printed as well as above them.
    """
    figures = [figure for entry in entries if (figure := entry.cells[column])]
    if heading.unit.endswith(" of") and figures:
        return f"{heading.unit} {figures[0].sign}".strip()
    numbers = [figure for figure in figures if digits(figure.text)]
    if not heading.unit and numbers and _are_percent(numbers):
        return "%"
    return heading.unit


def _are_percent(figures: list[Figure]) -> bool:
    """Whether all figures of a column are percent: each says so, or both ends do."""
    ends = (figures[0], figures[-1])
    return all("%" in one.text for one in figures) or (
        all("%" in one.text for one in ends) and not any(one.sign for one in figures)
    )


def _lines(entries: list[Entry], columns: tuple[Column, ...]) -> tuple[Line, ...]:
    amounts = [
        n
        for n, column in enumerate(columns)
        if "%" not in f"{column.heading} {column.printed_unit}"
    ]
    depths = depths_of(entries)
    headings = headings_of(entries, parts_of(entries, amounts))
    lines = [
        Line(
            n + 1,
            entry.place,
            entry.label,
            tuple(_cell(figure, entry.place) for figure in entry.cells),
            depths[n],
            headings[n],
        )
        for n, entry in enumerate(entries)
    ]
    return tuple(_told_apart(lines))


def _told_apart(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, those of one label and heading by the headings outside of it."""
    named: dict[tuple[str, str], list[Line]] = defaultdict(list)
    lines = [*lines]
    for line in lines:
        named[line.label, line.heading].append(line)
    for line in lines:
        alike = named[line.label, line.heading]
        least = min(len(one.headings) for one in alike)
        telling = (
            depth
            for depth in range(1, least)
            if len({one.headings[-1 - depth] for one in alike}) == len(alike)
        )
        yield replace(line, outside=next(telling, 0) if len(alike) > 1 else 0)


def _cell(figure: Figure | None, place: Place) -> PrintedCell | None:
    if figure is None:
        return None
    return PrintedCell(
        figure.text,
        place,
        figure.sign,
        figure.tags,
        figure.remark,
        figure.doubt,
        figure.mark,
    )
