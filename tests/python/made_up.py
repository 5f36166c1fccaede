"""Made-up companies: what they deliver, as YAML that a person reads at a glance.

A file of `tests/deliveries` has the rows of `reference` that its companies need,
and its `releases`. A release has tables of figures in text, in one unit and scale:

    releases:
      example-2016-05-12:
        currency: JPY
        accounting_standard: JGAAP
        tables:
          headline:
            unit: JPY
            scale: 6
            figures:
              - [Revenues, "10,000", 2015-04-01/2016-03-31]
              - [Revenues, "10.0", 2015-04-01/2016-03-31, yoy_percent, year_ago]

A grid has its statement, the period of each of its columns, and lines of a
heading, a label and a text for each column; a column or a line that says more is
a mapping. Its sums are totals with their parts, by the numbers of lines:

          income_statement:
            statement: income_statement
            unit: JPY
            scale: 3
            columns:
              - 2014-04-01/2015-03-31
              - {period: 2015-04-01/2016-03-31, heading: This year}
            lines:
              - ["", Total revenues, "9,000", "10,000"]
              - {label: Shares, unit: shares, scale: 0, texts: ["900", "900"]}
            sums:
              3: [1, 2]

A release may have a `second_reader` of its control totals; without one they count as
one reading. With `sums: found` its sums are those that `kessan foot` finds.

A label without a company is of every company of its file. What else a company prints
has the meaning that it has at the project's own.

A figure is its label, its text and its period and, where they are not an actual
amount, its measure, comparison and scenario. The company and the day are those of
the release_id, unless `company_key` or `published_at` says otherwise. A table may
have further columns of `printed_tables.csv`, such as its rounding, and a release may
have `exceptions`: rows of `exceptions.csv`.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import yaml

DELIVERIES = Path(__file__).parent.parent / "deliveries"
# A release_id is the key of its company and the day of its publication.
RELEASE = re.compile(r"(.+)-(\d{4}-\d{2}-\d{2})(?:-.*)?")

Row = dict[str, str]


class TextLoader(yaml.SafeLoader):
    """Reads dates and numbers as the text that they are; `<<` merges."""

    yaml_implicit_resolvers: ClassVar = {
        "<": yaml.SafeLoader.yaml_implicit_resolvers["<"]
    }


def described(path: Path) -> dict[str, Any]:
    """What a file of deliveries says."""
    return dict(yaml.load(path.read_text("utf-8"), TextLoader))


def deliver(
    project: Path, *paths: Path, foot: Callable[[str], None] | None = None
) -> list[str]:
    """Deliver what files describe into a copy of the project; the release_ids.

    `foot` is called with the folder of each release whose sums are to be found.
    """
    delivered = []
    for path in paths:
        content = described(path)
        reference = dict(content.get("reference", {}))
        seeds = project / "seeds" / "reference"
        known = seeds / "labels.csv"
        reference["labels"] = labels_of(content, rows_in(known))
        for name, rows in reference.items():
            add_rows(seeds / f"{name}.csv", rows)
        for release_id, release in content["releases"].items():
            folder = write_release(project, release_id, release)
            if foot and release.get("sums") == "found":
                foot(str(folder.relative_to(project)))
            delivered.append(release_id)
    return delivered


def rows_in(path: Path) -> list[Row]:
    """The rows of a CSV."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def labels_of(content: dict[str, Any], known: list[Row]) -> list[Row]:
    """The labels of each company of a file, for what it prints."""
    printed: dict[str, set[tuple[str, str]]] = {}
    for release_id, release in content["releases"].items():
        rows = list(rows_of(release_id, release))
        company = next(row["company_key"] for name, row in rows if name == "releases")
        statements = {
            row["table_id"]: row["statement"]
            for name, row in rows
            if name == "printed_tables"
        }
        printed.setdefault(company, set()).update(
            (statements[row["table_id"]], letters(row["label"]))
            for name, row in rows
            if name in ("lines", "figures")
        )
    own = content.get("reference", {}).get("labels", [])
    found = []
    for company, labels in printed.items():
        of_file = [
            row
            for row in own
            if row.get("company_key", company) == company and is_printed(row, labels)
        ]
        known_already = {
            (row["statement"], letters(row["label"]))
            for row in [*of_file, *known]
            if row.get("company_key", company) == company
        }
        like = {
            (row["statement"], row["heading"], row["label"]): row
            for row in known
            if row["company_key"] not in ("", company)
            and is_printed(row, labels)
            and (row["statement"], letters(row["label"])) not in known_already
        }
        found += [row | {"company_key": company} for row in [*of_file, *like.values()]]
    return found


