"""What spreadsheets make of a CSV: read where nothing is lost, or named as it is.

All of it without dbt: the door reads the files, and lays plain ones out for it.
"""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from kessan.gates import entry_gate
from kessan.intake import (
    DELIVERED,
    Intake,
    SeedFile,
    lay_out,
    read_rows,
    seed_files,
    take_in,
)
from kessan.project import SEEDS

pytestmark = pytest.mark.fast

NEXT = "iij-2017-02-09"
PERIOD = {"period_start": "2016-04-01", "period_end": "2016-12-31"}
# The rows of a release, without those of the columns that may be left out.
ROWS = {
    "releases": [
        {
            "company_key": "iij",
            "title": "Made up",
            "document": "none",
            "published_at": "2017-02-09",
            "currency": "JPY",
            "accounting_standard": "US GAAP",
        }
    ],
    "printed_tables": [
        {
            "table_id": "headline",
            "statement": "prose",
            "section": "prose",
            "title": "Made up",
            "first_source_line": "1",
            "last_source_line": "2",
            "rounding": "nearest",
            "line_count": "2",
            "display_order": "1",
        }
    ],
    "column_headings": [
        {
            "table_id": "headline",
            "column_number": "1",
            "source_line": "1",
            "heading": "value",
            "unit": "JPY",
            "scale": "6",
        }
    ],
    "control_totals": [
        {
            "table_id": "headline",
            "column_number": "1",
            **PERIOD,
            "measure": "amount",
            "unit": "JPY",
            "scale": "6",
            "scenario": "actual",
            "figure_count": "2",
            "total": "114800",
        }
    ],
    "figures": [
        {
            "table_id": "headline",
            "line_number": "1",
            "column_number": "1",
            "source_line": "1",
            "label": "Revenues",
            "printed_text": "114,900",
            **PERIOD,
            "measure": "amount",
            "scenario": "actual",
        },
        {
            "table_id": "headline",
            "line_number": "2",
            "column_number": "1",
            "source_line": "2",
            "label": "Operating Income, as “printed”",
            "printed_text": "(100)",
            **PERIOD,
            "measure": "amount",
            "scenario": "actual",
        },
    ],
}


def deliver(folder: Path, change: Callable[[str], bytes] = str.encode) -> Path:
    """A delivered folder, each CSV saved as a spreadsheet would save it."""
    folder.mkdir(parents=True)
    for seed in seed_files():
        if seed.path.stem in ROWS:
            path = folder / seed.path.name
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, seed.columns, lineterminator="\n")
                writer.writeheader()
                writer.writerows(
                    {"release_id": NEXT} | row for row in ROWS[seed.path.stem]
                )
            path.write_bytes(change(path.read_text("utf-8")))
    return folder


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> Path:
    return deliver(tmp_path_factory.mktemp("plain") / NEXT)


def with_semicolons(text: str) -> str:
    rows = [";".join(cells) for cells in csv.reader(text.splitlines())]
    return "\n".join(rows) + "\n"


def with_empty_columns(text: str) -> str:
    return text.replace("\n", ",,\n")


def with_blank_rows(text: str) -> str:
    header, *rows = text.splitlines()
    commas = "," * header.count(",")
    return "\n".join([header, commas, *rows, "", commas, commas]) + "\n"


# What a spreadsheet does, and what it makes of the text of a CSV.
SAVED = {
    "a byte order mark": lambda text: text.encode("utf-8-sig"),
    "line ends of Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "a mark and line ends": lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "semicolons": lambda text: with_semicolons(text).encode(),
    "tabs": lambda text: with_semicolons(text).replace(";", "\t").encode(),
    "a sep= line": lambda text: b"sep=,\r\n" + text.encode(),
    "semicolons that are said": lambda text: (
        b"sep=;\n" + with_semicolons(text).encode()
    ),
    "blank rows": lambda text: with_blank_rows(text).encode(),
    "empty columns": lambda text: with_empty_columns(text).encode(),
    "no-break blanks": lambda text: text.replace(
        "Operating ", "Operating\u00a0"
    ).encode(),
}


@pytest.mark.parametrize("saved", SAVED)
def test_what_loses_nothing_is_read(tmp_path: Path, plain: Path, saved: str):
    """It is the same release, and dbt is given plain CSVs of it."""
    folder = deliver(tmp_path / NEXT, SAVED[saved])
    taken_in = take_in(folders=[folder])
    assert taken_in.problems == []
    as_keyed = take_in(folders=[plain])
    assert taken_in.releases[NEXT].digest == as_keyed.releases[NEXT].digest
    assert folder / "figures.csv" in taken_in.rewritten
    assert as_keyed.rewritten == set()
    lay_out(taken_in, tmp_path / "laid out")
    for path in plain.iterdir():
        laid = tmp_path / "laid out" / DELIVERED / path.name
        assert laid.read_bytes() == path.read_bytes(), path.name


def test_deliveries_are_laid_out_as_one_csv_of_each_name(tmp_path: Path, plain: Path):
    """Whatever each of them was saved as, and if a last line does not end."""
    saved = {
        "iij-2017-02-10": lambda text: text.strip().encode(),
        "iij-2017-02-11": SAVED["UTF-16"],
    }
    folders = [
        deliver(
            tmp_path / name,
            lambda text, name=name: saved[name](text.replace(NEXT, name)),
        )
        for name in saved
    ]
    lay_out(take_in(folders=[plain, *folders]), tmp_path / "laid out")
    for path in plain.iterdir():
        text = path.read_text("utf-8")
        header, _, rows = text.partition("\n")
        laid = tmp_path / "laid out" / DELIVERED / path.name
        of_each = [rows, *(rows.replace(NEXT, name) for name in saved)]
        assert laid.read_text("utf-8") == "".join([f"{header}\n", *of_each])


