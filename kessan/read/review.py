"""The review page: the document beside what was read of it, what is doubtful first."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from kessan.read.columns.calendars import Period
from kessan.read.decisions import Decision, anchor, csv_row
from kessan.read.document import Paragraph
from kessan.read.prose.figure import ACTUAL
from kessan.read.reading import Reading, ReadTable, Standing, ToldFigure
from kessan.read.reference import KEYS, header_of
from kessan.read.rows import delivered

PAGE = "review.html"


def write_review(folder: Path, reading: Reading, to_decide: Sequence[Decision]) -> Path:
    """Write the page of a reading into a folder; it opens from the file system."""
    environment = Environment(
        loader=PackageLoader("kessan.read"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    printed = printed_lines(reading)
    page = environment.get_template(PAGE).render(
        reading=reading,
        accepted=sum(
            figure.standing is Standing.ACCEPTED for _, figure in reading.figures()
        ),
        figures=sum(1 for _ in reading.figures()),
        decisions=to_decide,
        printed=printed,
        headers={name: csv_row(header_of(name)) for name in KEYS},
        tables=[_shown(table, printed) for table in reading.tables],
        sentences=[_sentence(one) for one in sorted(reading.prose, key=_first_to_see)],
        rows_of_sentences=len(delivered(reading.prose)),
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / PAGE
    path.write_text(page, "utf-8")
    return path


def printed_lines(reading: Reading) -> dict[int, str]:
    """The text of each line of the document that is a row or a paragraph."""
    found = {}
    for block in reading.document.blocks:
        if isinstance(block, Paragraph):
            found[block.place.line] = block.text
            continue
        for row in block.rows:
            found[row.place.line] = "  |  ".join(cell.text for cell in row.cells)
    return found


@dataclass(frozen=True)
class ShownLine:
    """A line as it is printed, and as it was read."""

    anchor: str
    line: int
    printed: str
    label: str
    indent: int
    meaning: str
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class ShownTable:
    """A table as the page shows it."""

    table: ReadTable
    headings: tuple[tuple[str, str], ...]
    lines: tuple[ShownLine, ...]


def _shown(table: ReadTable, printed: dict[int, str]) -> ShownTable:
    by_place = {
        (figure.line_number, figure.column_number): figure for figure in table.figures
    }
    lines = []
    for line in table.printed.lines:
        meaning = table.meaning_of(line.number)
        cells = []
        for column in table.printed.columns:
            figure = by_place.get((line.number, column.number))
            if figure is None:
                cells.append(("", "", ""))
                continue
            kind = "good" if figure.standing is Standing.ACCEPTED else "doubtful"
            why = "; ".join([*figure.doubts, *figure.evidence])
            cells.append((figure.text, kind, why))
        lines.append(
            ShownLine(
                anchor(table, line.number),
                line.place.line,
                printed.get(line.place.line, ""),
                line.label,
                line.indent,
                f"{meaning.line_item_key or '?'} ({meaning.standing})"
                if meaning
                else "",
                tuple(cells),
            )
        )
    headings = tuple(
        (column.heading, _meant(table, column.number))
        for column in table.printed.columns
    )
    return ShownTable(table, headings, tuple(lines))


def _meant(table: ReadTable, number: int) -> str:
    """What a column is read to mean, in words."""
    meaning = table.meaning.columns[number - 1]
    return _in_words(meaning.period, meaning.measure, meaning.unit, meaning.scale)


def _in_words(
    period: Period | None, measure: str | None, unit: str | None, scale: int | None
) -> str:
    days = f"{period.start or 'as of'} {period.end}" if period else "period not known"
    return f"{days}, {measure}, {unit} x 10^{scale}"


@dataclass(frozen=True)
class ShownSentence:
    """A sentence around a figure of it, and as that was read.

    `standing` says whether it is among the rows; `kind` how the page shows it.
    """

    line: int
    before: str
    text: str
    behind: str
    label: str
    meaning: str
    meant: str
    standing: str
    kind: str
    why: tuple[str, ...]


def _first_to_see(one: ToldFigure) -> tuple[bool, bool, int, int]:
    """What is open comes first, then what is to be reviewed, each as it is told."""
    figure = one.figure
    is_accepted = figure.standing is Standing.ACCEPTED
    return not one.is_open, is_accepted, figure.line_number, figure.column_number


def _sentence(one: ToldFigure) -> ShownSentence:
    figure, told = one.figure, one.told
    before, text, behind = told.sentence.partition(figure.text)
    is_accepted = figure.standing is Standing.ACCEPTED
    scenario = f", {figure.scenario}" if figure.scenario != ACTUAL else ""
    return ShownSentence(
        figure.place.line,
        before,
        text or figure.text,
        behind,
        told.label,
        f"{one.meaning.line_item_key or '?'} ({one.meaning.standing})",
        _in_words(figure.period, figure.measure, figure.unit, figure.scale) + scenario,
        "left out of the rows" if one.is_open else str(figure.standing),
        "good" if is_accepted else "doubtful",
        figure.doubts or figure.evidence,
    )
