"""What the lines just above a total add up to, one more of them at each step."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kessan.foot.rows import LAST_PLACE, Parts, Row


@dataclass
class Way:
    """A way to sign the lines of a run, and what they add up to so, by column.

    `signs` has the sign of a line, by its place from the first one and its words.
    `taken_away` counts the lines with a minus, `alike` those with a plus and the
    figures of the total.
    """

    signs: Callable[[int, Row], int]
    sums: list[int]
    taken_away: int = 0
    alike: int = 0

    def add(self, row: Row, sign: int, is_alike: bool) -> None:
        """Take one more line."""
        for column, value in enumerate(row.values):
            self.sums[column] += sign * value
        self.taken_away += sign < 0
        self.alike += is_alike and sign > 0


class Run:
    """The last lines of a stack as the parts of a total.

    A search looks at one column first, so they are counted when they are asked for,
    each once. `margins` and `sizes` are, by column, how far the lines and the total
    may be off together, and how large they are.
    """

    def __init__(self, total: Row, stack: Sequence[Row]) -> None:
        """Begin without a line."""
        self.total = total
        self.stack = stack
        self.length = 0
        self.margins = [*total.reach]
        self.sizes = [abs(value) for value in total.values]
        zeros = [0] * len(total.values)
        self.by_words = Way(lambda _, row: row.sign, [*zeros])
        self.by_less = Way(lambda _, row: row.less_sign, [*zeros])
        self.added = Way(lambda _, row: 1, [*zeros])
        # How many lines have figures, and how many the two ways of words sign apart.
        self.telling = 0
        self.apart = 0

    def of(self, length: int) -> "Run":
        """The run with as many lines; it only grows."""
        while self.length < length:
            self.length += 1
            self._take(self.stack[-self.length])
        return self

    def _take(self, row: Row) -> None:
        for column, value in enumerate(row.values):
            self.margins[column] += row.reach[column]
            self.sizes[column] += abs(value)
        is_alike = row.values == self.total.values
        self.by_words.add(row, row.sign, is_alike)
        self.by_less.add(row, row.less_sign, is_alike)
        self.added.add(row, 1, is_alike)
        self.telling += any(row.values)
        self.apart += row.sign != row.less_sign

    def ways(self) -> Iterator[Way]:
        """The usual ways to sign it, each once.

        By the words of all lines, of those that say `Less: …`, all of them added, the
        first one less the others.
        """
        yield self.by_words
        if self.apart:
            yield self.by_less
        if self.by_words.taken_away and self.by_less.taken_away:
            yield self.added
        first, others = self.stack[-self.length], self.length - 1
        words = (self.by_words.taken_away, first.sign)
        less = (self.by_less.taken_away, first.less_sign)
        if (others, 1) not in (words, less):
            yield self._first_less(first)

    def _first_less(self, first: Row) -> Way:
        pairs = zip(first.values, self.added.sums, strict=True)
        return Way(
            lambda at, _: -1 if at else 1,
            [2 * value - added for value, added in pairs],
            self.length - 1,
            first.values == self.total.values,
        )

    def may_hold(self, way: Way) -> bool:
        """Whether a way is near the total in every column, and may say something.

        It says nothing where one of several lines has the figures of the total.
        """
        if way.alike and self.telling > 1:
            return False
        ends = zip(way.sums, self.total.values, self.margins, strict=True)
        return all(abs(value - total) <= margin for value, total, margin in ends)

    def least_odds(self, way: Way, columns: Sequence[int]) -> float:
        """How likely a way would hold by chance in some columns, at least.

        All figures count for it, the largest with them.
        """
        is_exact = tuple(way.sums) == self.total.values
        least = 1.0
        for column in columns:
            span = LAST_PLACE + (0 if is_exact else self.margins[column])
            if span < self.sizes[column]:
                least *= span / self.sizes[column]
        return least

    def parts(self, way: Way) -> Parts:
        """The lines with their signs."""
        run = self.stack[-self.length :]
        return tuple((row, way.signs(at, row)) for at, row in enumerate(run))