def test_the_lines_of_a_file_stay_those_of_the_file(tmp_path: Path):
    """A `sep=` line and blank rows do not shift what a problem names."""
    folder = deliver(
        tmp_path / NEXT,
        lambda text: b"sep=,\n" + with_blank_rows(text).replace(NEXT, "other").encode(),
    )
    where = [problem.where for problem in take_in(folders=[folder]).problems]
    assert where == [f"{folder}/column_headings.csv line 4: the release_id 'other'"]


# What is done to a CSV, and what is then really wrong with it.
REFUSED = {
    "without its mark": (
        lambda text: text.encode("utf-16-le"),
        ": every second byte is empty, as in UTF-16 without its mark",
    ),
    "another encoding": (
        lambda text: text.replace("“", "\u00f6").replace("”", "").encode("latin-1"),
        " line 3: the byte 0xF6 is not UTF-8",
    ),
    "a cell too many": (
        lambda text: (
            text.replace('"(100)"', "(100)").replace("(100)", "(1,00)").encode()
        ),
        " line 3: 'Operating Income, as “printed”' has 14 columns:",
    ),
    "an open quote": (
        lambda text: text.replace('"114,900"', '"114,900').encode(),
        " line 3: ",
    ),
    "another header": (
        lambda text: text.replace("printed_text", "value").encode(),
        " line 1: the header is release_id,table_id,",
    ),
}


@pytest.mark.parametrize("done", REFUSED)
def test_what_is_a_guess_is_refused(tmp_path: Path, done: str):
    change, where = REFUSED[done]
    folder = deliver(tmp_path / NEXT)
    prose = folder / "figures.csv"
    prose.write_bytes(change(prose.read_text("utf-8")))
    (problem,) = take_in(folders=[folder]).problems
    assert problem.where.startswith(f"{prose}{where}")


# What a spreadsheet writes in place of a cell, and what the gate says of it.
CHANGED = {
    "2016-12-31": ("2016/12/31", "a date as YYYY-MM-DD"),
    '"114,900"': ("114\u00a0900", "the digits 0 to 9 without blanks"),
    "(100)": ('"(1.234,5)"', "commas between thousands"),
}


def test_what_a_spreadsheet_changes_in_a_cell_is_refused(tmp_path: Path):
    """By the gate, which a check asks as a build does."""
    folder = deliver(tmp_path / NEXT)
    prose = folder / "figures.csv"
    text = prose.read_text("utf-8")
    for cell, (changed, _) in CHANGED.items():
        text = text.replace(cell, changed)
    prose.write_text(text, "utf-8")
    taken_in = take_in(folders=[folder])
    lay_out(taken_in, tmp_path / "laid out")
    found = entry_gate(taken_in, tmp_path / "laid out").problems
    assert {problem.where.split(" line ")[0] for problem in found} == {str(prose)}
    for _, expected in CHANGED.values():
        (problem,) = [p for p in found if p.expected.startswith(expected)]
        assert problem.remedy


def test_a_folder_of_an_older_template_is_read(tmp_path: Path, plain: Path):
    """A column that was renamed has its former name, one that is new may lack."""
    folder = deliver(tmp_path / NEXT)
    tables = folder / "printed_tables.csv"
    text = tables.read_text("utf-8").replace("rounding", "footing_rule")
    tables.write_text(text.replace("nearest", "rounded"), "utf-8")
    releases = folder / "releases.csv"
    text = releases.read_text("utf-8").replace("published_at,corrects", "published_at")
    releases.write_text(text.replace("2017-02-09,,JPY", "2017-02-09,JPY"), "utf-8")
    taken_in = take_in(folders=[folder])
    assert taken_in.problems == []
    assert (
        taken_in.releases[NEXT].digest == take_in(folders=[plain]).releases[NEXT].digest
    )
    assert {path.name for path in taken_in.rewritten} == {
        "printed_tables.csv",
        "releases.csv",
    }


@pytest.mark.parametrize(
    ("saved", "named"),
    [
        ("a byte order mark", "line 1: a byte order mark"),
        ("semicolons", "line 1: semicolons between the cells"),
        ("blank rows", "a row without a single cell"),
        ("a sep= line", "line 1: a line sep=,"),
    ],
)
def test_seeds_are_plain(tmp_path: Path, saved: str, named: str):
    """dbt reads them itself: what is odd about one is said, not mended."""
    (seed,) = [seed for seed in seed_files() if seed.path.stem == "scenarios"]
    path = tmp_path / "scenarios.csv"
    path.write_bytes(SAVED[saved]((SEEDS / "reference" / path.name).read_text("utf-8")))
    intake = Intake()
    assert list(read_rows(SeedFile(path, seed.columns, may_be_empty=False), intake))
    (problem,) = intake.problems
    assert named in problem.where
    assert problem.expected.startswith("a plain CSV, as dbt reads it")


def test_a_statement_without_a_csv_has_a_place(plain: Path):
    """Its table is misspelt in printed_tables.csv, and stands there."""
    taken_in = take_in(folders=[plain])
    path, lines = taken_in.places_of("prosa", NEXT, "headline", 4, None)
    assert (path, lines) == (plain / "printed_tables.csv", [2])
    _, lines = taken_in.places_of("prose", NEXT, "headline", 2, None)
    assert lines == [3]
