"""The second reading of an archive: its tables of text, a row after the other."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from kessan.imports import second
from kessan.imports.second import WHOLE, Address, Setting
from kessan.read.columns.calendars import DAY, MONTHS_OF_A_QUARTER, month_end, shift

HALF_A_MONTH = 15


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
    own_days = {
        release: {_rounded(day): day for day in days}
        for release, days in setting.quarter_ends.items()
    }
    for row in _rows(path):
        if row["adsh"] not in setting.currencies or not row["value"]:
            continue
        whom = row.get("segments") or WHOLE
        if whom != WHOLE and whom == members.get(row["adsh"]):
            whom = WHOLE
        elif row["coreg"]:
            continue
        before, end = _days(row["ddate"], int(row["qtrs"]))
        own = own_days.get(row["adsh"], {})
        if end in own and (before is None or before in own):
            before, end = before and own[before], own[end]
        address = row["tag"], row["version"], *_period(before, end)
        told = found[row["adsh"]].setdefault(address, defaultdict(list))
        told[whom].append((row["uom"], Decimal(row["value"])))
    return found


@cache
def _days(last: str, quarters: int) -> tuple[date | None, date]:
    """The day before so many quarters, none of an instant, and the last."""
    end = date(int(last[:4]), int(last[4:6]), int(last[6:]))
    return shift(end, -MONTHS_OF_A_QUARTER * quarters) if quarters else None, end


def _rounded(day: date) -> date:
    """The end of the month that is nearest to a day."""
    return month_end(day) if day.day > HALF_A_MONTH else shift(day, -1)


def _period(before: date | None, end: date) -> tuple[str, str]:
    """The first day behind another, none of an instant, and the last, as text."""
    return "" if before is None else str(before + DAY), str(end)
