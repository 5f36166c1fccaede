"""How likely figures agree by chance, and when their agreeing says nothing."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, combinations, permutations

from kessan.foot.rows import Parts, Row


def odds(members: Parts, column: int, width: int, is_asked_for: bool) -> float:
    """How likely these figures of a column would agree by chance.

    It is one in as many as the figures could have been otherwise. The two largest
    may be near each other for another reason, such as a balance and the next: so
    what is left without them counts, except below a line that asks for its sum.
    Places that are zero in all figures are none.
    """
    sizes = sorted(abs(row.values[column]) for row, _ in members)
    place = max(row.places[column] for row, _ in members if row.printed[column])
    while any(sizes) and not any(size % (10 * place) for size in sizes):
        place *= 10
    room = sum(sizes[:-1] if is_asked_for else sizes[:-2])
    return min(1.0, (width + place) / room) if room else 1.0


def says_nothing(members: Parts) -> bool:
    """Whether some lines cancel out: then what is left holds without them.

    Lines that are only added may, such as a loan that is taken up and paid back.
    """
    (total, _), *parts = members
    alike = [row for row, weight in parts if weight > 0 and row.values == total.values]
    telling = [row for row, _ in parts if any(row.values)]
    if any(row is not one for one in alike for row in telling):
        return True
    return _some_cancel_out(parts)


def _some_cancel_out(parts: Sequence[tuple[Row, int]]) -> bool:
    """Whether neighbours add up to zero in every column, and not for being zero.

    Each column has its running totals: what some lines add up to is how far it goes
    from where they begin to where they end.
    """
    whole = len(parts)
    turns = _turns(parts)
    if turns[0] == whole:
        return False
    told = [0, *accumulate(any(row.values) for row, _ in parts)]
    columns = [
        (
            [0, *accumulate(row.weighed(weight, column)[0] for row, weight in parts)],
            [0, *accumulate(row.weighed(weight, column)[1] for row, weight in parts)],
        )
        for column in range(len(parts[0][0].values))
    ]
    return any(
        told[begin] < told[end]
        and all(
            lows[end] <= lows[begin] and highs[begin] <= highs[end]
            for lows, highs in columns
        )
        for begin, turn in enumerate(turns)
        for end in range(turn + 1, whole + 1)
        if end - begin < whole
    )


def _turns(parts: Sequence[tuple[Row, int]]) -> list[int]:
    """Where, from each part on, the first one with another weight is; else the end."""
    turns = [len(parts)] * len(parts)
    for at in range(len(parts) - 2, -1, -1):
        is_turn = parts[at][1] != parts[at + 1][1]
        turns[at] = at + 1 if is_turn else turns[at + 1]
    return turns


def is_proportional(members: Parts, one: int, other: int) -> bool:
    """Whether a column says the same as another, in another unit or again."""
    lead = max((row for row, _ in members), key=lambda row: abs(row.values[other]))
    by, to = lead.values[other], lead.values[one]
    return by != 0 and all(
        abs(row.values[one] * by - row.values[other] * to)
        <= row.places[one] * abs(by) + row.places[other] * abs(to)
        for row, _ in members
        if any(row.values)
    )


def combined(columns: list[int]) -> Iterator[list[tuple[int, int]]]:
    """What another column may follow from: a sum of some neighbours, a change."""
    for begin, end in combinations(range(len(columns) + 1), 2):
        if end - begin > 1:
            yield [(column, 1) for column in columns[begin:end]]
    for one, other in permutations(columns, 2):
        yield [(one, 1), (other, -1)]
