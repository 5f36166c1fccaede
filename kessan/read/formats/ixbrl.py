"""Inline XBRL: what a document tags, each fact with the element that prints it.

Elements are asked for by a name that does not depend on how the document was parsed:
`ix:nonfraction`, `xbrli:context`, `td`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

from lxml import etree

from kessan.read.document import Tag
from kessan.read.formats.transforms import transformed

# Namespaces by what they begin with, as versions differ, and the prefix that they get
# here. In HTML there are none, and the prefix of the document is taken for it.
PREFIXES: tuple[tuple[str, str], ...] = (
    ("http://www.xbrl.org/2013/inlineXBRL", "ix:"),
    ("http://www.xbrl.org/2008/inlineXBRL", "ix:"),
    ("http://www.xbrl.org/2003/instance", "xbrli:"),
    ("http://xbrl.org/2006/xbrldi", "xbrldi:"),
)
NIL = ("{http://www.w3.org/2001/XMLSchema-instance}nil", "xsi:nil")
NUMERIC = "ix:nonfraction"
FACTS = {NUMERIC, "ix:nonnumeric"}
EXACT = "INF"
SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Context:
    """The period of a fact, by its last day, and its members on axes."""

    start: date | None
    end: date
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Facts:
    """The facts of a document by their element, and what was not understood."""

    tags: dict[etree._Element, Tag]
    remarks: tuple[str, ...]


def read_facts(*roots: etree._Element) -> Facts:
    """All facts below the roots of a document, or of several that are one report.

    Hidden ones are among them; contexts and units may stand in another document.

    A fact without a period is left out; a number whose format is not known, or whose
    text is not what it takes, has no value. Both are remarks.
    """
    found: dict[str, list[etree._Element]] = {}
    for root in roots:
        for element in root.iter(etree.Element):
            name = name_of(element)
            if name.startswith(("ix:", "xbrli:")):
                found.setdefault(name, []).append(element)
    contexts = read_contexts(found.get("xbrli:context", []))
    units = {
        attribute(element, "id"): unit_of(element)
        for element in found.get("xbrli:unit", [])
    }
    continued = {
        attribute(element, "id"): element
        for element in found.get("ix:continuation", [])
    }
    tags: dict[etree._Element, Tag] = {}
    problems: Counter[str] = Counter()
    for name in sorted(FACTS):
        for element in found.get(name, []):
            context = contexts.get(attribute(element, "contextRef"))
            if context is None:
                problems["without a period that is known"] += 1
            elif name == NUMERIC:
                tags[element] = numeric_tag(element, context, units, problems)
            else:
                tags[element] = text_tag(element, context, continued)
    remarks = (f"{number} tags {problem}" for problem, number in problems.items())
    return Facts(tags, tuple(remarks))


def numeric_tag(
    element: etree._Element,
    context: Context,
    units: dict[str, str],
    problems: Counter[str],
) -> Tag:
    """The fact of a number: what is printed, by its format, scale and sign."""
    printed = content(element)
    scale = whole(attribute(element, "scale") or "0")
    form = attribute(element, "format")
    unit = units.get(attribute(element, "unitRef"), "")
    value = decimals = None
    if not any(element.get(nil) in ("true", "1") for nil in NIL):
        number = transformed(printed, form)
        if number is None:
            problems[f"without a value: {printed!r} as {form or 'a plain number'}"] += 1
        elif scale is None or not is_bounded(element):
            problems["without a value: their scale or decimals are no numbers"] += 1
        elif not unit:
            problems["without a value: their unit is not known"] += 1
        else:
            sign = "-" if attribute(element, "sign") == "-" else ""
            value = scaled(number, scale, sign)
            decimals = decimals_of(element, value)
    return Tag(
        concept=attribute(element, "name"),
        end=context.end,
        start=context.start,
        unit=unit,
        value=value,
        decimals=decimals,
        scale=scale or 0,
        members=context.members,
        printed_text=printed,
    )


def text_tag(
    element: etree._Element, context: Context, continued: dict[str, etree._Element]
) -> Tag:
    """The fact of a text with its continuations.

    What is tagged as a stretch of the document (`escape`) has no text of its own.
    """
    printed = ""
    if attribute(element, "escape") not in ("true", "1"):
        parts = (content(part) for part in with_continuations(element, continued))
        printed = " ".join(part for part in parts if part)
    return Tag(
        concept=attribute(element, "name"),
        end=context.end,
        start=context.start,
        members=context.members,
        printed_text=printed,
    )


def with_continuations(
    element: etree._Element, continued: dict[str, etree._Element]
) -> Iterator[etree._Element]:
    """An element and those that continue it, each once."""
    seen: set[str] = set()
    part: etree._Element | None = element
    while part is not None:
        yield part
        following = attribute(part, "continuedAt")
        part = None if following in seen else continued.get(following)
        seen.add(following)


def scaled(number: Decimal, scale: int, sign: str = "") -> Decimal:
    """A number times ten to the power of `scale`, exact, and written out."""
    moved = Decimal(f"{sign}{number:f}e{scale}")
    return Decimal(f"{moved:f}") if moved else Decimal(0)


def is_bounded(element: etree._Element) -> bool:
    """Whether a fact says to which place it holds, or that it is exact."""
    said = attribute(element, "precision") or attribute(element, "decimals")
    return said == EXACT or whole(said) is not None


def decimals_of(element: etree._Element, value: Decimal) -> int | None:
    """To how many places behind the point a value holds; None where it is exact.

    Older documents say how many digits hold instead (`precision`).
    """
    digits = whole(attribute(element, "precision"))
    if digits is not None:
        return digits - 1 - value.adjusted() if value else None
    return whole(attribute(element, "decimals"))


def whole(text: str) -> int | None:
    """A whole number; None for any other text."""
    return int(text) if re.fullmatch(r"[+-]?\d{1,4}", text.strip()) else None


def read_contexts(elements: list[etree._Element]) -> dict[str, Context]:
    """The contexts by their id; one without a date (`forever`) is left out."""
    contexts = {}
    for element in elements:
        start = end = None
        is_dated = True
        members = []
        for part in element.iter(etree.Element):
            match name_of(part):
                case "xbrli:startdate":
                    start = day(content(part))
                    is_dated = start is not None
                case "xbrli:enddate" | "xbrli:instant":
                    end = day(content(part), is_end=True)
                case "xbrldi:explicitmember" | "xbrldi:typedmember":
                    members.append((attribute(part, "dimension"), content(part)))
        if is_dated and end is not None:
            context = Context(start, end, tuple(sorted(members)))
            contexts[attribute(element, "id")] = context
    return contexts


def day(text: str, is_end: bool = False) -> date | None:
    """The first day of a period, or its last; None where the text is no date.

    A period that ends at midnight ends with the day before.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    is_midnight = is_end and "T" in text and moment.time() == time()
    return moment.date() - timedelta(days=1) if is_midnight else moment.date()


