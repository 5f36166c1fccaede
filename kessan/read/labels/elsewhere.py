"""Lines that another table of the document tells the meaning of, by its tags."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kessan.read.labels.concepts import is_tagged
from kessan.read.labels.meaning import LabelMeaning, ResolvedTable
from kessan.read.labels.words import label_key

Address = tuple[str, str, str]


def as_tagged_elsewhere(tables: Sequence[ResolvedTable]) -> list[ResolvedTable]:
    """The tables, where a line without tags is what its label is tagged as elsewhere.

    That is another table of the same statement that prints the label below the same
    heading, and whose label says all that its tag does.
    """
    tagged: dict[Address, dict[tuple[str, ...], LabelMeaning]] = defaultdict(dict)
    for one in _meanings(tables):
        if is_tagged(one) and not one.is_by_concept:
            tagged[_address(one)].setdefault((*one.meaning, one.is_negated), one)
    told = {at: [*ones.values()] for at, ones in tagged.items() if len(ones) == 1}
    return [
        replace(
            table,
            meanings=tuple(
                _told(one, told.get(_address(one))) for one in table.meanings
            ),
        )
        for table in tables
    ]


def _told(one: LabelMeaning, others: Sequence[LabelMeaning] | None) -> LabelMeaning:
    if not others or is_tagged(one):
        return one
    (other,) = others
    if one.meaning == other.meaning:
        return one
    said = f"it is tagged so in another table: {other.line_item_key}"
    return one.taken(other.as_candidate(said))


def _meanings(tables: Iterable[ResolvedTable]) -> Iterable[LabelMeaning]:
    return (one for table in tables for one in table.meanings)


def _address(one: LabelMeaning) -> Address:
    return one.statement, label_key(one.heading), label_key(one.label)
