"""The entry gate: the CSVs as text, before anything is built of them."""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase as fnmatch
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

from kessan.gates.result import GateResult
from kessan.gates.suites import (
    LookUp,
    Suite,
    ask,
    open_context,
    read_suites,
)
from kessan.intake import (
    FAST_LOADER,
    Intake,
    SeedFile,
    SheetError,
    imported_folders,
    is_header,
    landed_folders,
    read_rows,
    read_sheet,
    seed_files,
    take_in,
)
from kessan.project import GATES, MODELS, SEEDS, shown

if TYPE_CHECKING:
    import pandas as pd

ROWS_OF_A_SLICE = 50_000

RowsOf = Callable[[SeedFile], Iterator[list[Any]]]
T = TypeVar("T")


def entry_gate(
    seeds: Path = SEEDS,
    folders: Iterable[Path] | None = None,
    imports: Iterable[Path] | None = None,
    suites: Path = GATES / "entry",
    models: Path = MODELS,
) -> GateResult:
    """Ask every CSV of the seeds and of the delivered folders, and what was imported.

    `folders` are those of delivered releases; None takes all of `landing`, and of
    `imports` all that came in. The
    form of the files is what `kessan.intake` says of it; CSVs that cannot be read
    are not asked further.
    """
    started = time.monotonic()
    landed = landed_folders() if folders is None else list(folders)
    brought = imported_folders() if imports is None else list(imports)
    intake = take_in(seeds, landed, brought)
    files = _files(seeds, landed, brought)
    look_ups: dict[str, LookUp] = {
        "contract": lambda column: accepted_values(column, models),
        "csv": lambda columns: sorted(
            {value for column in columns.split() for value in _distinct(column, files)}
        ),
        "key": lambda key: _distinct_keys(key, files),
    }
    of_releases = [file for file in files if file.is_of_releases]
    of_reference = [file for file in files if not file.is_of_releases]
    frames: dict[str, Callable[[Suite], Iterator[pd.DataFrame]]] = {
        "files": lambda _: iter([_frame_of_files(files, intake)]),
        "release_rows": lambda suite: _rows(of_releases, suite.columns),
        "reference_rows": lambda suite: _rows(of_reference, suite.columns),
        "cells": lambda suite: _cells(files, **suite.parameters),
        "keys": lambda suite: _keys(files),
        "references": lambda suite: _references(of_releases, **suite.parameters),
    }
    context = open_context()
    return GateResult(
        door="entry",
        suites=[
            ask(context, suite, frames[suite.frame](suite), look_ups)
            for suite in read_suites(suites)
        ],
        seconds=time.monotonic() - started,
        other_problems=intake.problems,
    )


def accepted_values(column: str, models: Path = MODELS) -> list[str]:
    """The values that a constraint of a model allows, as `model.column`.

    They are those of the YAML, for before the first build there is no manifest.
    Raises KeyError where the column has no such constraint.
    """
    model_name, column_name = column.split(".")
    for path in sorted(models.glob("*/_*__models.yml")):
        for model in _models(path, path.stat().st_mtime_ns):
            if model["name"] == model_name:
                for described in model["columns"]:
                    if described["name"] == column_name:
                        return _values(described, column)
    raise KeyError(f"no model has a column {column}")


@cache
def _models(path: Path, _changed_at: int) -> list[dict[str, Any]]:
    """The models that a YAML file describes; read anew when it has changed."""
    models: list[dict[str, Any]] = yaml.load(path.read_text("utf-8"), FAST_LOADER)[
        "models"
    ]
    return models


def _values(described: dict[str, Any], column: str) -> list[str]:
    for constraint in described.get("constraints", []):
        expression = constraint.get("expression", "")
        if " in (" in expression:
            return [part.replace("''", "'") for part in expression.split("'")[1::2]]
    raise KeyError(f"{column} is not limited to values")


def _files(seeds: Path, folders: list[Path], imports: list[Path]) -> list[SeedFile]:
    """Every CSV that is there, or has to be, and every Parquet file of an import."""
    of_seeds = list(seed_files(seeds))
    delivered = [
        seed.of(folder)
        for folder in folders
        for seed in of_seeds
        if seed.is_of_releases
    ]
    imported = [seed.imported(folder) for folder in imports for seed in of_seeds]
    return [
        *of_seeds,
        *(file for file in delivered if file.path.exists() or not file.may_be_empty),
        *(file for file in imported if file.path.exists()),
    ]


def _frame_of_files(files: list[SeedFile], intake: Intake) -> "pd.DataFrame":
    """A row a CSV: its encoding, its header, and how much the intake found."""
    import pandas as pd

    rows = []
    for file in files:
        name = shown(file.path)
        faults = sum(
            problem.where.startswith((f"{name}:", f"{name} line "))
            for problem in intake.problems
        )
        rows.append([name, *_encoding_and_header(file), faults])
    told = {problem.where for problem in intake.problems}
    named = tuple(f"{row[0]}{mark}" for row in rows for mark in (":", " line "))
    for where in sorted(told):
        if not where.startswith(named):
            rows.append([where.split(":")[0], "utf-8", "", "", 1])
    columns = ["file", "encoding", "header", "expected_header", "faults"]
    return pd.DataFrame(rows, columns=columns)