def unit_of(element: etree._Element) -> str:
    """A unit as `USD`, `USD/shares` or `pure`: its measures without prefixes."""
    above: list[str] = []
    below: list[str] = []
    for part in element.iter(etree.Element):
        if name_of(part) != "xbrli:measure":
            continue
        parent = part.getparent()
        is_below = parent is not None and name_of(parent) == "xbrli:unitdenominator"
        (below if is_below else above).append(content(part).rpartition(":")[2])
    return "/".join("*".join(part) for part in (above, below) if part)


def content(element: etree._Element) -> str:
    """The text in an element with single blanks, without what is excluded of it."""
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, inner in walk:
        if event == "start" and name_of(inner) == "ix:exclude":
            walk.skip_subtree()
        elif event == "start":
            parts.append(inner.text or "")
        elif inner is not element:
            parts.append(inner.tail or "")
    return SPACE.sub(" ", "".join(parts)).strip()


def attribute(element: etree._Element, name: str) -> str:
    """An attribute, or nothing. HTML has its name in lower case."""
    return element.get(name) or element.get(name.lower()) or ""


def name_of(element: etree._Element) -> str:
    """The name of an element in lower case, with a prefix if it is of XBRL.

    Comments and instructions have none.
    """
    return known_name(element.tag) if isinstance(element.tag, str) else ""


@cache
def known_name(tag: str) -> str:
    """The name for a tag as the parser has it: `{namespace}local`."""
    namespace, _, local = tag.rpartition("}")
    beginnings = (p for begin, p in PREFIXES if namespace[1:].startswith(begin))
    return (next(beginnings, "") + local).lower()
