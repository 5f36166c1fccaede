"""The second reading of a filing: its documents again, as a stream of events.

The rows come from a tree. Here an instance goes through expat, and an inline document
through the parser of HTML: number by number, with what a context and a unit say kept
aside. Numbers of inline documents are read by their digits alone.
"""

import re
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from html.parser import HTMLParser
from xml.parsers import expat

from kessan.imports import second
from kessan.imports.second import Address, Setting
from kessan.imports.xbrl.facts import PLACES
from kessan.imports.xbrl.files import read_text
from kessan.imports.xbrl.filing import Filing, money_of, split
from kessan.imports.xbrl.names import Names
from kessan.read.formats.ixbrl import day
from kessan.read.formats.transforms import transformed

SEPARATOR = " "
# Formats whose digits are not the number.
ZEROS = re.compile("fixedzero|zerodash|numdash")
SPELLED = re.compile("word|unit")
COMMA = re.compile("commadecimal|dotcomma|spacecomma")
VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"),
    *("source", "track", "wbr"),
}


@dataclass
class Context:
    """A context as it is read: its days, whom it is of, whether it says more."""

    start: str = ""
    end: str = ""
    entity: str = ""
    has_more: bool = False


@dataclass
class Open:
    """An element that is open, and the text in it so far."""

    name: str
    attributes: Mapping[str, str]
    text: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Number:
    """A number with the ids of its context and unit, and to which place it holds."""

    concept: str
    context: str
    unit: str
    value: Decimal
    decimals: int | None


class Events(ABC):
    """What is read of a filing so far, event by event."""

    def __init__(self, names: Names) -> None:
        """`names` tells the concept of a name."""
        self.names = names
        self.contexts: dict[str, Context] = {}
        self.units: dict[str, tuple[list[str], list[str]]] = {}
        self.numbers: list[Number] = []
        self.open: list[Open] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self.open.append(Open(name, attributes))
        local = _local(name)
        if local == "context":
            self.contexts[attributes.get("id", "")] = Context()
        elif local == "unit":
            self.units[attributes.get("id", "")] = [], []
        elif (context := self.within("context")) and any(
            _local(one.name) in ("segment", "scenario") for one in self.open[:-1]
        ):
            self.contexts[context.attributes.get("id", "")].has_more = True

    def say(self, text: str) -> None:
        """A text is printed in all that is open."""
        if any(_local(one.name) == "exclude" for one in self.open):
            return
        for one in self.open:
            if "unitref" in one.attributes or one is self.open[-1]:
                one.text.append(text)

    def end(self) -> None:
        """The innermost element ends."""
        one = self.open.pop()
        text = " ".join("".join(one.text).split())
        if context := self.within("context"):
            self.of_context(context.attributes.get("id", ""), _local(one.name), text)
        elif (unit := self.within("unit")) and _local(one.name) == "measure":
            is_below = self.within("unitdenominator") is not None
            measures = self.units[unit.attributes.get("id", "")][is_below]
            measures.append(text.rpartition(":")[2])
        elif "unitref" in one.attributes and "contextref" in one.attributes:
            self.number(one, text)

    def within(self, local: str) -> Open | None:
        """The open element of a name, if one is."""
        return next((one for one in self.open if _local(one.name) == local), None)

    def of_context(self, context: str, local: str, text: str) -> None:
        """Take what an element of a context says."""
        told = self.contexts[context]
        if local == "identifier":
            told.entity = text
        elif local == "startdate":
            told.start = str(day(text) or "")
        elif local in ("enddate", "instant"):
            told.end = str(day(text, is_end=True) or "")

    @abstractmethod
    def number(self, one: Open, text: str) -> None:
        """Take a number, as documents of this kind write it."""

    def add(self, one: Open, concept: str, value: Decimal | None) -> None:
        """Keep a number, unless it is nil."""
        if value is None or one.attributes.get("xsi:nil") in ("true", "1"):
            return
        said = one.attributes.get("decimals", "INF")
        digits = one.attributes.get("precision", "INF")
        decimals = int(said) if said != "INF" else None
        if digits != "INF":
            decimals = int(digits) - 1 - value.adjusted() if value else None
        self.numbers.append(
            Number(
                concept,
                one.attributes["contextref"],
                one.attributes["unitref"],
                value,
                decimals,
            )
        )


class Instance(Events):
    """The events of an instance."""

    def number(self, one: Open, text: str) -> None:
        """A fact is an element of its own name."""
        namespace, _, local = one.name.rpartition(SEPARATOR)
        is_nil = one.attributes.get("xsi:nil") in ("true", "1")
        value = None if is_nil else Decimal(text)
        self.add(one, self.names.of_namespace(namespace, local), value)

    def read(self, text: str) -> None:
        """Read the text of an instance."""
        parser = expat.ParserCreate("utf-8", SEPARATOR)
        parser.StartElementHandler = lambda name, attributes: self.start(
            name, {_attribute(key): value for key, value in attributes.items()}
        )
        parser.CharacterDataHandler = self.say
        parser.EndElementHandler = lambda name: self.end()
        parser.Parse(text.encode("utf-8"), True)


