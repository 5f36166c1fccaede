"""Labels whose figures are not those that the document prints of the line item."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from kessan.foot import AMOUNT
from kessan.read.labels.concepts import is_tagged
from kessan.read.labels.meaning import LabelMeaning
from kessan.read.reading import ReadFigure, ReadTable

# A line item with what else its figure is of, and the figures of it: the value in
# base units and half a unit of its last place.
Fact = tuple[object, ...]
Told = Mapping[Fact, tuple[Decimal, Decimal]]


def without_conflicts(tables: Sequence[ReadTable]) -> list[ReadTable]:
    """The tables, where a label is in doubt whose figure a tag contradicts.

    The line that is tagged as the line item, of the same period and the same members,
    has another figure: what words say of it is something else here.
    """
    told: dict[Fact, tuple[Decimal, Decimal]] = {}
    for table in tables:
        for one in table.meanings:
            if is_tagged(one):
                for fact, value in _facts(table, one):
                    told.setdefault(fact, value)
    return [
        replace(
            table, meanings=tuple(_doubted(table, one, told) for one in table.meanings)
        )
        for table in tables
    ]


def _doubted(table: ReadTable, one: LabelMeaning, told: Told) -> LabelMeaning:
    if not one.is_known or is_tagged(one):
        return one
    pairs = [(value, told[fact]) for fact, value in _facts(table, one) if fact in told]
    if all(_agree(*pair) for pair in pairs):
        return one
    return one.doubted(f"what is tagged as {one.line_item_key} has other figures")


def _agree(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]) -> bool:
    (value, leeway), (known, known_leeway) = one, other
    return abs(abs(value) - abs(known)) <= leeway + known_leeway


def _facts(
    table: ReadTable, one: LabelMeaning
) -> Iterator[tuple[Fact, tuple[Decimal, Decimal]]]:
    figures: dict[int, list[ReadFigure]] = defaultdict(list)
    for figure in table.figures:
        figures[figure.line_number].append(figure)
    for figure in figures[one.line_number]:
        is_known = figure.value is not None and figure.scale is not None
        if figure.measure != AMOUNT or not is_known or figure.period is None:
            continue
        value, scale = figure.value or Decimal(0), figure.scale or 0
        places = value.as_tuple().exponent
        half = Decimal(5).scaleb(scale + int(places) - 1)
        key = one.meaning, figure.period, figure.unit, figure.members
        yield key, (value.scaleb(scale), half)
