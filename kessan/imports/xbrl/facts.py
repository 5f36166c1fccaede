"""The facts of a filing: what it says of a concept, for a time, in a unit.

Contexts, units and inline facts are read as `kessan read` does; the facts of an
instance are here.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from lxml import etree

from kessan.exits import UnusableError
from kessan.imports.xbrl.names import Names
from kessan.read.document import Tag
from kessan.read.formats.ixbrl import (
    NIL,
    NUMERIC,
    attribute,
    content,
    decimals_of,
    is_bounded,
    name_of,
    read_contexts,
    read_facts,
    unit_of,
)

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
XBRLI = "{http://www.xbrl.org/2003/instance}"
# What a report is called that is not the document's own.
TARGET = "target"
# The most places behind the point that a number is kept with.
PLACES = 8
# Why a number is in no line of a statement.
TWICE, TOO_FINE, UNREADABLE = (
    "said twice with other values",
    f"finer than {PLACES} places behind the point",
    "no number by its format",
)


@dataclass(frozen=True)
class Fact:
    """A fact. `value` is None where it is nil or a text.

    `start` is None for an instant, `decimals` where the value is exact. `entity` is
    whom it is of. `is_whole`: it is of no member of an axis, and of nothing else that
    its context says beside its time. `reason` says why it is in no line.
    """

    concept: str
    start: date | None
    end: date
    entity: str
    is_whole: bool
    text: str
    unit: str = ""
    value: Decimal | None = None
    decimals: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Read:
    """The facts of a filing, and remarks on what was not understood."""

    facts: tuple[Fact, ...]
    remarks: tuple[str, ...] = ()


def instance_facts(path: Path, root: etree._Element, names: Names) -> Read:
    """The facts of an instance.

    Raises UnusableError for one without a context or unit that is there, and for a
    number that is none.
    """
    elements = root.findall(f"{XBRLI}context")
    known = {element.get("id") for element in elements}
    contexts = read_contexts(elements)
    strangers = _strangers(elements)
    units = {
        element.get("id") or "": unit_of(element)
        for element in root.findall(f"{XBRLI}unit")
    }
    facts, undated = [], 0
    for element in root.iterchildren(etree.Element):
        reference = element.get("contextRef")
        if reference is None:
            continue
        if reference not in known:
            raise _spoilt(path, element, f"no context {reference!r}", "its context")
        context = contexts.get(reference)
        if context is None:
            undated += 1
            continue
        text = " ".join("".join(map(str, element.itertext())).split())
        entity, has_more = strangers[reference]
        fact = Fact(
            concept=names.of_tag(str(element.tag)),
            start=context.start,
            end=context.end,
            entity=entity,
            is_whole=not context.members and not has_more,
            text=text,
        )
        unit = element.get("unitRef")
        if unit is not None:
            fact = _numeric(path, element, fact, units.get(unit))
        facts.append(fact)
    remarks = (f"{undated} facts without a day",) if undated else ()
    return Read(tuple(facts), remarks)


def _numeric(path: Path, element: etree._Element, fact: Fact, unit: str | None) -> Fact:
    if not unit:
        found = f"no unit {element.get('unitRef')!r}"
        raise _spoilt(path, element, found, "its unit")
    if any(element.get(nil) in ("true", "1") for nil in NIL):
        return replace(fact, unit=unit)
    if not NUMBER.fullmatch(fact.text) or not is_bounded(element):
        raise _spoilt(path, element, repr(fact.text), "a number with its decimals")
    value = Decimal(fact.text)
    return replace(fact, unit=unit, value=value, decimals=decimals_of(element, value))


def _spoilt(
    path: Path, element: etree._Element, found: str, expected: str
) -> UnusableError:
    name = str(element.tag).rpartition("}")[2]
    return UnusableError(
        f"{path}: line {element.sourceline}: {name} has {found}; expected: {expected};"
        " to do: fetch the file anew"
    )


def inline_facts(
    documents: Sequence[tuple[Path, etree._Element]],
    names: Names,
    prefixes: Mapping[str, str],
) -> Read:
    """The facts of inline documents, which are one report together.

    `prefixes` has their namespaces. What stands in another report than the documents'
    own (`target`) is left out. Raises UnusableError for a number without a context.
    """
    roots = [root for _, root in documents]
    found = read_facts(*roots)
    strangers = _strangers(
        one
        for root in roots
        for one in root.iter(etree.Element)
        if name_of(one) == "xbrli:context"
    )
    for path, root in documents:
        _refuse_lost(path, root, strangers)
    facts = tuple(
        _of_tag(element, tag, names, prefixes, strangers)
        for element, tag in found.tags.items()
        if not element.get(TARGET)
    )
    return Read(facts, found.remarks)


def _refuse_lost(path: Path, root: etree._Element, contexts: Container[str]) -> None:
    """Raise where a number has no context in any of the documents."""
    for element in root.iter(etree.Element):
        if name_of(element) != NUMERIC:
            continue
        name, reference = attribute(element, "name"), attribute(element, "contextRef")
        if reference not in contexts:
            raise UnusableError(
                f"{path}: line {element.sourceline}: {name} has no"
                f" context {reference!r}; expected: its context, in one of the"
                " documents; to do: see whether all of them are in the folder"
            )


def _of_tag(
    element: etree._Element,
    tag: Tag,
    names: Names,
    prefixes: Mapping[str, str],
    strangers: dict[str, tuple[str, bool]],
) -> Fact:
    entity, has_more = strangers[attribute(element, "contextRef")]
    is_nil = any(element.get(nil) in ("true", "1") for nil in NIL)
    is_number = name_of(element) == NUMERIC
    return Fact(
        concept=names.of_prefixed(tag.concept, prefixes),
        start=tag.start,
        end=tag.end,
        entity=entity,
        is_whole=not tag.members and not has_more,
        text=tag.printed_text,
        unit=(tag.unit or "none") if is_number else "",
        value=tag.value,
        decimals=tag.decimals,
        reason=UNREADABLE if is_number and tag.value is None and not is_nil else "",
    )


def _strangers(contexts: Iterable[etree._Element]) -> dict[str, tuple[str, bool]]:
    """Whom each context is of, and whether it says more than dimensions would."""
    found = {}
    for context in contexts:
        entity, has_more = "", False
        for part in context.iter(etree.Element):
            name = name_of(part)
            if name == "xbrli:identifier":
                entity = content(part)
            elif name in ("xbrli:segment", "xbrli:scenario"):
                has_more |= any(
                    not name_of(inner).startswith("xbrldi:")
                    for inner in part.iterchildren(etree.Element)
                )
        found[attribute(context, "id")] = entity, has_more
    return found


def judged(facts: Iterable[Fact]) -> Iterator[Fact]:
    """The numbers, each once: what is said again is the most exact one.

    Where two do not agree within what their decimals say, neither is used.
    """
    groups: dict[tuple, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.value is None or fact.reason:
            yield fact
            continue
        key = fact.concept, fact.start, fact.end, fact.entity, fact.unit, fact.is_whole
        if fact.is_whole:
            groups[key].append(fact)
        else:
            yield fact
    for group in groups.values():
        best = min(group, key=_fineness)
        if not all(_agree(best, other) for other in group):
            yield replace(best, reason=TWICE)
        elif best.value is not None and _places(best.value) > PLACES:
            yield replace(best, reason=TOO_FINE)
        else:
            yield best


def _fineness(fact: Fact) -> tuple[bool, int]:
    """The order of facts, the most exact first."""
    return fact.decimals is not None, -(fact.decimals or 0)


def _agree(one: Fact, other: Fact) -> bool:
    """Whether two values may be one number that was rounded."""
    if one.value is None or other.value is None:
        return False
    return abs(one.value - other.value) <= sum(
        Decimal(5).scaleb(-fact.decimals - 1)
        for fact in (one, other)
        if fact.decimals is not None
    )


def _places(value: Decimal) -> int:
    """How many places behind the point a number has, without zeros at its end."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def most_common(texts: Iterable[str]) -> str:
    """The text that is there most often, or nothing."""
    counted = Counter(texts).most_common(1)
    return counted[0][0] if counted else ""
