"""What differs between a small warehouse and a large one, and what bounds both."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from kessan.contract import PublicModel
from kessan.sql import identifier

# Rows. A table of more is published without keys; a warehouse that has such a table is
# without CSVs, unless they are asked for.
LARGE = 50_000
# What DuckDB may hold of a copy while it writes it, before it writes to the disk.
MEMORY = "3GB"


def bounded(folder: Path) -> dict[str, Any]:
    """The settings of a connection that writes into a folder, in bounded memory."""
    return {"memory_limit": MEMORY, "temp_directory": str(folder / ".spilled")}


def rows_of(
    connection: duckdb.DuckDBPyConnection,
    catalog: str,
    models: Iterable[PublicModel],
) -> dict[str, int]:
    """The rows of each table of a catalog, by name."""
    counts = " union all ".join(
        f"select '{table.name}', count(*)"
        f" from {identifier(catalog, table.schema, table.name)}"
        for table in models
        if not table.is_view
    )
    return dict(connection.execute(counts).fetchall()) if counts else {}


def is_large(
    connection: duckdb.DuckDBPyConnection,
    catalog: str,
    models: Iterable[PublicModel],
) -> bool:
    """Whether a warehouse is large: whether one of its tables is."""
    return max(rows_of(connection, catalog, models).values(), default=0) > LARGE