def is_printed(row: Row, labels: set[tuple[str, str]]) -> bool:
    """Whether a row of labels.csv is for one of the labels of some statements."""
    start, placeholder, _ = row["label"].partition("{")
    return any(
        statement == row["statement"]
        and (
            label.startswith(letters(start)) if placeholder else label == letters(start)
        )
        for statement, label in labels
    )


def letters(label: str) -> str:
    """What is the same in two labels that differ in their signs only."""
    return re.sub(r"[*][0-9]+|[^a-z0-9]", "", label.lower())


def add_rows(path: Path, rows: Iterable[Row]) -> None:
    """Add rows to a CSV; what they do not say is empty."""
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, header, lineterminator="\n").writerows(rows)


def write_release(project: Path, release_id: str, release: dict[str, Any]) -> Path:
    """Write the folder of a release, with the headers of the project's CSVs."""
    folder = project / "landing" / release_id
    folder.mkdir(parents=True)
    content: dict[str, list[Row]] = {}
    for name, row in rows_of(release_id, release):
        content.setdefault(name, []).append({"release_id": release_id} | row)
    for name, rows in content.items():
        seed = project / "seeds" / "release" / f"{name}.csv"
        header = seed.read_text("utf-8").splitlines()[0]
        (folder / seed.name).write_text(header + "\n", "utf-8")
        add_rows(folder / seed.name, rows)
    return folder


def rows_of(release_id: str, release: dict[str, Any]) -> Iterator[tuple[str, Row]]:
    """The rows of a release, each with the name of its CSV."""
    found = RELEASE.fullmatch(release_id)
    assert found, release_id
    said = {
        key: value
        for key, value in release.items()
        if isinstance(value, str) and key not in ("second_reader", "sums")
    }
    yield (
        "releases",
        {
            "company_key": found[1],
            "published_at": found[2],
            "title": "Made up",
            "document": "none",
        }
        | said,
    )
    for row in release.get("exceptions", []):
        yield "exceptions", {"kind": "exception"} | row
    for order, (table_id, table) in enumerate(release["tables"].items(), 1):
        rows_of_table = grid_rows if "lines" in table else text_rows
        for name, row in rows_of_table(table_id, table, order):
            if name == "control_totals":
                row |= {"read_by": release.get("second_reader", "")}
            yield name, row


def table_row(table_id: str, table: dict[str, Any], order: int, lines: int) -> Row:
    """The row of a table in printed_tables.csv, where it says nothing else."""
    said = {key: value for key, value in table.items() if key not in CONTENT}
    return {
        "table_id": table_id,
        "statement": "prose",
        "section": "table" if "lines" in table else "prose",
        "title": "Made up",
        "first_source_line": "1",
        "last_source_line": str(lines),
        "rounding": "nearest",
        "line_count": str(lines),
        "display_order": str(order),
    } | said


def grid_rows(
    table_id: str, table: dict[str, Any], order: int
) -> Iterator[tuple[str, Row]]:
    """The rows of a printed grid, with a control total of each column."""
    lines = [line_of(line) for line in table["lines"]]
    address = {"table_id": table_id}
    yield "printed_tables", table_row(table_id, table, order, len(lines))
    for number, (line, texts) in enumerate(lines, 1):
        columns = {f"column_{n}": text for n, text in enumerate(texts, 1)}
        place = {"line_number": str(number), "source_line": str(number)}
        yield "lines", address | place | {"indent": "0"} | line | columns
    for number, column in enumerate(table["columns"], 1):
        said = {"period": column} if isinstance(column, str) else column
        start, _, end = said["period"].rpartition("/")
        meaning = {
            "column_number": str(number),
            "period_start": start,
            "period_end": end,
            "measure": "amount",
            "unit": table["unit"],
            "scale": table["scale"],
            "scenario": "actual",
        }
        about = {"heading": end, "printed_unit": "made up", "source_line": "1"}
        further = {key: value for key, value in said.items() if key != "period"}
        yield "column_headings", address | meaning | about | further
        yield from grid_totals(address | meaning | stated(further), number, lines)
    for total, parts in table.get("sums", {}).items():
        for part in parts:
            yield (
                "calculations",
                address
                | {
                    "total_line": total,
                    "part_line": part.lstrip("-"),
                    "said_by": "keyed",
                }
                | {"weight": "-1" if part.startswith("-") else "1"},
            )


