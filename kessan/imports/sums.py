"""The sums of imported tables: what the company's earlier ones say, and what is found.

A sum that a company's statement had once is asked of each later one, by the tags of
its lines; only tables with other tags are searched anew. So an error of the next
filing shows as a sum that does not hold, and not as one that is not found.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kessan.foot import AMOUNT, Calculation, Grid, Line, Rounding, foot

# A sum of a company's statement: the concept of its total, and those of its parts.
Sum = tuple[str, tuple[tuple[str, int], ...]]


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
    def kind(self) -> tuple[str, str]:
        """What sums are known by: the company and its statement."""
        return self.company_key, self.statement


@dataclass(frozen=True)
class Footed:
    """The sums of a table. `is_exact`: each of them holds to the last unit."""

    table: Table
    calculations: tuple[Calculation, ...]
    carried: int

    @property
    def is_exact(self) -> bool:
        """Whether its sums show that it adds up to the last unit."""
        return bool(self.calculations) and all(
            one.is_exact for one in self.calculations
        )


def footed(
    tables: Iterable[Table], known: Mapping[tuple[str, str], list[Sum]]
) -> Iterator[Footed]:
    """The sums of each table, in the order of time; later ones know the earlier."""
    learnt = {kind: dict(sums) for kind, sums in known.items()}
    for table in tables:
        said = learnt.setdefault(table.kind, {})
        calculations = list(_carried(table, said))
        taken = {one.total_line for one in calculations}
        for found in foot(table.grid).calculations:
            if found.total_line not in taken:
                calculations.append(found)
                total, parts = _by_concept(table, found)
                said.setdefault(total, parts)
        yield Footed(table, tuple(calculations), len(taken))


def _carried(
    table: Table, said: Mapping[str, tuple[tuple[str, int], ...]]
) -> Iterator[Calculation]:
    """The known sums all of whose lines are here, whether they hold or not."""
    lines: dict[str, int] = {}
    for number, concept in table.concepts.items():
        lines.setdefault(concept, number)
    figures = {line.line_number: line.values for line in table.grid.lines}
    for total, parts in said.items():
        if total not in lines or any(part not in lines for part, _ in parts):
            continue
        numbered = tuple((lines[part], weight) for part, weight in parts)
        rests = [
            sum(weight * (values[at] or 0) for values, weight in weighed)
            - (figures[lines[total]][at] or 0)
            for weighed in [[(figures[line], weight) for line, weight in numbered]]
            for at, printed in enumerate(figures[lines[total]])
            if printed is not None
        ]
        if rests:
            yield Calculation(lines[total], numbered, len(rests), not any(rests), 0.0)


def _by_concept(table: Table, found: Calculation) -> Sum:
    return table.concepts[found.total_line], tuple(
        (table.concepts[part], weight) for part, weight in found.parts
    )


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
