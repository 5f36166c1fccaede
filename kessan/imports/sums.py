"""The sums of imported tables: what is filed, what earlier ones say, what is found.

What a filing says of a total is its sum, whether it holds or not, and no other is.
A sum that a company's statement had once is asked of each later one, by the tags of
its lines. Where it does not hold there and the search finds other parts, the statement
has changed; where it finds none, the filing shows a sum that does not hold, and not one
that is not found.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kessan.foot import AMOUNT, Calculation, Grid, Line, Rounding, foot

# A company and its statement, by which sums are known.
Kind = tuple[str, str]
# The parts of a total, each with its weight, by their concepts.
Parts = tuple[tuple[str, int], ...]
# The parts of totals, each with its weight, by their lines.
Filed = dict[int, tuple[tuple[int, int], ...]]


@dataclass(frozen=True)
class Table:
    """A table of a filing: its lines with their concepts and figures, by column.

    `filed` are the sums that the filing says itself.
    """

    release_id: str
    table_id: str
    company_key: str
    statement: str
    concepts: Mapping[int, str]
    grid: Grid
    filed: Filed = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        """What sums are known by: the company and its statement."""
        return self.company_key, self.statement


# The parts of each total of a company's statement.
Sums = dict[Kind, dict[str, Parts]]


@dataclass(frozen=True)
class Footed:
    """The sums of a table. `is_exact`: each of them holds to the last unit."""

    table: Table
    calculations: tuple[Calculation, ...]

    @property
    def is_exact(self) -> bool:
        """Whether its sums show that it adds up to the last unit."""
        return bool(self.calculations) and all(
            one.is_exact for one in self.calculations
        )


def footed(tables: Iterable[Table], known: Sums) -> Iterator[Footed]:
    """The sums of each table, in the order of time; later ones know the earlier.

    `known` is what earlier imports say, and learns from each table.
    """
    for table in tables:
        said = known.setdefault(table.kind, {})
        found = {one.total_line: one for one in foot(table.grid).calculations}
        calculations = {one.total_line: one for one in _carried(table, said)}
        calculations |= {one.total_line: one for one in _filed(table)}
        for total, one in found.items():
            if total in table.filed:
                continue
            earlier = calculations.get(total)
            if earlier is None or not (
                earlier.is_exact or set(earlier.parts) == set(one.parts)
            ):
                calculations[total] = one
                said[table.concepts[total]] = tuple(
                    (table.concepts[part], weight) for part, weight in one.parts
                )
        yield Footed(table, tuple(calculations[at] for at in sorted(calculations)))


def _filed(table: Table) -> Iterator[Calculation]:
    """The sums that the filing says, whether they hold or not."""
    for total, parts in table.filed.items():
        yield from _held(table, total, parts)


def _carried(table: Table, said: Mapping[str, Parts]) -> Iterator[Calculation]:
    """The known sums all of whose lines are here, whether they hold or not."""
    lines: dict[str, int] = {}
    for number, concept in table.concepts.items():
        lines.setdefault(concept, number)
    for total, parts in said.items():
        if total not in lines or any(part not in lines for part, _ in parts):
            continue
        numbered = tuple((lines[part], weight) for part, weight in parts)
        yield from _held(table, lines[total], numbered)


def _held(
    table: Table, total: int, parts: tuple[tuple[int, int], ...]
) -> Iterator[Calculation]:
    """A sum with whether it holds; none where the total has no figure."""
    figures = {
        (line.line_number, at): value
        for line in table.grid.lines
        for at, value in enumerate(line.values)
        if value is not None
    }
    rests = [
        sum(weight * figures.get((part, at), Decimal(0)) for part, weight in parts)
        - value
        for (line, at), value in figures.items()
        if line == total
    ]
    if rests:
        yield Calculation(total, parts, len(rests), not any(rests), 0.0)


def grid(
    table_id: str,
    lines: Iterable[tuple[int, str, str, tuple[Decimal | None, ...]]],
    column_count: int,
) -> Grid:
    """The grid of a table, of its lines' numbers, labels, units and figures."""
    return Grid(
        table_id=table_id,
        measures=(AMOUNT,) * column_count,
        rounding=Rounding.NEAREST,
        lines=tuple(
            Line(line_number=number, label=label, values=values, unit=unit)
            for number, label, unit, values in lines
        ),
    )
