"""Sheets as HTML in the style of one filer or another, and as inline XBRL."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape

from kessan.read.second import number_of
from rendering.sheets import Column, Line, Sheet, unit_of
from rendering.text import HEAD, pages

PAGE = (
    '<html xmlns="http://www.w3.org/1999/xhtml"'
    ' xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"'
    ' xmlns:xbrli="http://www.xbrl.org/2003/instance">'
    "<head><title>Acorn Tools Inc.</title>{style}</head>"
    "<body>{header}{body}</body></html>"
)
TURN = '<p align="center">{page}</p><hr style="page-break-after:always"/><p>{head}</p>'


@dataclass(frozen=True)
class Style:
    """How a filer sets a table.

    `has_parts`: signs and closing parentheses are cells of their own, with spacers
    between columns; `has_rowspans`: a column without an upper heading is one cell
    through both rows; `is_nested`: each table stands in a table that lays out the
    page, beside its title; `indents` by padding, margin, or no-break blanks in a
    paragraph; `is_tagged`: inline XBRL.
    """

    has_parts: bool = False
    has_rowspans: bool = False
    is_nested: bool = False
    indents: str = "padding"
    is_tagged: bool = False


def as_html(sheets: Sequence[Sheet], style: Style, css: str = "") -> bytes:
    """The document of sheets in a style."""
    facts = Facts() if style.is_tagged else None
    body = ["<p>Acorn Tools Inc. reports its results</p>"]
    for number, sheet in enumerate(sheets, 1):
        above = f"<p><b>{escape(sheet.title)}</b></p>"
        above += f"<p>{escape(sheet.unit_line)}</p>" if sheet.unit_line else ""
        turn = TURN.format(page=2 * number, head=HEAD)
        tables = turn.join(table(sheet, part, style, facts) for part in pages(sheet))
        if style.is_nested:
            tables = f"<table><tr><td>{above}{tables}</td></tr></table>"
        else:
            tables = above + tables
        notes = "".join(f"<p>{escape(note)}</p>" for note in sheet.notes)
        body += [tables, notes, TURN.format(page=2 * number + 1, head=HEAD)]
    body.append("<p>All figures follow accounting principles generally accepted.</p>")
    header = facts.header() if facts else ""
    return PAGE.format(style=css, header=header, body="\n".join(body)).encode()


def table(
    sheet: Sheet, lines: Sequence[Line], style: Style, facts: "Facts | None"
) -> str:
    """A table of HTML."""
    rows = [*heading_rows(sheet, style)]
    for line in lines:
        for row in line.rows():
            cells = "".join(figure_cells(sheet, row, line, style, facts))
            rows.append(f"<tr>{label_cell(row, style)}{cells}</tr>")
    return f"<table>{''.join(rows)}</table>"


def heading_rows(sheet: Sheet, style: Style) -> Iterator[str]:
    """The rows of headings, each cell over the columns that it is for."""
    wide = 3 if style.has_parts else 1
    spacer = "<td></td>" if style.has_parts else ""
    for level in range(sheet.levels):
        cells, at = [], 0
        for text, span in sheet.spans(level):
            column = sheet.columns[at]
            at += span
            # Spacers between the columns under a heading are its own.
            width = span * wide + (span - 1) * bool(spacer)
            rows = ""
            if style.has_rowspans and column.is_alone:
                if level:
                    continue
                text, rows = column.heading, f' rowspan="{sheet.levels}"'
            cells.append(
                f'{spacer}<td colspan="{width}"{rows} style="text-align:center;'
                f'font-weight:bold">{escape(text)}</td>'
            )
        yield f"<tr><td></td>{''.join(cells)}</tr>"
    if any(column.printed_unit for column in sheet.columns):
        units = "".join(
            f'{spacer}<td colspan="{wide}">{escape(column.printed_unit)}</td>'
            for column in sheet.columns
        )
        yield f"<tr><td></td>{units}</tr>"


def label_cell(line: Line, style: Style) -> str:
    """The cell of a label, set in as the style does."""
    text = escape(line.label)
    match style.indents:
        case "blanks":
            return f"<td><p>{'&#160;' * 3 * line.depth}{text}</p></td>"
        case "margin":
            left = f"margin-left:{12 * line.depth + 12}pt;text-indent:-12pt"
            return f'<td><p style="{left}">{text}</p></td>'
    return f'<td style="padding-left:{12 * line.depth}pt">{text}</td>'


def figure_cells(
    sheet: Sheet, row: Line, line: Line, style: Style, facts: "Facts | None"
) -> Iterator[str]:
    """The cells of the figures of a row, with all their parts."""
    for text, column in zip(
        row.texts or [""] * len(sheet.columns), sheet.columns, strict=True
    ):
        sign = row.sign if text else ""
        printed = row.printed(text)
        if not style.has_parts:
            shown = (
                facts.tagged(text, printed, line, column) if facts else escape(printed)
            )
            yield f"<td>{sign}{shown}</td>"
            continue
        # What closes a figure stands in a cell of its own: `)`, `%`, `)%`, a mark.
        end = re.search(r"(?<=\d)[)%*]+$", printed)
        body = printed[: end.start()] if end else printed
        shown = facts.tagged(text, body, line, column) if facts else escape(body)
        yield (
            f'<td>&#160;</td><td>{sign}</td><td style="text-align:right">{shown}</td>'
            f"<td>{end[0] if end else ''}</td>"
        )


@dataclass
class Facts:
    """The facts of a document: contexts and units as they come to be needed."""

    contexts: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)

    def tagged(self, text: str, printed: str, line: Line, column: Column) -> str:
        """A printed figure in its tag: sign, scale and format told apart from it."""
        value = number_of(text)
        if value is None:
            return escape(printed)
        context = self.contexts.setdefault(column.period, f"c{len(self.contexts)}")
        unit, scale = unit_of(line.unit, line.scale, column.unit, column.scale)
        reference = self.units.setdefault(unit, f"u{len(self.units)}")
        name = "".join(re.findall(r"\w+", line.label.title())) or "Other"
        shown, before, behind = printed, "", ""
        if figure := re.fullmatch(r"([(-]?)(.*?)([)%*]*)", printed):
            before, shown, behind = figure[1], figure[2], figure[3]
        is_dash = not any(mark.isdigit() for mark in shown)
        form = "ixt:zero-dash" if is_dash else "ixt:num-dot-decimal"
        if unit == "percent":
            scale = str(int(scale) - 2)
        sign = ' sign="-"' if value < Decimal(0) else ""
        return (
            f'{before}<ix:nonFraction name="acorn:{name}" contextRef="{context}"'
            f' unitRef="{reference}" decimals="{-int(scale)}" scale="{scale}"'
            f' format="{form}"{sign}>{escape(shown)}</ix:nonFraction>{behind}'
        )

    def header(self) -> str:
        """The hidden part of the document with its contexts and units."""
        contexts = "".join(
            f'<xbrli:context id="{key}"><xbrli:entity><xbrli:identifier scheme="x">1'
            "</xbrli:identifier></xbrli:entity><xbrli:period>"
            f"{days(period)}</xbrli:period></xbrli:context>"
            for period, key in self.contexts.items()
        )
        units = "".join(
            f'<xbrli:unit id="{key}">{measure(unit)}</xbrli:unit>'
            for unit, key in self.units.items()
        )
        return (
            '<div style="display:none"><ix:header><ix:resources>'
            f"{contexts}{units}</ix:resources></ix:header></div>"
        )


def days(period: str) -> str:
    """The days of a context."""
    start, _, end = period.rpartition("/")
    if not start:
        return f"<xbrli:instant>{end}</xbrli:instant>"
    first = f"<xbrli:startDate>{start}</xbrli:startDate>"
    return f"{first}<xbrli:endDate>{end}</xbrli:endDate>"


def measure(unit: str) -> str:
    """A unit as an instance has it."""
    money, per, single = unit.partition("_per_")
    if per:
        return (
            f"<xbrli:divide><xbrli:unitNumerator><xbrli:measure>iso4217:{money}"
            "</xbrli:measure></xbrli:unitNumerator><xbrli:unitDenominator>"
            f"<xbrli:measure>xbrli:{single}s</xbrli:measure></xbrli:unitDenominator>"
            "</xbrli:divide>"
        )
    name = {"shares": "xbrli:shares", "percent": "xbrli:pure"}.get(
        unit, f"iso4217:{unit}"
    )
    return f"<xbrli:measure>{name}</xbrli:measure>"
