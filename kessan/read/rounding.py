"""How a table is rounded, by the figures that another table prints in full."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from kessan.foot import Rounding
from kessan.read.facts import Amount, Fact, amounts_of
from kessan.read.reading import ReadTable


def with_rounding(
    tables: Sequence[ReadTable], settled: Collection[str]
) -> list[ReadTable]:
    """The tables, rounded as most figures are that stand elsewhere to more places.

    Sums of rounded figures hold often enough by chance, so that they alone do not show
    a table to be exact. `settled` are the ids of those that an earlier release knows.
    """
    printed: dict[Fact, list[Amount]] = defaultdict(list)
    for table in tables:
        for amount in amounts_of(table):
            printed[amount.fact].append(amount)
    return [
        table
        if table.table_id in settled
        else replace(table, rounding=_rounding(table, printed))
        for table in tables
    ]


def _rounding(table: ReadTable, printed: Mapping[Fact, Sequence[Amount]]) -> Rounding:
    """The rounding that most figures have; its own where none is told, or as many."""
    shown = [
        {*_possible(amount, other)}
        for amount in amounts_of(table)
        for other in printed[amount.fact]
        if other.last_place < amount.last_place
    ]
    counted = Counter(rounding for one in shown for rounding in one)
    choices: tuple[Rounding, ...] = (table.rounding, *Rounding)
    return max(choices, key=lambda rounding: counted[rounding])


def _possible(rounded: Amount, full: Amount) -> Iterator[Rounding]:
    """How one amount can come from the other, which has more places."""
    over = abs(rounded.value) - abs(full.value)
    if not over:
        yield Rounding.EXACT
    if abs(over) * 2 <= rounded.last_place:
        yield Rounding.NEAREST
    if -rounded.last_place < over <= 0:
        yield Rounding.TRUNCATED