class Inline(Events):
    """The events of an inline document; `prefixes` are those of its names."""

    def __init__(self, names: Names, prefixes: Mapping[str, str]) -> None:
        """`prefixes` has the namespace of each."""
        super().__init__(names)
        self.prefixes = prefixes

    def number(self, one: Open, text: str) -> None:
        """A fact is an element of a name that all share."""
        if _local(one.name) != "nonfraction" or one.attributes.get("target"):
            return
        value = _value(text, one.attributes)
        self.add(
            one, self.names.of_prefixed(one.attributes["name"], self.prefixes), value
        )

    def read(self, text: str) -> None:
        """Read the text of a document."""
        reader = _Reader(self)
        reader.feed(text)
        reader.close()
        self.open.clear()


class _Reader(HTMLParser):
    """The parser of HTML; elements without an end are none."""

    def __init__(self, events: Events) -> None:
        super().__init__(convert_charrefs=True)
        self.events = events

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.events.start(tag, {name: value or "" for name, value in attrs})

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.events.start(tag, {name: value or "" for name, value in attrs})
        self.events.end()

    def handle_endtag(self, tag: str) -> None:
        if not any(one.name == tag for one in self.events.open):
            return
        while self.events.open[-1].name != tag:
            self.events.end()
        self.events.end()

    def handle_data(self, data: str) -> None:
        self.events.say(data)


def _attribute(name: str) -> str:
    """The name of an attribute in lower case; that of nil with its prefix."""
    local = name.rpartition(SEPARATOR)[2].lower()
    return f"xsi:{local}" if local == "nil" else local


def _local(name: str) -> str:
    return name.rpartition(SEPARATOR)[2].rpartition(":")[2].lower()


def _value(text: str, attributes: Mapping[str, str]) -> Decimal | None:
    """The number of an inline fact: its digits, behind a point or a comma."""
    rule = attributes.get("format", "").replace("-", "").lower()
    if ZEROS.search(rule):
        return Decimal(0)
    if SPELLED.search(rule):
        number = transformed(text, attributes.get("format", ""))
        if number is None:
            return None
    else:
        point = "," if COMMA.search(rule) else "."
        digits = "".join(one for one in text if one.isdecimal() or one == point)
        if not any(one.isdecimal() for one in digits):
            return None
        number = Decimal(digits.replace(",", "."))
    moved = number.scaleb(int(attributes.get("scale") or 0))
    return -moved if attributes.get("sign") == "-" else moved


def control_totals(
    filing: Filing, lines: Iterable[second.Line], setting: Setting
) -> Iterator[tuple[str, ...]]:
    """The rows of control_totals.csv, as the documents of a filing say.

    `lines` are those of its statements, in printed order.
    """
    names = filing.taxonomy.names
    events = Instance(names)
    inline = Inline(names, filing.prefixes)
    is_instance = filing.files.instance is not None
    for path in filing.files.documents:
        (events if is_instance else inline).read(read_text(path))
    found = events if is_instance else inline
    numbers, kinds = _whole(filing, found)
    yield from second.control_totals(
        {filing.release_id: numbers}, kinds, lines, setting
    )


def _whole(
    filing: Filing, events: Events
) -> tuple[second.Numbers, dict[tuple[str, str], str]]:
    """The numbers of the whole company, and which tags are of a day."""
    groups: dict[tuple[Address, str], list[Number]] = defaultdict(list)
    is_instant: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for number in events.numbers:
        context = events.contexts.get(number.context)
        if context is None or not context.end:
            continue
        tag = split(filing, number.concept)
        is_instant[tag]["D" if context.start else "I"] += 1
        if not context.has_more and context.entity == filing.entity:
            above, below = events.units[number.unit]
            unit = "/".join("*".join(part) for part in (above, below) if part)
            groups[(*tag, context.start, context.end), unit].append(number)
    found: dict[Address, dict[str, list[tuple[str, Decimal]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for (address, unit), group in groups.items():
        if (value := _told(group)) is not None:
            found[address][second.WHOLE].append((money_of(unit), value))
    return found, {
        tag: max(often, key=lambda k: often[k]) for tag, often in is_instant.items()
    }


def _told(group: list[Number]) -> Decimal | None:
    """The number that is said once or several times; None where that is not one."""
    exact = [one.value for one in group if one.decimals is None]
    finest = max((one.decimals for one in group if one.decimals is not None), default=0)
    told = exact or [one.value for one in group if one.decimals == finest]
    half = Decimal(0) if exact else Decimal(1).scaleb(-finest) / 2
    for one in group:
        room = half
        if one.decimals is not None:
            room += Decimal(1).scaleb(-one.decimals) / 2
        if not told[0] - room <= one.value <= told[0] + room:
            return None
    _, _, behind = f"{told[0]:f}".partition(".")
    return None if len(behind.rstrip("0")) > PLACES else told[0]
