"""The templates of the pages, compiled once."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from kessan.site.numbers import in_scale, is_money, shown, unit_of
from kessan.site.pages import day


@cache
def templates() -> Environment:
    """What renders the templates beside this module, escaping what is plain text."""
    environment = Environment(
        loader=PackageLoader("kessan.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": day,
        "in_scale": in_scale,
        "is_money": is_money,
        "shown": shown,
        "unit_of": unit_of,
    }
    return environment
