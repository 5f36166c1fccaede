"""The entry gate: the CSVs as text, before anything is built of them."""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb
import yaml

from kessan.gates.result import GateResult
from kessan.gates.sheets import Sheets
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
    read_sheet,
    seed_files,
    take_in,
)
from kessan.project import GATES, MODELS, SEEDS, shown

if TYPE_CHECKING:
    import pandas as pd

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
    # Short queries, beside what else is built: threads would cost more than they do.
    with closing(duckdb.connect(config={"threads": 1})) as connection:
        sheets = Sheets(connection, files)
        look_ups: dict[str, LookUp] = {
            "contract": lambda column: accepted_values(column, models),
            "csv": cache(
                lambda columns: sorted(
                    {
                        value
                        for column in columns.split()
                        for value in sheets.distinct(*_parts(column))
                    }
                )
            ),
            "key": cache(lambda key: sheets.distinct(*_parts(key))),
        }
        frames: dict[str, Callable[[Suite], Iterator[pd.DataFrame]]] = {
            "files": lambda _: iter([_frame_of_files(files, intake)]),
            "release_rows": lambda suite: sheets.rows(suite.columns, True),
            "reference_rows": lambda suite: sheets.rows(suite.columns, False),
            "cells": lambda suite: sheets.cells(**suite.parameters),
            "keys": lambda _: sheets.keys(),
            "references": lambda suite: sheets.references(**suite.parameters),
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


def _parts(column: str) -> tuple[str, list[str]]:
    """The name of a CSV and its columns, of `csv.column.column`."""
    name, *columns = column.split(".")
    return name, columns


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
