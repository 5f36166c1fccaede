"""The descriptor of a generation: a Frictionless Data Package of its files."""

import json
import re
from pathlib import Path

from kessan.contract import PublicModel, kind_of
from kessan.publication.data_contract import write_contract
from kessan.publication.exports import Types
from kessan.publication.generations import (
    CONTRACT,
    DESCRIPTOR,
    WAREHOUSE,
    Generation,
    checksum,
)

MEDIA_TYPES = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".duckdb": "application/vnd.duckdb",
    ".yaml": "application/yaml",
}


def write_descriptor(
    folder: Path,
    models: list[PublicModel],
    types: Types,
    run_id: str,
    created: str,
) -> None:
    """Write `datapackage.json`: every file with its checksum, tables with their keys.

    The CSVs are described as tables, with the types of their columns; where there
    are none, the Parquet. The contract is written first, for it is one of the files.
    """
    write_contract(folder, models, types, run_id, created)
    *others, described = Generation(folder).copies
    tables = [
        _file(folder, folder / described / f"{name}.{described}")
        | {
            "type": "table",
            "description": model.description,
            **({"encoding": "utf-8"} if described == "csv" else {}),
            "schema": _schema(model, types[name], described),
        }
        for model in models
        for name in [f"{model.schema}.{model.name}"]
    ]
    files = [
        _file(folder, path) | {"type": "file"}
        for path in [
            folder / CONTRACT,
            folder / WAREHOUSE,
            *(path for kind in others for path in sorted((folder / kind).iterdir())),
        ]
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


def _schema(model: PublicModel, types: dict[str, str], kind: str) -> dict:
    """The table schema of a model in a kind of file: fields with types, and keys.

    In a CSV an empty text is as a missing one, so that no other text is required.
    """
    required = {
        name
        for name in model.required
        if name in model.primary_key or kind_of(types[name]) != "string"
    }
    fields = [
        {
            "name": column.name,
            "type": kind_of(types[column.name]),
            "description": column.description,
            **({"constraints": {"required": True}} if column.name in required else {}),
        }
        for column in model.columns
    ]
    schema: dict = {"fields": fields, "missingValues": [""]}
    if model.primary_key:
        schema["primaryKey"] = model.primary_key
    if model.paths:
        schema["foreignKeys"] = [
            {
                "fields": [column],
                "reference": {
                    # A table's reference to itself has no name.
                    "resource": "" if table == model.name else f"marts.{table}.{kind}",
                    "fields": [key],
                },
            }
            for column, table, key in model.paths
        ]
    return schema
