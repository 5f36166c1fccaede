"""What of a table is as in an earlier release, and what came or went since."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from kessan.read.earlier.tables import (
    Earlier,
    EarlierTable,
    Match,
    keys_of,
    length_of,
    months_of,
)
from kessan.read.labels.words import label_key
from kessan.read.reading import ReadTable


def as_in_earlier(table: ReadTable, match: Match, changed: Sequence[int]) -> ReadTable:
    """A table with the name, the section and the title of the one that it was.

    Columns that are missing are in doubt; lines that came or went are remarks.
    """
    one = match.earlier
    title = one.row["title"]
    if re.search(r"\d", title) or not _is_same_title(title, table.printed.title):
        title = table.printed.title
    labels = {line.number: line.label for line in table.printed.lines}
    sums = (f"the parts of {labels[total]!r} are others" for total in changed)
    return replace(
        table,
        table_id=one.table_id,
        section=one.row["section"],
        printed=replace(table.printed, title=title),
        doubts=(*table.doubts, *_missing_columns(table, one)),
        remarks=(
            *table.remarks,
            f"as {one.table_id} in {one.release_id}",
            *_lines(table, match),
            *sums,
        ),
    )


def missing_tables(earlier: Earlier | None, named: Collection[str]) -> Iterator[str]:
    """The tables of an earlier release that were not read again, in words."""
    for one in earlier.tables if earlier else ():
        if one.table_id not in named:
            title = one.row["title"]
            yield f"no table is {one.table_id} ({title}) of {one.release_id}"


def _is_same_title(title: str, printed: str) -> bool:
    """Whether a title has the words of a printed one, and perhaps some aside."""
    plain = label_key(re.sub(r"\([^)]*\)", "", title))
    return bool(plain) and plain in label_key(printed)


def _missing_columns(table: ReadTable, one: EarlierTable) -> Iterator[str]:
    """The columns of the earlier table of which there are fewer now."""
    here = Counter(
        (column.measure or "", months_of(column.period) if column.period else None)
        for column in table.meaning.columns
    )
    there: dict[tuple[str, int | None], list[str]] = {}
    for row in one.columns:
        there.setdefault(length_of(row), []).append(row["heading"])
    for kind, headings in there.items():
        missing = len(headings) - here[kind]
        if missing > 0 and not table.is_form:
            shown = ", ".join(repr(heading) for heading in headings)
            of = kind[0] or "no measure"
            yield (
                f"{one.release_id} has {missing} more columns of {of}, among {shown}"
            )


def _lines(table: ReadTable, match: Match) -> Iterator[str]:
    """The lines that came, and those that went."""
    keys = keys_of(table.printed, table.meaning)
    labels = [line.label for line in table.printed.lines]
    if table.is_form:
        labels = [column.heading for column in table.printed.columns]
    came = [
        label
        for number, (label, key) in enumerate(zip(labels, keys, strict=True), 1)
        if key and number not in match.lines
    ]
    kept = set(match.lines.values())
    gone = [
        row["label"]
        for at, row in enumerate(match.earlier.lines)
        if at not in kept and row["label"]
    ]
    for what, found in (("new here", came), ("not printed any more", gone)):
        if found:
            yield f"{what}: {', '.join(repr(label) for label in found)}"
