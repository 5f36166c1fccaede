"""The door that raw CSVs come through: whole files of text, or nothing.

Only the form of a file is judged here. What its rows mean is judged by the
model `int_input_problems`, once the files can be read at all.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from kessan.project import SEEDS, shown

if TYPE_CHECKING:
    from _csv import _reader as CsvReader


@dataclass(frozen=True)
class Problem:
    """Something that a person has to mend before a build can go on."""

    where: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}\n  expected: {self.expected}\n  to do: {self.remedy}"


@dataclass(frozen=True)
class SeedFile:
    """A CSV that the project expects, as its YAML describes it."""

    path: Path
    columns: list[str]
    may_be_empty: bool


@dataclass
class Intake:
    """What the door has seen: every problem, and where each row stands."""

    problems: list[Problem] = field(default_factory=list)
    files: int = 0
    rows: int = 0
    addressed: dict[tuple[str, ...], list[tuple[int, list[str]]]] = field(
        default_factory=dict
    )

    def lines_of(
        self,
        csv_name: str,
        release: str,
        table: str,
        line: int | None,
        cell: str | None,
    ) -> list[int]:
        """The lines of a CSV that hold a line of a table, and in it the cell."""
        rows = self.addressed.get((csv_name, release, table, str(line)), [])
        with_cell = [number for number, row in rows if cell in row]
        return with_cell or [number for number, _ in rows]


def seed_files(seeds: Path = SEEDS) -> Iterator[SeedFile]:
    """The CSVs that the seeds' YAML files describe."""
    for properties in sorted(seeds.glob("*/_*__seeds.yml")):
        for seed in yaml.safe_load(properties.read_text("utf-8"))["seeds"]:
            meta = seed.get("config", {}).get("meta", {})
            yield SeedFile(
                path=properties.parent / f"{seed['name']}.csv",
                columns=[column["name"] for column in seed["columns"]],
                may_be_empty=meta.get("may_be_empty", False),
            )


def take_in(seeds: Path = SEEDS) -> Intake:
    """Read every CSV and collect all problems of form, not the first only."""
    intake = Intake()
    expected = {seed.path: seed for seed in seed_files(seeds)}
    for path in sorted(set(seeds.glob("*/*.csv")) - set(expected)):
        intake.problems.append(
            Problem(
                f"{shown(path)}: a CSV that no YAML describes",
                "only the CSVs of the *__seeds.yml beside it",
                "describe the CSV there, or take the file away",
            )
        )
    for seed in expected.values():
        _read(seed, intake)
    return intake


def _read(seed: SeedFile, intake: Intake) -> None:
    """Read one CSV into the intake."""
    name = shown(seed.path)
    header = ",".join(seed.columns)

    def refuse(where: str, expected: str, remedy: str) -> None:
        intake.problems.append(Problem(f"{name}{where}", expected, remedy))

    if not seed.path.exists():
        refuse(": missing", "the file", f"add it, with the header {header}")
        return
    content = seed.path.read_bytes()
    if not content.strip():
        refuse(": empty", f"the header {header}", "restore the file")
        return
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        refuse(
            f" line {line}: the byte 0x{content[error.start]:02X} is not UTF-8",
            "UTF-8 text",
            "save the file as UTF-8",
        )
        return
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    intake.files += 1
    try:
        if (found := next(reader)) != seed.columns:
            refuse(
                f" line 1: the header is {','.join(found)}",
                f"the header {header}",
                "name the columns so, in this order",
            )
            return
        rows = _rows(reader, seed, intake, refuse)
    except csv.Error as error:
        refuse(
            f" line {reader.line_num}: {error}",
            "cells with a comma or quote inside double quotes",
            "quote the cell, with quotes inside it doubled",
        )
        return
    intake.rows += rows
    if not rows and not seed.may_be_empty:
        refuse(": a header and no rows", "at least one row", "key its rows")


def _rows(
    reader: "CsvReader",
    seed: SeedFile,
    intake: Intake,
    refuse: Callable[[str, str, str], None],
) -> int:
    """Note where each row stands, refuse those of another width, count all."""
    rows = 0
    start = reader.line_num + 1
    for row in reader:
        rows += 1
        cells = dict(zip(seed.columns, row, strict=False))
        if len(row) != len(seed.columns):
            label = cells.get("label", "")
            refuse(
                f" line {start}: {label!r} has {len(row)} columns: {','.join(row)}",
                f"{len(seed.columns)} columns: {','.join(seed.columns)}",
                "put in or take out a comma; quote a cell that contains one",
            )
        address = (
            seed.path.stem,
            cells.get("release_id", ""),
            cells.get("table_id", ""),
            cells.get("line_number", ""),
        )
        intake.addressed.setdefault(address, []).append((start, row))
        start = reader.line_num + 1
    return rows
