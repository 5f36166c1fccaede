"""What speaks for the figures of sentences: tables, and each other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kessan.foot import AMOUNT
from kessan.read.evidence import COMPUTED, PRINTED_AGAIN
from kessan.read.labels.chart import Chart
from kessan.read.labels.meaning import LabelMeaning, Standing
from kessan.read.labels.signs import AS_PRINTED, NEGATED
from kessan.read.prose.figure import GROWTH, ProseFigure
from kessan.read.prose.figures import KnownValue, Verdict, agreements
from kessan.read.prose.figures import Period as Span
from kessan.read.prose.meaning import YEAR_AGO, is_year_before
from kessan.read.reading import ReadTable, ToldFigure

# The values of tables, each with its place.
Known = Mapping[KnownValue, str]
# A figure of less digits agrees with too much.
TELLING_DIGITS = 2
# A row of these says what is paid as less than nothing; a sentence need not.
SIGNED = ("cash_flow",)


def known_values(tables: Iterable[ReadTable]) -> Known:
    """The figures of tables that nothing speaks against, each with its place.

    They are called by their meaning, and have the sign that this has.
    """
    known: dict[KnownValue, str] = {}
    for table in tables:
        for value, name in _of_table(table):
            known.setdefault(value, name)
    return known


def by_figures(
    meaning: LabelMeaning, figures: Sequence[ProseFigure], known: Known
) -> LabelMeaning:
    """A label that may mean several things, as the one that has its figures.

    Two different figures of a table must agree, and none may contradict.
    """
    if meaning.standing is not Standing.UNSURE:
        return meaning
    fitting = []
    for candidate in meaning.candidates:
        taken = meaning.taken(candidate, "its figures are those of a table")
        found = agreements([called(one, taken) for one in figures], known)
        agreeing = {
            one.figure.value
            for one in found
            if one.verdict is Verdict.AGREES and is_telling(one.figure)
        }
        verdicts = {one.verdict for one in found}
        if len(agreeing) > 1 and not verdicts & {Verdict.CONTRADICTS, Verdict.TURNED}:
            fitting.append(taken)
    return fitting[0] if len(fitting) == 1 else meaning


def held(found: Sequence[ToldFigure], known: Known) -> list[ToldFigure]:
    """The figures with what tables say of them, and what they say of each other."""
    spans = {(value.period_start, value.period_end) for value in known}
    keyed = [with_year_before(called(one.told, one.meaning), spans) for one in found]
    result = []
    for one, agreement in zip(found, agreements(keyed, known), strict=True):
        match agreement.verdict:
            case Verdict.AGREES if is_telling(one.told):
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
    computed = _of_each_other(result, keyed)
    return [
        one.with_evidence(COMPUTED)
        if at in computed and len(one.figure.evidence) < 2
        else one
        for at, one in enumerate(result)
    ]


def is_telling(figure: ProseFigure) -> bool:
    """Whether it has digits enough that it does not agree by chance."""
    return len(figure.printed_value.as_tuple().digits) >= TELLING_DIGITS


def _of_table(table: ReadTable) -> Iterator[tuple[KnownValue, str]]:
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
    return meaning.is_negated != AS_PRINTED and measure != GROWTH


def called(figure: ProseFigure, meaning: LabelMeaning) -> ProseFigure:
    """A figure called by what its label means, with the sign that this has."""
    is_turned = _is_turned(meaning, figure.measure or "")
    value = figure.printed_value
    return replace(
        figure,
        label="|".join(meaning.meaning) if meaning.is_known else "",
        printed_value=-value if is_turned else value,
    )


def with_year_before(figure: ProseFigure, spans: Iterable[Span]) -> ProseFigure:
    """A growth over the year with the period of a year before, if tables have one."""
    if figure.comparison != YEAR_AGO or not figure.period or figure.compared_with:
        return figure
    before = [span for span in spans if is_year_before(span, figure.period)]
    return replace(figure, compared_with=before[0] if len(before) == 1 else None)


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
    computed: set[int] = set()
    for (at, _), agreement in zip(
        compared, agreements([one for _, one in compared], amounts), strict=True
    ):
        is_of_two = len(agreement.known) == 2
        if (
            agreement.verdict is Verdict.AGREES
            and is_of_two
            and is_telling(agreement.figure)
        ):
            computed.add(at)
            computed |= {place for value in agreement.known for place in amounts[value]}
    return computed


def with_signs(found: Sequence[ToldFigure]) -> Iterator[ToldFigure]:
    """The figures, where a label that names the opposite says so.

    `payments of $5 million` is (5) in a table. Where all amounts of a label are so,
    its row in labels.csv says it; else the sign is for a person.
    """
    kinds: dict[tuple[str, str], set[bool]] = defaultdict(set)
    for one in found:
        is_printed = one.is_turned or PRINTED_AGAIN in one.figure.evidence
        if is_printed and one.figure.measure == AMOUNT:
            kinds[one.meaning.heading, one.meaning.label].add(one.is_turned)
    for one in found:
        is_sure = one.meaning.standing is Standing.PROPOSED
        turned = kinds[one.meaning.heading, one.meaning.label]
        if turned == {True} and is_sure:
            is_as_printed = one.meaning.is_negated == AS_PRINTED
            flipped = NEGATED if is_as_printed else AS_PRINTED
            one = replace(one, meaning=replace(one.meaning, is_negated=flipped))
            yield one.with_evidence(PRINTED_AGAIN) if one.is_turned else one
        elif True in turned:
            yield one.with_doubt("a table prints it with the other sign")
        else:
            yield one


def judged(found: Iterable[ToldFigure], chart: Chart) -> Iterator[ToldFigure]:
    """The figures, where what only its words tell of a payment is for a person."""
    for one in found:
        item = chart.line_items.get(one.meaning.line_item_key or "")
        is_signed = item is not None and item.statement in SIGNED
        is_own = one.meaning.standing is Standing.OWN
        if is_signed and not is_own and len(one.figure.evidence) < 2:
            yield one.with_doubt("whether it is paid or received, no table tells")
        else:
            yield one
