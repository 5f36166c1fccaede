"""The printed tables of a document: titles, columns with headings, lines."""

from dataclasses import dataclass

from kessan.read.document import Place, Tag


@dataclass(frozen=True)
class PrintedCell:
    """A figure of a table as printed, its sign, parentheses and marks with it.

    `text` is what a person would key: `(171)`, `13.5`, `-`; a currency sign that
    stands beside it is in `currency_sign`.
    """

    text: str
    place: Place
    currency_sign: str = ""
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of figures: what stands above it, from top to bottom.

    `printed_unit` is what its heading says of the unit: `JPY millions`, `%`.
    """

    number: int
    headings: tuple[str, ...]
    printed_unit: str = ""

    @property
    def heading(self) -> str:
        """The headings in one text."""
        return " ".join(self.headings)


@dataclass(frozen=True)
class Line:
    """A printed line. `cells` has one entry a column, None where nothing is printed.

    `number` counts from 1 in the table; a line without any cell is a heading.
    `indent` is its depth, from 0. `headings` are the lines that it stands below, the
    outermost first.
    """

    number: int
    place: Place
    label: str
    cells: tuple[PrintedCell | None, ...]
    indent: int = 0
    headings: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The line that it stands directly below, or nothing."""
        return self.headings[-1] if self.headings else ""


@dataclass(frozen=True)
class PrintedTable:
    """A table of figures.

    `title` is its title; `above` are the texts between the table before and this
    one, nearest last (titles, unit lines); `below` are notes that belong to it.
    `unit_text` is what is said of units: `(In millions, except per share)`.
    """

    number: int
    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    unit_text: str = ""
