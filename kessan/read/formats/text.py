"""Plain text and Markdown: cells between tabs, pipes, or stretches of blanks."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kessan.read.document import (
    Block,
    Cell,
    Document,
    Paragraph,
    Place,
    Row,
    TableBlock,
)
from kessan.read.formats.aligned import NEXT_SIGN, PrintedLine, arrange

PIPE = re.compile(r"(?<!\\)\|")
# One pipe separates cells if it stands between blanks, more do anyway.
PIPES = re.compile(r"\s\|(\s|$)|^\s*\||(?<!\\)\|.*(?<!\\)\|")
# The line below the headings of a table in Markdown, and lines that are only drawn.
RULE_MARKS = " \t|:+=_-–—─━"  # noqa: RUF001
RULE = re.compile(r"--|==|__|──|━━|––|——|:-|-:")  # noqa: RUF001
# What old filings set around tables and pages: no text of the document.
MARKUP = re.compile(
    r"\s*(</?(PAGE|TABLE|CAPTION|S|C|FN|F\d+|TEXT|BTB|ETB)>\s*)+(\d+\s*)?"
)
TITLE = re.compile(r"#{1,6}\s+(.*?)\s*#*$")
BOLD = re.compile(r"(\*\*|__)(.+)\1")
# Dots that lead from a label to its figure.
LEADER = re.compile(r"(?<=\s)\.{2,300}(?=\s|$)|(?<=\S)\.{4,300}|( \.){3,300}(?=\s|$)")
SEGMENT = re.compile(rf"\S+(?:(?!{NEXT_SIGN.pattern}) \S+)*")
# A line between two rows is one of the table, unless it is as long as prose.
LABEL_CHARACTERS = 120
# Figures of one column may stand one character off: `(1)` and `1`.
TOLERANCE = 1
# Blanks of other kinds as the one that columns are made of.
BLANKS = {0xA0: " ", 0x2007: " ", 0x202F: " ", 0x3000: "  "}


@dataclass(frozen=True)
class TextLine:
    """A line of the file: its number from 1, and its text."""

    number: int
    text: str

    @property
    def separator(self) -> str:
        """What separates its cells: a tab, a pipe, or nothing."""
        if "\t" in self.text.strip(" "):
            return "\t"
        return "|" if PIPES.search(self.text) else ""


def read_text(name: str, text: str, remarks: tuple[str, ...] = ()) -> Document:
    """The document that a text is: `place.line` is the line of the file.

    Cells of tabs and pipes are in the column that they have in their row, so that an
    empty one keeps the others in theirs; cells between blanks are where they stand,
    in characters (wide ones count as two).
    """
    lines = [
        TextLine(number, "" if MARKUP.fullmatch(line) else line)
        for number, line in enumerate(text.splitlines(), 1)
    ]
    blocks: list[Block] = []
    others: list[TextLine] = []
    for stretch in stretches(lines):
        table = separated(stretch)
        if table is None:
            others += stretch
            continue
        blocks += aligned(others)
        others = []
        first, last = table
        blocks += aligned(stretch[:first])
        blocks += separated_blocks(stretch[first:last])
        others = stretch[last:]
    blocks += aligned(others)
    return Document(name, "text", tuple(blocks), remarks)


def stretches(lines: Sequence[TextLine]) -> Iterator[list[TextLine]]:
    """Lines without a blank line between them, the blank one last."""
    together: list[TextLine] = []
    for line in lines:
        together.append(line)
        if not line.text.strip():
            yield together
            together = []
    yield together


def separated(stretch: Sequence[TextLine]) -> tuple[int, int] | None:
    """The first line with separators and the one after the last; None for none."""
    rows = [number for number, line in enumerate(stretch) if line.separator]
    return (rows[0], rows[-1] + 1) if rows else None


def separated_blocks(lines: Sequence[TextLine]) -> Iterator[Block]:
    """The tables of lines with tabs or pipes, and the prose between them.

    A line without separators is a row with a label alone.
    """
    pipes = [line.text for line in lines if line.separator == "|"]
    is_closed = all(text.lstrip().startswith("|") for text in pipes)
    rows: list[Row] = []
    separator = ""
    for line in lines:
        is_prose = not line.separator and len(line.text.strip()) > LABEL_CHARACTERS
        is_other = bool(line.separator) and line.separator != separator
        if rows and (is_prose or is_other):
            yield TableBlock(tuple(rows))
            rows = []
        separator = line.separator or separator
        if is_prose:
            yield paragraph(line)
        elif not is_rule(line.text) and (row := separated_row(line, is_closed)):
            rows.append(row)
    if rows:
        yield TableBlock(tuple(rows))


def separated_row(line: TextLine, is_closed: bool) -> Row | None:
    """The row of a line; None where no cell has a text.

    `is_closed` says that lines begin with a pipe, which then separates nothing.
    """
    text = line.text
    if line.separator == "|":
        parts = PIPE.split(text.lstrip()[1:] if is_closed else text)
    else:
        parts = text.split("\t")
    cells = tuple(
        cell(part.replace("\\|", "|"), at, at + 1)
        for at, part in enumerate(parts)
        if plain(part)
    )
    if not cells:
        return None
    first = parts[cells[0].start]
    # In a line with pipes around it one blank stands before every text.
    margin = 1 if line.separator == "|" and (is_closed or cells[0].start) else 0
    return Row(Place(line.number), cells, max(leading(first) - margin, 0))


def cell(text: str, start: int, end: int) -> Cell:
    """A cell with its text, without the marks of Markdown around it."""
    printed = plain(text)
    bold = BOLD.fullmatch(printed)
    return Cell(bold[2] if bold else printed, start, end, is_bold=bool(bold))


def is_rule(text: str) -> bool:
    """Whether a line is only drawn: below headings, above totals."""
    return not text.strip(RULE_MARKS) and RULE.search(text) is not None


def plain(text: str) -> str:
    """A text without the blanks around it."""
    return text.translate(BLANKS).strip()


def leading(text: str) -> int:
    """The blanks that a text begins with, in characters."""
    return width(text) - width(text.lstrip())


def width(text: str) -> int:
    """How many characters wide a text is where each has one width or two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text)


def aligned(lines: Sequence[TextLine]) -> Iterator[Block]:
    """Tables aligned by blanks, and the paragraphs around them."""
    printed: list[PrintedLine] = []
    blank_lines = 0
    for line in lines:
        if is_rule(line.text):
            continue
        if not plain(line.text):
            blank_lines += 1
            continue
        printed.append(
            PrintedLine(Place(line.number), segments(line.text), blank_lines)
        )
        blank_lines = 0
    return arrange(printed, TOLERANCE)


def paragraph(line: TextLine) -> Paragraph:
    """A line of running text or a title, without the marks of Markdown."""
    return PrintedLine(Place(line.number), segments(line.text)).paragraph()


def segments(text: str) -> tuple[Cell, ...]:
    """The texts of a line that two or more blanks stand between, with their columns."""
    if title := TITLE.fullmatch(plain(text)):
        return (Cell(title[1], 0, width(title[1]), is_bold=True),)
    spaced = text.translate(BLANKS).expandtabs()
    spaced = LEADER.sub(lambda dots: " " * len(dots[0]), spaced)
    cells = []
    at = column = 0
    for found in SEGMENT.finditer(spaced):
        start = column + width(spaced[at : found.start()])
        at, column = found.end(), start + width(found[0])
        cells.append(cell(found[0], start, column))
    return tuple(cells)
