"""The sentences of a document: their figures, what they mean, and what proves them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kessan.foot import AMOUNT
from kessan.read.columns.calendars import Period
from kessan.read.columns.context import Context
from kessan.read.document import Document, Paragraph
from kessan.read.evidence import COMPUTED, PRINTED_AGAIN, READ_TWICE
from kessan.read.labels.chart import Chart
from kessan.read.labels.lines import meanings
from kessan.read.labels.meaning import LabelMeaning, ResolvedTable, Shape, Standing
from kessan.read.prose.figure import ACTUAL, GROWTH, RATIO, ProseContext, ProseFigure
from kessan.read.prose.figures import KnownValue, Verdict, agreements, prose_figures
from kessan.read.prose.figures import Period as Span
from kessan.read.prose.meaning import YEAR_AGO, is_year_before
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
# A figure of less digits agrees with too much.
TELLING_DIGITS = 2
# A row of these says what is paid as less than nothing; a sentence need not.
SIGNED = ("cash_flow",)


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
    context = prose_context(tables, around.context)
    if context is None:
        return ()
    paragraphs = {one.place.line: one for one in sentences_of(document, tables)}
    figures = prose_figures(paragraphs.values(), context)
    labels = label_meanings(figures, resolved, around)
    found = [
        _told(figure, labels[figure.heading, figure.label], number, around)
        for figure, number in zip(figures, _numbers(figures), strict=True)
    ]
    found = [*_read_twice(found, paragraphs)]
    return tuple(_judged(_with_signs(_held(found, tables)), around))


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
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block
            continue
        for row in block.rows:
            texts = [cell.text for cell in row.cells]
            longest = max(texts, key=len, default="")
            if row.place.line not in taken and len(longest) >= SENTENCE:
                yield Paragraph(row.place, longest)


def prose_context(tables: Iterable[ReadTable], context: Context) -> ProseContext | None:
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
        resolve=resolver(context.calendar, context.seen, end),
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
    """What each label means, by its heading and itself.

    A label is a line of a table that has only lines; its cells are the figures.
    """
    of_label: dict[tuple[str, str], list[ProseFigure]] = defaultdict(list)
    for figure in figures:
        of_label[figure.heading, figure.label].append(figure)
    lines = tuple(
        Line(
            number,
            found[0].place,
            label,
            (PrintedCell(found[0].printed_text, found[0].place),),
            headings=(heading,) if heading else (),
        )
        for number, ((heading, label), found) in enumerate(of_label.items(), 1)
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
    figure: ProseFigure, meaning: LabelMeaning, number: int, around: Around
) -> ToldFigure:
    """A figure with what its sentence, its label and its printed text leave open."""
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
    if not meaning.is_known:
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


# What speaks for them.


def _held(found: Sequence[ToldFigure], tables: Iterable[ReadTable]) -> list[ToldFigure]:
    """The figures with what tables say of them, and what they say of each other."""
    known: dict[KnownValue, str] = {}
    for table in tables:
        for value, name in _known_values(table):
            known.setdefault(value, name)
    spans = {(value.period_start, value.period_end) for value in known}
    keyed = [_as_keyed(one, spans) for one in found]
    result = []
    for one, agreement in zip(found, agreements(keyed, known), strict=True):
        match agreement.verdict:
            case Verdict.AGREES if _is_telling(one):
                evidence = COMPUTED if len(agreement.known) > 1 else PRINTED_AGAIN
                result.append(one.with_evidence(evidence))
            case Verdict.TURNED:
                result.append(replace(one, is_turned=True))
            case Verdict.CONTRADICTS:
                others = ", ".join(
                    f"{value.value.normalize():f} ({known[value]})"
                    for value in agreement.known
                )
                result.append(one.with_doubt(f"a table says otherwise: {others}"))
            case _:
                result.append(one)
    held = _of_each_other(result, keyed)
    return [
        one.with_evidence(COMPUTED)
        if at in held and len(one.figure.evidence) < 2
        else one
        for at, one in enumerate(result)
    ]


def _is_telling(one: ToldFigure) -> bool:
    """Whether it has digits enough that it does not agree by chance."""
    return len(one.told.printed_value.as_tuple().digits) >= TELLING_DIGITS


def _known_values(table: ReadTable) -> Iterator[tuple[KnownValue, str]]:
    """The figures of a table that nothing speaks against, each with its place."""
    if table.is_form:
        return
    for figure in table.figures:
        meaning = table.meaning_of(figure.line_number)
        if meaning is None or not meaning.is_known or meaning.balance_at:
            continue
        if figure.doubts or figure.value is None or figure.period is None:
            continue
        value = figure.value.scaleb(figure.scale or 0)
        yield (
            KnownValue(
                "|".join(meaning.meaning),
                figure.period.start,
                figure.period.end,
                -value if _is_turned(meaning, figure.measure) else value,
                figure.unit,
                figure.measure,
                figure.scenario,
            ),
            f"{table.table_id}, line {figure.place.line}",
        )


def _is_turned(meaning: LabelMeaning, measure: str) -> bool:
    """Whether the label names the opposite of its line item."""
    return meaning.is_negated == "true" and measure != GROWTH


def _as_keyed(one: ToldFigure, spans: Iterable[Span]) -> ProseFigure:
    """A figure called by its meaning, with the sign that this has.

    A growth over the year is from the period of a year before that the tables have.
    """
    told = one.told
    compared_with = told.compared_with
    if told.comparison == YEAR_AGO and told.period and not compared_with:
        before = [span for span in spans if is_year_before(span, told.period)]
        compared_with = before[0] if len(before) == 1 else None
    is_turned = _is_turned(one.meaning, one.figure.measure)
    value = told.printed_value
    return replace(
        told,
        label="|".join(one.meaning.meaning) if one.meaning.is_known else "",
        printed_value=-value if is_turned else value,
        compared_with=compared_with,
    )


def _of_each_other(
    found: Sequence[ToldFigure], keyed: Sequence[ProseFigure]
) -> set[int]:
    """The growths and changes that agree with two amounts of sentences, and those."""
    amounts: dict[KnownValue, set[int]] = defaultdict(set)
    for at, (one, figure) in enumerate(zip(found, keyed, strict=True)):
        if one.is_open or figure.measure != AMOUNT or not figure.period:
            continue
        start, end = figure.period
        value = KnownValue(figure.label, start, end, figure.value, figure.unit or "")
        amounts[value].add(at)
    compared = [
        (at, figure)
        for at, (one, figure) in enumerate(zip(found, keyed, strict=True))
        if not one.is_open and figure.measure != AMOUNT
    ]
    held: set[int] = set()
    for (at, _), agreement in zip(
        compared, agreements([one for _, one in compared], amounts), strict=True
    ):
        if agreement.verdict is Verdict.AGREES and _is_telling(found[at]):
            held.add(at)
            held |= {place for value in agreement.known for place in amounts[value]}
    return held


def _with_signs(found: Sequence[ToldFigure]) -> Iterator[ToldFigure]:
    """The figures, where a label that names the opposite says so.

    `payments of $5 million` is (5) in a table. Where all amounts of a label are so,
    its row in labels.csv says it; else the sign is for a person.
    """
    kinds: dict[tuple[str, str], set[bool]] = defaultdict(set)
    for one in found:
        if one.is_turned or PRINTED_AGAIN in one.figure.evidence:
            kinds[one.told.heading, one.told.label].add(one.is_turned)
    for one in found:
        is_sure = one.meaning.standing is Standing.PROPOSED
        turned = kinds[one.told.heading, one.told.label]
        if turned == {True} and is_sure:
            flipped = "false" if one.meaning.is_negated == "true" else "true"
            one = replace(one, meaning=replace(one.meaning, is_negated=flipped))
            yield one.with_evidence(PRINTED_AGAIN) if one.is_turned else one
        elif True in turned:
            yield one.with_doubt("a table prints it with the other sign")
        else:
            yield one


def _judged(found: Iterable[ToldFigure], around: Around) -> Iterator[ToldFigure]:
    """The figures, where what only its words tell of a payment is for a person."""
    for one in found:
        item = around.chart.line_items.get(one.meaning.line_item_key or "")
        is_signed = item is not None and item.statement in SIGNED
        is_own = one.meaning.standing is Standing.OWN
        if is_signed and not is_own and len(one.figure.evidence) < 2:
            yield one.with_doubt("whether it is paid or received, no table tells")
        else:
            yield one
