"""A document as it was found: blocks in reading order, each with its place.

Every format becomes one of these, so that all that is behind is written once. What
a block means is not known here: a row of a table is cells with a text.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Place:
    """Where something stands.

    `line` is its line in the document, counted from 1: of the file, where that is
    text; else of the document's text in reading order. `page` is counted from 1
    where there are pages. `element` finds it in the file: the id or the path of an
    element, or a box on the page.
    """

    line: int
    page: int | None = None
    element: str = ""


@dataclass(frozen=True)
class Tag:
    """What inline XBRL says of a printed text: a fact.

    `concept` has its prefix: `us-gaap:Revenues`. `start` is None for an instant;
    `unit` is as in the instance: `USD`, `shares`, `USD/shares`, `pure`. `value` is
    in that unit, exact, signed; None for nil and for what is no number. `decimals`
    is None where the figure is exact. `members` are the axes with their members.
    """

    concept: str
    end: date
    start: date | None = None
    unit: str = ""
    value: Decimal | None = None
    decimals: int | None = None
    scale: int = 0
    members: tuple[tuple[str, str], ...] = ()
    printed_text: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell with text, in the columns from `start` up to before `end`.

    Columns are those of the format: tabs, cells with their spans, or characters.
    A cell without text is no cell.
    """

    text: str
    start: int
    end: int
    is_bold: bool = False
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True)
class Row:
    """A printed line of a table. `indent` is how far in it begins, in any unit."""

    place: Place
    cells: tuple[Cell, ...]
    indent: float = 0


@dataclass(frozen=True)
class Paragraph:
    """A stretch of running text, or a title.

    `indent` is how far in it begins, in the unit of rows, where a line may be either.
    """

    place: Place
    text: str
    is_bold: bool = False
    tags: tuple[Tag, ...] = ()
    indent: float = 0


@dataclass(frozen=True)
class TableBlock:
    """Rows that stand together.

    Whether they are a table of figures, or two, or only layout, is for the reader of
    tables to say.
    """

    rows: tuple[Row, ...]


Block = Paragraph | TableBlock


@dataclass(frozen=True)
class Document:
    """A document: its name, how it was read, and its blocks in reading order."""

    name: str
    format: str
    blocks: tuple[Block, ...]
    # What could not be read as it stands, for people.
    remarks: tuple[str, ...] = field(default=())
    # What is tagged but printed nowhere: the cover of a filing has such facts.
    facts: tuple[Tag, ...] = ()
