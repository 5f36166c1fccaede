"""Linkbases: what is called how, stands below what, and adds up to what.

Relationships are those of the specification: of equivalent arcs the one of the highest
priority counts, and one that is prohibited is none.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from lxml import etree

from kessan.exits import UnusableError
from kessan.imports.xbrl.files import Files
from kessan.imports.xbrl.names import Names

LINK = "{http://www.xbrl.org/2003/linkbase}"
XLINK = "{http://www.w3.org/1999/xlink}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
STANDARD_LABEL = "http://www.xbrl.org/2003/role/label"
# The arcs that are read, by the last part of their arcrole.
PARENT_CHILD, SUMMATION, CONCEPT_LABEL = (
    "parent-child",
    "summation-item",
    "concept-label",
)
ENGLISH = "en"
EXEMPT = {"use", "priority"}
# A role has some hundred lines; what stands in it by every way may be endless.
MOST_LINES = 10_000


@dataclass(frozen=True)
class Label:
    """What a concept is called in one role."""

    role: str
    language: str
    text: str


@dataclass(frozen=True)
class Arc:
    """A relationship of a network: between concepts, or of one to its label."""

    role: str
    source: str
    target: str | Label
    order: Decimal
    weight: Decimal
    preferred_label: str


@dataclass(frozen=True)
class Linkbase:
    """A linkbase and the file that it stands in."""

    path: Path
    root: etree._Element


class Locators:
    """What the locators of a filing point at: elements of schemas, by their ids."""

    def __init__(
        self, files: Files, names: Names, ids: Mapping[tuple[str, str], str]
    ) -> None:
        """`ids` has the concept of each id of the filing's own schemas."""
        self.files = files
        self.names = names
        self.ids = ids

    def concept(self, path: Path, locator: etree._Element) -> str:
        """The concept of a locator.

        Raises UnusableError where the filing's own schema does not declare it.
        """
        href, _, name = (locator.get(f"{XLINK}href") or "").partition("#")
        schema = self.files.beside(path, href)
        if schema is None and name and not name.startswith("element("):
            return self.names.of_id(name)
        if schema is not None and (schema.name, name) in self.ids:
            return self.ids[schema.name, name]
        raise UnusableError(
            f"{path}: line {locator.sourceline}: the locator names {name!r} of"
            f" {href!r}; expected: the id of an element of the schema; to do: take"
            " schema and linkbases of the same filing"
        )


def arcs_of(linkbases: Iterable[Linkbase], kind: str, locators: Locators) -> list[Arc]:
    """The relationships of a kind in all linkbases, in the order of their files."""
    found: dict[tuple, list[tuple[int, bool, Arc]]] = defaultdict(list)
    for linkbase in linkbases:
        for link in linkbase.root.iter(etree.Element):
            if link.get(f"{XLINK}type") == "extended":
                for key, arc in _of_link(linkbase.path, link, kind, locators):
                    found[key].append(arc)
    arcs = []
    for equivalent in found.values():
        highest = max(priority for priority, _, _ in equivalent)
        of_highest = [one for one in equivalent if one[0] == highest]
        if not any(is_prohibited for _, is_prohibited, _ in of_highest):
            arcs.append(of_highest[0][2])
    return arcs


