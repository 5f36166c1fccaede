"""What stands above the columns of figures, dealt out to the columns it spans.

A format with spans says so itself. Where there are only tabs or pipes, empty cells
tell, or the rows are dealt out evenly. Where there are only characters, the nearest
does. What none of them tells stays empty.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from kessan.read.document import Cell
from kessan.read.tables.figures import Kind, is_unit, read_text, split_unit
from kessan.read.tables.grid import GridRow, Span, column_of

# Columns under these words hold references, no figures.
REFERENCES = frozenset(
    {"note", "notes", "page", "page no.", "page number", "exhibit", "exhibit no."}
    | {"exhibit number", "exhibits", "ref", "ref.", "item", "item no.", "no.", "age"}
    | {"注記", "頁"}
)

# Units that name a column where they stand beside other names.
NAMES_AND_UNITS = frozenset({"shares", "percent", "times", "株"})

NO_HEADING = "nothing is printed above this column"
SAME_HEADING = "another column has the same heading and unit"
MISFIT = "the rows of headings do not fit the columns"
RUN_TOGETHER = "headings of two columns stand in one"
TORN = "a heading begins in lower case here: it may be torn"
# What stands before the day of a heading.
OF_A_DAY = re.compile(r"(as (of|at)|at|for the)\b.*\d")


class Setting(StrEnum):
    """How the columns of a format are counted."""

    SPANS = "spans"  # cells with their spans
    CELLS = "cells"  # tabs or pipes: a cell is one column wide
    CHARACTERS = "characters"


@dataclass(frozen=True)
class ColumnHeading:
    """What stands above a column, from top to bottom, and its printed unit.

    `doubt` says why it is not sure.
    """

    texts: tuple[str, ...]
    unit: str = ""
    doubt: str = ""

    @property
    def is_reference(self) -> bool:
        """Whether the column holds numbers of notes or pages."""
        return " ".join(self.texts).casefold() in REFERENCES


def setting_of(cells: Sequence[Cell]) -> Setting:
    """How the cells of a table are set, told from their widths."""
    if all(cell.end - cell.start == 1 for cell in cells):
        return Setting.CELLS
    long = [cell for cell in cells if len(cell.text) > 3]
    as_wide = sum(cell.end - cell.start == len(cell.text) for cell in long)
    return Setting.CHARACTERS if 2 * as_wide > len(long) else Setting.SPANS


def read_headings(
    rows: Sequence[GridRow],
    spans: Sequence[Span],
    setting: Setting,
    headed: Sequence[int],
) -> tuple[ColumnHeading, ...]:
    """The headings of each column, from the rows above the figures.

    `headed` are the columns, from 0, that the headings are for; others have none.
    """
    over = [spans[n] for n in headed]
    texts, units = _read_rows(rows, over, setting)
    doubt = ""
    if setting == Setting.CELLS:
        _share_headings(texts, units)
        doubt = _misfit(rows, over, texts)
    found = {
        column: ColumnHeading(tuple(text), unit, doubt)
        for column, text, unit in zip(headed, texts, units, strict=True)
    }
    return tuple(found.get(n, ColumnHeading(())) for n in range(len(spans)))


def _read_rows(
    rows: Sequence[GridRow], spans: Sequence[Span], setting: Setting
) -> tuple[list[list[str]], list[str]]:
    """The texts of each column from top to bottom, and its unit."""
    texts: list[list[str]] = [[] for _ in spans]
    units: list[list[str]] = [[] for _ in spans]
    named = _named(rows)
    for row in rows:
        is_lowest = row not in named or row is named[-1]
        for cell, columns in deal_out(row.cells, spans, setting, is_lowest):
            text, unit = split_unit(cell.text)
            if row in named and unit.casefold() in NAMES_AND_UNITS:
                text = unit
            for column in columns:
                texts[column] += [text] if text else []
                units[column] += [unit] if unit else []
    return texts, [" ".join(unit) for unit in units]


def _named(rows: Sequence[GridRow]) -> list[GridRow]:
    """The rows that name columns, apart from those of units."""
    return [row for row in rows if row.cells and not _is_of_units(row.cells)]


def _misfit(
    rows: Sequence[GridRow], spans: Sequence[Span], texts: Sequence[Sequence[str]]
) -> str:
    """Whether rows of cells do not fit the columns: then any may have moved.

    A figure or a speck among them, more cells than columns, cells that cannot be
    dealt out or stand beside all columns, rows that begin above the labels beside
    rows that do not, a column that the lowest row leaves empty.
    """
    named = _named(rows)
    if not named:
        return ""
    counts = [len(row.cells) for row in named]
    starts = {row.cells[0].start < spans[0].start for row in named}
    is_even = all(
        len(spans) % count == 0
        for count, row in zip(counts, named, strict=True)
        if row.cells[0].start < spans[0].start
    )
    is_damaged = any(
        row.figures or read_text(cell.text).kind == Kind.SPECK
        for row in rows
        for cell in row.cells
    )
    is_beside = any(row.cells[-1].start >= spans[-1].end for row in rows if row.cells)
    fits = max(counts) <= len(spans) and len(starts) == 1 and is_even
    is_whole = all(texts) and not _is_prefix(texts) and not is_damaged
    return "" if fits and is_whole and not is_beside else MISFIT


def _is_prefix(texts: Sequence[Sequence[str]]) -> bool:
    """Whether a column has only the first of the headings of one beside it."""
    return any(
        len(one) != len(other) and one[: len(other)] == other[: len(one)]
        for one, other in pairwise(texts)
    )


def deal_out(
    cells: Sequence[Cell], spans: Sequence[Span], setting: Setting, is_lowest: bool
) -> list[tuple[Cell, list[int]]]:
    """Each cell of a row of headings with the columns, from 0, that it stands above."""
    if not spans:
        return []
    if setting == Setting.CELLS:
        return _deal_cells(cells, spans, is_lowest)
    dealt = [
        (cell, [n for n, span in enumerate(spans) if span.meets(cell)])
        for cell in cells
    ]
    if setting == Setting.CHARACTERS:
        return _nearest(cells, spans)
    taken = {column for _, columns in dealt for column in columns}
    return [(cell, columns or _beside(cell, spans, taken)) for cell, columns in dealt]


def _deal_cells(
    cells: Sequence[Cell], spans: Sequence[Span], is_lowest: bool
) -> list[tuple[Cell, list[int]]]:
    """Cells one column wide: in place, moved beside a label, evenly, or as found."""
    count, first = len(cells), spans[0].start
    above = [cell for cell in cells if cell.start >= first]
    if len(above) == count and count and (is_lowest or count == len(spans)):
        return [(cell, _in_place(cell, spans)) for cell in above]
    is_dense = bool(cells) and cells[-1].start - cells[0].start == count - 1
    if is_dense and len(spans) % count == 0:
        width = len(spans) // count
        return [
            (cell, list(range(n * width, (n + 1) * width)))
            for n, cell in enumerate(cells)
        ]
    if len(above) < count:
        return []
    ends = [cell.start for cell in above[1:]] + [spans[-1].end]
    return [
        (cell, [n for n, span in enumerate(spans) if cell.start <= span.start < end])
        for cell, end in zip(above, ends, strict=True)
    ]


def _in_place(cell: Cell, spans: Sequence[Span]) -> list[int]:
    column = column_of(spans, cell)
    return [] if column is None else [column]


def _nearest(
    cells: Sequence[Cell], spans: Sequence[Span]
) -> list[tuple[Cell, list[int]]]:
    """Set in characters: each column goes to the cell that is nearest to its middle.

    Where there are as many cells as columns, each has its own, though a short one may
    not reach the figures below it; else a cell of its own meets its column.
    """
    if not cells:
        return []
    near = [min(cells, key=lambda cell: _distance(cell, span)) for span in spans]
    are_paired = len(cells) == len(spans) and near == list(cells)
    is_shared = len(cells) < len(spans)
    return [
        (
            cell,
            [
                n
                for n, span in enumerate(spans)
                if near[n] == cell and (are_paired or is_shared or span.meets(cell))
            ],
        )
        for cell in cells
    ]


def _distance(cell: Cell, span: Span) -> float:
    if span.meets(cell):
        return 0
    return min(abs(cell.start - span.end), abs(span.start - cell.end)) + 1


def _beside(cell: Cell, spans: Sequence[Span], taken: set[int]) -> list[int]:
    """The free column that a cell between columns stands next to."""
    free = [n for n in range(len(spans)) if n not in taken]
    near = [n for n in free if abs(spans[n].middle - (cell.start + cell.end) / 2) <= 2]
    return near[:1]


def _is_of_units(cells: Sequence[Cell]) -> bool:
    return all(is_unit(cell.text) for cell in cells)


def _share_headings(texts: list[list[str]], units: Sequence[str]) -> None:
    """A column without a heading shares the one to its left where its unit differs.

    So a form prints `Net sales` above two columns, `JPY millions` and `%`. With the
    same unit, or none, the heading is lost, and nothing tells which it was.
    """
    for n in range(1, len(texts)):
        if not texts[n] and units[n] and units[n] != units[n - 1]:
            texts[n].extend(texts[n - 1])


def doubts_of(headings: Sequence[ColumnHeading]) -> tuple[str, ...]:
    """Why a column's heading is not sure, empty where nothing speaks against it."""
    if not any(heading.texts for heading in headings):
        return ("",) * len(headings)
    return tuple(_doubt_of(n, headings) for n in range(len(headings)))