def stated(further: Row) -> Row:
    """What a column says of its figures, where it is not as the table."""
    return {key: said for key, said in further.items() if key in TOTAL}


def line_of(line: list[str] | dict[str, Any]) -> tuple[Row, list[str]]:
    """What a line says, and its texts."""
    if isinstance(line, list):
        heading, label, *texts = line
        return {"heading": heading, "label": label}, texts
    return {key: said for key, said in line.items() if key != "texts"}, line["texts"]


def grid_totals(
    column: Row, number: int, lines: list[tuple[Row, list[str]]]
) -> Iterator[tuple[str, Row]]:
    """The control totals of a column, one for each unit and scale in it."""
    own_units = [
        ("", "")
        if column["unit"] == "percent"
        else (line.get("unit", ""), line.get("scale", ""))
        for line, _ in lines
    ]
    for unit, scale in sorted(set(own_units)):
        numbers = [
            read(texts[number - 1])
            for (_, texts), own_unit in zip(lines, own_units, strict=True)
            if own_unit == (unit, scale)
            and texts[number - 1 : number] not in ([], [""])
        ]
        if numbers:
            own = {"unit": unit, "scale": scale} if unit else {}
            total = {"figure_count": str(len(numbers)), "total": f"{sum(numbers):f}"}
            yield "control_totals", column | own | total


def text_rows(
    table_id: str, table: dict[str, Any], order: int
) -> Iterator[tuple[str, Row]]:
    """The rows of figures in text, with a control total of each kind."""
    figures = [dict(zip(FIGURE, figure)) for figure in table["figures"]]  # noqa: B905
    address = {"table_id": table_id}
    unit = {"unit": table["unit"], "scale": table["scale"]}
    yield "printed_tables", table_row(table_id, table, order, len(figures))
    # A column for each unit: percentages stand beside amounts.
    columns = {unit["unit"]: ("1", unit), "percent": ("2", PERCENT)}
    totals: dict[tuple[str, ...], list[Decimal]] = {}
    used = set()
    for number, figure in enumerate(figures, 1):
        measure = figure.get("measure", "amount")
        scenario = figure.get("scenario", "actual")
        is_percent = measure in ("yoy_percent", "ratio")
        name = "percent" if is_percent else unit["unit"]
        column, of_column = columns[name]
        if column not in used:
            used.add(column)
            heading = {"column_number": column, "source_line": "1"}
            yield (
                "column_headings",
                address | heading | of_column | {"heading": name, "printed_unit": name},
            )
        start, _, end = figure["period"].rpartition("/")
        period = {"period_start": start, "period_end": end}
        yield (
            "figures",
            address
            | period
            | {
                "line_number": str(number),
                "column_number": column,
                "source_line": str(number),
                "label": figure["label"],
                "printed_text": figure["text"],
                "measure": measure,
                "comparison": figure.get("comparison", ""),
                "scenario": scenario,
            },
        )
        of_total = (column, start, end, measure, *of_column.values(), scenario)
        totals.setdefault(of_total, []).append(read(figure["text"]))
    for of_total, numbers in totals.items():
        yield (
            "control_totals",
            address
            | dict(zip(TOTAL, of_total, strict=True))
            | {
                "figure_count": str(len(numbers)),
                "total": f"{sum(numbers, Decimal(0)):f}",
            },
        )


# What a table holds, beside the columns of printed_tables.csv.
CONTENT = ("unit", "scale", "figures", "columns", "lines", "sums")
FIGURE = ("label", "text", "period", "measure", "comparison", "scenario")
TOTAL = (
    *("column_number", "period_start", "period_end", "measure", "unit", "scale"),
    "scenario",
)
PERCENT = {"unit": "percent", "scale": "0"}


def read(text: str) -> Decimal:
    """The number of a text, as a second reader would write it down."""
    plain = unicodedata.normalize("NFKC", text)
    digits = re.sub("[^0-9.]", "", plain.replace("n.a.", ""))
    number = Decimal(digits or "0")
    return -number if plain.startswith(("(", "-", "△", "▲")) and digits else number
