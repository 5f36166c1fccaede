"""The taxonomy of a filing: its own concepts, its roles and its linkbases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from kessan.exits import UnusableError
from kessan.imports.xbrl.files import Files, read_xml
from kessan.imports.xbrl.linkbases import (
    CONCEPT_LABEL,
    LINK,
    PARENT_CHILD,
    SUMMATION,
    XLINK,
    Arc,
    Linkbase,
    Locators,
    Placed,
    arcs_of,
    labels_of,
    lines_of,
)
from kessan.imports.xbrl.names import Names

SCHEMA = "{http://www.w3.org/2001/XMLSchema}"
INSTANCE = "{http://www.xbrl.org/2003/instance}"


@dataclass(frozen=True)
class Declared:
    """What a schema says of a concept: `instant` or `duration`, `debit` or `credit`."""

    type: str
    period_type: str
    balance: str


@dataclass
class Taxonomy:
    """The taxonomy of a filing.

    `titles` has the definition of each role; `lines` the concepts of each in printed
    order, `sums` the parts of totals, `labels` what concepts are called by role.
    """

    names: Names
    declared: dict[str, Declared] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    lines: dict[str, list[Placed]] = field(default_factory=dict)
    sums: list[Arc] = field(default_factory=list)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)


def taxonomy_of(
    files: Files, documents: Sequence[tuple[Path, etree._Element]]
) -> Taxonomy:
    """The taxonomy that the documents of a filing name, by their root elements.

    Linkbases are those that its schemas name or hold; where they name none that is in
    the folder, all that are in it. Raises UnusableError where nothing says in which
    order lines are printed.
    """
    entries = _entries(files, documents)
    schemas = _schemas(files, entries)
    taxonomy = Taxonomy(Names())
    ids: dict[tuple[str, str], str] = {}
    linkbases = []
    for path, root in schemas.items():
        _declare(taxonomy, path, root, ids, is_entry=path in entries)
        linkbases += [Linkbase(path, inner) for inner in root.iter(f"{LINK}linkbase")]
    named = {
        found
        for path, root in [*schemas.items(), *documents]
        for reference in root.iter(f"{LINK}linkbaseRef")
        if (found := files.beside(path, reference.get(f"{XLINK}href") or ""))
    }
    if not linkbases and not named:
        named = set(files.linkbases)
    linkbases += [Linkbase(path, read_xml(path)) for path in sorted(named)]
    locators = Locators(files, taxonomy.names, ids)

    def arcs(kind: str) -> list[Arc]:
        return arcs_of(linkbases, kind, locators)

    taxonomy.lines = lines_of(arcs(PARENT_CHILD), files.folder)
    if not taxonomy.lines:
        raise UnusableError(
            f"{files.folder}: no presentation linkbase; expected: one that a schema of"
            " the folder names or holds (…_pre.xml), for it says which lines a"
            " statement has; to do: add it, or read an inline document alone with"
            " kessan read"
        )
    taxonomy.sums = arcs(SUMMATION)
    taxonomy.labels = labels_of(arcs(CONCEPT_LABEL))
    return taxonomy


def _entries(
    files: Files, documents: Sequence[tuple[Path, etree._Element]]
) -> list[Path]:
    """The schemas that the documents name, or all where none of these is there."""
    named = [
        found
        for path, root in documents
        for reference in _references(root)
        if (found := files.beside(path, reference.get(f"{XLINK}href") or ""))
    ]
    return named or [*files.schemas]


def _schemas(files: Files, entries: Iterable[Path]) -> dict[Path, etree._Element]:
    """These schemas, and those of the folder that they take in."""
    found: dict[Path, etree._Element] = {}
    wanted = [*entries]
    while wanted:
        path = wanted.pop()
        if path in found:
            continue
        root = found[path] = read_xml(path)
        for name in ("import", "include"):
            for element in root.iter(f"{SCHEMA}{name}"):
                inner = files.beside(path, element.get("schemaLocation") or "")
                if inner is not None:
                    wanted.append(inner)
    return dict(sorted(found.items()))


def _references(root: etree._Element) -> Iterable[etree._Element]:
    """The references to schemas, of XML or of HTML."""
    for element in root.iter(etree.Element):
        if element.tag in (f"{LINK}schemaRef", "link:schemaref"):
            if href := element.get("xlink:href"):
                element.set(f"{XLINK}href", href)
            yield element


def _declare(
    taxonomy: Taxonomy,
    path: Path,
    root: etree._Element,
    ids: dict[tuple[str, str], str],
    *,
    is_entry: bool,
) -> None:
    """Take in the concepts and roles of a schema; those of an entry are the filer's."""
    namespace = root.get("targetNamespace") or ""
    elements = [
        element
        for element in root.findall(f"{SCHEMA}element")
        if element.get("substitutionGroup")
    ]
    prefixes = {uri: prefix for prefix, uri in root.nsmap.items() if prefix}
    if elements and is_entry:
        prefix = prefixes.get(namespace, path.stem.partition("-")[0])
        taxonomy.names.own.setdefault(namespace, prefix.lower())
    for element in elements:
        name = element.get("name") or ""
        concept = taxonomy.names.of_namespace(namespace, name)
        ids[path.name, element.get("id") or name] = concept
        taxonomy.declared[concept] = Declared(
            type=(element.get("type") or "").rpartition(":")[2],
            period_type=element.get(f"{INSTANCE}periodType") or "",
            balance=element.get(f"{INSTANCE}balance") or "",
        )
    for role in root.iter(f"{LINK}roleType"):
        definition = role.findtext(f"{LINK}definition") or ""
        taxonomy.titles[role.get("roleURI") or ""] = " ".join(definition.split())
