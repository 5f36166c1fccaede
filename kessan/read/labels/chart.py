"""The chart: what the reference data knows of line items, labels and members."""

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kessan.read.labels.words import label_key

TOTAL = "total"


@dataclass(frozen=True)
class LineItem:
    """A row of line_items.csv. `company_key` is empty where any company has it."""

    key: str
    label: str
    statement: str
    parent: str = ""
    weight_in_parent: int = 0
    balance: str = ""
    period_type: str = ""
    unit: str = ""
    company_key: str = ""
    us_gaap_concept: str = ""
    ifrs_concept: str = ""
    display_order: int = 0

    @property
    def concepts(self) -> dict[str, str]:
        """The concepts that it is, by the prefix of their taxonomy."""
        return {"us-gaap": self.us_gaap_concept, "ifrs-full": self.ifrs_concept}


@dataclass(frozen=True)
class KnownLabel:
    """A row of labels.csv. `company_key` is empty where it is a general one."""

    company_key: str
    statement: str
    heading: str
    label: str
    line_item_key: str
    segment_key: str = TOTAL
    product_key: str = TOTAL
    balance_at: str = ""
    is_negated: str = "false"

    @property
    def meaning(self) -> tuple[str, str, str, str]:
        """What it stands for."""
        return (
            self.line_item_key,
            self.segment_key,
            self.product_key,
            self.balance_at,
        )


@dataclass(frozen=True)
class Member:
    """A segment or a product of a company, the total of all, or a member of an axis.

    `kind` is the type of a segment or a product, or the axis of another member.
    """

    key: str
    company_key: str
    label: str
    kind: str = ""
    parent: str = ""


@dataclass(frozen=True)
class Concept:
    """What a concept of a taxonomy is here: an axis, or a member of one."""

    axis: str
    member_key: str


@dataclass(frozen=True, eq=False)
class Chart:
    """All that is known. Nothing of one company is used for another.

    Charts are told apart by identity: what was made ready of one is kept for it.
    """

    line_items: dict[str, LineItem]
    labels: tuple[KnownLabel, ...]
    segments: tuple[Member, ...] = ()
    products: tuple[Member, ...] = ()
    members: tuple[Member, ...] = ()
    # Concepts that are axes and members, and those that line items have beside the
    # one that line_items.csv names, with their prefix.
    concepts: Mapping[str, Concept] = field(default_factory=dict)
    further_concepts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # Of each company, its names, the longest first.
    names: dict[str, tuple[str, ...]] | None = None
    statements: tuple[str, ...] = ()
    # What is computed of line items, and can be none.
    metrics: frozenset[str] = frozenset()

    def names_of(self, company_key: str) -> tuple[str, ...]:
        """The names of a company, or none."""
        return (self.names or {}).get(company_key, ())

    def own_labels(self, company_key: str) -> tuple[KnownLabel, ...]:
        """The labels that say what a company's lines are."""
        return tuple(
            one for one in self.labels if company_key and one.company_key == company_key
        )

    def general_labels(self) -> tuple[KnownLabel, ...]:
        """The labels that are proposed to any company."""
        return tuple(one for one in self.labels if not one.company_key)

    def line_items_of(self, company_key: str) -> dict[str, LineItem]:
        """The line items that a company may have: general ones and its own."""
        return {
            key: one
            for key, one in self.line_items.items()
            if one.company_key in ("", company_key)
        }

    def tagged_line_items(self, company_key: str) -> dict[str, list[str]]:
        """The line items that concepts are, for a company."""
        found: dict[str, list[str]] = {}
        items = self.line_items_of(company_key)
        for item in items.values():
            for prefix, name in item.concepts.items():
                if name:
                    found.setdefault(f"{prefix}:{name}", []).append(item.key)
        for concept, keys in self.further_concepts.items():
            found.setdefault(concept, []).extend(key for key in keys if key in items)
        return found

    def apart(self, printed: Iterable[Collection[str]]) -> "Chart":
        """The chart of a document whose tables print these concepts.

        A further concept of a line item is another line where one table has the first
        one beside it, such as the sales in all revenues.
        """
        beside = {
            (concept, key)
            for concepts in printed
            for concept in concepts
            for key in self.further_concepts.get(concept, ())
            for prefix, name in self.line_items[key].concepts.items()
            if name and f"{prefix}:{name}" in concepts
        }
        if not beside:
            return self
        apart = {key for _, key in beside}
        return replace(
            self,
            further_concepts={
                concept: tuple(key for key in keys if key not in apart)
                for concept, keys in self.further_concepts.items()
            },
        )

    def ancestors(self, line_item_key: str) -> tuple[str, ...]:
        """A line item and what it is part of, the nearest first."""
        chain: list[str] = []
        while line_item_key in self.line_items and line_item_key not in chain:
            chain.append(line_item_key)
            line_item_key = self.line_items[line_item_key].parent
        return tuple(chain)


