"""Whether the tags of a figure say what was read of it.

A tag has the sign of its concept, which a label may turn: payments are printed in
parentheses, and tagged without. So a tag holds the size of a figure, and its sign as
far as the other figures of its line are turned too.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from kessan.read.columns.units import COUNT, PERCENT
from kessan.read.document import Tag
from kessan.read.reading import ReadFigure
from kessan.read.tags import OF_HUNDRED, PURE, is_within, unit_of


def sign_of(figure: ReadFigure, tag: Tag) -> int | None:
    """1 where a tag says what was read, -1 where it has the opposite sign.

    0 where both are nothing, which has no sign; None where it says something else.
    """
    if figure.value is None or figure.scale is None or figure.period is None:
        return None
    if tag.value is None or not is_within(tag, figure.period):
        return None
    if not _is_unit(figure.unit, tag):
        return None
    value = figure.value.scaleb(figure.scale)
    if tag.unit == PURE and figure.unit == PERCENT:
        value = value.scaleb(-OF_HUNDRED)
    if not value and not tag.value:
        return 0
    return {tag.value: 1, -tag.value: -1}.get(value)


def _is_unit(unit: str, tag: Tag) -> bool:
    """Whether a figure is in the unit of a tag; nothing is in any."""
    own = unit_of(tag).name
    return unit == own or (tag.unit == PURE and unit in (PERCENT, COUNT))


def agreeing(figure: ReadFigure) -> tuple[Tag, int] | None:
    """The first tag that says what was read, with its sign beside the figure's."""
    signs = ((tag, sign_of(figure, tag)) for tag in figure.tags)
    return next(((tag, sign) for tag, sign in signs if sign is not None), None)


def turned_both_ways(figures: Iterable[ReadFigure]) -> set[int]:
    """The lines some of whose figures have the sign of their concept, others not."""
    found: dict[tuple[int, str], set[int]] = {}
    for figure in figures:
        if told := agreeing(figure):
            tag, sign = told
            found.setdefault((figure.line_number, tag.concept), set()).add(sign)
    return {line for (line, _), signs in found.items() if {1, -1} <= signs}


def tagged_values(figures: Iterable[ReadFigure]) -> Iterator[Decimal]:
    """The values of the tags of figures, in the figures' own scale, sign and places.

    A figure without an agreeing tag has none.
    """
    for figure in figures:
        told = agreeing(figure)
        if told and figure.value is not None:
            tag, sign = told
            value = (tag.value or Decimal(0)) * (sign or 1)
            if tag.unit == PURE and figure.unit == PERCENT:
                value = value.scaleb(OF_HUNDRED)
            yield value.scaleb(-(figure.scale or 0)).quantize(figure.value)
