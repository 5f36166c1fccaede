"""Which lines are printed with the sign of the other direction.

A line item has the sign of the primary statement of most: an income tax expense is
positive, an interest expense among other income is negative. Where an issuer prints it
the other way, its label says so: `turned` in labels.csv.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kessan.foot import Calculation
from kessan.foot.grid import read_cell
from kessan.read.labels.chart import LineItem
from kessan.read.labels.meaning import LabelMeaning, ResolvedTable, Standing
from kessan.read.tables.printed import Line
from kessan.read.tags import values_of

# A cash flow has the sign of cash, and a change in equity that of its component,
# whatever they are called.
OF_CHANGES = ("cash_flow", "changes_in_equity")
DIRECTIONS = {"credit": 1, "debit": -1}
# How labels.csv says it.
AS_PRINTED, NEGATED, TURNED = "false", "true", "turned"
TAGGED, COMPUTED = "the sign of its tags", "its sum"

LineItems = Mapping[str, LineItem]


def with_signs(
    one: ResolvedTable, calculations: Sequence[Calculation], line_items: LineItems
) -> ResolvedTable:
    """A table with the sign of each line: its sums say it, or else its tags.

    What is printed adds up as it is printed; a concept may have another balance than
    the line item that it is. What a person has keyed of a label stays as it is.
    """
    if one.statement in OF_CHANGES:
        return one
    lines = {line.number: line for line in one.table.lines}
    by_tags = {
        meaning.line_number: is_turned
        for meaning in one.meanings
        if (item := _item(meaning, line_items))
        for is_turned in _turned_by_tags(lines[meaning.line_number], item, line_items)
    }
    by_sums = _turned_by_sums(one.meanings, calculations, line_items)
    return replace(
        one,
        meanings=tuple(_signed(meaning, by_tags, by_sums) for meaning in one.meanings),
    )


def _signed(
    one: LabelMeaning, by_tags: Mapping[int, bool], by_sums: Mapping[int, bool]
) -> LabelMeaning:
    """A meaning with its sign, where something tells it and nobody has keyed it."""
    if one.standing is not Standing.PROPOSED:
        return one
    for told, who in ((by_sums, COMPUTED), (by_tags, TAGGED)):
        if (is_turned := told.get(one.line_number)) is None:
            continue
        said = (f"{who} says that it is printed with the other sign",)
        return replace(
            one,
            is_negated=TURNED if is_turned else AS_PRINTED,
            evidence=(*one.evidence, *(said if is_turned else ())),
        )
    return one


def _item(one: LabelMeaning, line_items: LineItems) -> LineItem | None:
    """The line item of a line in money."""
    item = line_items.get(one.line_item_key or "")
    return item if item and item.unit == "currency" else None


def direction(item: LineItem, line_items: LineItems) -> int:
    """1 where its statement prints a positive number of a credit, -1 of a debit.

    An expense that is a positive number is -1, and 1 where it is a negative one, added
    to incomes. 0 where nothing is known of its balance.
    """
    parent = line_items.get(item.parent)
    if parent and item.weight_in_parent and parent.balance in DIRECTIONS:
        return DIRECTIONS[parent.balance] * item.weight_in_parent
    return DIRECTIONS.get(item.balance, 0)


def _turned_by_tags(
    line: Line, item: LineItem, line_items: LineItems
) -> Iterator[bool]:
    """Whether figures have another sign than their tags tell of the line item.

    A tag has the sign of its concept, which is that of the balance of its line item.
    """
    told = {
        (value < 0) == (tag.value < 0)
        for cell in line.cells
        for tag in values_of(cell)
        if cell and tag.value and (value := read_cell(cell.text))
    }
    own, printed = DIRECTIONS.get(item.balance, 0), direction(item, line_items)
    if len(told) == 1 and own and printed:
        yield told.pop() != (own == printed)


def _turned_by_sums(
    meanings: Iterable[LabelMeaning],
    calculations: Iterable[Calculation],
    line_items: LineItems,
) -> dict[int, bool]:
    """Whether a part of a sum has another sign than its line item, by its line.

    A total that is a part itself is turned with all its parts: what stands further
    below comes first. Nothing is told where two sums disagree.
    """
    printed = {
        one.line_number: direction(item, line_items)
        for one in meanings
        if one.is_known and (item := _item(one, line_items))
    }
    found: dict[int, set[bool]] = {}
    for calculation in sorted(calculations, key=lambda one: -one.total_line):
        total = printed.get(calculation.total_line, 0)
        if found.get(calculation.total_line) == {True}:
            total = -total
        for line_number, weight in calculation.parts:
            if total and (part := printed.get(line_number)):
                found.setdefault(line_number, set()).add(total * weight != part)
    return {at: turned.pop() for at, turned in found.items() if len(turned) == 1}
