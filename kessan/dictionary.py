"""The data dictionary: a page made of what the models say of themselves."""

from collections.abc import Iterator

from kessan.contract import PublicModel, public_models
from kessan.project import PUBLIC_SCHEMAS

TITLES = {
    "marts": "Dimensions and facts",
    "audit": "The audit",
    "reports": "Reports",
}


def page() -> str:
    """The dictionary of the public schemas as Markdown, from dbt's manifest."""
    lines = [
        "# Data dictionary",
        "",
        "Every public table and view, as its model describes it. Made by",
        "`kessan dictionary`; a test keeps it current.",
    ]
    models = public_models()
    for schema in PUBLIC_SCHEMAS:
        lines += ["", f"## {TITLES[schema]} (`{schema}`)"]
        for model in models:
            if model.schema == schema:
                lines += _model(model)
    return "\n".join(lines) + "\n"


def _model(model: PublicModel) -> Iterator[str]:
    keys = {column: table for column, table, _ in model.foreign_keys}
    for name in model.primary_key:
        keys[name] = ", ".join(filter(None, ["primary", keys.get(name)]))
    yield from ("", f"### `{model.schema}.{model.name}`", "", model.description, "")
    yield from ("| column | type | key | meaning |", "| --- | --- | --- | --- |")
    for column in model.columns:
        meaning = column.description.strip().replace("|", "\\|")
        key = keys.get(column.name, "")
        yield f"| `{column.name}` | {column.data_type} | {key} | {meaning} |"
