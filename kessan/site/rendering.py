"""The templates of the pages, compiled once."""

from collections.abc import Iterable
from functools import cache
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined

from kessan.site.numbers import in_scale, is_money, shown, unit_of
from kessan.site.pages import Block, day


@cache
def templates() -> Environment:
    """What renders the templates beside this module, escaping what is plain text."""
    environment = Environment(
        loader=PackageLoader("kessan.site"),
        autoescape=True,
        # They do not change while pages are written.
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": day,
        "drawn_apart": _drawn_apart,
        "in_scale": in_scale,
        "is_money": is_money,
        "shown": shown,
        "unit_of": unit_of,
    }
    return environment


def _drawn_apart(blocks: Iterable[Block]) -> list[tuple[bool, list[Block]]]:
    """The parts of a page in runs: charts, which stand side by side, and others."""
    runs = groupby(blocks, lambda block: block.chart is not None)
    return [(is_drawn, [*of]) for is_drawn, of in runs]
