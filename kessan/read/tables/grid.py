"""Rows of cells as rows of labels and figures, and the columns they stand in.

A figure's parts stand in cells of their own where a format sets them so: the
currency sign, the parentheses, the percent sign, a mark. Here they are one again.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kessan.read.document import Cell, Place, Row, Tag
from kessan.read.tables.figures import (
    CODE,
    Kind,
    digits,
    plain,
    read_text,
    settle,
    split_marks,
)

# From how many lines on a column with one figure only is a damage.
FEWEST_LINES = 4


@dataclass(frozen=True)
class Figure:
    """A figure with all its parts, in the columns from `start` up to before `end`.

    The columns are those of the digits. `mark` is what refers to a footnote; `remark`
    says what was mended, `doubt` why it is not sure.
    """

    text: str
    start: int
    end: int
    sign: str = ""
    mark: str = ""
    tags: tuple[Tag, ...] = ()
    remark: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class GridRow:
    """A row: its texts, its figures, and what may be either, by where it stands."""

    place: Place
    indent: float
    texts: tuple[Cell, ...]
    figures: tuple[Figure, ...] = ()
    doubles: tuple[Cell, ...] = ()

    @property
    def cells(self) -> tuple[Cell, ...]:
        """What is no sure figure, from left to right."""
        return tuple(sorted(self.texts + self.doubles, key=lambda cell: cell.start))


@dataclass(frozen=True)
class Span:
    """A column of figures: the format's columns that it takes up."""

    start: int
    end: int

    @property
    def middle(self) -> float:
        """Its middle, in the format's columns."""
        return (self.start + self.end) / 2

    def meets(self, other: "Cell | Figure | Span") -> bool:
        """Whether both stand above each other."""
        return self.start < other.end and other.start < self.end


def join_row(row: Row) -> GridRow | None:
    """The row with the parts of its figures joined; None for a rule of dashes."""
    found = _Joined()
    for cell in row.cells:
        if plain(cell.text):
            found.take(cell)
    found.drop_open()
    if not (found.figures or found.texts or found.doubles):
        return None
    return GridRow(
        row.place,
        row.indent,
        tuple(found.texts),
        tuple(_settled(figure) for figure in found.figures),
        tuple(found.doubles),
    )


