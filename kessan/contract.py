"""The public contract: what the manifest declares of each table and view."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path

from kessan.project import MANIFEST, PUBLIC_SCHEMAS

RELEASE = "release_id"
# What a type of DuckDB is to those who read descriptors; decimals are numbers.
KINDS = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "HUGEINT": "integer",
    "DATE": "date",
    "TIMESTAMP": "datetime",
}


def kind_of(data_type: str) -> str:
    """The kind of a column by its type in DuckDB, such as `number`."""
    return KINDS.get(data_type, "number")


@dataclass(frozen=True)
class Column:
    """A column of the contract; the type is empty where none is declared."""

    name: str
    data_type: str
    description: str


@dataclass(frozen=True)
class PublicModel:
    """A public table or view.

    Foreign keys: column, table and its column. Checks: column and expression.
    `by_hand` are columns whose foreign key is proven like every other, but is no
    path that a tool may join along by itself: it would have two to one table.
    """

    schema: str
    name: str
    description: str
    is_view: bool
    columns: list[Column]
    primary_key: list[str]
    foreign_keys: list[tuple[str, str, str]]
    not_null: list[str] = field(default_factory=list)
    checks: list[tuple[str, str]] = field(default_factory=list)
    # The models that its SQL reads.
    reads: set[str] = field(default_factory=set)
    # What its YAML says beyond that, such as how its rows live.
    meta: dict[str, str] = field(default_factory=dict)
    by_hand: set[str] = field(default_factory=set)

    @property
    def paths(self) -> list[tuple[str, str, str]]:
        """The foreign keys that are declared where it is published."""
        return [key for key in self.foreign_keys if key[0] not in self.by_hand]

    @property
    def required(self) -> set[str]:
        """The columns that hold no null."""
        return {*self.primary_key, *self.not_null}

    @property
    def grain(self) -> str:
        """What a row is: the sentence that a description opens with."""
        return " ".join(self.description.split()).split(". ")[0].rstrip(".")

    @property
    def place(self) -> int | None:
        """Its place on the short list that a reader begins with, if it is there."""
        place = self.meta.get("place")
        return None if place is None else int(place)

    @property
    def keeps_companies_apart(self) -> bool:
        """Whether each row is of a company, and made of rows of that company alone."""
        return self.meta.get("companies") == "apart"

    @property
    def is_of_releases(self) -> bool:
        """Whether its rows say which release they are of."""
        return self.has(RELEASE)

    @property
    def rows(self) -> str:
        """How its rows live; see gates/exit/row_counts.yml.

        A table of releases that does not say keeps the rows of each; what is
        computed of tables, or is of no release, loses none as a whole.
        """
        kept = self.is_of_releases and not self.is_view
        return self.meta.get("rows", "kept" if kept else "whole")

    def has(self, *columns: str) -> bool:
        """Whether it has all of these columns."""
        return set(columns) <= {column.name for column in self.columns}

    @property
    def references(self) -> set[str]:
        """The other tables that its foreign keys point to."""
        return {table for _, table, _ in self.foreign_keys} - {self.name}


def public_models(manifest: Path = MANIFEST) -> list[PublicModel]:
    """The models of the public schemas, by name, as dbt's manifest has them."""
    nodes = json.loads(manifest.read_text("utf-8"))["nodes"]
    models = [
        _public_model(node, nodes)
        for node in nodes.values()
        if node["resource_type"] == "model" and node["schema"] in PUBLIC_SCHEMAS
    ]
    return sorted(models, key=lambda model: model.name)


def _public_model(node: dict, nodes: dict[str, dict]) -> PublicModel:
    constraints = [
        (column["name"], constraint)
        for column in node["columns"].values()
        for constraint in column["constraints"]
    ]
    primary_key = [
        column
        for constraint in node["constraints"]
        if constraint["type"] == "primary_key"
        for column in constraint["columns"]
    ] + [
        name for name, constraint in constraints if constraint["type"] == "primary_key"
    ]
    foreign_keys = [
        # The reference is ref('dim_period') or, once compiled, a qualified
        # name: the table is the last word of either.
        (
            name,
            re.findall(r"\w+", constraint["to"])[-1],
            constraint["to_columns"][0],
        )
        for name, constraint in constraints
        if constraint["type"] == "foreign_key"
    ]
    return PublicModel(
        schema=node["schema"],
        name=node["alias"],
        description=node["description"].strip(),
        is_view=node["config"]["materialized"] == "view",
        columns=[
            Column(column["name"], column["data_type"] or "", column["description"])
            for column in node["columns"].values()
        ],
        primary_key=primary_key,
        foreign_keys=foreign_keys,
        not_null=[
            name for name, constraint in constraints if constraint["type"] == "not_null"
        ],
        checks=[
            (name, constraint["expression"])
            for name, constraint in constraints
            if constraint["type"] == "check"
        ],
        reads={
            nodes[read]["alias"]
            for read in node["depends_on"]["nodes"]
            if read.startswith("model.") and read in nodes
        },
        meta=node["config"].get("meta", {}),
        by_hand={
            name
            for name, column in node["columns"].items()
            if not column["config"]["meta"].get("is_path", True)
        },
    )


def to_begin_with(models: list[PublicModel]) -> list[PublicModel]:
    """The short list that a reader begins with, in its order."""
    listed = [(model.place, model) for model in models if model.place is not None]
    return [model for _, model in sorted(listed, key=lambda placed: placed[0])]


def in_order_of_reference(models: list[PublicModel]) -> list[PublicModel]:
    """The models with those first that the foreign keys of others point to.

    Raises graphlib.CycleError when foreign keys go in a circle.
    """
    return _in_order(models, lambda model: model.references)


def in_order_of_reading(models: list[PublicModel]) -> list[PublicModel]:
    """The models with those first that others read."""
    return _in_order(models, lambda model: model.reads)


def _in_order(
    models: list[PublicModel], before: Callable[[PublicModel], set[str]]
) -> list[PublicModel]:
    by_name = {model.name: model for model in models}
    order = TopologicalSorter(
        {name: sorted(before(model) & set(by_name)) for name, model in by_name.items()}
    )
    return [by_name[name] for name in order.static_order()]
