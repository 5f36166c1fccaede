"""What the styles of HTML say of a text: whether it shows, how bold, how far in."""

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from kessan.read.formats.ixbrl import name_of

BOLD_NAMES = {"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"}
HIDDEN_NAMES = {
    *("head", "script", "style", "template", "noscript", "title"),
    *("ix:header", "ix:hidden"),
}
# Lengths in points. A part of the width is taken of a table as wide as a page.
POINTS = {
    "": 1.0,
    **{"pt": 1.0, "px": 0.75, "in": 72.0, "cm": 28.35, "mm": 2.835, "pc": 12.0},
    **{"em": 10.0, "rem": 10.0, "ex": 5.0, "ch": 5.0, "%": 5.0},
}
LENGTH = re.compile(r"(-?\d*\.?\d+)\s*([a-z%]*)")
# Where the left side stands in the short form, by how many sides it names.
LEFT_SIDE = {1: 0, 2: 1, 3: 1, 4: 3}
BOLD_WEIGHT = 600
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
# Rules for print, or for some screens only.
CONDITIONAL = re.compile(r"@[^{};]*(;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
SELECTOR = re.compile(r"[a-z0-9]*(\.[\w-]+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Style:
    """What an element says itself; None where it leaves it to what it stands in.

    `is_left` says in so many words that it is set to the left. `left` and `first_line`
    are how far in a text and its first line begin, in points.
    """

    is_hidden: bool = False
    is_inline: bool = False
    is_raised: bool = False
    is_bold: bool | None = None
    is_left: bool = False
    left: float = 0
    first_line: float | None = None


class StyleSheet:
    """The styles of a document: of its elements, their classes and their names."""

    def __init__(self, root: etree._Element) -> None:
        """Read the rules of a document for a name, a class, or both."""
        self.rules: dict[str, str] = {}
        for element in root.iter(etree.Element):
            if name_of(element) == "style":
                self.read("".join(map(str, element.itertext())))

    def read(self, text: str) -> None:
        """Add the rules of a `style` element; later ones stand behind earlier ones."""
        plain = CONDITIONAL.sub("", COMMENT.sub("", text))
        for selectors, declarations in RULE.findall(plain):
            for selector in map(str.strip, selectors.split(",")):
                if SELECTOR.fullmatch(selector):
                    before = self.rules.get(selector, "")
                    self.rules[selector] = f"{before};{declarations}"

    def style(self, element: etree._Element, name: str) -> Style:
        """The style of an element with a name."""
        own = element.get("style") or ""
        if self.rules:
            classes = (element.get("class") or "").split()
            keys = [
                name,
                *(f".{c}" for c in classes),
                *(f"{name}.{c}" for c in classes),
            ]
            parts = [self.rules[key] for key in keys if key in self.rules]
            own = ";".join([*parts, own])
        is_hidden = name in HIDDEN_NAMES or element.get("hidden") is not None
        return declared(own, name in BOLD_NAMES, name == "sup", is_hidden)


PLAIN = Style()


@lru_cache(maxsize=20_000)
def declared(text: str, is_bold: bool, is_raised: bool, is_hidden: bool) -> Style:
    """The style that declarations give an element; the last of a kind counts."""
    said: dict[str, str] = {}
    for declaration in text.lower().split(";"):
        name, _, value = declaration.partition(":")
        said[name.strip()] = value.replace("!important", "").strip()
    weight = said.get("font-weight")
    first_line = said.get("text-indent")
    padding = said.get("padding-left") or side(said.get("padding", ""))
    margin = said.get("margin-left") or side(said.get("margin", ""))
    return Style(
        is_hidden=is_hidden or said.get("display") == "none",
        is_inline=said.get("display", "").startswith("inline"),
        is_raised=is_raised or raises(said),
        is_bold=bold(weight) if weight else is_bold or None,
        is_left=said.get("text-align") == "left",
        left=points(padding) + points(margin),
        first_line=None if first_line is None else points(first_line),
    )


def raises(said: dict[str, str]) -> bool:
    """Whether a text stands above its line, as the mark of a footnote does."""
    align = said.get("vertical-align", "")
    is_shifted = said.get("position") == "relative" and points(said.get("top", "")) < 0
    return align == "super" or points(align) > 0 or is_shifted


def bold(weight: str) -> bool:
    """Whether a weight is bold: by its word, or from 600 on."""
    if weight.isdigit():
        return int(weight) >= BOLD_WEIGHT
    return weight in ("bold", "bolder")


def side(lengths: str) -> str:
    """The length of the left side, of one to four sides."""
    parts = lengths.split()
    return parts[LEFT_SIDE[len(parts)]] if len(parts) in LEFT_SIDE else ""


def points(length: str) -> float:
    """A length in points; 0 where it is none, such as `auto`."""
    found = LENGTH.fullmatch(length)
    return float(found[1]) * POINTS.get(found[2], 0) if found else 0
