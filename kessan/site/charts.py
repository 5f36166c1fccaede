"""The charts, as SVG for the pages.

A bar has the length of its number, which needs no digit more than a screen has;
what is written beside it is text made of the exact number.
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from textwrap import shorten
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup

from kessan.site.numbers import is_money, text_of

# Colours that no chart has: each becomes a variable of the style sheet, so that a
# chart is light or dark with its page.
COLOURS = {
    "#000001": "var(--ink)",
    "#000002": "var(--rule)",
    "#000003": "var(--bar)",
    "#000004": "var(--rise)",
    "#000005": "var(--fall)",
    "#000006": "var(--earlier)",
}
INK, RULE, BAR, RISE, FALL, EARLIER = COLOURS
# In pixels, before the page fits the picture: labels, bars, a bar and its gap.
LABELS = 320
WIDTH = 400
ROW = 26
LONGEST_LABEL = 46
FONT = "system-ui, sans-serif"
KINDS = {"opening": EARLIER, "rise": RISE, "fall": FALL, "closing": BAR}


@dataclass(frozen=True)
class Bar:
    """A bar: its label, its number, which of two series it is of, where it is from.

    The metric is the number itself or, for a change or a sum, one that it is made of.
    """

    label: str
    value: Decimal
    unit: str
    series: str = ""
    metric_key: str | None = None
    statement: str = ""
    is_metric: bool = True


@dataclass(frozen=True)
class Chart:
    """A chart on a page: its picture, and its numbers for those who want them."""

    title: str
    note: str
    svg: Markup
    bars: list[Bar]


def bars(title: str, note: str, of: list[Bar], series: list[str]) -> Chart:
    """Horizontal bars, one for each label and of two series, the earlier muted."""
    rows = [_row(bar, Decimal(0), bar.value) for bar in of]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(minExtent=LABELS)),
        yOffset=alt.YOffset("series:N", sort=series),
    )
    drawn = base.mark_bar().encode(
        x=_axis(),
        x2="end:Q",
        color=alt.Color(
            "series:N",
            scale=alt.Scale(domain=series, range=[EARLIER, BAR]),
            legend=alt.Legend(title=None, orient="top"),
        ),
    )
    return _chart(title, note, of, drawn + _texts(base), alt.Step(ROW - 6))


def columns(title: str, note: str, of: list[Bar]) -> Chart:
    """Vertical bars in the order of time, every label once."""
    rows = [_row(bar, Decimal(0), bar.value) for bar in of]
    drawn = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(color=BAR)
        .encode(
            x=alt.X("label:N", sort=None, title=None, axis=alt.Axis(labelAngle=-90)),
            y=alt.Y("end:Q", title=None, axis=alt.Axis(format=",.0f", tickCount=5)),
        )
    )
    return _chart(title, note, of, drawn, 220, LABELS + WIDTH - 60)


def waterfall(title: str, note: str, steps: list[Bar]) -> Chart:
    """From the first number to the last, with what lies between; they add up."""
    opening, *changes, closing = steps
    levels = [*accumulate([opening.value, *(step.value for step in changes)])]
    starts = [Decimal(0), *levels[:-1], Decimal(0)]
    ends = [*levels, closing.value]
    kinds = [
        "opening",
        *("rise" if step.value >= 0 else "fall" for step in changes),
        "closing",
    ]
    rows = [
        _row(step, start, end) | {"kind": kind}
        for step, start, end, kind in zip(steps, starts, ends, kinds, strict=True)
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(minExtent=LABELS))
    )
    drawn = base.mark_bar().encode(
        x=_axis(),
        x2="end:Q",
        color=alt.Color(
            "kind:N",
            scale=alt.Scale(domain=[*KINDS], range=[*KINDS.values()]),
            legend=None,
        ),
    )
    return _chart(title, note, steps, drawn + _texts(base), alt.Step(ROW))


def _row(bar: Bar, start: Decimal, end: Decimal) -> dict[str, Any]:
    """What Vega draws of a bar. Its floats are lengths, its text is the number."""
    scale = 6 if is_money(bar.unit) else 0
    ends = [float(value.scaleb(-scale)) for value in (start, end)]
    return {
        "label": shorten(bar.label, LONGEST_LABEL, placeholder=" …"),
        "series": bar.series,
        "start": ends[0],
        "end": ends[1],
        "right": max(ends),
        "text": text_of(bar.value, bar.unit),
    }


def _axis() -> alt.X:
    return alt.X("start:Q", title=None, axis=alt.Axis(format=",.0f", tickCount=5))


def _texts(base: alt.Chart) -> alt.Chart:
    texts: alt.Chart = base.mark_text(align="left", dx=4, color=INK).encode(
        x="right:Q", text="text:N"
    )
    return texts


def _chart(
    title: str, note: str, of: list[Bar], drawn: Any, height: Any, width: int = WIDTH
) -> Chart:
    spec = (
        drawn.properties(width=width, height=height, background="transparent")
        .configure(font=FONT)
        .configure_axis(
            labelColor=INK,
            labelFontSize=13,
            labelLimit=LABELS,
            gridColor=RULE,
            domainColor=RULE,
            tickColor=RULE,
        )
        .configure_text(fontSize=13)
        .configure_legend(labelColor=INK, labelFontSize=13)
        .configure_view(stroke=None)
        .to_dict()
    )
    svg: str = vl_convert.vegalite_to_svg(spec)
    for colour, variable in COLOURS.items():
        svg = svg.replace(colour, variable)
    label = str(Markup('<svg role="img" aria-label="{}" ').format(title))
    return Chart(title, note, Markup(svg.replace("<svg ", label, 1)), of)
