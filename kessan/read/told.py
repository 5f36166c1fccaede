"""The sentences of a document: their figures, what they mean, and what proves them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kessan.foot import AMOUNT
from kessan.read.columns.calendars import Period
from kessan.read.columns.context import Context
from kessan.read.document import Block, Document, Paragraph
from kessan.read.evidence import READ_TWICE
from kessan.read.held import by_figures, held, judged, known_values, with_signs
from kessan.read.labels.chart import Chart
from kessan.read.labels.lines import meanings
from kessan.read.labels.meaning import LabelMeaning, ResolvedTable, Shape, Standing
from kessan.read.labels.words import label_key
from kessan.read.prose.figure import ACTUAL, GROWTH, RATIO, ProseContext, ProseFigure
from kessan.read.prose.figures import prose_figures
from kessan.read.prose.periods import resolver, year_start
from kessan.read.prose.printed import PrintedWords, read_printed
from kessan.read.reading import ReadFigure, ReadTable, ToldFigure
from kessan.read.second import numbers_in
from kessan.read.tables.printed import Line, PrintedCell, PrintedTable

STATEMENT = "prose"
# The statements whose columns say what a release is of.
OF_INCOME = ("income_statement", "comprehensive_income")
# A cell of so many characters that no table has taken is a sentence.
SENTENCE = 60
STOPS = ".!?:;"
# What opens an item of a list.
MARKS = "-–—•*·"  # noqa: RUF001


@dataclass(frozen=True)
class Around:
    """What sentences are read with, beside the tables of their document."""

    context: Context
    chart: Chart
    company_key: str
    words: PrintedWords


def told_figures(
    document: Document,
    tables: Sequence[ReadTable],
    resolved: Sequence[ResolvedTable],
    around: Around,
) -> tuple[ToldFigure, ...]:
    """The figures of the sentences that no table has, in reading order.

    None where no column of a statement of income says what the release is of.
    """
    paragraphs = {one.place.line: one for one in sentences_of(document, tables)}
    texts = [one.text for one in paragraphs.values()]
    context = prose_context(tables, around.context, texts)
    if context is None:
        return ()
    figures = prose_figures(paragraphs.values(), context)
    known = known_values(tables)
    labels = label_meanings(figures, resolved, around)
    labels = {
        name: by_figures(
            meaning,
            [one for one in figures if one.is_sure and _name(one) == name],
            known,
        )
        for name, meaning in labels.items()
    }
    found = [
        _told(figure, labels.get(_name(figure)), number, around)
        for figure, number in zip(figures, _numbers(figures), strict=True)
    ]
    found = held([*_read_twice(found, paragraphs)], known)
    return tuple(judged(with_signs(found), around.chart))


def sentences_of(
    document: Document, tables: Iterable[ReadTable]
) -> Iterator[Paragraph]:
    """The paragraphs, and the rows of layout that hold a sentence."""
    taken = {
        place.line
        for table in tables
        for line in table.printed.lines
        for place in (line.place, *(cell.place for cell in line.cells if cell))
    }
    for block in unwrapped(document):
        if isinstance(block, Paragraph):
            yield block
            continue
        for row in block.rows:
            texts = [cell.text for cell in row.cells]
            longest = max(texts, key=len, default="")
            if row.place.line not in taken and len(longest) >= SENTENCE:
                yield Paragraph(row.place, longest)


def unwrapped(document: Document) -> Iterator[Block]:
    """The blocks, those of a text without its line breaks inside of sentences."""
    if document.format != "text":
        yield from document.blocks
        return
    blocks: list[Block] = []
    end = 0
    for block in document.blocks:
        last = blocks[-1] if blocks else None
        if isinstance(block, Paragraph):
            is_next = block.place.line == end + 1
            end = block.place.line
            if isinstance(last, Paragraph) and is_next and _goes_on(last, block):
                blocks[-1] = Paragraph(last.place, f"{last.text} {block.text}")
                continue
        blocks.append(block)
    yield from blocks


def _goes_on(paragraph: Paragraph, following: Paragraph) -> bool:
    """Whether a full line ends without a stop, and no item of a list follows."""
    text = paragraph.text.rstrip()
    is_full = len(text) >= SENTENCE and text[-1] not in STOPS
    return is_full and following.text.lstrip()[:1] not in MARKS


def prose_context(
    tables: Iterable[ReadTable], context: Context, texts: Sequence[str]
) -> ProseContext | None:
    """What sentences leave to their release, from the columns of its tables."""
    periods = [
        column.period
        for table in tables
        if table.statement in OF_INCOME and not table.is_form
        for column in table.meaning.columns
        if column.measure == AMOUNT
        and column.scenario == ACTUAL
        and column.period
        and column.period.start
        and column.period.end <= context.published_on
    ]
    if not periods:
        return None
    end = max(period.end for period in periods)
    spans = {(period.start, period.end) for period in periods if period.end == end}
    words = context.unit_words
    return ProseContext(
        period=min(spans, key=lambda span: str(span[0])),
        resolve=resolver(context.calendar, context.seen, end, texts),
        year_start=year_start(context.calendar, context.seen, end),
        currency=context.currency,
        counted={
            word: unit
            for word, unit in words.words.items()
            if unit in words.units and word.isalpha() and unit != "percent"
        },
        is_period_implied=len(spans) == 1,
    )


# What they are called.


def label_meanings(
    figures: Sequence[ProseFigure],
    resolved: Sequence[ResolvedTable],
    around: Around,
) -> dict[tuple[str, str], LabelMeaning]:
    """What each label of a figure that its sentence leaves sure means.

    A label, with its heading, is a line of a table that has only lines.
    """
    of_label: dict[tuple[str, str], list[ProseFigure]] = defaultdict(list)
    for figure in figures:
        if figure.is_sure:
            of_label[_name(figure)].append(figure)
    lines = tuple(
        Line(
            number,
            first.place,
            first.label,
            (PrintedCell(first.printed_text, first.place),),
            headings=(first.heading,) if first.heading else (),
        )
        for number, (first, *_) in enumerate(of_label.values(), 1)
    )
    shapes = {
        line.number: _shape(found, around.context.currency)
        for line, found in zip(lines, of_label.values(), strict=True)
    }
    table = PrintedTable(0, "", (), lines)
    found_meanings = meanings(
        table, STATEMENT, around.chart, around.company_key, resolved, shapes
    )
    return dict(zip(of_label, found_meanings, strict=True))


def _name(figure: ProseFigure) -> tuple[str, str]:
    """The heading and the label of a figure, as the warehouse compares them."""
    return label_key(figure.heading), label_key(figure.label)


def _shape(figures: Iterable[ProseFigure], currency: str) -> Shape:
    """The unit and kind of period of a label, where its amounts agree on them."""
    amounts = [one for one in figures if one.measure not in (GROWTH, RATIO)]
    units = {one.unit for one in amounts if one.unit}
    kinds = {
        "instant" if one.period[0] is None else "duration"
        for one in figures
        if one.period
    }
    return Shape(
        units.pop().replace(currency, "currency") if len(units) == 1 else "",
        kinds.pop() if len(kinds) == 1 else "",
    )


# What each of them is.


def _numbers(figures: Iterable[ProseFigure]) -> Iterator[int]:
    """The number of each figure in its paragraph, from 1."""
    seen: Counter[int] = Counter()
    for figure in figures:
        seen[figure.place.line] += 1
        yield seen[figure.place.line]


def _told(
    figure: ProseFigure, known: LabelMeaning | None, number: int, around: Around
) -> ToldFigure:
    """A figure with what its sentence, its label and its printed text leave open."""
    meaning = known or LabelMeaning(
        figure.place.line,
        around.company_key,
        STATEMENT,
        figure.heading,
        figure.label,
        Standing.NEW,
    )
    period = Period(*figure.period) if figure.period else None
    read = ReadFigure(
        line_number=figure.place.line,
        column_number=number,
        place=figure.place,
        text=figure.printed_text,
        value=figure.printed_value,
        period=period,
        measure=figure.measure or "",
        comparison=figure.comparison or "",
        unit=figure.unit or "",
        scale=figure.scale,
        scenario=figure.scenario or "",
        doubts=(*figure.reasons, *_doubts(figure, meaning, around)),
    )
    return ToldFigure(read, figure, meaning)


def _doubts(
    figure: ProseFigure, meaning: LabelMeaning, around: Around
) -> Iterator[str]:
    if figure.bound:
        yield "an end of a range, or a limit: a row has one figure"
    if figure.is_sure and not meaning.is_known:
        yield f"which line item is {figure.label!r}: {'; '.join(meaning.evidence)}"
    currency = around.context.currency
    printed = read_printed(figure.printed_text, around.words, currency)
    said = printed and (printed.number, printed.unit or None, printed.scale)
    if said != (figure.printed_value, figure.unit, figure.scale):
        yield "a row cannot say it as it is printed"
    item = around.chart.line_items.get(meaning.line_item_key or "")
    if item is None:
        return
    unit = item.unit.replace("currency", currency)
    is_compared = figure.measure in (GROWTH, RATIO) and figure.unit == "percent"
    if figure.unit != unit and not is_compared:
        yield f"{item.label} is measured in {unit}"
    is_instant = figure.period is not None and figure.period[0] is None
    if figure.period and is_instant != (item.period_type == "instant"):
        yield f"{item.label} has another kind of period"


def _read_twice(
    found: Iterable[ToldFigure], paragraphs: Mapping[int, Paragraph]
) -> Iterator[ToldFigure]:
    """The figures, where the numbers of their paragraph are theirs, in order."""
    left: dict[int, list[Decimal]] = {}
    for one in found:
        line = one.figure.place.line
        numbers = left.setdefault(line, numbers_in(paragraphs[line].text))
        value = abs(one.told.printed_value)
        if value in numbers:
            del numbers[: numbers.index(value) + 1]
            yield one.with_evidence(READ_TWICE)
        else:
            yield one.with_doubt("in reading order the sentence has other figures")
