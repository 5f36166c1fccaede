"""Where things are in the project."""

import shutil
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
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
    "dbt_project.yml",
    "profiles.yml",
    "requirements.lock",
    "macros/**/*.sql",
    "models/**/*.*",
    "seeds/*/*.yml",
)

# What decides, beside its rows, what becomes of a release.
FOUNDATION = (*COMPILED, "seeds/reference/*.csv")

# What else decides what is published.
CODE = (
    *FOUNDATION,
    "kessan/**/*.py",
    "kessan/site/templates/*.html",
    "kessan/site/static/*.*",
    "gates/**/*.*",
)


def shown(path: Path) -> str:
    """The path as a person in the project names it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def left_behind(*names: str) -> Callable[[str, list[str]], set[str]]:
    """What a copy of the project is made without, as `shutil.copytree` asks it.

    That is what building and importing leave in it, and what has one of the names.
    """
    patterns = shutil.ignore_patterns(
        *(".git", ".venv", "target", "published", "logs", ".*_cache", "__pycache__"),
        *names,
    )

    def ignored(folder: str, found: list[str]) -> set[str]:
        imported = {IMPORTS.name} if Path(folder) == ROOT else set()
        return {*patterns(folder, found), *imported}

    return ignored