def load_chart(folder: Path) -> Chart:
    """The chart of a folder of reference CSVs. A missing file is an error of the OS."""
    further: dict[str, tuple[str, ...]] = {}
    for row in _rows(folder, "concepts"):
        if key := row["line_item_key"]:
            further[row["concept"]] = (*further.get(row["concept"], ()), key)
    return Chart(
        line_items={
            row["line_item_key"]: _line_item(row) for row in _rows(folder, "line_items")
        },
        labels=tuple(_label(row) for row in _rows(folder, "labels")),
        segments=tuple(
            Member(
                row["segment_key"],
                row["company_key"],
                row["label"],
                row["segment_type"],
            )
            for row in _rows(folder, "segments")
        ),
        products=tuple(
            Member(
                row["product_key"],
                row["company_key"],
                row["label"],
                row["product_type"],
                row["parent_product_key"],
            )
            for row in _rows(folder, "products")
        ),
        members=tuple(
            Member(row["member_key"], row["company_key"], row["label"], row["axis"])
            for row in _rows(folder, "members")
        ),
        concepts={
            row["concept"]: Concept(row["axis"], row["member_key"])
            for row in _rows(folder, "concepts")
            if row["axis"]
        },
        further_concepts=further,
        names={
            row["company_key"]: company_names(row["label"], row["short_label"])
            for row in _rows(folder, "companies")
        },
        statements=tuple(row["statement"] for row in _rows(folder, "statements")),
        metrics=frozenset(row["metric_id"] for row in _rows(folder, "metrics")),
    )


def company_names(*names: str) -> tuple[str, ...]:
    """The forms that a company's names are printed in, the longest first."""
    forms = {label_key(name) for name in names if name}
    forms |= {form.removeprefix("the ") for form in forms}
    return tuple(sorted(forms, key=lambda form: (-len(form), form)))


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _line_item(row: dict[str, str]) -> LineItem:
    return LineItem(
        key=row["line_item_key"],
        label=row["label"],
        statement=row["statement"],
        parent=row["parent_line_item_key"],
        weight_in_parent=int(row["weight_in_parent"] or 0),
        balance=row["balance"],
        period_type=row["period_type"],
        unit=row["unit"],
        company_key=row["company_key"],
        us_gaap_concept=row["us_gaap_concept"],
        ifrs_concept=row["ifrs_concept"],
        display_order=int(row["display_order"] or 0),
    )


def _label(row: dict[str, str]) -> KnownLabel:
    return KnownLabel(
        company_key=row["company_key"],
        statement=row["statement"],
        heading=row["heading"],
        label=row["label"],
        line_item_key=row["line_item_key"],
        segment_key=row["segment_key"] or TOTAL,
        product_key=row["product_key"] or TOTAL,
        balance_at=row["balance_at"],
        is_negated=row["is_negated"] or "false",
    )
