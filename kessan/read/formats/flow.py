"""What the reader of HTML collects: stretches of text, and the grid of a table."""

import re
from dataclasses import dataclass, field

from kessan.read.document import Block, Cell, Paragraph, Place, Row, TableBlock, Tag
from kessan.read.formats.marks import alone, as_mark

SPACE = re.compile(r"\s+")
# Marks that are not seen: zero-width blanks, and where a word may be parted.
UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD))
NO_BREAK = "\N{NO-BREAK SPACE}"
# The width of a blank in points, for labels that are moved in by them.
BLANK_WIDTH = 2.5
# The mark of a footnote in a cell of its own, and how the figure before it ends.
MARK_DISTANCE = 1
CELL_MARK = re.compile(r"\((\d|[a-z])\)")
FIGURE_ENDS = "0123456789)%-—–"  # noqa: RUF001
# As browsers do.
MAXIMUM_SPAN = 1000


@dataclass
class Flow:
    """A stretch of text as it comes, with its facts.

    `indent` and `element` are those of its first text; `bold` and `raised` count its
    marks of either kind, `marks` all that are not blank.
    """

    parts: list[str] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    indent: float = 0
    element: str = ""
    marks: int = 0
    bold: int = 0
    raised: int = 0

    def add(
        self, text: str, is_bold: bool = False, indent: float = 0, element: str = ""
    ) -> None:
        """Add a text with what holds for it."""
        text = text.translate(UNSEEN)
        marks = len("".join(text.split()))
        if marks and not self.marks:
            leading = "".join(self.parts) + text
            blanks = leading[: len(leading) - len(leading.lstrip())].count(NO_BREAK)
            self.indent = indent + BLANK_WIDTH * blanks
            self.element = element
        self.parts.append(text)
        self.marks += marks
        self.bold += marks if is_bold else 0

    def mark(self, begin: int) -> None:
        """Set the mark of a footnote, raised from part `begin` on, in parentheses.

        Else it would be read as digits of the figure before it.
        """
        text = "".join(self.parts[begin:]).strip()
        if mark := as_mark(text):
            self.parts[begin:] = [mark]
            self.raised += len(text)

    @property
    def has_text(self) -> bool:
        """Whether anything of it is seen."""
        return self.marks > 0

    @property
    def text(self) -> str:
        """The text with single blanks."""
        return SPACE.sub(" ", "".join(self.parts)).strip()

    @property
    def is_bold(self) -> bool:
        """Whether the most of it is bold."""
        return 2 * self.bold > self.marks

    @property
    def is_mark(self) -> bool:
        """Whether it is the mark of a footnote alone."""
        return self.raised > 0 and self.raised >= self.marks

    def paragraph(self) -> Paragraph:
        """The text as a paragraph; its line is given later."""
        place = Place(0, element=self.element)
        return Paragraph(place, self.text, self.is_bold, tuple(self.tags))


