"""The entry gate: the CSVs as text, before anything is built of them."""

import time
from collections.abc import Callable
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
    Asked,
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
    is_header,
    read_sheet,
)
from kessan.project import GATES, MODELS, shown

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")

# What the rows may take of the memory before they are kept on the disk.
MEMORY = "1GB"


def entry_gate(
    taken_in: Intake,
    laid_out: Path,
    suites: Path = GATES / "entry",
    models: Path = MODELS,
) -> GateResult:
    """Ask every CSV that was taken in, and what was imported.

    `laid_out` is the folder with the plain CSVs of what was delivered. The form of the
    files is what `kessan.intake` says of it; a CSV that has a problem is not asked
    further.
    """
    started = time.monotonic()
    # Short queries, beside what else is built: threads would cost more than they do.
    config = {"threads": "1", "memory_limit": MEMORY, "temp_directory": str(laid_out)}
    with closing(duckdb.connect(config={**config})) as connection:
        sheets = Sheets(connection, taken_in.files, laid_out)
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
        frames: dict[str, Callable[[Suite], Asked]] = {
            "files": lambda _: Asked(_frame_of_files(taken_in)),
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
            other_problems=taken_in.problems,
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


def _frame_of_files(taken_in: Intake) -> "pd.DataFrame":
    """A row a CSV: its encoding, its header, and how much the intake found."""
    import pandas as pd

    told = {problem.where for problem in taken_in.problems}
    rows = []
    for file, _, is_sound in taken_in.files:
        name = shown(file.path)
        header = ",".join(file.columns)
        seen, faults = ("utf-8", header), 0
        if not is_sound:
            of_file = {
                one for one in told if one.startswith((f"{name}:", f"{name} line "))
            }
            seen, faults = _encoding_and_header(file), len(of_file)
            told -= of_file
        rows.append([name, *seen, header, faults])
    rows += [[where.split(":")[0], "utf-8", "", "", 1] for where in sorted(told)]
    columns = ["file", "encoding", "header", "expected_header", "faults"]
    return pd.DataFrame(rows, columns=columns)


def _encoding_and_header(file: SeedFile) -> tuple[str, str]:
    """What a CSV that is not sound has."""
    header = ",".join(file.columns)
    if not file.path.exists():
        return "missing", ""
    try:
        sheet = read_sheet(file.path.read_bytes(), file.columns)
        _, found = next(sheet.rows(), (1, []))
    except SheetError:
        return "other", header
    return "utf-8", header if is_header(file, found) else ",".join(found)


def asked_beside(
    work: Callable[[], T], ask: Callable[[], GateResult]
) -> tuple[GateResult, T]:
    """Ask a gate while other work is done: each has a processor."""
    with ThreadPoolExecutor(1) as beside:
        asked = beside.submit(ask)
        done = work()
        return asked.result(), done
