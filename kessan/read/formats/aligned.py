"""Tables that are made by position alone: figures that stand below each other.

Text with blanks and the pages of a PDF come here as printed lines. Lines are rows of
a table where their figures end, or begin, at the place where those of another line
do, or where there are several in a line; all others are paragraphs.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from kessan.read.document import Block, Cell, Paragraph, Place, Row, TableBlock
from kessan.read.tables.figures import CODES

# A cell of a column of figures: a figure, a dash, a sign of a currency, or a word
# that stands for no figure.
FIGURE = re.compile(
    r"[A-Z]{0,3}\s?[$¥€£₩]?\s?[-–—−△▲(]{0,2}\s?[A-Z]{0,3}[$¥€£₩]?\s?"  # noqa: RUF001
    r"(\d{1,3}( \d{3})+|\d[\d,.]*|\.\d+)\s?\)?\s?"
    r"(%|pts?|[kKMGT]?bps|x|\([\da-z]{1,2}\)|\*+)?\s?\)?"
    rf"|[-–—−―]+|[$¥€£₩]|{CODES}|n/?[am]|N/?[AM]"  # noqa: RUF001
)
# A line alone is prose from so many words on; fewer do if it ends as a sentence does.
PROSE_WORDS = 12
SENTENCE_WORDS = 6
# The heading of a column has at most so many words in a line.
HEADING_WORDS = 6
# Lines of blank that a table may have between two of its rows, and below its heading.
BLANK_LINES = 1
# So many figures make a line a row, where no other line is like it.
ROW_FIGURES = 2
# The sign of a currency behind a figure is that of the next one: `(29) $ 18,526`.
NEXT_SIGN = re.compile(r"(?<=[\d)%–—-]) (?=[$¥€£₩](\s|$|[\d(]))")  # noqa: RUF001


@dataclass(frozen=True)
class PrintedLine:
    """A line with text: its cells from left to right, `blank_lines` of space above."""

    place: Place
    cells: tuple[Cell, ...]
    blank_lines: int = 0
    is_page_top: bool = False

    @property
    def text(self) -> str:
        """The line in one text."""
        return " ".join(cell.text for cell in self.cells)

    @cached_property
    def figures(self) -> tuple[Cell, ...]:
        """The figures behind something else, where they are the most of it."""
        behind = self.cells[1:]
        figures = tuple(cell for cell in behind if FIGURE.fullmatch(cell.text))
        return figures if 2 * len(figures) > len(behind) else ()

    @property
    def has_several_figures(self) -> bool:
        """Whether it has so many figures that it is a row by itself."""
        figures = [cell for cell in self.figures if any(map(str.isdigit, cell.text))]
        return len(figures) >= ROW_FIGURES

    @property
    def is_prose(self) -> bool:
        """Whether it is a line of running text, and no label that is long.

        Four headings side by side, of three words each, are none.
        """
        words = len(self.text.split())
        is_sentence = self.text.endswith((".", ";", ":")) and words >= SENTENCE_WORDS
        is_long = words >= PROSE_WORDS and not self.has_headings
        return not self.figures and (is_long or is_sentence)

    @property
    def has_headings(self) -> bool:
        """Whether it has several texts, each as short as the heading of a column."""
        words = [len(cell.text.split()) for cell in self.cells]
        return len(words) > 1 and max(words) <= HEADING_WORDS

    def row(self) -> Row:
        """The line as a row of a table."""
        return Row(self.place, self.cells, self.cells[0].start)

    def paragraph(self) -> Paragraph:
        """The line as running text."""
        is_bold = all(cell.is_bold for cell in self.cells)
        return Paragraph(self.place, self.text, is_bold, indent=self.cells[0].start)


def arrange(lines: Sequence[PrintedLine], tolerance: int) -> Iterator[Block]:
    """Tables and paragraphs of lines in reading order.

    `tolerance` is how far, in the unit of the cells' columns, two figures of one
    column may stand off.
    """
    for stretch in stretches(lines):
        first, last = bounds(stretch, tolerance)
        for line in stretch[:first]:
            yield line.paragraph()
        if last > first:
            yield TableBlock(tuple(line.row() for line in stretch[first:last]))
        for line in stretch[last:]:
            yield line.paragraph()


def stretches(lines: Sequence[PrintedLine]) -> Iterator[list[PrintedLine]]:
    """Lines that stand together; a line of prose stands alone."""
    together: list[PrintedLine] = []
    was_prose = False
    for number, line in enumerate(lines):
        is_prose = line.is_prose and not is_long_label(lines, number)
        is_apart = line.blank_lines > BLANK_LINES or line.is_page_top or is_prose
        if together and (is_apart or was_prose):
            yield together
            together = []
        together.append(line)
        was_prose = is_prose
    if together:
        yield together


def is_long_label(lines: Sequence[PrintedLine], number: int) -> bool:
    """Whether a line is a label as long as running text, close between two rows."""
    if not 0 < number < len(lines) - 1:
        return False
    before, line, after = lines[number - 1 : number + 2]
    is_close = line.blank_lines == after.blank_lines == 0
    is_sentence = line.text.endswith((".", ";"))
    return is_close and bool(after.figures) and not (is_sentence or before.is_prose)


def bounds(stretch: Sequence[PrintedLine], tolerance: int) -> tuple[int, int]:
    """The first row of the table in a stretch, and the line after its last one."""
    rows = rows_of_figures(stretch, tolerance)
    if not rows:
        return 0, 0
    first, last = rows[0], rows[-1] + 1
    figures_from = min(cell.start for n in rows for cell in stretch[n].figures)

    def is_headed(at: int) -> bool:
        return at > 0 and is_heading(stretch[at - 1], stretch[at], figures_from)

    # Labels without figures may stand between the headings and the first figures.
    labels = first
    while labels and not is_headed(labels) and is_label(stretch[labels - 1]):
        labels -= 1
    if is_headed(labels):
        first = labels
    while is_headed(first):
        first -= 1
    return first, last


def rows_of_figures(stretch: Sequence[PrintedLine], tolerance: int) -> list[int]:
    """The lines of which a figure stands below or above one of another line.

    A line of several figures is a row anyway.
    """
    # Where figures begin and end, each with the lines of such figures.
    starts: defaultdict[int, set[int]] = defaultdict(set)
    ends: defaultdict[int, set[int]] = defaultdict(set)
    for number, line in enumerate(stretch):
        for cell in line.figures:
            starts[cell.start].add(number)
            ends[cell.end].add(number)

    def has_company(edges: dict[int, set[int]], edge: int, number: int) -> bool:
        near = range(edge - tolerance, edge + tolerance + 1)
        return any(edges.get(place, set()) - {number} for place in near)

    return [
        number
        for number, line in enumerate(stretch)
        if line.has_several_figures
        or any(
            has_company(ends, cell.end, number)
            or has_company(starts, cell.start, number)
            for cell in line.figures
        )
    ]


def is_label(line: PrintedLine) -> bool:
    """Whether a line may be a label alone, such as that of lines that are moved in."""
    return len(line.cells) == 1 and not line.is_prose


def is_heading(line: PrintedLine, below: PrintedLine, figures_from: float) -> bool:
    """Whether a line heads columns: of several texts, or of one above the figures.

    `figures_from` is where the first column of figures begins. A heading is wider
    than its figures, so one text may begin further left, by its own half.
    """
    if below.blank_lines > BLANK_LINES or line.is_prose:
        return False
    if len(line.cells) > 1:
        return line.has_headings
    (cell,) = line.cells
    if len(cell.text.split()) > HEADING_WORDS:
        return False
    return cell.start + (cell.end - cell.start) / 2 >= figures_from
