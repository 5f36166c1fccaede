"""Every key of the YAML files and of `config()` is one that dbt knows.

dbt takes a misspelt `description` or `materialized` in silence on DuckDB and
goes on without it. The schemas that dbt itself ships say which keys there are.

With files as arguments it checks those; without, all of the project's. What
models and tests configure in their SQL is seen in dbt's manifest only.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from dbt.jsonschemas.jsonschemas import (
    CustomDraft7Validator,
    project_schema,
    resources_schema,
)
from jsonschema.exceptions import best_match
from metricflow_semantic_interfaces.parsing.schemas import (
    metric_validator,
    semantic_model_validator,
)

ROOT = Path(__file__).resolve().parent.parent
PROPERTY_FOLDERS = ("analyses", "models", "seeds", "macros", "tests/unit")
SEMANTICS = {
    "metrics": metric_validator,
    "semantic_models": semantic_model_validator,
}
CONFIGS = {
    "model": "ModelConfig",
    "seed": "SeedConfig",
    "test": "DataTestConfig",
}


def property_files(root: Path = ROOT) -> list[Path]:
    """The YAML files that dbt reads, the project file first."""
    files = [path for folder in PROPERTY_FOLDERS for path in root.glob(f"{folder}/**/")]
    found = {file for folder in files for file in folder.glob("*.y*ml")}
    return [root / "dbt_project.yml", *sorted(found)]


def problems_of_file(path: Path) -> list[str]:
    """The keys and values of a YAML file that dbt does not know."""
    is_project = path.name == "dbt_project.yml"
    schema = project_schema() if is_project else resources_schema()
    content = yaml.safe_load(path.read_text("utf-8"))
    # dbt's schemas have the metrics of another dialect, and no semantic models.
    semantics = {kind: content.pop(kind, []) for kind in SEMANTICS}
    found = [*_problems(content, schema), *_problems_of_semantics(semantics)]
    return [f"{path}: {problem}" for problem in found]


def problems_of_manifest(manifest: dict[str, Any]) -> list[str]:
    """What the nodes of a manifest configure and dbt does not know."""
    definitions = resources_schema()["definitions"]
    return [
        f"{node['original_file_path']}: config of {node['name']}: {problem}"
        for node in manifest["nodes"].values()
        if node["resource_type"] in CONFIGS
        for problem in _problems(
            node["unrendered_config"],
            {
                "$ref": f"#/definitions/{CONFIGS[node['resource_type']]}",
                "definitions": definitions,
            },
        )
    ]


def _problems_of_semantics(content: dict[str, list]) -> Iterator[str]:
    """What MetricFlow does not know of semantic models and metrics."""
    for kind, items in content.items():
        for item in items:
            # What dbt calls the model, MetricFlow knows as its relation.
            known = {key: value for key, value in item.items() if key != "model"}
            for error in SEMANTICS[kind].iter_errors(known):
                yield f"{kind}: {item.get('name')}: {error.message}"


def _problems(content: object, schema: dict[str, Any]) -> Iterator[str]:
    for error in CustomDraft7Validator(schema).iter_errors(_without_hooks(content)):
        cause = best_match([error]) or error
        if str(cause.instance).startswith("{{"):
            continue  # dbt renders the value first.
        place = ".".join(map(str, cause.absolute_path)) or "top"
        yield f"{place}: {cause.message}"


def _without_hooks(content: Any) -> Any:
    """The content without hooks: dbt's schemas do not know them everywhere."""
    if isinstance(content, list):
        return [_without_hooks(item) for item in content]
    if not isinstance(content, dict):
        return content
    return {
        key: _without_hooks(value)
        for key, value in content.items()
        if str(key).lstrip("+").replace("-", "_") not in ("pre_hook", "post_hook")
    }


def main(arguments: list[str]) -> int:
    """Print every problem; 1 when there are any."""
    problems = [
        problem
        for path in map(Path, arguments or map(str, property_files()))
        for problem in problems_of_file(path)
    ]
    for problem in problems:
        print(problem)
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
