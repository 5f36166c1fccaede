"""The second reading: figures in reading order, without the grid.

A grid says which column a figure is in by where it stands; this route takes the text
of a row behind its last word and the figures in it, in order. Where the two find the
same figures in a row, an error of either would show. Where the document is tagged,
the tags are a third.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from kessan.foot.grid import read_cell
from kessan.read.document import Document, TableBlock
from kessan.read.tables.figures import CODES, NOT_GIVEN
from kessan.read.tables.printed import PrintedCell, PrintedTable

# A word ends what a row is called; a unit that clings to a figure is none of it.
WORD = re.compile(r"[^\W\d_]+")
CLINGING = re.compile(r"(?<=\d)\s?[^\W\d_]{1,5}\b")
FOOTNOTE = re.compile(
    r"\*\d+|(?<!\S)\(\s*[\dA-Za-z]\s*\)(?=\s*(?:[^\W\d_]|$))|\[\w{1,2}\]"
)
NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
# Between two cells stands a tab: a dash in one is no minus of the figure in the next.
TOKEN = re.compile(
    rf"(?P<open>\(\s*)?(?P<minus>[-–−△▲][^\S\t]*)?(?P<digits>{NUMBER})"  # noqa: RUF001
    r"|(?<!\S)(?P<dash>[-–−—―‐]+)(?!\S)"  # noqa: RUF001
)
# Signs of currencies and of percent, and the code of a currency before its figure.
SIGNS = re.compile(rf"[$¥€£₩₹%]|^(?:{CODES})(?=\s*(?:[(\d]|$))")


def figures_of(texts: Sequence[str]) -> list[Decimal]:
    """The figures in the cells of a row behind its last word; a dash is zero.

    A word for a figure that is not given, such as `n/m`, is none.
    """
    given = [text for text in texts if not NOT_GIVEN.fullmatch(text.strip())]
    plain = [SIGNS.sub(" ", CLINGING.sub(" ", text)) for text in given]
    last = max((at for at, text in enumerate(plain) if WORD.search(text)), default=-1)
    behind = "\t".join(plain[last + 1 :])
    if last == len(plain) - 1 and plain:
        # The row is one text: its figures stand behind its last word.
        behind = FOOTNOTE.sub(" ", plain[last])
        behind = behind[max((one.end() for one in WORD.finditer(behind)), default=0) :]
    found = []
    for token in TOKEN.finditer(behind):
        if token["dash"]:
            found.append(Decimal(0))
            continue
        value = Decimal(token["digits"].replace(",", ""))
        found.append(-value if token["open"] or token["minus"] else value)
    return found


def rows_in_order(document: Document) -> dict[int, list[Decimal]]:
    """The figures of each row of a document, by the line that it stands in."""
    return {
        row.place.line: figures_of([cell.text for cell in row.cells])
        for block in document.blocks
        if isinstance(block, TableBlock)
        for row in block.rows
    }


def numbers_in(text: str) -> list[Decimal]:
    """All numbers of a running text in order, without signs and words."""
    return [
        Decimal(token["digits"].replace(",", ""))
        for token in TOKEN.finditer(text)
        if token["digits"]
    ]


def number(cell: PrintedCell) -> Decimal | None:
    """The number that a cell prints, in its own scale."""
    return number_of(cell.text)


def number_of(text: str) -> Decimal | None:
    """The number of a printed text, without the sign or word of its unit."""
    return read_cell(CLINGING.sub("", text.replace("%", "")).strip())


def agreeing_lines(
    table: PrintedTable, in_order: Mapping[int, list[Decimal]]
) -> set[int]:
    """The numbers of the lines of which both readings find the same figures."""
    by_row: dict[int, list[Decimal | None]] = defaultdict(list)
    rows_of_line: dict[int, set[int]] = defaultdict(set)
    for line in table.lines:
        for cell in line.cells:
            if cell and not NOT_GIVEN.fullmatch(cell.text):
                by_row[cell.place.line].append(number(cell))
            if cell:
                rows_of_line[line.number].add(cell.place.line)
    return {
        line
        for line, rows in rows_of_line.items()
        if all(by_row[row] == in_order.get(row) for row in rows)
    }
