"""The search for sums in one printed table, and how likely each is by chance.

A table is read as a person foots it: a line with deeper lines below it may be
their sum; else a line may be the sum of the lines above it that are part of no
sum yet, or their difference. What is tried comes in the order of how usual it is,
and is counted: the more was tried, the more has to agree.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product

from kessan.foot.chance import combined, is_proportional, odds, says_nothing
from kessan.foot.grid import Grid, Line
from kessan.foot.rows import Parts, Row, read_rows
from kessan.foot.runs import Run

# How likely a proposal may be by chance, at most: in general, and where words or
# indents ask for that very sum.
LIKELY = 1e-4
LIKELY_WHERE_SUGGESTED = 1e-3
# Lines of which each may be added, taken away or left out; that may stand between
# the parts and their total.
FREE, BETWEEN = 5, 2
# The longest difference that a line may be beside being the sum of those below it.
SECOND = 4

RESULT = re.compile(
    r"\b(total|sub-?total|sum|net|gross|income|profit|margin|earnings|loss|equity"
    r"|capital|balances?|end(ing)?|increase|decrease|change|EBITDA|cash flows?)\b"
    r"|計|利益|損失|残高|純額",
    re.I,
)


@dataclass(frozen=True)
class Calculation:
    """A total with its parts, each with the weight of its printed figure.

    It holds in `columns` columns, in all that print one of its figures; `chance`
    is how likely it, or what was tried before it, would be among figures without
    any meaning.
    """

    total_line: int
    parts: tuple[tuple[int, int], ...]
    columns: int
    is_exact: bool
    chance: float


@dataclass(frozen=True)
class Footing:
    """What was found in a table.

    `also_hold` are true too, but a second way to the same total, which
    calculations.csv cannot say. `loose_lines` are in no calculation.
    """

    table_id: str
    calculations: tuple[Calculation, ...]
    also_hold: tuple[Calculation, ...]
    loose_lines: tuple[Line, ...]


def foot(grid: Grid) -> Footing:
    """The sums and differences that hold in every column of amounts of a table.

    A blank cell counts as zero. Lines that are counted in another unit are a table
    of their own.
    """
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in read_rows(grid):
        groups[row.line.unit].append(row)
    calculations: list[Calculation] = []
    also: list[Calculation] = []
    for rows in groups.values():
        search = _Search(grid, [replace(row, at=at) for at, row in enumerate(rows)])
        search.find()
        calculations += search.found.values()
        also += search.also_hold
    named = {one.total_line for one in calculations}
    named |= {part for one in calculations for part, _ in one.parts}
    return Footing(
        grid.table_id,
        tuple(sorted(calculations, key=lambda one: one.total_line)),
        tuple(also),
        tuple(
            row.line
            for row in sorted(
                (row for rows in groups.values() for row in rows),
                key=lambda row: row.line.line_number,
            )
            if row.line.line_number not in named
        ),
    )


@dataclass(frozen=True)
class _Trial:
    """A total and parts that were tried, in the order of how usual that is."""

    parts: Parts
    rank: int
    is_block: bool = False


@dataclass(frozen=True)
class _Match:
    """A trial that holds in every column. `odds` is its chance if it is the first."""

    trial: _Trial
    columns: int
    is_exact: bool
    residual: int
    odds: float
    tried: int

    @property
    def chance(self) -> float:
        """How likely one of all that was tried would hold by chance."""
        return min(1.0, self.odds * self.tried)


@dataclass
class _Search:
    """The search in the lines of a table that are counted in one unit."""

    grid: Grid
    rows: list[Row]
    found: dict[int, Calculation] = field(default_factory=dict)
    also_hold: list[Calculation] = field(default_factory=list)
    # The lines that are a part of a sum, or explain one, by their place.
    used: set[int] = field(default_factory=set)
    second: list[Calculation] = field(default_factory=list)
    tried: int = 0

    @cached_property
    def telling(self) -> list[int]:
        """The columns that do not follow from the others of the table."""
        columns = list(range(len(self.rows[0].values)))
        for column in reversed(range(len(columns))):
            others = [other for other in columns if other != column]
            if any(self._adds_up(column, signed) for signed in combined(others)):
                columns = others
        return columns

    def _adds_up(self, column: int, signed: list[tuple[int, int]]) -> bool:
        """Whether a column is the sum of some others, in every line."""
        asked = ((column, -1), *signed)
        return all(
            abs(sum(sign * row.values[at] for at, sign in asked))
            <= sum(row.reach[at] for at, _ in asked)
            for row in self.rows
        )

    def find(self) -> None:
        """Find the sums of lines below, then those of lines above, then tidy up."""
        for row in reversed(self.rows):
            self._foot_block(row)
        for row in self.rows:
            self._foot_above(row)
        for calculation in self.second:
            self._place(calculation)

    def _foot_block(self, total: Row) -> None:
        """Take a line as the sum of the deeper lines below it, if it is."""
        block = self._block(total)
        unused = [row for row in block if row.at not in self.used]
        level = min((row.line.indent for row in block), default=0)
        children = [row for row in block if row.line.indent == level]
        self.tried = 0
        matches = []
        for rows in (children, unused):
            added = tuple((row, 1) for row in rows)
            less = tuple((row, row.less_sign) for row in rows)
            for parts in (added, less):
                self.tried += 1
                if len(parts) > 1:
                    matches += self._match(total, _Trial(parts, 0, is_block=True))
        if best := self._best(total, matches):
            self._accept(total, best)
            self.used |= {row.at for row in block}

    def _block(self, total: Row) -> list[Row]:
        """The lines below a line that are deeper, or headed by it."""
        label = total.line.label.strip()
        numbers = set()
        for line in self.grid.lines:
            if line.line_number <= total.line.line_number:
                continue
            if line.indent <= total.line.indent and line.heading.strip() != label:
                break
            numbers.add(line.line_number)
        if not numbers:
            return []
        return [row for row in self.rows if row.line.line_number in numbers]

    def _foot_above(self, total: Row) -> None:
        """Take a line as a sum or difference of lines above it, if it is."""
        if not any(total.values):
            return
        stack = [row for row in self.rows[: total.at] if row.at not in self.used]
        is_second = total.line.line_number in self.found
        if is_second:
            stack = stack[-SECOND:]
        self.tried = 0
        matches: list[_Match] = []
        for trial in self._trials(total, stack, runs_only=is_second):
            matches += self._match(total, trial)
        best = self._best(total, matches)
        if not best or self._is_one_of_its_parts(total, stack, best):
            return
        if is_second:
            self.second.append(self._calculation(total, best))
            return
        first, *rest = best.trial.parts
        is_breakdown = (
            first[1] > 0
            and all(weight < 0 for _, weight in rest)
            and not RESULT.search(total.line.label)
            and total.line.indent >= first[0].line.indent
        )
        if is_breakdown:
            # The last of the lines that a line above is broken down into.
            self.used |= {total.at, *(row.at for row, _ in rest)}
            if first[0].line.line_number not in self.found:
                parts = (*((row, 1) for row, _ in rest), (total, 1))
                trial = replace(best.trial, parts=parts)
                self._accept(first[0], replace(best, trial=trial))
                return
        else:
            self.used |= {row.at for row, _ in best.trial.parts}
        self._accept(total, best)

    def _is_one_of_its_parts(self, total: Row, stack: list[Row], match: _Match) -> bool:
        """Whether the next line is the sum of a line and some of its would-be parts.

        The last part of a sum is also an earlier total less the other parts.
        """
        if total.at + 1 == len(self.rows):
            return False
        following = self.rows[total.at + 1]
        parts = {row.at for row, _ in match.trial.parts}
        return any(
            _holds(following, trial)
            for trial in self._runs(following, [*stack, total], 0, however_likely=True)
            if not parts.isdisjoint(row.at for row, _ in trial.parts)
            and all(weight > 0 for _, weight in trial.parts)
        )

    def _trials(
        self, total: Row, stack: list[Row], runs_only: bool
    ) -> Iterator[_Trial]:
        """What a total may be of the lines above it, the most usual first."""
        yield from self._runs(total, stack, 0)
        if runs_only:
            return
        for rows in _thinned(stack):
            yield from self._runs(total, rows, 1)
        for between in range(1, BETWEEN + 1):
            yield from self._runs(total, stack[:-between], 1)
        yield from self._free(total, stack[-FREE:])

    def _runs(
        self, total: Row, stack: list[Row], rank: int, however_likely: bool = False
    ) -> Iterator[_Trial]:
        """The lines just above: added, signed by their words, or one less the rest.

        Of small figures almost any run is near the total: `however_likely` those
        are wanted too that no proposal could be.
        """
        run = Run(total, stack)
        for length in self._lengths(total, stack):
            for way in run.of(length).ways():
                self.tried += 1
                chance = self.tried * run.least_odds(way, self.telling)
                is_likely = chance > LIKELY_WHERE_SUGGESTED and not however_likely
                if not is_likely and run.may_hold(way):
                    yield _Trial(run.parts(way), rank)

    def _lengths(self, total: Row, stack: list[Row]) -> Iterator[int]:
        """How many of the lines just above may be the total, by its largest figure.

        Those of other lengths are counted as tried.
        """
        column, target, margin = self._asked(total)
        added = by_words = by_less = passed = 0
        steps = self._steps[column]
        last_lines = (steps[row.at] for row in reversed(stack))
        for length, (value, said, said_less, reach) in enumerate(last_lines, 1):
            first_less = value - added
            added += value
            by_words += said
            by_less += said_less
            margin += reach
            if length == 1:
                continue
            low, high = target - margin, target + margin
            if (
                low <= by_words <= high
                or low <= by_less <= high
                or low <= added <= high
                or low <= first_less <= high
            ):
                self.tried += passed
                passed = 0
                yield length
            else:
                passed += len({by_words, by_less, added, first_less})
        self.tried += passed

    @cached_property
    def _steps(self) -> list[list[tuple[int, int, int, int]]]:
        """By column, of each line: what it adds, what by its words, and by `Less: …`.

        The last one is how far it may be off.
        """
        return [
            [
                (value, row.sign * value, row.less_sign * value, row.reach[column])
                for row in self.rows
                for value in (row.values[column],)
            ]
            for column in range(len(self.rows[0].values))
        ]

    def _free(self, total: Row, stack: list[Row]) -> Iterator[_Trial]:
        """Any of the lines just above, each added, taken away or left out."""
        column, target, reach = self._asked(total)
        sums = [(-target, reach)]
        for row in stack:
            part, its_reach = row.values[column], row.reach[column]
            sums = [
                one
                for rest, margin in sums
                for one in (
                    (rest + part, margin + its_reach),
                    (rest - part, margin + its_reach),
                    (rest, margin),
                )
            ]
        signs = product((1, -1, 0), repeat=len(stack))
        for weights, (rest, margin) in zip(signs, sums, strict=True):
            self.tried += 1
            if abs(rest) <= margin:
                weighted = zip(stack, weights, strict=True)
                parts = tuple((row, weight) for row, weight in weighted if weight)
                if len(parts) > 1 and any(weight > 0 for _, weight in parts):
                    yield _Trial(parts, 2)

    def _asked(self, total: Row) -> tuple[int, int, int]:
        """The column to look at first, its figure and the margin that it allows."""
        column = max(range(len(total.values)), key=lambda at: abs(total.values[at]))
        return column, total.values[column], total.reach[column]

    def _match(self, total: Row, trial: _Trial) -> list[_Match]:
        """The trial, if it holds and is not too likely by chance."""
        members = ((total, -1), *trial.parts)
        widths = _widths(members)
        if widths is None:
            return []
        rests = [
            sum(weight * row.values[column] for row, weight in members)
            for column in widths
        ]
        is_exact = not any(rests)
        chance = self._odds(members, widths, is_exact, trial.is_block)
        residual = sum(abs(rest) for rest in rests)
        match = _Match(trial, len(widths), is_exact, residual, chance, self.tried)
        if match.chance > LIKELY_WHERE_SUGGESTED or says_nothing(members):
            return []
        return [match]

    def _odds(
        self, members: Parts, widths: dict[int, int], is_exact: bool, is_block: bool
    ) -> float:
        """How likely the figures would agree by chance, in all columns that tell."""
        chance = 1.0
        counted: list[int] = []
        for column, width in widths.items():
            if column in self.telling and not any(
                is_proportional(members, column, one) for one in counted
            ):
                counted.append(column)
                chance *= odds(members, column, 0 if is_exact else width, is_block)
        return chance

    def _best(self, total: Row, matches: list[_Match]) -> _Match | None:
        """The most usual of the matches that are unlikely by chance."""
        likely = [
            match
            for match in matches
            if match.chance
            <= (LIKELY_WHERE_SUGGESTED if _is_suggested(total, match) else LIKELY)
        ]
        return min(
            likely,
            key=lambda match: (
                match.trial.rank,
                not match.is_exact,
                not self._begins_a_group(match.trial.parts[0][0]),
                match.residual,
            ),
            default=None,
        )

    def _begins_a_group(self, row: Row) -> bool:
        """Whether what stands above a line sets it apart from it."""
        if row.at == 0 or row.is_begun:
            return True
        above = self.rows[row.at - 1].line
        return above.line_number in self.found or (above.indent, above.heading) != (
            row.line.indent,
            row.line.heading,
        )

    def _accept(self, total: Row, match: _Match) -> None:
        self.found[total.line.line_number] = self._calculation(total, match)

    def _calculation(self, total: Row, match: _Match) -> Calculation:
        return Calculation(
            total.line.line_number,
            tuple((row.line.line_number, weight) for row, weight in match.trial.parts),
            match.columns,
            match.is_exact,
            match.chance,
        )

    def _place(self, second: Calculation) -> None:
        """Say a second way to a total where calculations.csv can hold it.

        That is with terms moved, as a way to a line that has none yet; else in the
        place of the total, where it is a part of one other.
        """
        total = second.total_line
        for part, weight in second.parts:
            if weight > 0 and part not in self.found:
                others = tuple((row, -w) for row, w in second.parts if row != part)
                self.found[part] = replace(
                    second, total_line=part, parts=((total, 1), *others)
                )
                return
        users = [
            one for one in self.found.values() if total in (row for row, _ in one.parts)
        ]
        if len(users) == 1 and second.is_exact and users[0].is_exact:
            (user,) = users
            weight = dict(user.parts)[total]
            parts = [(row, w * weight) for row, w in second.parts]
            kept = [one for one in user.parts if one[0] != total]
            if {row for row, _ in parts}.isdisjoint(row for row, _ in kept):
                chance = max(user.chance, second.chance)
                self.found[user.total_line] = replace(
                    user, parts=tuple(sorted(parts + kept)), chance=chance
                )
        self.also_hold.append(second)


def _holds(total: Row, trial: _Trial) -> bool:
    """Whether a trial holds in every column, and says something."""
    members = ((total, -1), *trial.parts)
    return _widths(members) is not None and not says_nothing(members)


def _widths(members: Parts) -> dict[int, int] | None:
    """How wide a margin each column that prints a figure of the lines leaves them.

    None where one of them does not hold.
    """
    widths = {}
    for column in range(len(members[0][0].values)):
        if not any(row.printed[column] for row, _ in members):
            continue
        ends = [row.weighed(weight, column) for row, weight in members]
        low, high = sum(low for low, _ in ends), sum(high for _, high in ends)
        if low > 0 or high < 0:
            return None
        widths[column] = high - low
    return widths


def _is_suggested(total: Row, match: _Match) -> bool:
    """Whether indents or words ask for that very sum."""
    if match.trial.is_block:
        return True
    if match.trial.rank:
        return False
    return bool(RESULT.search(total.line.label)) and any(
        row.is_less for row, _ in match.trial.parts
    )


def _thinned(stack: list[Row]) -> Iterator[list[Row]]:
    """The lines without those that are only a part of the line above them."""
    without = [row for row in stack if not row.is_aside]
    if len(without) < len(stack):
        yield without
    levels = sorted({row.line.indent for row in stack})
    for level in reversed(levels[:-1]):
        yield [row for row in stack if row.line.indent <= level]
