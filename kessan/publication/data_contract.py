"""What a publication promises, as a contract of the Open Data Contract Standard."""

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import yaml

from kessan.contract import PublicModel, kind_of
from kessan.project import DISTRIBUTION
from kessan.publication.exports import Types
from kessan.publication.generations import CONTRACT, WAREHOUSE, Generation

STANDARD = "v3.2.0"
# Both are one language; libyaml writes it in a tenth of the time.
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def write_contract(
    folder: Path, models: list[PublicModel], types: Types, run_id: str, created: str
) -> None:
    """Write `datacontract.yaml`: tables and columns, their types, keys and rules.

    A rule is a query of the DuckDB file that counts the rows that break it.
    """
    contract = {
        "apiVersion": STANDARD,
        "kind": "DataContract",
        "id": "kessan",
        "name": "A dimensional warehouse of earnings releases",
        "version": version(DISTRIBUTION),
        "status": "active",
        "contractCreatedTs": created,
        "description": {
            "purpose": "Figures of earnings releases as printed, with their proof.",
            "usage": "Figures are exact decimals in base units, beside their unit and"
            " currency.",
            "limitations": "A value is added up only with those of its own unit and"
            " currency, and only where the line item is additive.",
        },
        "customProperties": [{"property": "runId", "value": run_id}],
        "servers": [
            {"server": "duckdb", "type": "duckdb", "database": WAREHOUSE},
            *(
                {
                    "server": kind,
                    "type": "local",
                    "path": f"{kind}/*.{kind}",
                    "format": kind,
                }
                for kind in Generation(folder).copies
            ),
        ],
        "schema": [_table(model, models, types) for model in models],
    }
    text = yaml.dump(
        contract, Dumper=DUMPER, sort_keys=False, allow_unicode=True, width=88
    )
    (folder / CONTRACT).write_text(text, "utf-8")


def _table(model: PublicModel, models: list[PublicModel], types: Types) -> dict:
    """A table with its columns; what a row is, is its first sentence."""
    name = f"{model.schema}.{model.name}"
    schemas = {other.name: other.schema for other in models}
    rules = _rules(model, name, schemas)
    table = {
        "name": model.name,
        "physicalName": name,
        "logicalType": "object",
        "physicalType": "view" if model.is_view else "table",
        "description": model.description,
        "dataGranularityDescription": model.grain,
        "properties": [
            _column(model, column.name, column.description, types[name], rules)
            for column in model.columns
        ],
    }
    if model.primary_key:
        table["quality"] = [
            {
                "type": "library",
                "metric": "duplicateValues",
                "arguments": {"properties": model.primary_key},
                "mustBe": 0,
                "unit": "rows",
                "dimension": "uniqueness",
            }
        ]
    return table


def _column(
    model: PublicModel,
    name: str,
    description: str,
    types: dict[str, str],
    rules: dict[str, list[dict]],
) -> dict:
    """A column: what it means, what type it has and what it refers to."""
    kind = kind_of(types[name])
    column: dict = {
        "name": name,
        "logicalType": "timestamp" if kind == "datetime" else kind,
        "physicalType": types[name],
        "description": description.strip(),
        "required": name in model.required,
    }
    if name in model.primary_key:
        column["primaryKey"] = True
        column["primaryKeyPosition"] = model.primary_key.index(name) + 1
    if model.primary_key == [name]:
        column["unique"] = True
    if references := [
        {"type": "foreignKey", "to": f"{table}.{key}"}
        for referring, table, key in model.paths
        if referring == name
    ]:
        column["relationships"] = references
    if name in rules:
        column["quality"] = rules[name]
    return column


def _rules(
    model: PublicModel, name: str, schemas: dict[str, str]
) -> dict[str, list[dict]]:
    """The rules of the columns: their checks, and the references left to the hand."""
    rules: dict[str, list[dict]] = {}
    for column, condition, dimension in _conditions(model, schemas):
        rules.setdefault(column, []).append(
            {
                "type": "sql",
                "query": f"select count(*) from {name} where {condition}",
                "mustBe": 0,
                "unit": "rows",
                "dimension": dimension,
            }
        )
    return rules


def _conditions(
    model: PublicModel, schemas: dict[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Column, what holds of a row that breaks a rule (SQL), and the kind of rule."""
    for column, expression in model.checks:
        yield column, f"not ({' '.join(expression.split())})", "conformity"
    for column, table, key in model.foreign_keys:
        if column in model.by_hand:
            known = f"select {key} from {schemas[table]}.{table}"
            yield column, f"{column} not in ({known})", "consistency"
