"""Sheets as plain text and Markdown: cells between tabs, pipes or blanks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rendering.sheets import Line, Sheet

# What stands at the edges of pages.
HEAD = "Acorn Tools Inc. and Subsidiaries"
GAP = 3


@dataclass(frozen=True)
class Style:
    """How cells are kept apart: `name` is tabs, pipes, markdown or blanks.

    `are_dense` headings begin at the edge, with no empty cell above the labels. A sign
    stands in a cell of its own where `has_sign_cells`.
    """

    name: str
    are_dense: bool = False
    has_sign_cells: bool = False


def as_text(sheets: Sequence[Sheet], style: Style) -> bytes:
    """The document of sheets in a style."""
    lines = ["Acorn Tools Inc. reports its results", ""]
    for number, sheet in enumerate(sheets, 1):
        lines += [sheet.title, *([sheet.unit_line] if sheet.unit_line else []), ""]
        page = 2 * number
        for part in pages(sheet):
            if part is not sheet.lines:
                first = part[0] is sheet.lines[0]
                lines += [] if first else ["", str(page), "\f", HEAD, ""]
                page += 1
            lines += grid(sheet, part, style)
        lines += ["", *sheet.notes, "", str(page), "\f", HEAD, ""]
    lines.append("All figures follow accounting principles generally accepted.")
    return "\n".join(lines).encode()


def pages(sheet: Sheet) -> list[tuple[Line, ...]]:
    """The lines of a sheet, parted where a page ends."""
    if not sheet.turned:
        return [sheet.lines]
    return [sheet.lines[: sheet.turned], sheet.lines[sheet.turned :]]


def grid(sheet: Sheet, lines: Sequence[Line], style: Style) -> list[str]:
    """Headings and lines of a table."""
    if style.name == "blanks":
        return list(aligned(sheet, lines))
    rows = [[*one] for one in headings(sheet, style)]
    rows += [row for line in lines for row in cells(line, style)]
    match style.name:
        case "tabs":
            return ["\t".join(row) for row in rows]
        case "pipes":
            return [" | ".join(row).rstrip() for row in rows]
    width = max(map(len, rows))
    marked = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    rule = f"|---|{'---:|' * (width - 1)}"
    return [marked[0], rule, *marked[1:]]


def headings(sheet: Sheet, style: Style) -> Iterator[list[str]]:
    """The rows of headings, a text at the first of the cells that it spans."""
    wide = 2 if style.has_sign_cells else 1
    rows = [sheet.spans(level) for level in range(sheet.levels)]
    if any(column.printed_unit for column in sheet.columns):
        rows.append([(column.printed_unit, 1) for column in sheet.columns])
    for row in rows:
        if style.are_dense:
            yield [text for text, _ in row]
        else:
            yield ["", *(c for text, n in row for c in (text, *[""] * (wide * n - 1)))]


def cells(line: Line, style: Style) -> Iterator[list[str]]:
    """The rows of a line: label, figures, and signs before them."""
    for row in line.rows():
        found = [" " * 2 * row.depth + row.label]
        for text in row.texts:
            sign = row.sign if text else ""
            if style.has_sign_cells:
                found += [sign, row.printed(text)]
            else:
                found.append(sign + row.printed(text))
        yield found


def aligned(sheet: Sheet, lines: Sequence[Line]) -> Iterator[str]:
    """The rows in columns of characters: figures to the right, headings centred.

    Columns are as wide as the whole sheet needs, also where a page ends in it.
    """
    every = [row for line in sheet.lines for row in line.rows()]
    first = max(len(row.label) + 2 * row.depth for row in every) + GAP
    apart = GAP + max(len(row.sign.strip()) for row in every)
    widths = [apart + max(map(len, shown)) for shown in _shown(sheet, every)]
    for level in range(sheet.levels):
        _widen(widths, sheet.spans(level))
    ends = [first, *(first + end for end in accumulate(widths))]
    for level in range(sheet.levels):
        at, printed = 0, ""
        for text, span in sheet.spans(level):
            start, end = ends[at], ends[at + span]
            printed = f"{printed:<{start}}{text:^{end - start}}"
            at += span
        yield printed.rstrip()
    if any(column.printed_unit for column in sheet.columns):
        units = (
            f"{c.printed_unit:>{w}}" for c, w in zip(sheet.columns, widths, strict=True)
        )
        yield f"{'':<{first}}{''.join(units)}"
    for row in (row for line in lines for row in line.rows()):
        printed = f"{' ' * 2 * row.depth + row.label:<{first}}"
        for text, width in zip(row.texts, widths, strict=False):
            figure = _hung(row.printed(text))
            sign = row.sign.strip() if text else ""
            printed += f"{'':{GAP}}{sign:<{apart - GAP}}{figure:>{width - apart}}"
        yield printed.rstrip()


def _shown(sheet: Sheet, rows: Sequence[Line]) -> Iterator[list[str]]:
    """The texts of each column as they are set."""
    for number, column in enumerate(sheet.columns):
        texts = [_hung(row.printed(row.texts[number])) for row in rows if row.texts]
        yield [column.printed_unit, *texts]


def _hung(figure: str) -> str:
    """A figure whose last digit stands where that of others does."""
    return figure if not figure or figure.endswith((")", "%")) else f"{figure} "


def _widen(widths: list[int], spans: Sequence[tuple[str, int]]) -> None:
    """Make columns as wide as their headings need."""
    at = 0
    for text, span in spans:
        lack = len(text) + GAP - sum(widths[at : at + span])
        for n in range(at, at + span):
            widths[n] += max(0, -(-lack // span))
        at += span
