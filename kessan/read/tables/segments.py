"""Rows that stand together, cut into tables: what is above, headings, lines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kessan.read.document import Cell
from kessan.read.tables.figures import Kind, is_period, is_unit, plain, read_text
from kessan.read.tables.grid import (
    Figure,
    GridRow,
    Span,
    column_of,
    find_spans,
    is_footnote_number,
    place_doubles,
    settled_columns,
    with_sign_cells,
    without_separators,
)
from kessan.read.tables.headings import Setting, setting_of
from kessan.read.tables.titles import COMPANY, TITLES, Text, is_unit_line

IN_HEADINGS = "it stands in a row of headings"


@dataclass(frozen=True)
class Segment:
    """A stretch of rows that may be a table: its texts above, headings and lines.

    `headed` are the columns, from 0, that the headings are for.
    """

    above: tuple[Text, ...]
    headings: tuple[GridRow, ...]
    lines: tuple[GridRow, ...]
    spans: tuple[Span, ...]
    setting: Setting
    headed: tuple[int, ...] = ()


def segments_of(rows: Sequence[GridRow], are_placed: bool = False) -> list[Segment]:
    """The segments of a block: a row of headings below figures begins a new one.

    `are_placed` says that cells stand where they are printed, as characters do.
    """
    cells = [cell for row in rows for cell in (*row.cells, *_as_cells(row))]
    setting = Setting.CHARACTERS if are_placed else setting_of(cells)
    rows = _with_labels(rows)
    first = _first_column(rows)
    found: list[tuple[list[GridRow], list[GridRow]]] = [([], [])]
    for row in rows:
        head, body = found[-1]
        if row.figures and not (not body and _is_damaged_heading(row, first)):
            body.append(row)
        elif not body:
            head.append(row)
        elif _begins_table(row, body):
            found.append(([*_titles_at_end(body), row], []))
        else:
            body.append(row)
    return [_segment(head, body, setting) for head, body in found]


def _as_cells(row: GridRow) -> list[Cell]:
    return [Cell(figure.text, figure.start, figure.end) for figure in row.figures]


def _first_column(rows: Sequence[GridRow]) -> int:
    """Where the first cells begin: there stand labels."""
    starts = [cell.start for row in rows for cell in (*row.cells, *_as_cells(row))]
    return min(starts, default=0)


def _with_labels(rows: Sequence[GridRow]) -> list[GridRow]:
    """The rows with figures that begin a line and have texts behind made labels.

    So stand the numbers of exhibits and of items.
    """
    first = _first_column(rows)
    are_labels = sum(any(c.start == first for c in row.cells) for row in rows)
    made = []
    for row in rows:
        lead = [f for f in row.figures if f.start == first]
        others = len(row.cells) + len(row.figures) - len(lead)
        is_label = row.cells or 2 * are_labels > len(rows)
        if lead and others and is_label:
            cells = [
                Cell(f"{f.sign}{f.text}", f.start, f.end, False, f.tags) for f in lead
            ]
            row = replace(
                row,
                texts=(*cells, *row.texts),
                figures=tuple(f for f in row.figures if f.start != first),
            )
        made.append(row)
    return made


def _is_damaged_heading(row: GridRow, first: int) -> bool:
    """Whether a row above all lines is one of headings, with a figure strayed in."""
    heads = [cell for cell in row.cells if is_period(cell.text) or is_unit(cell.text)]
    words = [cell for cell in row.cells[1:] if read_text(cell.text).kind == Kind.WORDS]
    are_marks = all(is_footnote_number(figure) for figure in row.figures)
    is_beside_labels = all(cell.start > first for cell in row.cells)
    return (
        (len(heads) > 1 and len(heads) > len(row.figures))
        or (are_marks and len(words) > max(1, len(row.figures)))
        or (is_beside_labels and len(row.cells) > len(row.figures))
    )


def _begins_table(row: GridRow, body: Sequence[GridRow]) -> bool:
    """Whether a row without figures heads columns: dates, or words over several."""
    spans = find_spans(body)
    over = [
        cell
        for cell in row.cells
        if column_of(spans, cell) is not None
        and read_text(cell.text).kind in (Kind.WORDS, Kind.YEAR)
    ]
    dated = [cell for cell in over if is_period(cell.text)]
    return len(over) > 1 or (bool(dated) and 2 * len(dated) >= len(over))


def _titles_at_end(body: list[GridRow]) -> list[GridRow]:
    """Take the lines off the end that have no figures and head what follows."""
    taken: list[GridRow] = []
    while body and not body[-1].figures and not _label(body[-1]).endswith(":"):
        taken.insert(0, body.pop())
    return taken


def _label(row: GridRow) -> str:
    return " ".join(cell.text for cell in row.cells)


def _segment(
    head: Sequence[GridRow], body: Sequence[GridRow], setting: Setting
) -> Segment:
    """The segment of rows above figures and of rows with them."""
    spans = find_spans(body)
    if not spans:
        texts = tuple(_text(row) for row in (*head, *body) if _label(row))
        return Segment(texts, (), (), (), setting)
    headed: Sequence[int] = range(len(spans))
    if setting == Setting.CELLS:
        spans = with_sign_cells(spans, _first_column(body) + 1)
        headed = settled_columns(body, spans) or headed
    over = [spans[n] for n in headed]
    beside = _beside_labels(over, body) if setting == Setting.CHARACTERS else over
    last = max(
        (n for n, row in enumerate(head) if _heads(row, over, setting)), default=-1
    )
    above: list[Text] = []
    headings: list[GridRow] = []
    lines: list[GridRow] = []
    for row in head[: last + 1]:
        zone = beside if len(row.cells) > 1 else over
        _sort_out(row, zone, setting, above, headings, lines)
    for row in head[last + 1 :]:
        is_unit = is_unit_line(_label(row))
        if not lines and (is_unit or (last < 0 and _is_above(row))):
            above.append(_text(row))
        else:
            lines.append(row)
    plain_years = without_separators(body, spans)
    placed = [place_doubles(row, spans, plain_years) for row in (*lines, *body)]
    return Segment(
        tuple(above),
        tuple(headings),
        tuple(_with_unread(row, spans) for row in placed),
        spans,
        setting,
        tuple(headed),
    )


def _beside_labels(spans: Sequence[Span], body: Sequence[GridRow]) -> list[Span]:
    """The columns, the first from where labels end: short headings may stand there."""
    first, *others = spans
    ends = [row.texts[0].end for row in body if row.texts]
    start = max((end for end in ends if end <= first.start), default=first.start)
    return [Span(start, first.end), *others]


def _heads(row: GridRow, spans: Sequence[Span], setting: Setting) -> bool:
    """Whether a row above the figures has a cell over their columns."""
    cells = [cell for cell in row.cells if plain(cell.text)]
    if any(_is_over(cell, spans) for cell in cells):
        return True
    if setting != Setting.CELLS:
        return False
    return len(cells) > 1 or (len(cells) == 1 and is_period(cells[0].text))


def _is_over(cell: Cell, spans: Sequence[Span]) -> bool:
    """Whether a cell stands over columns of figures and not over labels."""
    if cell.start >= spans[0].start:
        return True
    is_wide = cell.end >= spans[-1].end and len(spans) > 1
    meets = any(span.meets(cell) for span in spans)
    return meets and (is_period(cell.text) or not is_wide)


def _sort_out(
    row: GridRow,
    spans: Sequence[Span],
    setting: Setting,
    above: list[Text],
    headings: list[GridRow],
    lines: list[GridRow],
) -> None:
    """Put a row of the head where it belongs: above, to the headings, to the lines."""
    over = [cell for cell in row.cells if _is_over(cell, spans)]
    beside = [cell for cell in row.cells if not _is_over(cell, spans)]
    if setting == Setting.CELLS and (len(beside) == len(row.cells) or len(over) > 0):
        is_moved = beside and (len(row.cells) > 1 or is_period(row.cells[0].text))
        if is_moved and _is_moved(row.cells, spans):
            over, beside = list(row.cells), []
    for figure in row.figures:
        if is_footnote_number(figure):
            continue
        stray = replace(figure, doubt=IN_HEADINGS)
        lines.append(GridRow(row.place, row.indent, (), (stray,)))
    for cell in beside:
        if is_period(cell.text) and not any(is_period(one.text) for one in over):
            wide = Cell(cell.text, spans[0].start, spans[-1].end, cell.is_bold)
            headings.append(replace(row, texts=(wide,), doubles=()))
        elif over and cell.text.endswith(":"):
            lines.append(replace(row, texts=(cell,), doubles=(), figures=()))
        else:
            is_stub = bool(over)
            above.append(Text(cell.text, cell.is_bold, row.place.page, is_stub))
    wide_units = [c for c in over if is_unit_line(c.text) and _is_wide(c, spans)]
    above.extend(Text(cell.text, cell.is_bold, row.place.page) for cell in wide_units)
    over = [cell for cell in over if cell not in wide_units]
    if over:
        headings.append(replace(row, texts=tuple(over), doubles=()))


def _is_moved(cells: Sequence[Cell], spans: Sequence[Span]) -> bool:
    """Whether headings begin where labels do: no empty cell stands before them."""
    starts_at_label = cells[0].start < spans[0].start
    others = cells[1:]
    if not is_period(cells[0].text) and any(is_period(one.text) for one in others):
        return False
    return starts_at_label and len(spans) % len(cells) == 0


def _is_wide(cell: Cell, spans: Sequence[Span]) -> bool:
    return len(spans) > 1 and all(
        span.meets(cell) or cell.start <= span.start < cell.end for span in spans
    )


def _is_above(row: GridRow) -> bool:
    """Whether a row before all lines is a title, a company's name or a unit."""
    label = _label(row)
    if is_unit_line(label) or COMPANY.fullmatch(label) or TITLES.search(label):
        return True
    return is_period(label) and not label.endswith(":")


def _text(row: GridRow) -> Text:
    is_bold = all(cell.is_bold for cell in row.cells)
    return Text(_label(row), is_bold, row.place.page)


def _with_unread(row: GridRow, spans: Sequence[Span]) -> GridRow:
    """The row with what stands in a column and has digits, unread, as doubtful."""
    taken = {column_of(spans, figure) for figure in row.figures}
    figures, texts = list(row.figures), []
    for cell in row.texts:
        column = column_of(spans, cell) if _is_over(cell, spans) else None
        is_short = len(cell.text) < 25 and any(c.isdigit() for c in cell.text)
        if column is None or column in taken or not is_short or is_period(cell.text):
            texts.append(cell)
            continue
        doubt = "cannot be read as one figure"
        figures.append(
            Figure(cell.text, cell.start, cell.end, tags=cell.tags, doubt=doubt)
        )
    return replace(row, figures=tuple(figures), texts=tuple(texts))
