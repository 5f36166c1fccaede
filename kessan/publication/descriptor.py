"""The descriptor of a generation: a Frictionless Data Package of its files."""

import json
import re
from pathlib import Path

from kessan.contract import PublicModel
from kessan.publication.exports import Types
from kessan.publication.generations import DESCRIPTOR, WAREHOUSE, checksum

TYPES = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "HUGEINT": "integer",
    "DATE": "date",
    "TIMESTAMP": "datetime",
}
MEDIA_TYPES = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".duckdb": "application/vnd.duckdb",
}


def write_descriptor(
    folder: Path,
    models: list[PublicModel],
    types: Types,
    run_id: str,
    created: str,
) -> None:
    """Write `datapackage.json`: every file with its checksum, tables with their keys.

    The CSVs are described as tables, with the types of their columns.
    """
    tables = [
        _file(folder, folder / "csv" / f"{model.schema}.{model.name}.csv")
        | {
            "type": "table",
            "description": model.description,
            "encoding": "utf-8",
            "schema": _schema(model, types[f"{model.schema}.{model.name}"]),
        }
        for model in models
    ]
    files = [
        _file(folder, path) | {"type": "file"}
        for path in [folder / WAREHOUSE, *sorted((folder / "parquet").iterdir())]
    ]
    package = {
        "name": "kessan",
        "title": "A dimensional warehouse of earnings releases",
        "version": run_id,
        "created": created,
        "resources": [*tables, *files],
    }
    text = json.dumps(package, indent=1, ensure_ascii=False)
    (folder / DESCRIPTOR).write_text(text + "\n", "utf-8")


def _file(folder: Path, path: Path) -> dict:
    """A file of the package with its checksum."""
    return {
        "name": re.sub(r"[^a-z0-9._-]", "-", path.name.lower()),
        "path": path.relative_to(folder).as_posix(),
        "format": path.suffix.removeprefix("."),
        "mediatype": MEDIA_TYPES[path.suffix],
        "bytes": path.stat().st_size,
        "hash": checksum(path),
    }


def _schema(model: PublicModel, types: dict[str, str]) -> dict:
    """The table schema of a model: fields with types, and keys."""
    required = set(model.primary_key)
    fields = [
        {
            "name": column.name,
            # Decimals are numbers.
            "type": TYPES.get(types[column.name], "number"),
            "description": column.description,
            **({"constraints": {"required": True}} if column.name in required else {}),
        }
        for column in model.columns
    ]
    schema: dict = {"fields": fields, "missingValues": [""]}
    if model.primary_key:
        schema["primaryKey"] = model.primary_key
    if model.foreign_keys:
        schema["foreignKeys"] = [
            {
                "fields": [column],
                "reference": {
                    # A table's reference to itself has no name.
                    "resource": "" if table == model.name else f"marts.{table}.csv",
                    "fields": [key],
                },
            }
            for column, table, key in model.foreign_keys
        ]
    return schema
