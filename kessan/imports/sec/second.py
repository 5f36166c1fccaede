"""The second reading of an archive: its tables of text, a row after the other."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

from kessan.imports import second
from kessan.imports.second import WHOLE, Address, Setting


def control_totals(
    files: Mapping[str, Path], members: Mapping[str, str], setting: Setting
) -> Iterator[tuple[str, ...]]:
    """The rows of control_totals.csv, as the text of the archive says.

    `members` are those that stand for the whole company in a filing.
    """
    numbers = _numbers(files["num"], members, setting)
    kinds = {(row["tag"], row["version"]): row["iord"] for row in _rows(files["tag"])}
    yield from second.control_totals(numbers, kinds, _rows(files["pre"]), setting)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _numbers(
    path: Path, members: Mapping[str, str], setting: Setting
) -> dict[str, dict[Address, dict[str, list[tuple[str, Decimal]]]]]:
    """The numbers of each filing, by what they are of and by their members."""
    found: dict[str, dict[Address, dict[str, list[tuple[str, Decimal]]]]] = defaultdict(
        dict
    )
    for row in _rows(path):
        if row["adsh"] not in setting.currencies or not row["value"]:
            continue
        whom = row.get("segments") or WHOLE
        if whom != WHOLE and whom == members.get(row["adsh"]):
            whom = WHOLE
        elif row["coreg"]:
            continue
        days = _days(row["ddate"], int(row["qtrs"]))
        address = row["tag"], row["version"], *days
        told = found[row["adsh"]].setdefault(address, defaultdict(list))
        told[whom].append((row["uom"], Decimal(row["value"])))
    return found


@cache
def _days(last: str, quarters: int) -> tuple[str, str]:
    """The first day of so many quarters, none of an instant, and the last."""
    year, month, day = int(last[:4]), int(last[4:6]), last[6:]
    end = f"{year}-{month:02}-{day}"
    if not quarters:
        return "", end
    before = 12 * year + month - 3 * quarters
    return f"{before // 12}-{before % 12 + 1:02}-01", end
