"""What a page is made of."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from kessan.site.charts import Chart
from kessan.site.numbers import shown


@dataclass(frozen=True)
class Block:
    """A part of a page under a heading: a table or text, or a chart."""

    heading: str
    body: Markup | None = None
    note: str = ""
    chart: Chart | None = None


@dataclass(frozen=True)
class Page:
    """A page: its path from the folder of its edition, its name and its parts.

    Cards are lines of `flows`, which stand above; the note says what is missing.
    """

    path: str
    title: str
    blocks: list[Block]
    intro: str | Markup = ""
    cards: Sequence[dict[str, Any]] = ()
    note: str = ""


def page_file(title: str) -> str:
    """The file of a page; the overview is what a folder opens with."""
    name = re.sub("[^a-z0-9]+", "-", title.lower()).strip("-")
    return "index.html" if name == "overview" else f"{name}.html"


def day(of: date) -> str:
    """A day in words, such as September 30, 2016."""
    return f"{of:%B} {of.day}, {of.year}"


def count(number: int | Decimal | None) -> Markup:
    """A number of things; none is nothing."""
    return shown(Decimal(number or 0), "count")


def described(words: Iterable[str]) -> str:
    """Words as a list in a sentence."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