def _of_link(
    path: Path, link: etree._Element, kind: str, locators: Locators
) -> Iterable[tuple[tuple, tuple[int, bool, Arc]]]:
    """The arcs of an extended link, each with what makes it equivalent to another."""
    arcs = [
        arc
        for arc in link
        if isinstance(arc.tag, str)
        and arc.get(f"{XLINK}type") == "arc"
        and (arc.get(f"{XLINK}arcrole") or "").rpartition("/")[2] == kind
    ]
    if not arcs:
        return
    ends: dict[str, list[str | Label]] = defaultdict(list)
    for part in link:
        if not isinstance(part.tag, str):
            continue
        name = part.get(f"{XLINK}label") or ""
        if part.get(f"{XLINK}type") == "locator":
            ends[name].append(locators.concept(path, part))
        elif part.get(f"{XLINK}type") == "resource":
            ends[name].append(
                Label(
                    part.get(f"{XLINK}role") or STANDARD_LABEL,
                    part.get(LANGUAGE) or "",
                    " ".join("".join(map(str, part.itertext())).split()),
                )
            )
    role = link.get(f"{XLINK}role") or ""
    for arc in arcs:
        order = _number(path, arc, "order", "1")
        weight = _number(path, arc, "weight", "1")
        more = tuple(
            sorted(
                (str(name), str(value))
                for name, value in arc.attrib.items()
                if not str(name).startswith(XLINK)
                and name not in EXEMPT | {"order", "weight"}
            )
        )
        for source in ends[arc.get(f"{XLINK}from") or ""]:
            for target in ends[arc.get(f"{XLINK}to") or ""]:
                if not isinstance(source, str):
                    continue
                key = role, source, target, order, weight, more
                one = Arc(
                    role=role,
                    source=source,
                    target=target,
                    order=order,
                    weight=weight,
                    preferred_label=arc.get("preferredLabel") or "",
                )
                priority = int(_number(path, arc, "priority", "0"))
                yield key, (priority, arc.get("use") == "prohibited", one)


def _number(path: Path, arc: etree._Element, name: str, default: str) -> Decimal:
    """A number of an arc; raises UnusableError where it is none."""
    text = arc.get(name) or default
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise UnusableError(
            f"{path}: line {arc.sourceline}: {name} is {text!r}; expected: a number; to"
            " do: fetch the file anew"
        )
    return number


def labels_of(arcs: Iterable[Arc]) -> dict[str, dict[str, str]]:
    """What each concept is called by the role of its label, in English where it is."""
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    english: set[tuple[str, str]] = set()
    for arc in arcs:
        if not isinstance(arc.target, Label):
            continue
        key = arc.source, arc.target.role
        is_english = arc.target.language.lower().startswith(ENGLISH)
        if arc.target.role not in labels[arc.source] or (
            is_english and key not in english
        ):
            labels[arc.source][arc.target.role] = arc.target.text
        if is_english:
            english.add(key)
    return labels


@dataclass(frozen=True)
class Placed:
    """A line of a role: a concept, and the role of the label that it has there."""

    concept: str
    preferred_label: str


def lines_of(arcs: Iterable[Arc], folder: Path) -> dict[str, list[Placed]]:
    """The concepts of each role in the order in which its tree is printed.

    Raises UnusableError where a concept stands below itself.
    """
    children: dict[str, dict[str, list[Arc]]] = defaultdict(lambda: defaultdict(list))
    below: dict[str, set[str]] = defaultdict(set)
    for arc in arcs:
        if isinstance(arc.target, str):
            children[arc.role][arc.source].append(arc)
            below[arc.role].add(arc.target)
    lines: dict[str, list[Placed]] = {}
    for role, of_role in children.items():
        roots = [concept for concept in of_role if concept not in below[role]]
        placed: list[Placed] = []
        lines[role] = placed
        reached: set[str] = set()
        stack = [(Placed(root, ""), frozenset[str]()) for root in reversed(roots)]
        while stack:
            place, above = stack.pop()
            if place.concept in above:
                raise _circle(folder, role, place.concept)
            if len(placed) == MOST_LINES:
                raise UnusableError(
                    f"{folder}: the presentation of {role} has more than"
                    f" {MOST_LINES:,} lines; expected: those of a statement or a note;"
                    " to do: see whether the linkbase is that of the filing"
                )
            placed.append(place)
            reached.add(place.concept)
            inner = sorted(of_role.get(place.concept, ()), key=lambda arc: arc.order)
            stack += [
                (Placed(str(arc.target), arc.preferred_label), above | {place.concept})
                for arc in reversed(inner)
            ]
        if lost := set(of_role) - reached:
            raise _circle(folder, role, min(lost))
    return lines


def _circle(folder: Path, role: str, concept: str) -> UnusableError:
    return UnusableError(
        f"{folder}: the presentation of {role} has {concept} below itself; expected: a"
        " tree; to do: see whether the linkbase is that of the filing"
    )
