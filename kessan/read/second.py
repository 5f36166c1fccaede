"""The second reading: figures in reading order, without the grid.

A grid says which column a figure is in by where it stands; this route takes the text
of a row behind its last word and the figures in it, in order. Where the two find the
same figures in a row, an error of either would show. Where the document is tagged,
the tags are a third.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from kessan.foot.grid import read_cell
from kessan.read.document import Document, TableBlock
from kessan.read.tables.printed import PrintedCell, PrintedTable

# A word ends what a row is called; a unit that clings to a figure is none of it.
WORD = re.compile(r"[^\W\d_]+")
CLINGING = re.compile(r"(?<=\d)\s?[^\W\d_]{1,5}\b")
FOOTNOTE = re.compile(
    r"\*\d+|(?<!\S)\(\s*[\dA-Za-z]\s*\)(?=\s*(?:[^\W\d_]|$))|\[\w{1,2}\]"
)
NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
TOKEN = re.compile(
    rf"(?P<open>\(\s*)?(?P<minus>[-–−△▲]\s*)?(?P<digits>{NUMBER})"  # noqa: RUF001
    r"|(?<!\S)(?P<dash>[-–−—―‐]+)(?!\S)"  # noqa: RUF001
)
SIGNS = re.compile(r"[$¥€£₩₹%]")


def figures_of(text: str) -> list[Decimal]:
    """The figures of a row's text behind its last word, in order; a dash is zero."""
    plain = SIGNS.sub(" ", CLINGING.sub(" ", FOOTNOTE.sub(" ", text)))
    end = 0
    for word in WORD.finditer(plain):
        end = word.end()
    found = []
    for token in TOKEN.finditer(plain, end):
        if token["dash"]:
            found.append(Decimal(0))
            continue
        value = Decimal(token["digits"].replace(",", ""))
        found.append(-value if token["open"] or token["minus"] else value)
    return found


def rows_in_order(document: Document) -> dict[int, list[Decimal]]:
    """The figures of each row of a document, by the line that it stands in."""
    return {
        row.place.line: figures_of(" ".join(cell.text for cell in row.cells))
        for block in document.blocks
        if isinstance(block, TableBlock)
        for row in block.rows
    }


def number(cell: PrintedCell) -> Decimal | None:
    """The number that a cell prints, in its own scale; a percent sign is no part."""
    return read_cell(cell.text.replace("%", "").strip())


def agreeing_lines(
    table: PrintedTable, in_order: Mapping[int, list[Decimal]]
) -> set[int]:
    """The numbers of the lines of which both readings find the same figures."""
    by_row: dict[int, list[Decimal | None]] = defaultdict(list)
    rows_of_line: dict[int, set[int]] = defaultdict(set)
    for line in table.lines:
        for cell in line.cells:
            if cell:
                by_row[cell.place.line].append(number(cell))
                rows_of_line[line.number].add(cell.place.line)
    return {
        line
        for line, rows in rows_of_line.items()
        if all(by_row[row] == in_order.get(row) for row in rows)
    }


def tagged_value(cell: PrintedCell) -> Decimal | None:
    """What the tags of a cell say in the scale that it is printed in.

    None where it has no tag with a number, or where its tags say two things.
    """
    values = {
        tag.value.scaleb(-tag.scale) for tag in cell.tags if tag.value is not None
    }
    return values.pop() if len(values) == 1 else None
