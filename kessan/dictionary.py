"""The data dictionary: a page made of what the models say of themselves."""

from collections.abc import Iterator

from kessan.contract import PublicModel, public_models, to_begin_with
from kessan.project import PUBLIC_SCHEMAS

TITLES = {
    "marts": "Dimensions and facts",
    "audit": "The audit",
    "reports": "Reports",
}
DIMENSION = "dim_"


def page() -> str:
    """The dictionary of the public schemas as Markdown, from dbt's manifest."""
    models = public_models()
    lines = [
        "# Data dictionary",
        "",
        "Every public table and view, as its model describes it. Made by",
        "`kessan dictionary`; a test keeps it current.",
        "",
        "A key names the table that it refers to. One in brackets is proven like the",
        "others and not declared to tools, which would find two ways from one table to",
        "another. Join along it by hand.",
        "",
        "## Begin with",
        "",
        *(
            f"- [`{model.schema}.{model.name}`](#{model.schema}{model.name}):"
            f" {model.grain}."
            for model in to_begin_with(models)
        ),
        *_bus_matrix(models),
    ]
    for schema in PUBLIC_SCHEMAS:
        lines += ["", f"## {TITLES[schema]} (`{schema}`)"]
        for model in models:
            if model.schema == schema:
                lines += _model(model)
    return "\n".join(lines) + "\n"


def _bus_matrix(models: list[PublicModel]) -> Iterator[str]:
    """The facts by the dimensions that they share; a fact says its process."""
    by_name = {model.name: model for model in models}
    facts = sorted(
        (model for model in models if "process" in model.meta),
        key=lambda model: model.meta["process"],
    )
    shared = sorted(
        {
            table
            for fact in facts
            for _, table, _ in fact.foreign_keys
            if table.startswith(DIMENSION)
        }
    )
    yield from ("", "## Bus matrix", "")
    yield "What is measured, by the dimensions that facts share. A fact has an x for"
    yield "each of its keys to a dimension; two are two roles. One in brackets is a"
    yield "dimension of the figures or metrics that the fact refers to."
    yield ""
    names = [f"`{table}`" for table in shared]
    yield f"| process | fact | grain | a row for each | {' | '.join(names)} |"
    yield f"| {' | '.join(['---'] * (len(names) + 4))} |"
    for fact in facts:
        keys = [table for _, table, _ in fact.foreign_keys]
        through = {
            table for _, name, _ in fact.paths for _, table, _ in by_name[name].paths
        }
        marks = [
            "x" * keys.count(table) or ("(x)" if table in through else "")
            for table in shared
        ]
        grain = fact.grain.replace("|", "\\|")
        key = ", ".join(f"`{column}`" for column in fact.primary_key)
        process = fact.meta["process"]
        yield f"| {process} | `{fact.name}` | {grain} | {key} | {' | '.join(marks)} |"


def _model(model: PublicModel) -> Iterator[str]:
    keys = {
        column: f"({table})" if column in model.by_hand else table
        for column, table, _ in model.foreign_keys
    }
    for name in model.primary_key:
        keys[name] = ", ".join(filter(None, ["primary", keys.get(name)]))
    yield from ("", f"### `{model.schema}.{model.name}`", "", model.description, "")
    yield from ("| column | type | key | meaning |", "| --- | --- | --- | --- |")
    for column in model.columns:
        # A line break would end the table.
        meaning = " ".join(column.description.split()).replace("|", "\\|")
        key = keys.get(column.name, "")
        yield f"| `{column.name}` | {column.data_type} | {key} | {meaning} |"