def _doubt_of(n: int, headings: Sequence[ColumnHeading]) -> str:
    texts, unit = headings[n].texts, headings[n].unit
    if headings[n].doubt:
        return headings[n].doubt
    before = headings[n - 1].texts if n else ()
    if not texts or (len(texts) < len(before) and texts == before[: len(texts)]):
        return NO_HEADING
    if [(one.texts, one.unit) for one in headings].count((texts, unit)) > 1:
        return SAME_HEADING
    if before and texts[-1].startswith(f"{before[-1]} "):
        return RUN_TOGETHER
    are_units = [
        is_unit(text) and text.casefold() not in NAMES_AND_UNITS for text in texts
    ]
    if any(map(_is_twice, (*texts, unit))) or any(are_units):
        return RUN_TOGETHER
    lower = [_is_lower(heading) for heading in headings]
    if not all(lower) and any(lower[n : n + 2]):
        return TORN
    return ""


def _is_twice(text: str) -> bool:
    """Whether a text is the same words twice: two cells in one."""
    words = text.split()
    half = len(words) // 2
    return half > 0 and words[:half] == words[half:]


def _is_lower(heading: ColumnHeading) -> bool:
    """Whether a heading begins in lower case, and not with the words of its day."""
    text = " ".join(heading.texts)
    first = text.split()[0] if text else ""
    return first.isalpha() and first.islower() and not OF_A_DAY.match(text)