@dataclass
class Table:
    """An open table, or a page: blocks that are done, and what is being collected.

    `taken` are the columns that cells of rows above still take, each with how many
    rows are left. A cell with a table in it is layout: its texts are paragraphs.
    """

    element: str
    blocks: list[Block] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    pieces: list[Flow] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)
    row_element: str = ""
    row_number: int = 0
    indent: float = 0
    column: int = 0
    span: int = 1
    is_in_row: bool = False
    is_in_cell: bool = False
    is_layout: bool = False
    is_left: bool = False

    def begin_row(self, element: str) -> None:
        """Begin a row at its first column."""
        if self.is_in_row:
            self.end_row()
        self.is_in_row = True
        self.row_element = element
        self.column = 0

    def begin_cell(self, colspan: str, rowspan: str, is_left: bool = False) -> None:
        """Begin a cell in the first column that is free."""
        self.end_cell()
        while self.taken.get(self.column, 0) > 0:
            self.column += 1
        self.span = spanned(colspan)
        for column in range(self.column, self.column + self.span):
            # What is written below is counted down at the end of this row too.
            self.taken[column] = -spanned(rowspan)
        self.is_in_cell = True
        self.is_left = is_left

    def end_cell(self) -> None:
        """End a cell: it is one of the row if it has a text."""
        if not self.is_in_cell:
            return
        if self.is_layout:
            self.blocks += [piece.paragraph() for piece in self.pieces]
        elif self.pieces:
            self.add_cell()
        self.pieces = []
        self.is_in_cell = self.is_layout = False
        self.column += self.span

    def add_cell(self) -> None:
        """Add what is collected as a cell of the row."""
        text = " ".join(piece.text for piece in self.pieces)
        if all(piece.is_mark for piece in self.pieces) or self.is_mark(text):
            text = alone(text)
        if not self.cells:
            self.indent = self.pieces[0].indent
        is_bold = all(piece.is_bold for piece in self.pieces)
        tags = tuple(tag for piece in self.pieces for tag in piece.tags)
        self.cells.append(
            Cell(text, self.column, self.column + self.span, is_bold, tags)
        )

    def is_mark(self, text: str) -> bool:
        """Whether a cell holds the mark of the figure before it.

        It is set to the left, behind a figure (or the column of its parenthesis), and
        is not tagged as one.
        """
        return (
            self.is_left
            and CELL_MARK.fullmatch(text) is not None
            and bool(self.cells)
            and self.column - self.cells[-1].end <= MARK_DISTANCE
            and self.cells[-1].text[-1:] in FIGURE_ENDS
            and not any(tag.unit for piece in self.pieces for tag in piece.tags)
        )

    def end_row(self) -> None:
        """End a row: it is one of the table if it has a cell."""
        self.end_cell()
        self.keep_row()
        self.is_in_row = False
        self.taken = {
            column: abs(left) - 1
            for column, left in self.taken.items()
            if abs(left) > 1
        }

    def keep_row(self) -> None:
        """Keep the cells so far as a row."""
        if self.cells:
            place = Place(0, element=self.row_element)
            self.rows.append(Row(place, tuple(self.cells), self.indent))
        self.cells = []
        self.indent = 0

    def end_rows(self) -> None:
        """End a block of rows that stand together."""
        if self.rows:
            self.blocks.append(TableBlock(tuple(self.rows)))
        self.rows = []

    def take_flow(self, flow: Flow) -> None:
        """Take a stretch of text: a piece of the cell, or a paragraph."""
        if self.is_in_cell:
            self.pieces.append(flow)
            return
        self.end_rows()
        self.blocks.append(flow.paragraph())

    def take(self, inner: "Table") -> None:
        """Take a table that stands in this one, or on this page.

        One row in a cell is its text; more rows are a table of their own, and the cell
        is layout.
        """
        cells = cells_of_one_row(inner.blocks)
        if self.is_in_cell and cells:
            self.pieces += [as_flow(cell) for cell in cells]
            return
        if not inner.blocks:
            return
        self.keep_row()
        self.end_rows()
        self.blocks += [piece.paragraph() for piece in self.pieces]
        self.pieces = []
        self.is_layout = self.is_in_cell
        self.blocks += inner.blocks


def spanned(text: str) -> int:
    """How many columns or rows a cell takes; 1 where it says nothing that counts."""
    return min(max(int(text), 1), MAXIMUM_SPAN) if text.strip().isdecimal() else 1


def cells_of_one_row(blocks: list[Block]) -> tuple[Cell, ...]:
    """The cells of a table of one row; none of any other."""
    match blocks:
        case [TableBlock(rows=(row,))]:
            return row.cells
        case _:
            return ()


def as_flow(cell: Cell) -> Flow:
    """A cell of a table within a cell, as a piece of its text."""
    flow = Flow(tags=list(cell.tags))
    flow.add(cell.text, cell.is_bold)
    return flow
