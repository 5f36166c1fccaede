"""Where tables of figures stand in a document, with the texts around them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kessan.read.document import Cell, Document, Paragraph, Row, TableBlock
from kessan.read.tables.figures import RUN_TOGETHER, digits, plain
from kessan.read.tables.grid import (
    Figure,
    GridRow,
    Span,
    column_of,
    is_footnote_number,
    join_row,
    nearest_column,
    with_marks,
)
from kessan.read.tables.headings import ColumnHeading, Setting, read_headings
from kessan.read.tables.lines import Entry
from kessan.read.tables.segments import Segment, segments_of
from kessan.read.tables.titles import Text, is_note, is_page, running_heads

# Formats in which lines that follow each other without a blank one belong together.
LINED = frozenset({"text", "markdown"})
# Formats whose cells have places on a page, and no columns that they span.
PLACED = frozenset({"pdf"})
BULLETS = re.compile(r"[•●○▪‣◦·☐☒☑✓]")
DECORATED = re.compile(r"[,()%]|^[-–—−―‐]")  # noqa: RUF001

BETWEEN_COLUMNS = "it stands in no column of figures"


@dataclass(frozen=True)
class Found:
    """A table of figures as found: columns, lines, the texts above and the notes.

    `can_move` says that only separators tell the columns apart.
    """

    headings: tuple[ColumnHeading, ...]
    spans: tuple[Span, ...]
    entries: tuple[Entry, ...]
    above: tuple[Text, ...]
    below: tuple[str, ...] = ()
    can_move: bool = False

    @property
    def page(self) -> int | None:
        """The page that it ends on."""
        return self.entries[-1].place.page

    @property
    def printed(self) -> str:
        """All its words, in which the marks of its notes stand."""
        heads = " ".join(text for one in self.headings for text in one.texts)
        return f"{heads} {' '.join(entry.label for entry in self.entries)}"


def find_tables(document: Document) -> list[Found]:
    """The tables of figures of a document, in order."""
    heads = running_heads(
        [b.text if isinstance(b, Paragraph) else "" for b in document.blocks]
    )
    found: list[Found] = []
    between: list[Text] = []
    is_open, is_page_between = False, False
    for item in _items(document):
        if isinstance(item, Paragraph):
            if is_page(item.text) or item.text in heads:
                is_page_between = is_page_between or is_page(item.text)
            elif is_open and is_note(item.text, found[-1].printed):
                found[-1] = replace(found[-1], below=(*found[-1].below, item.text))
            else:
                is_open = False
                between.append(Text(item.text, item.is_bold, item.place.page))
            continue
        for segment in segments_of(item, document.format in PLACED):
            table = _of_figures(segment)
            between.extend(segment.above)
            if table is None:
                is_open = is_open and not segment.above
                continue
            if found and not between and _continues(found[-1], table, is_page_between):
                found[-1] = _joined(found[-1], table)
            else:
                found.append(_with_notes(replace(table, above=tuple(between))))
            between, is_open, is_page_between = [], True, False
    return found


def _items(document: Document) -> Iterator[Paragraph | list[GridRow]]:
    """Paragraphs, and the rows that stand together with the lines between them."""
    rows: list[Row] = []
    for block in _lined(document):
        if isinstance(block, Paragraph):
            if rows:
                yield _joined_rows(rows)
                rows = []
            yield block
        elif document.format in LINED and rows and _follows(rows[-1], block.rows[0]):
            rows.extend(block.rows)
        else:
            if rows:
                yield _joined_rows(rows)
            rows = list(block.rows)
    if rows:
        yield _joined_rows(rows)


def _lined(document: Document) -> Iterator[Paragraph | TableBlock]:
    """The blocks; in text, a line right above or below a row is a row of a label."""
    if document.format not in LINED:
        yield from document.blocks
        return
    lines = {
        row.place.line
        for block in document.blocks
        if isinstance(block, TableBlock)
        for row in block.rows
    }
    near = set(lines)
    for block in (*document.blocks, *reversed(document.blocks)):
        at = block.place.line if isinstance(block, Paragraph) else 0
        if at - 1 in near or at + 1 in near:
            near.add(at)
    for block in document.blocks:
        if isinstance(block, Paragraph) and block.place.line in near:
            cell = Cell(block.text, 0, 1, block.is_bold, block.tags)
            yield TableBlock((Row(block.place, (cell,), block.indent),))
        else:
            yield block


def _follows(before: Row, row: Row) -> bool:
    return row.place.line == before.place.line + 1


def _joined_rows(rows: Iterable[Row]) -> list[GridRow]:
    return [row for row in map(join_row, rows) if row]


def _of_figures(segment: Segment) -> Found | None:
    """The table of figures that a segment is; None where it is another thing."""
    if not segment.spans:
        return None
    headings = read_headings(
        segment.headings, segment.spans, segment.setting, segment.headed
    )
    marks = _columns_of_marks(segment, headings)
    rows = with_marks(segment.lines, segment.spans, marks)
    kept = [
        n for n, one in enumerate(headings) if not one.is_reference and n not in marks
    ]
    entries = tuple(_entry(row, segment.spans, kept) for row in rows)
    table = Found(
        tuple(headings[n] for n in kept),
        tuple(segment.spans[n] for n in kept),
        entries,
        (),
        can_move=segment.setting == Setting.CELLS,
    )
    return table if _is_of_figures(table, segment) else None


def _columns_of_marks(segment: Segment, headings: Sequence[ColumnHeading]) -> set[int]:
    """The columns, from 0, that hold only footnotes' numbers of the one before.

    They have small whole numbers, stand right behind a column and share its heading.
    Only spans tell that; a cell between separators may have moved there.
    """
    marks: set[int] = set()
    if segment.setting != Setting.SPANS:
        return marks
    for n in range(1, len(headings)):
        texts, before = headings[n].texts, headings[n - 1].texts
        figures = [
            figure
            for row in segment.lines
            for figure in row.figures
            if column_of(segment.spans, figure) == n
        ]
        is_beside = len(texts) < len(before) and texts == before[: len(texts)]
        if is_beside and all(is_footnote_number(figure) for figure in figures):
            marks.add(n)
    return marks


def _entry(row: GridRow, spans: Sequence[Span], kept: Sequence[int]) -> Entry:
    """The line of a row. No figure is lost: one without a column is in the nearest."""
    cells: dict[int, Figure] = {}
    for figure in row.figures:
        column = column_of(spans, figure)
        if column is None:
            column = nearest_column(spans, figure)
            figure = replace(figure, doubt=figure.doubt or BETWEEN_COLUMNS)
        if before := cells.get(column):
            text = f"{before.text} {figure.text}"
            figure = replace(before, text=text, doubt=RUN_TOGETHER)
        cells[column] = figure
    label = " ".join(cell.text for cell in row.texts)
    return Entry(row.place, label, row.indent, tuple(cells.get(n) for n in kept))


def _is_of_figures(table: Found, segment: Segment) -> bool:
    """Whether what has figures is a table of figures: no contents, list or ages."""
    figures = [figure for entry in table.entries for figure in entry.figures]
    sure = [figure for figure in figures if not figure.doubt]
    listed = [e for e in table.entries if BULLETS.match(plain(e.label))]
    if not sure or 2 * len(listed) > len(table.entries):
        return False
    if any(figure.sign or DECORATED.search(figure.text) for figure in sure):
        return len(sure) > 1 or bool(sure[0].sign or re.search(r"[,%]", sure[0].text))
    numbers = [Decimal(digits(figure.text) or 0) for figure in sure]
    behind = [
        r for r in segment.lines for c in r.texts if c.start > table.spans[0].start
    ]
    is_ascending = (
        len(table.spans) == 1 and len(numbers) > 2 and numbers == sorted(numbers)
    )
    return len(sure) > 1 and not is_ascending and 2 * len(behind) < len(sure)


def _continues(before: Found, table: Found, is_page_between: bool) -> bool:
    """Whether a table goes on: the same columns without headings of their own.

    After a page's end with the same headings, too.
    """
    is_turned = is_page_between or before.page != table.entries[0].place.page
    is_bare = not any(one.texts or one.unit for one in table.headings)
    return (
        (is_bare or (is_turned and table.headings == before.headings))
        and len(before.spans) == len(table.spans)
        and all(a.meets(b) for a, b in zip(before.spans, table.spans, strict=True))
    )


def _joined(before: Found, table: Found) -> Found:
    return _with_notes(replace(before, entries=before.entries + table.entries))


def _with_notes(table: Found) -> Found:
    """The table with the notes that stand in its last rows below it."""
    entries = list(table.entries)
    notes: list[str] = []
    while len(entries) > 1 and not entries[-1].figures:
        if not is_note(entries[-1].label, table.printed):
            break
        notes.insert(0, entries.pop().label)
    return replace(table, entries=tuple(entries), below=(*table.below, *notes))
