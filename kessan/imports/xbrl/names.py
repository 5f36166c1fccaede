"""The names of concepts: `us-gaap:Revenues`, whatever prefix a file has for it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lxml import etree

# A part of a namespace that is a date or a version: `2023`, `2014-03-05`, `2021q4`.
DATED = re.compile(r"\d{4}(?:(?:-\d{2}){0,2}|\d{4}|q\d)")


@dataclass
class Names:
    """The taxonomies of a filing, by their namespaces.

    `own` has the prefix of each namespace that a schema of the filing is for. That of
    another is the last part of its namespace that is no date, which is what the
    taxonomies call themselves; `years` has the version of each.
    """

    own: dict[str, str] = field(default_factory=dict)
    years: dict[str, str] = field(default_factory=dict)

    @property
    def own_prefix(self) -> str | None:
        """The prefix of the filer's own taxonomy."""
        return next(iter(self.own.values()), None)

    def of_namespace(self, namespace: str, local: str) -> str:
        """The concept of a name in a namespace."""
        if namespace in self.own:
            return f"{self.own[namespace]}:{local}"
        parts = [part for part in namespace.split("/") if part]
        named = [part for part in parts if not DATED.fullmatch(part)]
        dates = [part[:4] for part in parts if DATED.fullmatch(part)]
        prefix = named[-1].lower() if named else "none"
        self.years.setdefault(prefix, next(iter(dates), "none"))
        return f"{prefix}:{local}"

    def of_tag(self, tag: str) -> str:
        """The concept of an element, as the parser has its name."""
        namespace, _, local = tag.rpartition("}")
        return self.of_namespace(namespace[1:], local)

    def of_prefixed(self, name: str, prefixes: Mapping[str, str]) -> str:
        """The concept of a name with a prefix of a document."""
        prefix, _, local = name.rpartition(":")
        return self.of_namespace(prefixes.get(prefix, prefix), local)

    def of_id(self, name: str) -> str:
        """The concept of an id in a schema that is not at hand: `us-gaap_Revenues`."""
        prefix, _, local = name.rpartition("_")
        return f"{prefix.lower()}:{local}"

    def version(self, concept: str, release_id: str) -> str:
        """The version of a concept's taxonomy; the release's own has its id."""
        prefix = concept.partition(":")[0]
        if prefix == self.own_prefix:
            return release_id
        if prefix in self.own.values():
            return f"{prefix}/own"
        return f"{prefix}/{self.years.get(prefix, 'none')}"

    def is_own(self, concept: str) -> bool:
        """Whether a concept is one of the filer's own."""
        return concept.partition(":")[0] in self.own.values()


def prefixes_of(roots: Iterable[etree._Element]) -> dict[str, str]:
    """The namespaces of documents by their prefixes.

    In HTML they are attributes like any other, of the elements around the facts.
    """
    found: dict[str, str] = {}
    for root in roots:
        for element in root.iter(etree.Element):
            for prefix, namespace in element.nsmap.items():
                found.setdefault(prefix or "", namespace)
            for name, value in element.attrib.items():
                if str(name).startswith("xmlns:"):
                    found.setdefault(str(name)[6:], str(value))
    return found
