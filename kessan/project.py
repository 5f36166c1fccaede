"""Where things are in the project.

A project is a folder with a dbt_project.yml of that name. It is the one that the
variable KESSAN_PROJECT names; else the current folder or the nearest one above it, as
with git and dbt; else the clone that this code stands in.
"""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

VARIABLE = "KESSAN_PROJECT"
# What it is installed by: `kessan` is another project on PyPI.
DISTRIBUTION = "kessan-warehouse"
DBT_PROJECT = "dbt_project.yml"
# The folder that this code stands in: a clone, or where packages are installed.
INSTALLED = Path(__file__).resolve().parent.parent
# What a wheel carries of a project; not there in a clone.
CARRIED = Path(__file__).resolve().with_name("project_files")


def is_project(folder: Path) -> bool:
    """Whether a folder is a project."""
    file = folder / DBT_PROJECT
    return file.is_file() and bool(
        re.search(r"(?m)^name: *[\"']?kessan\b", file.read_text("utf-8"))
    )


def find(start: Path) -> Path | None:
    """The project that a folder is, or the nearest that it lies in."""
    return next(filter(is_project, (start, *start.parents)), None)


def _here() -> Path | None:
    """The project of this process, if there is one."""
    if named := os.environ.get(VARIABLE):
        folder = Path(named).absolute()
        return folder if is_project(folder) else None
    return find(Path.cwd()) or (INSTALLED if is_project(INSTALLED) else None)


HERE = _here()
# Where there is no project, no verb but `kessan init` comes to its work; what is
# read before then stands in what a project begins with.
ROOT = HERE or (CARRIED if CARRIED.is_dir() else INSTALLED)
# What it was made from, if `kessan init` made it.
ORIGIN = ROOT / ".kessan.json"
SEEDS = ROOT / "seeds"
LANDING = ROOT / "landing"
# What came in by import, a folder a file.
IMPORTS = ROOT / "imports"
GATES = ROOT / "gates"
MODELS = ROOT / "models"
TARGET = ROOT / "target"
# What dbt has parsed, for the next time.
PARSED = TARGET / "partial_parse.msgpack"
MANIFEST = TARGET / "manifest.json"
RUN_RESULTS = TARGET / "run_results.json"
BUILD_FILE = TARGET / "build" / "kessan.duckdb"
DOCS = TARGET / "docs"
REFUSED_DOCS = TARGET / "data-docs"
CHECK_FOLDER = TARGET / "check"
LAID_OUT = TARGET / "landing"
CHECK_LOCK = TARGET / "check.lock"
FAULTS_FILE = TARGET / "faults" / "kessan.duckdb"
FAULT_RESULTS = TARGET / "faults" / "results.csv"
BENCH = TARGET / "bench"
BENCH_RESULTS = BENCH / "results.csv"
BENCH_STEPS = BENCH / "steps.csv"
FILINGS_RESULTS = BENCH / "filings.csv"
# The environment of tools that the bench measures beside.
PEERS = ROOT / ".venv-peers"
PUBLISHED = ROOT / "published"
PUBLISHED_FILE = PUBLISHED / "kessan.duckdb"
LOCK = PUBLISHED / ".lock"
DATA_DICTIONARY = ROOT / "docs" / "use" / "data-dictionary.md"

PUBLIC_SCHEMAS = ("marts", "audit", "reports")

# What dbt compiles.
COMPILED = (
    DBT_PROJECT,
    "profiles.yml",
    "requirements.lock",
    "macros/**/*.sql",
    "models/**/*.*",
    "seeds/*/*.yml",
)

# What decides, beside its rows, what becomes of a release.
FOUNDATION = (*COMPILED, "seeds/reference/*.csv")

# What else decides what is published: files of the project, and this code.
RULES = (*FOUNDATION, "gates/**/*.*")
CODE = (
    "kessan/**/*.py",
    "kessan/site/templates/*.html",
    "kessan/site/static/*.*",
)


def shown(path: Path) -> str:
    """The path as a person in the project names it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def left_behind(*names: str) -> Callable[[str, list[str]], set[str]]:
    """What a copy of the project is made without, as `shutil.copytree` asks it.

    That is what building and importing leave in it, and what has one of the names.
    """
    patterns = shutil.ignore_patterns(
        *(".git", ".venv", "target", "published", "logs", "dist"),
        *(".*_cache", "__pycache__"),
        *names,
    )

    def ignored(folder: str, found: list[str]) -> set[str]:
        imported = {IMPORTS.name} if Path(folder) == ROOT else set()
        return {*patterns(folder, found), *imported}

    return ignored
