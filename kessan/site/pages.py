"""What a page is made of."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

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
    """A page: its path from the folder of its company, its name and its parts."""

    path: str
    title: str
    blocks: list[Block]
    intro: str | Markup = ""


def day(of: date) -> str:
    """A day in words, such as September 30, 2016."""
    return f"{of:%B} {of.day}, {of.year}"


def count(number: int | Decimal | None) -> Markup:
    """A number of things; none is nothing."""
    return shown(Decimal(number or 0), "count")
