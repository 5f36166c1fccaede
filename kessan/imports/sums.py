"""The sums of imported tables: what the company's earlier ones say, and what is found.

A sum that a company's statement had once is asked of each later one, by the tags of
its lines. Where it does not hold there and the search finds other parts, the statement
has changed; where it finds none, the filing shows a sum that does not hold, and not one
that is not found.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kessan.foot import AMOUNT, Calculation, Grid, Line, Rounding, foot

# A company and its statement, by which sums are known.
Kind = tuple[str, str]
# The parts of a total, each with its weight, by their concepts.
Parts = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Table:
    """A table of a filing: its lines with their concepts and figures, by column."""

    release_id: str
    table_id: str
    company_key: str
    statement: str
    concepts: Mapping[int, str]
    grid: Grid

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
        for total, one in found.items():
            earlier = calculations.get(total)
            if earlier is None or not (
                earlier.is_exact or set(earlier.parts) == set(one.parts)
            ):
                calculations[total] = one
                said[table.concepts[total]] = tuple(
                    (table.concepts[part], weight) for part, weight in one.parts
                )
        yield Footed(table, tuple(calculations[at] for at in sorted(calculations)))


def _carried(table: Table, said: Mapping[str, Parts]) -> Iterator[Calculation]:
    """The known sums all of whose lines are here, whether they hold or not."""
    lines: dict[str, int] = {}
    for number, concept in table.concepts.items():
        lines.setdefault(concept, number)
    figures = {line.line_number: line.values for line in table.grid.lines}
    for total, parts in said.items():
        if total not in lines or any(part not in lines for part, _ in parts):
            continue
        numbered = tuple((lines[part], weight) for part, weight in parts)
        columns = [
            at for at, value in enumerate(figures[lines[total]]) if value is not None
        ]
        rests = [
            sum(weight * (figures[line][at] or 0) for line, weight in numbered)
            - (figures[lines[total]][at] or 0)
            for at in columns
        ]
        if rests:
            yield Calculation(lines[total], numbered, len(rests), not any(rests), 0.0)


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