def _encoding_and_header(file: SeedFile) -> tuple[str, str, str]:
    header = ",".join(file.columns)
    if file.is_imported:
        # The intake asks its columns, and Parquet says its encoding.
        return "utf-8", header, header
    if not file.path.exists():
        return "missing", "", header
    try:
        sheet = read_sheet(file.path.read_bytes(), file.columns)
        _, found = next(sheet.rows(), (1, []))
    except SheetError:
        return "other", header, header
    return "utf-8", header if is_header(file, found) else ",".join(found), header


def _slices(
    columns: list[str], files: Iterable[SeedFile], rows_of: RowsOf
) -> Iterator["pd.DataFrame"]:
    """The rows that the CSVs give, below each other, in frames of text.

    A frame ends between two CSVs, so that no key is sought in half of one.
    """
    import pandas as pd

    held: list[list[Any]] = []
    for file in files:
        held += rows_of(file)
        if len(held) >= ROWS_OF_A_SLICE:
            yield _text_frame(held, columns)
            held = []
    if held:
        yield _text_frame(held, columns)
    if not held:
        yield pd.DataFrame(columns=columns, dtype=str)


def _text_frame(rows: list[list[Any]], columns: list[str]) -> "pd.DataFrame":
    """A frame of text: what looks like a number stays as it was written."""
    import pandas as pd

    return pd.DataFrame(
        {
            column: pd.Series(cells, dtype=int if column == "line" else str)
            for column, cells in zip(columns, zip(*rows, strict=True), strict=True)
        }
    )


def _rows(files: list[SeedFile], columns: list[str]) -> Iterator["pd.DataFrame"]:
    """A row a row of a CSV, with the columns that are asked.

    A column that the CSV does not have is missing there, and no expectation asks
    anything of it; an empty cell is an empty text. One of a single CSV is asked as
    `csv.column`.
    """

    def rows_of(file: SeedFile) -> Iterator[list[Any]]:
        names = [column.removeprefix(f"{file.path.stem}.") for column in columns]
        places = [
            file.columns.index(name) if name in file.columns else None for name in names
        ]
        if any(place is not None for place in places):
            name = shown(file.path)
            for line, row in read_rows(file, Intake()):
                cells = [None if place is None else row[place] for place in places]
                yield [name, line, *cells]

    return _slices(["file", "line", *columns], files, rows_of)


def _cells(
    files: list[SeedFile], cells: Iterable[str] = ("*",), filled: bool = False
) -> Iterator["pd.DataFrame"]:
    """A row a cell: its CSV, line and column, and its text.

    `cells` are columns, of all CSVs that have them or of one, as `csv.column`; `*`
    stands for any letters. Where only `filled` cells are asked, the others are left
    out: a printed line has many.
    """

    def rows_of(file: SeedFile) -> Iterator[list[Any]]:
        places = [
            (place, column)
            for place, column in enumerate(file.columns)
            if any(
                fnmatch(column, name) or fnmatch(f"{file.path.stem}.{column}", name)
                for name in cells
            )
        ]
        if places:
            name = shown(file.path)
            for line, row in read_rows(file, Intake()):
                for place, column in places:
                    if row[place] or not filled:
                        yield [name, line, column, row[place]]

    return _slices(["file", "line", "column", "value"], files, rows_of)


def _keys(files: list[SeedFile]) -> Iterator["pd.DataFrame"]:
    """A row a row of a CSV: its line, and the key that it must not share."""

    def rows_of(file: SeedFile) -> Iterator[list[Any]]:
        name = shown(file.path)
        places = [file.columns.index(column) for column in file.key]
        for line, row in read_rows(file, Intake()):
            cells = " / ".join(row[place] for place in places)
            yield [name, line, ", ".join(file.key), cells]

    return _slices(["file", "line", "key_columns", "key"], files, rows_of)


def _distinct(column: str, files: Iterable[SeedFile]) -> list[str]:
    """Every value of a column of the CSVs of one name, as `csv.column`."""
    name, column_name = column.split(".")
    return sorted(
        {
            row[file.columns.index(column_name)]
            for file in files
            if file.path.stem == name
            for _, row in read_rows(file, Intake())
        }
    )


def _references(
    files: list[SeedFile], to: str, columns: list[str]
) -> Iterator["pd.DataFrame"]:
    """A row a row of a CSV that refers to another one by these columns."""

    def rows_of(file: SeedFile) -> Iterator[list[Any]]:
        if file.path.stem == to or not set(columns) <= set(file.columns):
            return
        places = [file.columns.index(column) for column in columns]
        for line, row in read_rows(file, Intake()):
            cells = " / ".join(row[place] for place in places)
            yield [shown(file.path), line, cells]

    return _slices(["file", "line", "key"], files, rows_of)


def _distinct_keys(key: str, files: Iterable[SeedFile]) -> list[str]:
    """Every key of the CSVs of one name, as `csv.column.column`."""
    name, *columns = key.split(".")
    return sorted(
        {
            " / ".join(row[file.columns.index(column)] for column in columns)
            for file in files
            if file.path.stem == name
            for _, row in read_rows(file, Intake())
        }
    )


def asked_beside(
    work: Callable[[], T],
    folders: Iterable[Path] | None = None,
    ask: Callable[..., GateResult] = entry_gate,
) -> tuple[GateResult, T]:
    """Ask the entry gate while other work is done: each has a processor.

    What is built and what is checked is asked the same, of these folders.
    """
    with ThreadPoolExecutor(1) as beside:
        asked = beside.submit(ask, folders=folders)
        done = work()
        return asked.result(), done
