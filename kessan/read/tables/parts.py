"""Lines that a line with figures is the sum of, printed below it.

`Net sales` above the sales of each product heads them though it has figures. Only
figures tell; so a line heads others where they add up in several columns, and where
none of them is a result, which is what is left of the line and no part of it.
"""

import re
from collections.abc import Collection, Sequence
from decimal import Decimal

from kessan.foot.grid import read_cell
from kessan.read.tables.lines import Entry, depths_of

# Words of results: such a line is what is left, no part. One row a language.
RESULTS = re.compile(
    r"\b(?:income|profit|loss|earnings|margin|ebitda|balance)s?\b|利益|損失",
    re.IGNORECASE,
)
MOST_PARTS = 15
FEWEST_COLUMNS = 2
# How many times its tolerance a total has at least, so that it is no chance.
LEAST_TOTAL = 20


def parts_of(entries: Sequence[Entry], columns: Collection[int]) -> dict[int, int]:
    """For each line that is the sum of lines below it, the number of the last of them.

    `columns` are those of amounts, from 0. Numbers of lines count from 0.
    """
    values = [_values(entry, columns) for entry in entries]
    depths = depths_of(entries)
    is_flat = len(set(depths)) == 1
    found: dict[int, int] = {}
    for n in range(len(entries) - 1, -1, -1):
        if len(values[n]) < FEWEST_COLUMNS or not entries[n].label:
            continue
        parts: list[int] = []
        at = n + 1
        while at < len(entries) and len(parts) < MOST_PARTS:
            is_deeper = is_flat or depths[at] > depths[n]
            if not is_deeper or not _is_part(entries[at], values[at], values[n]):
                break
            parts.append(at)
            at = found.get(at, at) + 1
            if len(parts) > 1 and _adds_up(values[n], [values[p] for p in parts]):
                found[n] = at - 1
                break
    return found


def _values(entry: Entry, columns: Collection[int]) -> dict[int, Decimal]:
    read = {
        column: read_cell(figure.text)
        for column, figure in enumerate(entry.cells)
        if figure and not figure.doubt and column in columns
    }
    return {column: value for column, value in read.items() if value is not None}


def _is_part(entry: Entry, part: dict[int, Decimal], total: dict[int, Decimal]) -> bool:
    has_all = bool(total) and total.keys() <= part.keys()
    return has_all and bool(entry.label) and not RESULTS.search(entry.label)


def _adds_up(total: dict[int, Decimal], parts: Sequence[dict[int, Decimal]]) -> bool:
    """Whether parts add up to a total in each column, as far as rounding goes."""
    for column, value in total.items():
        exponent = value.as_tuple().exponent
        last_place = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
        slack = last_place * (len(parts) + 1) / 2
        if abs(value) < LEAST_TOTAL * slack:
            return False
        if abs(value - sum(part[column] for part in parts)) > slack:
            return False
    return True
