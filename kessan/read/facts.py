"""The amounts of a table by what they are of, to hold several tables together."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kessan.foot import AMOUNT
from kessan.read.labels.meaning import LabelMeaning
from kessan.read.reading import ReadFigure, ReadTable

# A line item with its members, a period, a unit: what a figure is of.
Fact = tuple[object, ...]


@dataclass(frozen=True)
class Amount:
    """A printed amount in base units, and one unit of its last place in them."""

    fact: Fact
    value: Decimal
    last_place: Decimal


def amounts_of(table: ReadTable) -> Iterator[Amount]:
    """The amounts of the lines that are known."""
    meanings = {one.line_number: one for one in table.meanings if one.is_known}
    for figure in table.figures:
        if one := meanings.get(figure.line_number):
            yield from amount_of(one, figure)


def amount_of(one: LabelMeaning, figure: ReadFigure) -> Iterator[Amount]:
    """A figure as the amount of its line, if it is one."""
    if figure.measure != AMOUNT or figure.period is None:
        return
    if figure.value is None or figure.scale is None:
        return
    places = int(figure.value.as_tuple().exponent)
    fact = (one.meaning, figure.period, figure.unit, figure.members)
    last_place = Decimal(1).scaleb(figure.scale + places)
    yield Amount(fact, figure.value.scaleb(figure.scale), last_place)