class _Joined:
    """The parts of a row as they are put together, from left to right."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []
        self.texts: list[Cell] = []
        self.doubles: list[Cell] = []
        self.open: Cell | None = None
        self.last = Kind.WORDS

    def take(self, cell: Cell) -> None:
        """Put the next cell where it belongs."""
        reading = read_text(cell.text)
        is_first = not (self.figures or self.texts or self.doubles or self.open)
        match reading.kind:
            case Kind.RULE:
                return
            case Kind.SIGN if not (is_first and CODE.fullmatch(plain(cell.text))):
                self.drop_open()
                self.open, self.last = cell, reading.kind
            case Kind.FIGURE:
                self._add_figure(cell, reading.text, reading.sign)
            case Kind.YEAR | Kind.NOT_GIVEN | Kind.MARK if self.open:
                self._add_figure(cell, reading.text, "")
            case Kind.BEHIND if self.last == Kind.FIGURE:
                self._end_figure(cell)
            case Kind.BEHIND if self.last == Kind.MARK:
                double = self.doubles.pop()
                self._add_figure(double, plain(double.text), "")
                self._end_figure(cell)
            case Kind.YEAR | Kind.NOT_GIVEN | Kind.MARK | Kind.SPECK:
                self.doubles.append(cell)
                self.last = reading.kind
            case _:
                self.drop_open()
                self.texts.append(cell)
                self.last = reading.kind

    def drop_open(self) -> None:
        """Take a sign that no figure follows for a text."""
        if self.open:
            self.texts.append(self.open)
            self.open = None

    def _add_figure(self, cell: Cell, text: str, sign: str) -> None:
        before = plain(self.open.text) if self.open else ""
        if before.endswith("("):
            before, text = before[:-1].strip(), f"({text}"
        tags = (self.open.tags if self.open else ()) + cell.tags
        text, mark = split_marks(text)
        figure = Figure(text, cell.start, cell.end, sign or before, mark, tags)
        self.figures.append(figure)
        self.open, self.last = None, Kind.FIGURE

    def _end_figure(self, cell: Cell) -> None:
        last = self.figures[-1]
        end, mark = split_marks(plain(cell.text))
        self.figures[-1] = replace(
            last,
            text=f"{last.text}{end}",
            mark=f"{last.mark} {mark}".strip(),
            tags=last.tags + cell.tags,
        )


def _settled(figure: Figure) -> Figure:
    text, remark, doubt = settle(figure.text)
    return replace(figure, text=text, remark=remark, doubt=doubt)


def find_spans(rows: Sequence[GridRow]) -> tuple[Span, ...]:
    """The columns of figures of rows, from left to right.

    Figures above each other are one column. Where that puts two figures of a row
    into one, a wide cell lies across, and the row with most figures tells them apart.
    """
    spans: list[Span] = []
    figures = sorted(
        (figure for row in rows for figure in row.figures),
        key=lambda figure: (figure.start, figure.end),
    )
    for figure in figures:
        if spans and spans[-1].meets(figure):
            spans[-1] = Span(spans[-1].start, max(spans[-1].end, figure.end))
        else:
            spans.append(Span(figure.start, figure.end))
    return tuple(part for span in spans for part in _parts(span, rows))


def with_sign_cells(spans: Sequence[Span], labels_end: int) -> tuple[Span, ...]:
    """The columns with the one cell before each that only signs stand in.

    Headings stand above either. Where not every column has such a cell, none does.
    """
    ends = [labels_end, *(span.end for span in spans)]
    starts = [span.start for span in spans]
    if any(start != end + 1 for start, end in zip(starts, ends, strict=False)):
        return tuple(spans)
    return tuple(Span(span.start - 1, span.end) for span in spans)


def _parts(span: Span, rows: Sequence[GridRow]) -> list[Span]:
    """The columns within a span: as many as the fullest row has figures there."""
    within = [[f for f in row.figures if span.meets(f)] for row in rows]
    fullest = max(within, key=len)
    if len(fullest) < 2:
        return [span]
    return [Span(figure.start, figure.end) for figure in fullest]


def column_of(spans: Sequence[Span], figure: Cell | Figure) -> int | None:
    """The number, from 0, of the column that a cell stands in; None for none.

    Of several the one whose end it shares, as figures are set to the right.
    """
    met = [n for n, span in enumerate(spans) if span.meets(figure)]
    if not met:
        return None
    return min(met, key=lambda n: abs(spans[n].end - figure.end))


def settled_columns(rows: Sequence[GridRow], spans: Sequence[Span]) -> list[int]:
    """The columns, from 0, that more than one row has; all of them in a short table.

    A figure that a speck or a torn cell moved aside makes a column for itself.
    """
    lines = [row for row in rows if row.figures]
    counts = Counter(column_of(spans, f) for row in lines for f in row.figures)
    every = range(len(spans))
    return [n for n in every if counts[n] > 1 or len(lines) < FEWEST_LINES]


def nearest_column(spans: Sequence[Span], figure: Figure) -> int:
    """The number, from 0, of the column whose end is nearest to that of a figure."""
    return min(range(len(spans)), key=lambda n: abs(spans[n].end - figure.end))


def place_doubles(
    row: GridRow, spans: Sequence[Span], plain_years: set[int]
) -> GridRow:
    """The row with each double made a figure, a mark of one, or a text.

    What stands in a column of figures that has none in this row is a figure; a mark
    behind a figure is its mark. A year is a figure only in the columns
    `plain_years`, where other figures have no separators either.
    """
    taken = {column_of(spans, figure) for figure in row.figures}
    figures, texts = list(row.figures), list(row.texts)
    for cell in row.doubles:
        kind, column = read_text(cell.text).kind, column_of(spans, cell)
        is_free = column is not None and column not in taken
        if is_free and (kind != Kind.YEAR or column in plain_years):
            figures.append(
                _settled(Figure(plain(cell.text), cell.start, cell.end, tags=cell.tags))
            )
            taken.add(column)
        elif kind == Kind.MARK and (before := _before(figures, cell)) is not None:
            mark = f"{figures[before].mark} {plain(cell.text)}".strip()
            figures[before] = replace(figures[before], mark=mark)
        elif kind != Kind.SPECK or column is None:
            texts.append(cell)
    texts.sort(key=lambda cell: cell.start)
    return replace(row, figures=tuple(figures), texts=tuple(texts), doubles=())


def _before(figures: Sequence[Figure], cell: Cell) -> int | None:
    """The number of the figure that ends right before a cell."""
    ends = [n for n, figure in enumerate(figures) if figure.end <= cell.start]
    return max(ends, key=lambda n: figures[n].end) if ends else None


def without_separators(rows: Iterable[GridRow], spans: Sequence[Span]) -> set[int]:
    """The columns, from 0, that print thousands without a separator."""
    return {
        column
        for row in rows
        for figure in row.figures
        if re.match(r"\d{4}", digits(figure.text))
        and (column := column_of(spans, figure)) is not None
    }


def is_footnote_number(figure: Figure) -> bool:
    """Whether a figure may be a footnote's number that stands in a cell of its own."""
    return not figure.sign and bool(re.fullmatch(r"\d{1,2}(,\s?\d{1,2})*", figure.text))


def with_marks(
    rows: Sequence[GridRow], spans: Sequence[Span], columns: set[int]
) -> list[GridRow]:
    """The rows with the figures of some columns made marks of the figures before."""
    made = []
    for row in rows:
        figures: list[Figure] = []
        for figure in sorted(row.figures, key=lambda one: one.start):
            if column_of(spans, figure) in columns and figures:
                mark = f"{figures[-1].mark} {figure.text}".strip()
                figures[-1] = replace(figures[-1], mark=mark)
            else:
                figures.append(figure)
        made.append(replace(row, figures=tuple(figures)))
    return made
