"""The second reading of an import: the source's text again, by another route.

The rows come from lines that look their numbers up, with SQL. Here the numbers of a
filing are read one after the other, and each is put where the order of the lines says;
what a column then has in number and in sum is told in other code, from the same text.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from kessan.decimals import plain

READ_BY = "numbers in the order of the lines"
INSTANT = "I"
BALANCES = "BS"
# The statement that the components of equity are of, and no other.
EQUITY = "EQ"
# The statements that are taken in, as the data sets of the SEC call them.
STATEMENTS = {
    BALANCES: "balance_sheet",
    "IS": "income_statement",
    "CF": "cash_flow",
    "CI": "comprehensive_income",
    EQUITY: "changes_in_equity",
}
# The columns of control_totals.csv.
COLUMNS = (
    *("release_id", "table_id", "column_number", "period_start", "period_end"),
    *("measure", "unit", "scale", "scenario", "figure_count", "total"),
    *("line_total", "label_digest", "read_by"),
)
LETTERS = re.compile(r"[*][0-9]+|[^a-z0-9]")

# A number of a filing: tag, version, first day (none of an instant), last day.
Address = tuple[str, str, str, str]


@dataclass(frozen=True)
class Column:
    """A column of a table as its heading has it, and the day before it begins.

    Days are written `YYYY-MM-DD`; an instant has no first day.
    """

    column_number: str
    period_start: str
    period_end: str
    before_start: str


@dataclass
class Total:
    """What a column has of one unit: number, sum, sum by line, words."""

    count: int = 0
    total: Decimal = Decimal(0)
    line_total: Decimal = Decimal(0)
    letters: list[str] = field(default_factory=list)

    def add(self, number: Decimal, source_line: int, label: str) -> None:
        """Take one more figure."""
        self.count += 1
        self.total += number
        self.line_total += source_line * number
        self.letters.append(LETTERS.sub("", label.lower()))

    @property
    def digest(self) -> str:
        """The digest of the labels in printed order."""
        return hashlib.md5(",".join(self.letters).encode()).hexdigest()


@dataclass(frozen=True)
class Setting:
    """What the second reading is told: which tables there are, and their columns.

    By release, report and `inpth` stand the table_id; by release and table the
    columns; by release, table and what is measured the scale; by tag, version and unit
    what is measured; by release the currency. `equity_axes` are the axes whose
    members are components of equity. `quarter_ends` has the last days of the quarters
    of those whose company has a calendar of its own, where its source rounds.
    """

    tables: Mapping[tuple[str, str, str], str]
    columns: Mapping[tuple[str, str], list[Column]]
    scales: Mapping[tuple[str, str, str], int]
    measured: Mapping[tuple[str, str, str], str]
    currencies: Mapping[str, str]
    equity_axes: Collection[str] = ()
    quarter_ends: Mapping[str, Collection[date]] = field(default_factory=dict)


# A line of a statement: its tag, version, report, place, label and sign, as in `pre`.
Line = Mapping[str, str]
# The numbers of a filing, each with its unit: by what they are of, and by the members
# that they are of, as `Axis=Member;` says them. Those of the whole company have none.
Numbers = Mapping[Address, Mapping[str, Sequence[tuple[str, Decimal]]]]
# The days of a line in each column that it has any in.
Days = list[tuple[Column, tuple[str, str]]]
WHOLE = ""
# What a label has room for: members, and letters of their names.
MOST_MEMBERS = 4
MOST_LETTERS = 250


@dataclass(frozen=True)
class Printed:
    """A line that is printed: of whom it is, and its days in the columns.

    `is_opening` is what its place says of a balance, and None of what is none.
    """

    line: Line
    members: str
    is_opening: bool | None
    days: Days

    @property
    def is_flow(self) -> bool:
        """Whether its numbers are of a time."""
        return any(first for _, (first, _) in self.days)

    @property
    def label(self) -> str:
        """What is printed before the numbers."""
        names = ", ".join(name for _, name in _pairs(self.members))
        label = self.line["plabel"].strip() or self.line["tag"]
        return f"{label}: {names}" if names else label


def control_totals(
    numbers: Mapping[str, Numbers],
    kinds: Mapping[tuple[str, str], str],
    lines: Iterable[Line],
    setting: Setting,
) -> Iterator[tuple[str, ...]]:
    """The rows of control_totals.csv: the numbers put where the lines say.

    `numbers` are those of each filing; `kinds` tell of a tag and its version whether
    it is an instant.
    """
    for (release, table), placed in _tables(numbers, kinds, lines, setting):
        totals: dict[tuple[Column, str, int], Total] = defaultdict(Total)
        for source_line, one in placed:
            tag = _tag(one.line)
            for column, days in one.days:
                told = numbers[release].get((*tag, *days), {})
                if not (found := told.get(one.members)):
                    continue
                uom, value = min(
                    found, key=lambda one: (one[0] != setting.currencies[release], one)
                )
                # What the rows have lost is told as a total that differs.
                measured = setting.measured.get((*tag, uom), "count")
                unit = _unit(measured, uom, setting.currencies[release])
                scale = setting.scales.get((release, table, measured), 0)
                number = value.scaleb(2 if measured == "percent" else -scale)
                totals[column, unit, scale].add(
                    -number if one.line["negating"] == "1" else number,
                    source_line,
                    one.label,
                )
        for (column, unit, scale), total in totals.items():
            yield (
                *(release, table, column.column_number),
                *(column.period_start, column.period_end),
                *("amount", unit, str(scale), "actual", str(total.count)),
                *(plain(total.total), plain(total.line_total)),
                *(total.digest, READ_BY),
            )


def _tables(
    numbers: Mapping[str, Numbers],
    kinds: Mapping[tuple[str, str], str],
    lines: Iterable[Line],
    setting: Setting,
) -> Iterator[tuple[tuple[str, str], list[tuple[int, Printed]]]]:
    """The lines of each table in their order, each with its line of the filing."""
    of_filing: dict[str, list[Line]] = defaultdict(list)
    for row in lines:
        if row["adsh"] in setting.currencies and row["stmt"] in STATEMENTS:
            of_filing[row["adsh"]].append(row)
    for release, rows in of_filing.items():
        rows.sort(key=lambda row: (int(row["report"]), row["inpth"], int(row["line"])))
        source_line = 0
        told = numbers.get(release, {})
        for place, of_table in groupby(rows, lambda row: (row["report"], row["inpth"])):
            table = setting.tables.get((release, *place))
            columns = setting.columns[release, table] if table else []
            printed = _printed(
                [*_with_days([*of_table], kinds, columns, told)],
                told,
                setting.equity_axes,
            )
            numbered = [*enumerate(_sure([*printed], told), source_line + 1)]
            source_line += len(numbered)
            if table:
                yield (release, table), numbered


def _with_days(
    lines: Sequence[Line],
    kinds: Mapping[tuple[str, str], str],
    columns: list[Column],
    numbers: Numbers,
) -> Iterator[tuple[Line, bool | None, Days]]:
    """The lines of a table, each with its days, and whether its balance opens.

    Where nothing says it, the first line of a balance that is printed twice opens,
    and one alone where it stands above all that flows. None where it is said, or no
    balance.
    """
    often = Counter(_tag(line) for line in lines)
    said = {_tag(line) for line in lines if line.get("balance_at")}
    seen: set[tuple[str, str]] = set()

    def days_of(line: Line, is_opening: bool) -> Days:
        kind = kinds.get(_tag(line), "")
        found = ((column, _address(column, kind, is_opening)) for column in columns)
        return [(column, at) for column, at in found if at]

    first_flow = next(
        (
            place
            for place, line in enumerate(lines)
            if kinds.get(_tag(line), "") != INSTANT
            and any((*_tag(line), *at) in numbers for _, at in days_of(line, False))
        ),
        0,
    )
    for place, line in enumerate(lines):
        tag = _tag(line)
        is_opening = (
            line["balance_at"] == "opening"
            if tag in said
            else tag not in seen and (often[tag] > 1 or place < first_flow)
        )
        seen.add(tag)
        is_told = kinds.get(tag, "") != INSTANT or tag in said
        yield line, None if is_told else is_opening, days_of(line, is_opening)


def _printed(
    lines: Sequence[tuple[Line, bool | None, Days]],
    numbers: Numbers,
    equity_axes: Collection[str],
) -> Iterator[Printed]:
    """The lines of a table, and below each those of its members, by their names.

    A member that has a number on every line of a tag has them all.
    """
    members: dict[tuple[str, str], set[str]] = {}
    for line, _, days in lines:
        tag = _tag(line)
        told = {one for _, at in days for one in numbers.get((*tag, *at), {})}
        members[tag] = told & members.get(tag, told)
    for line, is_opening, days in lines:
        yield Printed(line, WHOLE, is_opening, days)
        for one in sorted(members[_tag(line)] - {WHOLE}):
            pairs = _pairs(one)
            is_of_equity = any(axis in equity_axes for axis, _ in pairs)
            letters = sum(len(name) for _, name in pairs)
            if len(pairs) > MOST_MEMBERS or letters > MOST_LETTERS:
                continue
            if is_of_equity == (line["stmt"] == EQUITY):
                yield Printed(line, one, is_opening, days)


def _sure(printed: Sequence[Printed], numbers: Numbers) -> Iterator[Printed]:
    """The lines of a table; a balance whose day its place does not tell has no days.

    Those with a number are counted: the first of two or more opens, and one alone
    above all that flows.
    """

    def has_number(one: Printed) -> bool:
        found = (numbers.get((*_tag(one.line), *at), {}) for _, at in one.days)
        return any(told.get(one.members) for told in found)

    balances: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    flows = []
    for place, one in enumerate(printed):
        if has_number(one):
            balances[*_tag(one.line), one.members].append(place)
            flows += [place] if one.is_flow else []
    unsure = set()
    for balance, places in balances.items():
        opens = len(places) > 1 or places[0] < min(flows, default=0)
        is_told = [printed[place].is_opening for place in places]
        if is_told != [opens, *[False] * (len(places) - 1)]:
            unsure.add(balance)
    for one in printed:
        is_placed = one.is_opening is None or one.line["stmt"] == BALANCES
        if is_placed or (*_tag(one.line), one.members) not in unsure:
            yield one
        else:
            yield replace(one, days=[])


def _tag(line: Line) -> tuple[str, str]:
    return line["tag"], line["version"]


def _pairs(members: str) -> list[tuple[str, str]]:
    """The axes with their members that a text of them names."""
    found = (pair.partition("=") for pair in members.split(";") if pair)
    return [(axis, name) for axis, _, name in found]


def _address(column: Column, iord: str, is_opening: bool) -> tuple[str, str] | None:
    """The first and the last day that a line has in a column, if it has any."""
    if iord == INSTANT:
        is_before = is_opening and column.period_start
        return "", (column.before_start if is_before else column.period_end)
    return (column.period_start, column.period_end) if column.period_start else None


def _unit(measured: str, uom: str, currency: str) -> str:
    """The unit that the rows say of what is measured so."""
    if measured == "per_share":
        return f"{currency}_per_share"
    return uom if measured == "money" else measured
