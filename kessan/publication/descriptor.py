"""The descriptor of a generation: a Frictionless Data Package of its files."""

import json
import re
from pathlib import Path

from kessan.contract import PublicModel
from kessan.publication.generations import DESCRIPTOR, WAREHOUSE, checksum

PROFILE = "https://specs.frictionlessdata.io/schemas/data-package.json"
TYPES = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "HUGEINT": "integer",
    "DATE": "date",
    "TIMESTAMP": "datetime",
}
FORMATS = {"TIMESTAMP": "%Y-%m-%d %H:%M:%S"}
MEDIA_TYPES = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".duckdb": "application/vnd.duckdb",
}


def write_descriptor(
    folder: Path,
    models: list[PublicModel],
    types: dict[str, dict[str, str]],
    run_id: str,
    created: str,
) -> None:
    """Write `datapackage.json`: every file with its checksum, tables with their keys.

    The CSVs are described as tables. `types` are the types of their columns, by
    table and column, as DuckDB names them.
    """
    tables = [
        _file(folder, folder / "csv" / f"{model.schema}.{model.name}.csv")
        | {
            "description": model.description,
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "schema": _schema(model, types[f"{model.schema}.{model.name}"]),
        }
        for model in models
    ]
    files = [
        _file(folder, path)
        for path in [folder / WAREHOUSE, *sorted((folder / "parquet").iterdir())]
    ]
    package = {
        "profile": "data-package",
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
            **_type(types[column.name]),
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


def _type(data_type: str) -> dict:
    """The type of a field; decimals are numbers."""
    name = TYPES.get(data_type, "number")
    if data_type in FORMATS:
        return {"type": name, "format": FORMATS[data_type]}
    return {"type": name}
