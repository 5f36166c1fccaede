"""Lines that are known by their figures: another table has them in a tagged line."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kessan.foot import AMOUNT
from kessan.read.labels.axes import PRODUCT, SEGMENT
from kessan.read.labels.chart import TOTAL
from kessan.read.labels.concepts import is_tagged, names_member
from kessan.read.labels.meaning import Candidate, LabelMeaning
from kessan.read.labels.words import label_key
from kessan.read.reading import ReadFigure, ReadTable

# How many figures tell a line, and how many digits each must have: fewer are common.
FIGURES, DIGITS = 2, 4

# A period, a unit and a value in base units.
Fact = tuple[object, ...]


@dataclass(frozen=True)
class _Source:
    """What a tagged line says of one of its figures."""

    meaning: tuple[str, str, str, str]
    is_negated: str
    label: str


def with_repeated(tables: Sequence[ReadTable], company_key: str) -> list[ReadTable]:
    """The tables, where an unknown line is what its figures are tagged as elsewhere.

    All of its amounts are, each of the same period and unit, of one line item and one
    member, which its label names.
    """
    told: dict[Fact, set[_Source]] = defaultdict(set)
    for table in tables:
        for one in table.meanings:
            if is_tagged(one):
                for figure in _amounts(table, one):
                    told[_fact(figure)] |= {*_sources(one, figure)}
    return [
        replace(
            table,
            meanings=tuple(
                one if one.is_known else _known(table, one, told, company_key)
                for one in table.meanings
            ),
        )
        for table in tables
    ]


def _known(
    table: ReadTable,
    one: LabelMeaning,
    told: Mapping[Fact, set[_Source]],
    company_key: str,
) -> LabelMeaning:
    figures = [*_amounts(table, one)]
    if len(figures) < FIGURES or not all(map(_is_telling, figures)):
        return one
    said = [
        {
            (source.meaning, source.is_negated)
            for source in told.get(_fact(figure), ())
            if _is_of(one.label, source, company_key)
        }
        for figure in figures
    ]
    meant = set.intersection(*said)
    if len(meant) != 1:
        return one
    ((key, segment, product, balance_at), is_negated) = meant.pop()
    found = f"its figures are tagged as {key} in another table"
    return one.taken(Candidate(key, found, 0, segment, product, balance_at, is_negated))


def _is_of(label: str, source: _Source, company_key: str) -> bool:
    """Whether a label names the members that a figure is of."""
    _, *members, _ = source.meaning
    return label_key(label) == label_key(source.label) or all(
        names_member(label, key, company_key) for key in members if key != TOTAL
    )


def _sources(one: LabelMeaning, figure: ReadFigure) -> Iterator[_Source]:
    """The meaning of a figure with its members, if labels can say them all."""
    members = dict(figure.members)
    segment, product = members.pop(SEGMENT, TOTAL), members.pop(PRODUCT, TOTAL)
    key, own_segment, own_product, balance_at = one.meaning
    meaning = (
        key,
        own_segment if own_segment != TOTAL else segment,
        own_product if own_product != TOTAL else product,
        balance_at,
    )
    if not members:
        yield _Source(meaning, one.is_negated, one.label)


def _amounts(table: ReadTable, one: LabelMeaning) -> Iterator[ReadFigure]:
    for figure in table.figures:
        if figure.line_number == one.line_number and figure.measure == AMOUNT:
            yield figure


def _fact(figure: ReadFigure) -> Fact:
    value = figure.value
    if value is not None and figure.scale is not None:
        value = value.scaleb(figure.scale)
    return figure.period, figure.unit, value


def _is_telling(figure: ReadFigure) -> bool:
    is_known = figure.value is not None and figure.period is not None
    return is_known and sum(map(str.isdigit, figure.text)) >= DIGITS
