"""Labels whose figures are not those that the document prints of the line item."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kessan.read.facts import Amount, Fact, amount_of
from kessan.read.labels.concepts import is_tagged
from kessan.read.labels.meaning import LabelMeaning
from kessan.read.reading import ReadTable


def without_conflicts(tables: Sequence[ReadTable]) -> list[ReadTable]:
    """The tables, where a label is in doubt whose figure a tag contradicts.

    The line that is tagged as the line item, of the same period and the same members,
    has another figure: what words say of it is something else here.
    """
    told: dict[Fact, Amount] = {}
    for table in tables:
        for one in table.meanings:
            if is_tagged(one):
                for amount in _amounts(table, one):
                    told.setdefault(amount.fact, amount)
    return [
        replace(
            table, meanings=tuple(_doubted(table, one, told) for one in table.meanings)
        )
        for table in tables
    ]


def _doubted(
    table: ReadTable, one: LabelMeaning, told: Mapping[Fact, Amount]
) -> LabelMeaning:
    if not one.is_known or is_tagged(one):
        return one
    amounts = [amount for amount in _amounts(table, one) if amount.fact in told]
    if all(_agree(amount, told[amount.fact]) for amount in amounts):
        return one
    return one.doubted(f"what is tagged as {one.line_item_key} has other figures")


def _agree(one: Amount, other: Amount) -> bool:
    """Whether both can be one number, rounded."""
    leeway = (one.last_place + other.last_place) / 2
    return abs(abs(one.value) - abs(other.value)) <= leeway


def _amounts(table: ReadTable, one: LabelMeaning) -> Iterator[Amount]:
    for figure in table.figures:
        if figure.line_number == one.line_number:
            yield from amount_of(one, figure)
