"""What was read of a document, with what speaks for each figure and against it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from kessan.foot import Calculation, Rounding
from kessan.read.columns.meaning import TableMeaning
from kessan.read.columns.periods import Period
from kessan.read.document import Document, Place, Tag
from kessan.read.labels.axes import NO_MEMBERS, NONE, Pairs, TableMembers
from kessan.read.labels.meaning import LabelMeaning
from kessan.read.prose.figure import ProseFigure
from kessan.read.tables.printed import PrintedTable


class Standing(StrEnum):
    """Whether a figure can be taken as it was read."""

    ACCEPTED = "accepted"
    TO_REVIEW = "to review"


@dataclass(frozen=True)
class ReadFigure:
    """A figure of a table: what is printed, what it means, and what proves it.

    `value` is the printed number in its own scale, None where it is none. `unit` and
    `scale` are the line's where it has its own, else the column's. `evidence` says
    what speaks for it; `doubts` what keeps it from being accepted.
    """

    line_number: int
    column_number: int
    place: Place
    text: str
    value: Decimal | None
    period: Period | None
    measure: str
    comparison: str
    unit: str
    scale: int | None
    scenario: str
    tags: tuple[Tag, ...] = ()
    members: Pairs = NONE
    evidence: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def standing(self) -> Standing:
        """Accepted where nothing speaks against it, and two things for it."""
        if self.doubts or len(self.evidence) < 2:
            return Standing.TO_REVIEW
        return Standing.ACCEPTED


@dataclass(frozen=True)
class ReadTable:
    """A printed table with what it is and what its lines and figures mean."""

    table_id: str
    statement: str
    section: str
    rounding: Rounding
    printed: PrintedTable
    meaning: TableMeaning
    figures: tuple[ReadFigure, ...]
    meanings: tuple[LabelMeaning, ...]
    calculations: tuple[Calculation, ...] = ()
    members: TableMembers = NO_MEMBERS
    doubts: tuple[str, ...] = ()
    # Who said of a total what its parts are, where it was not found here.
    said_by: Mapping[int, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    def meaning_of(self, line_number: int) -> LabelMeaning | None:
        """What a line means; None for a heading."""
        meanings = (one for one in self.meanings if one.line_number == line_number)
        return next(meanings, None)

    @property
    def is_form(self) -> bool:
        """Whether its rows are periods and its columns line items."""
        return self.meaning.is_form


@dataclass(frozen=True)
class ToldFigure:
    """A figure of a sentence: what was read of it, its words, what its label means.

    It is a row of figures.csv where nothing of it is open. `is_turned` where a table
    has it with the other sign.
    """

    figure: ReadFigure
    told: ProseFigure
    meaning: LabelMeaning
    is_turned: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it is left to a person, and no row."""
        return bool(self.figure.doubts)

    def with_evidence(self, evidence: str) -> "ToldFigure":
        """The same with what speaks for it."""
        figure = replace(self.figure, evidence=(*self.figure.evidence, evidence))
        return replace(self, figure=figure)

    def with_doubt(self, doubt: str) -> "ToldFigure":
        """The same with what speaks against it."""
        figure = replace(self.figure, doubts=(*self.figure.doubts, doubt))
        return replace(self, figure=figure)


@dataclass(frozen=True)
class Release:
    """What is known of the publication: a row of releases.csv."""

    release_id: str
    company_key: str
    title: str
    document: str
    published_at: str
    currency: str
    accounting_standard: str
    read_by: str


@dataclass(frozen=True)
class Reading:
    """A document as it was read."""

    release: Release
    document: Document
    tables: tuple[ReadTable, ...]
    prose: tuple[ToldFigure, ...] = ()
    remarks: tuple[str, ...] = field(default=())

    def figures(self) -> Iterator[tuple[ReadTable, ReadFigure]]:
        """Every figure of the tables, with its table."""
        for table in self.tables:
            for figure in table.figures:
                yield table, figure
