"""The tables of an earlier release of the same kind, and which of them are read again.

A table is the one of the earlier release that has its labels in its order, below
columns of the same lengths; tables come in the order of the earlier release.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cached_property

from kessan.read.columns.calendars import Period
from kessan.read.columns.meaning import TableMeaning
from kessan.read.document import Place
from kessan.read.labels.candidates import own_meaning
from kessan.read.labels.chart import Chart, KnownLabel
from kessan.read.labels.words import amount_label_key, label_key
from kessan.read.tables.printed import Line, PrintedTable
from kessan.template.pattern import Cells, Pattern, pattern_of

# The share of labels, in their order, that two tables have in common at least.
ALIKE = 0.5
DAYS_OF_A_MONTH = 30.4


@dataclass(frozen=True, eq=False)
class EarlierTable:
    """A table of an earlier release.

    `lines` are its rows of lines.csv or, where `is_form`, one of figures.csv a
    column; `columns` and `sums` those of column_headings.csv and calculations.csv.
    """

    release_id: str
    row: Cells
    columns: tuple[Cells, ...]
    lines: tuple[Cells, ...]
    sums: tuple[Cells, ...]
    is_form: bool

    @property
    def table_id(self) -> str:
        """What it is called there."""
        return self.row["table_id"]

    @property
    def statement(self) -> str:
        """The statement that it is."""
        return self.row["statement"]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Its labels, in order, in their stable form."""
        return tuple(amount_label_key(row["label"]) for row in self.lines)

    def known_label(self, at: int, chart: Chart, company_key: str) -> KnownLabel | None:
        """What the line at a place means, as the company's own labels say."""
        row = self.lines[at]
        line = Line(1, Place(1), row["label"], (), headings=(row["heading"],))
        own = chart.own_labels(company_key)
        return own_meaning(own, self.statement, line, self.row["title"])


@dataclass(frozen=True)
class Earlier:
    """An earlier release of the same kind."""

    release_id: str
    tables: tuple[EarlierTable, ...]


@dataclass(frozen=True)
class Match:
    """A table with the one that it is in the earlier release.

    `lines` are the places in the earlier table of the lines that are there too, by
    the number of the line; of a form, of its columns by their number.
    """

    earlier: EarlierTable
    lines: Mapping[int, int]


def earlier_release(release_id: str, company_key: str) -> Earlier:
    """An earlier release of a company. Raises UnusableError where there is none."""
    pattern = pattern_of(release_id, company_key=company_key)
    return Earlier(release_id, tuple(_tables(pattern)))


def _tables(pattern: Pattern) -> Iterator[EarlierTable]:
    of_table: dict[str, dict[str, list[Cells]]] = defaultdict(lambda: defaultdict(list))
    for name, rows in pattern.content.items():
        for row in rows:
            of_table[row.get("table_id", "")][name].append(row)
    for row in pattern.content["printed_tables.csv"]:
        own = of_table[row["table_id"]]
        lines = own["lines.csv"]
        form = {one["column_number"]: one for one in reversed(own["figures.csv"])}
        if row["section"] == "prose" or not (lines or form):
            continue
        in_order = sorted(form.values(), key=lambda one: int(one["column_number"]))
        yield EarlierTable(
            pattern.release_id,
            row,
            tuple(own["column_headings.csv"]),
            tuple(lines or in_order),
            tuple(own["calculations.csv"]),
            not lines,
        )


def matches(
    printed: Sequence[PrintedTable], read: Sequence[TableMeaning], earlier: Earlier
) -> list[Match | None]:
    """Of each table, the one of the earlier release that it is, or None.

    Pairs that are the most alike in all are taken, in the order of both.
    """
    scores = [
        [_alike(table, meaning, one) for one in earlier.tables]
        for table, meaning in zip(printed, read, strict=True)
    ]
    width = len(earlier.tables)
    best = [[0.0] * (width + 1) for _ in range(len(scores) + 1)]
    for at in range(len(scores) - 1, -1, -1):
        for to in range(width - 1, -1, -1):
            score = scores[at][to]
            taken = score + best[at + 1][to + 1] if score else 0.0
            best[at][to] = max(best[at + 1][to], best[at][to + 1], taken)
    found: list[Match | None] = [None] * len(scores)
    at = to = 0
    while at < len(scores) and to < width:
        if best[at][to] == best[at + 1][to]:
            at += 1
        elif best[at][to] == best[at][to + 1]:
            to += 1
        else:
            one = earlier.tables[to]
            found[at] = Match(one, _lines_of(keys_of(printed[at], read[at]), one))
            at, to = at + 1, to + 1
    return found


def keys_of(table: PrintedTable, meaning: TableMeaning) -> tuple[str, ...]:
    """The labels of a table's lines in their stable form; of a form, its headings."""
    labels = [line.label for line in table.lines]
    if meaning.is_form:
        labels = [column.heading for column in table.columns]
    return tuple(amount_label_key(label) for label in labels)


def _alike(table: PrintedTable, meaning: TableMeaning, one: EarlierTable) -> float:
    """How alike a table is to an earlier one: 1 where labels and columns agree.

    Below `ALIKE` it is another one. Columns of other lengths are told apart, a title
    that says the same speaks for it.
    """
    if meaning.is_form is not one.is_form:
        return 0
    keys = keys_of(table, meaning)
    labels = SequenceMatcher(None, keys, one.keys, autojunk=False).ratio()
    if labels < ALIKE:
        return 0
    if meaning.is_form:
        return labels
    here = Counter(_lengths(meaning))
    there = Counter(length_of(row) for row in one.columns)
    shared = sum((here & there).values()) / max(here.total(), there.total(), 1)
    is_titled = label_key(table.title) == label_key(one.row["title"])
    return labels * (0.75 + 0.2 * shared + 0.05 * is_titled)


def _lengths(meaning: TableMeaning) -> Iterator[tuple[str, int | None]]:
    for column in meaning.columns:
        months = months_of(column.period) if column.period else None
        yield column.measure or "", months


def length_of(row: Cells) -> tuple[str, int | None]:
    """What a column of an earlier table measures, and the months of its period."""
    if not row["period_end"]:
        return row["measure"], None
    return row["measure"], months_of(period_of(row))


def period_of(row: Cells) -> Period:
    """The period of a row that has one."""
    start = row["period_start"]
    return Period(
        date.fromisoformat(start) if start else None,
        date.fromisoformat(row["period_end"]),
    )


def months_of(period: Period) -> int:
    """The months of a period, 0 of an instant."""
    if period.start is None:
        return 0
    return round((period.end - period.start).days / DAYS_OF_A_MONTH)


def _lines_of(keys: Sequence[str], one: EarlierTable) -> dict[int, int]:
    """The lines that are in both: those in one order, and those with words alone."""
    found: dict[int, int] = {}
    matcher = SequenceMatcher(None, keys, one.keys, autojunk=False)
    for start, there, size in matcher.get_matching_blocks():
        found |= {start + at + 1: there + at for at in range(size) if keys[start + at]}
    left = Counter(keys), Counter(one.keys)
    for number, key in enumerate(keys, 1):
        if number not in found and all(counts[key] == 1 for counts in left) and key:
            found[number] = one.keys.index(key)
    return found
