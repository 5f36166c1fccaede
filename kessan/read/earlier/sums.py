"""The sums of an earlier release, carried over by label where they hold again."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kessan.foot import AMOUNT, Calculation, Footing, Grid
from kessan.foot.rows import Row, read_rows
from kessan.read.earlier.tables import Match

Parts = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Carried:
    """The sums of a table with those of the earlier release.

    `said_by` tells of each total that is as there who said so. `broken` has the cells,
    by line and column, of sums that held there and do not hold here, with the figures;
    `changed` the totals that have other parts now.
    """

    footing: Footing
    said_by: Mapping[int, str] = field(default_factory=dict)
    broken: Mapping[tuple[int, int], str] = field(default_factory=dict)
    changed: tuple[int, ...] = ()


def carried(footing: Footing, grid: Grid, match: Match) -> Carried:
    """The sums of a table with those of the earlier one, by their labels.

    A sum that holds goes before another that was found. One that does not is broken,
    unless other parts were found for its total: then it is changed.
    """
    rows = {row.line.line_number: row for row in read_rows(grid)}
    found = {one.total_line: one for one in footing.calculations}
    amounts = [at for at, measure in enumerate(grid.measures) if measure == AMOUNT]
    said_by: dict[int, str] = {}
    broken: dict[tuple[int, int], str] = {}
    changed: list[int] = []
    for total, parts, said in _sums(match):
        if total not in rows or any(number not in rows for number, _ in parts):
            continue
        columns = [at for at, is_there in enumerate(rows[total].printed) if is_there]
        failing = [at for at in columns if not _holds(rows, total, parts, at)]
        if columns and not failing:
            is_exact = not any(_residual(rows, total, parts, at) for at in columns)
            found[total] = Calculation(total, parts, len(columns), is_exact, 0.0)
            said_by[total] = said
        elif total in found:
            changed.append(total)
        for at in failing if total not in found else ():
            reason = _in_words(rows, total, parts, amounts[at])
            for line in (total, *(line for line, _ in parts)):
                place = line, amounts[at] + 1
                broken[place] = f"as in {match.earlier.release_id}, {reason}"
    ordered = tuple(found[total] for total in sorted(found))
    return Carried(
        replace(footing, calculations=ordered), said_by, broken, tuple(changed)
    )


def _in_words(rows: Mapping[int, Row], total: int, parts: Parts, column: int) -> str:
    """What does not add up, with its figures as they are printed."""

    def printed(line: int) -> str:
        value = rows[line].line.values[column]
        return "nothing" if value is None else f"{value:,}"

    terms = " ".join(
        f"{'+' if weight > 0 else '-'} {printed(line)}" for line, weight in parts
    )
    label = rows[total].line.label
    return f"{label!r} would be {terms.removeprefix('+ ')}, and is {printed(total)}"


def _sums(match: Match) -> Iterator[tuple[int, Parts, str]]:
    """The earlier sums whose lines are all here: total, parts with weights, said by."""
    numbers = {
        match.earlier.lines[at].get("line_number", ""): number
        for number, at in match.lines.items()
    }
    sums: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in match.earlier.sums:
        sums[row["total_line"]].append(row)
    for total, rows in sums.items():
        lines = [total, *(row["part_line"] for row in rows)]
        if all(line in numbers for line in lines):
            parts = tuple(
                (numbers[row["part_line"]], int(row["weight"])) for row in rows
            )
            yield numbers[total], parts, rows[0]["said_by"]


def _residual(rows: Mapping[int, Row], total: int, parts: Parts, at: int) -> int:
    values: Sequence[int] = [weight * rows[line].values[at] for line, weight in parts]
    return sum(values) - rows[total].values[at]


def _holds(rows: Mapping[int, Row], total: int, parts: Parts, at: int) -> bool:
    """Whether what a total stands for meets what its parts stand for."""
    ends = [rows[line].weighed(weight, at) for line, weight in parts]
    low, high = sum(low for low, _ in ends), sum(high for _, high in ends)
    return low <= rows[total].highs[at] and rows[total].lows[at] <= high
