"""The second reading of an import: the source's text again, by another route.

The rows come from lines that look their numbers up, with SQL. Here the numbers of a
filing are read one after the other, and each is put where the order of the lines says;
what a column then has in number and in sum is told in other code, from the same text.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

READ_BY = "numbers in the order of the lines"
# The statement that the components of equity are of, and no other.
EQUITY = "EQ"
# The statements that are taken in, as the data sets of the SEC call them.
STATEMENTS = {
    "BS": "balance_sheet",
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
    members are components of equity.
    """

    tables: Mapping[tuple[str, str, str], str]
    columns: Mapping[tuple[str, str], list[Column]]
    scales: Mapping[tuple[str, str, str], int]
    measured: Mapping[tuple[str, str, str], str]
    currencies: Mapping[str, str]
    equity_axes: Collection[str] = ()


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
    """A line that is printed: of whom it is, and its days in the columns."""

    line: Line
    members: str
    days: Days

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
            tag = one.line["tag"], one.line["version"]
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
                *(_plain(total.total), _plain(total.line_total)),
                *(total.digest, READ_BY),
            )


def _plain(number: Decimal) -> str:
    """A number as text, without zeros behind its last place."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


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
        for place, of_table in groupby(rows, lambda row: (row["report"], row["inpth"])):
            table = setting.tables.get((release, *place))
            columns = setting.columns[release, table] if table else []
            printed = _printed(
                [*_with_days([*of_table], kinds, columns)],
                numbers.get(release, {}),
                setting.equity_axes,
            )
            numbered = [*enumerate(printed, source_line + 1)]
            source_line += len(numbered)
            if table:
                yield (release, table), numbered


def _with_days(
    lines: Sequence[Line], kinds: Mapping[tuple[str, str], str], columns: list[Column]
) -> Iterator[tuple[Line, Days]]:
    """The lines of a table, each with its days.

    Of a balance that is printed twice the first line opens, where nothing says it.
    """
    often = Counter((line["tag"], line["version"]) for line in lines)
    said = {
        (line["tag"], line["version"]) for line in lines if line.get("balance_at")
    }
    seen: set[tuple[str, str]] = set()
    for line in lines:
        tag = line["tag"], line["version"]
        is_opening = (
            line["balance_at"] == "opening"
            if tag in said
            else tag not in seen and often[tag] > 1
        )
        seen.add(tag)
        found = (
            (column, _address(column, kinds.get(tag, ""), is_opening))
            for column in columns
        )
        yield line, [(column, days) for column, days in found if days]


def _printed(
    lines: Sequence[tuple[Line, Days]],
    numbers: Numbers,
    equity_axes: Collection[str],
) -> Iterator[Printed]:
    """The lines of a table, and below each those of its members, by their names.

    A member that has a number on every line of a tag has them all.
    """
    members: dict[tuple[str, str], set[str]] = {}
    for line, days in lines:
        tag = line["tag"], line["version"]
        told = {one for _, at in days for one in numbers.get((*tag, *at), {})}
        members[tag] = told & members.get(tag, told)
    for line, days in lines:
        yield Printed(line, WHOLE, days)
        for one in sorted(members[line["tag"], line["version"]] - {WHOLE}):
            pairs = _pairs(one)
            is_of_equity = any(axis in equity_axes for axis, _ in pairs)
            letters = sum(len(name) for _, name in pairs)
            if len(pairs) > MOST_MEMBERS or letters > MOST_LETTERS:
                continue
            if is_of_equity == (line["stmt"] == EQUITY):
                yield Printed(line, one, days)


def _pairs(members: str) -> list[tuple[str, str]]:
    """The axes with their members that a text of them names."""
    found = (pair.partition("=") for pair in members.split(";") if pair)
    return [(axis, name) for axis, _, name in found]


def _address(column: Column, iord: str, is_opening: bool) -> tuple[str, str] | None:
    """The first and the last day that a line has in a column, if it has any."""
    if iord == "I":
        is_before = is_opening and column.period_start
        return "", (column.before_start if is_before else column.period_end)
    return (column.period_start, column.period_end) if column.period_start else None


def _unit(measured: str, uom: str, currency: str) -> str:
    """The unit that the rows say of what is measured so."""
    if measured == "per_share":
        return f"{currency}_per_share"
    return uom if measured == "money" else measured
