"""The second reading of an import: the source's text again, by another route.

The rows come from lines that look their numbers up, with SQL. Here the numbers of a
filing are read one after the other, and each is put where the order of the lines says;
what a column then has in number and in sum is told in other code, from the same text.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

READ_BY = "numbers in the order of the lines"
# The statements that are taken in, as the data sets of the SEC call them.
STATEMENTS = {
    "BS": "balance_sheet",
    "IS": "income_statement",
    "CF": "cash_flow",
    "CI": "comprehensive_income",
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
    what is measured; by release the currency.
    """

    tables: Mapping[tuple[str, str, str], str]
    columns: Mapping[tuple[str, str], list[Column]]
    scales: Mapping[tuple[str, str, str], int]
    measured: Mapping[tuple[str, str, str], str]
    currencies: Mapping[str, str]


# A line of a statement: its tag, version, report, place, label and sign, as in `pre`.
Line = Mapping[str, str]
# The numbers of a filing, each with its unit, by what they are of.
Numbers = Mapping[Address, list[tuple[str, Decimal]]]


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
    for (release, table), placed in _tables(lines, setting).items():
        totals: dict[tuple[Column, str, int], Total] = defaultdict(Total)
        often: dict[tuple[str, str], int] = defaultdict(int)
        said: set[tuple[str, str]] = set()
        for _, line in placed:
            often[line["tag"], line["version"]] += 1
            if line.get("balance_at"):
                said.add((line["tag"], line["version"]))
        seen: set[tuple[str, str]] = set()
        for source_line, line in placed:
            tag = line["tag"], line["version"]
            iord = kinds.get(tag, "")
            is_opening = (
                line["balance_at"] == "opening"
                if tag in said
                else tag not in seen and often[tag] > 1
            )
            seen.add(tag)
            for column in setting.columns[release, table]:
                if not (address := _address(column, iord, is_opening)):
                    continue
                found = numbers[release].get((*tag, *address))
                if not found:
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
                    -number if line["negating"] == "1" else number,
                    source_line,
                    line["plabel"].strip() or line["tag"],
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
    lines: Iterable[Line], setting: Setting
) -> dict[tuple[str, str], list[tuple[int, Line]]]:
    """The lines of each table in their order, each with its line of the filing."""
    of_filing: dict[str, list[Line]] = defaultdict(list)
    for row in lines:
        if row["adsh"] in setting.currencies and row["stmt"] in STATEMENTS:
            of_filing[row["adsh"]].append(row)
    tables: dict[tuple[str, str], list[tuple[int, Line]]] = {}
    for release, rows in of_filing.items():
        ordered = sorted(
            rows, key=lambda row: (int(row["report"]), row["inpth"], int(row["line"]))
        )
        for number, row in enumerate(ordered, 1):
            table = setting.tables.get((release, row["report"], row["inpth"]))
            if table:
                tables.setdefault((release, table), []).append((number, row))
    return tables


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
