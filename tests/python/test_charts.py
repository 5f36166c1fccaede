"""The charts: where their parts are, worked out by hand, and what a reader sees."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest
from browsing import faults_of_charts

from kessan.site import charts
from kessan.site.charts import Bar, Chart, every_quarter, every_year
from kessan.site.rendering import templates
from kessan.site.traces import Traces

pytestmark = pytest.mark.fast

STATIC = Path(charts.__file__).parent / "static" / "site.css"


def amounts(*of: tuple[str, int], unit: str = "JPY") -> list[Bar]:
    """Amounts in millions."""
    return [Bar(label, Decimal(value) * 1000000, unit) for label, value in of]


def bridge(*levels_and_steps: int) -> Chart:
    """A waterfall of numbers without names."""
    steps = amounts(*((f"step {n}", v) for n, v in enumerate(levels_and_steps)))
    return charts.waterfall("Bridge", "", steps)


def lanes(chart: Chart) -> list[charts.Lane]:
    return [lane for _, (lane,) in chart.picture.rows.values()]


def quarters(
    first: tuple[int, int], *values: str | None, series: str = "", unit: str = "percent"
) -> list[Bar]:
    """Quarters in a row, of which some are not known."""
    number = first[0] * 4 + first[1] - 1
    known = {
        ((number + n) // 4, (number + n) % 4 + 1): Bar("", Decimal(v), unit, series)
        for n, v in enumerate(values)
        if v is not None
    }
    end = number + len(values) - 1
    return every_quarter(known, first, (end // 4, end % 4 + 1))


# Waterfalls.


def test_a_waterfall_from_zero():
    """20 + 20 - 10 = 30: the axis is 40 long, and a tenth of it is 4."""
    chart = bridge(20, 20, -10, 30)
    assert [(lane.start, lane.end) for lane in lanes(chart)] == [
        (0, 50),
        (50, 100),
        (100, 75),
        (0, 75),
    ]
    assert [lane.text for lane in lanes(chart)] == [
        "20,000",
        "+20,000",
        "(10,000)",
        "30,000",
    ]
    assert [lane.style for lane in lanes(chart)] == ["earlier", "rise", "fall", "bar"]
    # Each is joined to what is before and behind it.
    assert [lane.joins for lane in lanes(chart)] == [
        (None, 50),
        (50, 100),
        (100, 75),
        (75, None),
    ]
    assert not chart.picture.is_broken
    assert [tick.text for tick in chart.picture.ticks] == [
        "0",
        "10,000",
        "20,000",
        "30,000",
        "40,000",
    ]


def test_a_waterfall_far_from_zero_is_broken():
    """The axis is from 3.5 below 65, which is 0.35 of the 10 between, to 75."""
    chart = bridge(65, 10, -1, 74)
    assert chart.picture.is_broken
    assert chart.said == "Bridge. The axis does not begin at zero."
    first, rise, fall, last = lanes(chart)
    assert (first.start, last.start) == (0, 0)
    assert round(first.end, 2) == round(rise.start, 2) == Decimal("25.93")
    assert (rise.end, fall.start) == (100, 100)
    assert round(last.end, 2) == round(fall.end, 2) == Decimal("92.59")
    assert [tick.text for tick in chart.picture.ticks] == ["65,000", "70,000", "75,000"]
    # From 63.5 on, 65 would stand where the bars are broken.
    moved = bridge(67, 10, -1, 76).picture
    assert [tick.text for tick in moved.ticks] == ["70,000", "75,000"]


def test_losses_far_from_zero_are_broken_at_the_other_end():
    first, *_, last = lanes(bridge(-75, 10, -9, -74))
    assert (first.start, first.end) == (100, 0)
    assert (first.style, last.style, last.start) == ("fall", "fall", 100)
    assert bridge(-75, 10, -9, -74).picture.is_broken


@pytest.mark.parametrize(
    "levels",
    [
        # Near zero, through zero, at zero, to zero, and without a step.
        (15, 8, 23),
        (20, -30, -10),
        (0, 5, 5),
        (50, -50, 0),
        (50, 0, 50),
        # Between the ends it comes near.
        (65, -60, 69, 74),
    ],
)
def test_a_waterfall_that_is_not_broken(levels):
    chart = bridge(*levels)
    assert not chart.picture.is_broken
    assert chart.said == ""
    zero = next(tick.at for tick in chart.picture.ticks if tick.text == "0")
    assert lanes(chart)[0].start == lanes(chart)[-1].start == zero


def test_a_profit_and_a_loss_have_their_colours():
    assert [lane.style for lane in lanes(bridge(-5, 15, 10))] == [
        *("fall", "rise", "bar")
    ]
    assert [lane.style for lane in lanes(bridge(5, -15, -10))] == [
        *("earlier", "fall", "fall")
    ]


def test_a_step_that_is_not_known_has_no_waterfall():
    with pytest.raises(ValueError, match="the value of b is not known"):
        charts.waterfall("", "", [*amounts(("a", 1)), Bar("b", None, "JPY")] * 2)


# Bars.


def test_bars_of_two_series():
    of = [
        Bar(label, Decimal(value), "percent", series)
        for label, values in {"a": ("40", "80"), "b": ("-20", "20")}.items()
        for series, value in zip(("year ago", "this year"), values, strict=True)
    ]
    rows = charts.bars("", "", of, ["year ago", "this year"]).picture.rows
    (a, of_a), (b, of_b) = rows.values()
    assert (a, b) == ("a", "b")
    assert [(lane.left, lane.right, lane.style) for lane in (*of_a, *of_b)] == [
        (20, 60, "earlier"),
        (20, 100, "bar"),
        (0, 20, "earlier"),
        (20, 40, "bar"),
    ]
    assert of_b[0].text == "(20.0%)"


# Time.


def test_every_quarter_has_its_place():
    known = {
        (2011, 1): Bar("", Decimal(1), "JPY", metric_key="a"),
        (2011, 2): Bar("", Decimal(2), "JPY"),
        (2012, 1): Bar("", Decimal(3), "JPY"),
    }
    found = every_quarter(known)
    assert [(bar.label, bar.group, bar.value) for bar in found] == [
        ("FY2011 Q1", "FY2011", 1),
        ("FY2011 Q2", "FY2011", 2),
        ("FY2011 Q3", "FY2011", None),
        ("FY2011 Q4", "FY2011", None),
        ("FY2012 Q1", "FY2012", 3),
    ]
    assert found[0].metric_key == "a"
    of = every_quarter(known, (2010, 4), (2012, 2))
    assert [bar.value for bar in of] == [None, 1, 2, None, None, 3, None]
    assert every_quarter({}) == every_year({}) == []


def test_every_year_has_its_place():
    known = {year: Bar("", Decimal(year), "JPY") for year in (2013, 2015)}
    assert [(bar.label, bar.value) for bar in every_year(known, last=2016)] == [
        ("FY2013", 2013),
        ("FY2014", None),
        ("FY2015", 2015),
        ("FY2016", None),
    ]


def test_columns_and_what_is_between_them():
    """Four places of 25 %; the axis is from -10 to 20, so zero is at a third."""
    of = quarters((2015, 3), "20", None, "-10", "5", unit="count")
    chart = charts.columns("", "Counted.", of)
    picture = chart.picture
    assert chart.note == "Counted. What is not known is a gap."
    assert [round(c.left + c.width / 2, 1) for c in picture.columns] == [
        Decimal(at) for at in ("12.5", "62.5", "87.5")
    ]
    assert picture.gaps == [Decimal("37.5")]
    assert [(round(c.low), round(c.high), c.is_loss) for c in picture.columns] == [
        (33, 100, False),
        (0, 33, True),
        (33, 50, False),
    ]
    assert [tick.text for tick in picture.values] == ["(10)", "0", "10", "20"]
    assert [(tick.text, tick.at) for tick in picture.groups] == [
        *(("FY2015", 0), ("FY2016", 50))
    ]
    assert [tick.text for tick in picture.times] == ["Q3", "Q4", "Q1", "Q2"]
    assert charts.columns("", "Counted.", of[:1]).note == "Counted."


def test_nothing_known_is_all_gaps():
    of = [Bar(f"FY{year}", None, "JPY") for year in (2015, 2016)]
    picture = charts.columns("", "", of).picture
    assert (picture.columns, picture.gaps) == ([], [25, 75])


def test_long_series_name_what_has_room():
    """Of 40 quarters each has 6 pixels on a phone: no quarter is named, few years."""
    picture = charts.columns("", "", quarters((2007, 1), *["5"] * 40)).picture
    assert picture.times == []
    assert len(picture.begins) == 10
    on_phones = [tick for tick in picture.groups if tick.style != "wide"]
    assert 3 <= len(on_phones) < len(picture.groups) <= 10
    assert on_phones[-1].text == "FY2016"
    # The newest year may have one quarter: its name ends behind that.
    first_of_year = charts.columns("", "", quarters((2014, 2), *["5"] * 8)).picture
    assert (picture.letters_behind, first_of_year.letters_behind) == (4, 4)
    eight = charts.columns("", "", quarters((2014, 3), *["5"] * 8)).picture
    assert [tick.style for tick in eight.times] == [""] * 8
    assert [tick.text for tick in eight.groups] == ["FY2014", "FY2015", "FY2016"]


@pytest.mark.parametrize(
    ("millions", "number", "style"),
    [
        # Commas and brackets are narrower than digits.
        ("149438", 8, "wide"),
        ("-3202", 8, "wide"),
        ("1494380", 8, "never"),
        ("149438", 9, "never"),
        ("31000", 4, ""),
    ],
)
def test_columns_have_their_numbers_where_there_is_room(millions, number, style):
    of = quarters((2014, 3), *[millions + "000000"] * number, unit="JPY")
    columns = charts.columns("", "", of).picture.columns
    assert [column.style for column in columns] == [style] * number


def test_lines_break_where_nothing_is_known():
    of = [
        *quarters((2016, 1), "10", "20", None, "40", series="a"),
        *quarters((2016, 1), None, "0", "5", None, series="b"),
    ]
    a, b = charts.lines("", "", of, ["a", "b"]).picture.lines
    half = Decimal("12.5")
    assert a.pieces == [[(half, 25), (3 * half, 50)], [(7 * half, 100)]]
    assert b.pieces == [[(3 * half, 0), (5 * half, half)]]
    assert (a.last.text, a.last.at, b.last) == ("40.0%", 100, None)


def test_an_axis_of_lines_begins_at_zero_where_that_is_near():
    def texts(*values: str) -> list[str]:
        chart = charts.lines("", "", quarters((2016, 1), *values, series="a"), ["a"])
        return [tick.text for tick in chart.picture.values]

    assert texts("18", "20") == ["18.0%", "18.5%", "19.0%", "19.5%", "20.0%"]
    assert texts("2", "4") == ["0%", "1%", "2%", "3%", "4%"]
    assert texts("-2", "4")[0] == "(2%)"
    assert texts("5", "5")[0] == "0%"


def test_numbers_at_the_ends_of_lines_stand_apart():
    of = [
        bar
        for name, end in (("a", "100"), ("b", "99"), ("c", "98"), ("d", "0"))
        for bar in quarters((2016, 1), "0", end, series=name)
    ]
    drawn = charts.lines("", "", of, ["a", "b", "c", "d"]).picture.lines
    assert [line.last.at for line in drawn] == [100, 92, 84, 0]


def test_lines_that_cannot_be_drawn():
    of = [
        *quarters((2016, 1), "1", "2", series="a"),
        *quarters((2016, 2), "1", "2", series="b"),
    ]
    with pytest.raises(ValueError, match="not of the same times"):
        charts.lines("Margins", "", of, ["a", "b"])
    many = [bar for name in "abcde" for bar in quarters((2016, 1), "1", series=name)]
    with pytest.raises(ValueError, match="more than 4"):
        charts.lines("Margins", "", many, [*"abcde"])


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("74123270000", "JPY", "millions of JPY"),
        ("99999999", "USD", "thousands of USD"),
        ("99999", "USD", "USD"),
        ("5", "count", "number"),
    ],
)
def test_amounts_are_shown_in_what_they_need(value, unit, words):
    assert charts.unit_of([Bar("", Decimal(value), unit)]) == words


# What a reader sees.


def page_of(made: list[Chart], css: str = "") -> str:
    figure = templates().get_template("chart.html").module.figure
    drawn = "".join(
        f"<h2>{chart.title}</h2>{figure(chart, Traces())}" for chart in made
    )
    return (
        "<!DOCTYPE html><html lang='en'><meta charset='utf-8'><title>Charts</title>"
        "<meta name='viewport' content='width=device-width'>"
        f"<style>{STATIC.read_text('utf-8')}{css}</style><main>{drawn}</main>"
    )


LONG = (
    "A product with a name that nobody would shorten, including what it has sold to"
    " other segments of the same company"
)


def every_kind() -> list[Chart]:
    """Charts with all that is hard to draw."""
    far = amounts(("a year ago", 65334), (LONG, 8960), ("WAN", -171), ("now", 74123))
    losses = amounts(("a year ago", -9563), ("a", 622), ("b", -610), ("now", -9551))
    pair = [
        Bar(label, value * 1000000, "JPY", series)
        for label, series, value in (
            ("Internet connectivity services", "year ago", Decimal(8000)),
            ("Internet connectivity services", "this year", Decimal(9123)),
            (LONG, "year ago", Decimal(-500)),
            (LONG, "this year", Decimal(-640)),
        )
    ]
    long = quarters((2011, 1), "23362000000", "23845000000", None, None, unit="JPY")
    long += quarters((2012, 1), *["35000000000"] * 18, unit="JPY")
    signs = quarters((2014, 3), *["-1811000000", "948000000"] * 4, unit="JPY")
    margins = [
        bar
        for name, end in (
            ("Gross margin", "17.6"),
            ("Operating margin", "2.6"),
            ("Net margin", "2.5"),
            ("Recurring share of revenues", "-1.5"),
        )
        for bar in quarters(
            (2014, 3), "18", "17", None, "3", "4", "9", "8", end, series=name
        )
    ]
    names = [*dict.fromkeys(bar.series for bar in margins)]
    years = every_year(
        {year: Bar("", Decimal(year) * 10**8, "JPY") for year in (2012, 2014, 2016)}
    )
    return [
        charts.waterfall("Far", "", far),
        charts.waterfall("Losses", "", losses),
        charts.bars("Pair", "", pair, ["year ago", "this year"]),
        charts.columns("Long", "", long),
        charts.columns("Signs", "", signs),
        charts.columns("Years", "", years),
        charts.lines("Margins", "", margins, names),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 390, 640, 1280])
def test_charts_fit(browser, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.set_content(page_of(every_kind()))
    assert faults_of_charts(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    labels = page.locator(".rows .label").all_inner_texts()
    assert labels.count(LONG) == 2
    # The newest is in sight.
    for plot in page.locator(".plot").all():
        box = plot.bounding_box()
        assert box["x"] + box["width"] <= width
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("css", "fault"),
    [
        (".chart { min-width: 36rem; }", "is from"),
        (".rows .label { white-space: nowrap; }", "is from"),
        (".chart { font-size: 10px; }", "10 pixels"),
        (".chart .wide { display: inline; }", "stands over"),
        (".plot .last { bottom: 0 !important; }", "stands over"),
    ],
)
def test_charts_that_do_not_fit_are_noticed(browser, css, fault):
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.set_content(page_of(every_kind(), css))
    assert any(fault in found for found in faults_of_charts(page))
    page.close()


@pytest.mark.slow
def test_bars_are_drawn_where_they_are(browser):
    """On the screen a step begins where the one before ends, on any width."""
    for width in (390, 1280):
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.set_content(page_of([bridge(20, 20, -10, 30)]))
        boxes = [
            bar.bounding_box() for bar in page.locator(".lane > i:not(.break)").all()
        ]
        unit = boxes[0]["width"] / 20
        ends = [(box["x"] - boxes[0]["x"]) / unit for box in boxes]
        assert [round(end) for end in ends] == [0, 20, 30, 0]
        assert [round(box["width"] / unit) for box in boxes] == [20, 20, 10, 30]
        page.close()


# Colours.


def colours() -> dict[str, dict[str, str]]:
    """The colours of the sheet by name, light and dark."""
    light, dark = re.findall(r":root \{(.*?)\}", STATIC.read_text("utf-8"), re.S)[:2]
    return {
        scheme: dict(re.findall(r"--([\w-]+): (#\w{6});", text))
        for scheme, text in (("light", light), ("dark", dark))
    }


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


# How eyes that lack a kind of cone see linear colours: Machado, Oliveira and
# Fernandes, "A physiologically-based model for simulation of color vision
# deficiency", 2009, at full severity.
EYES = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no long": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no medium": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no short": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
TO_XYZ = (
    (0.4124, 0.3576, 0.1805),
    (0.2126, 0.7152, 0.0722),
    (0.0193, 0.1192, 0.9505),
)
WHITE = (0.9505, 1.0, 1.089)


def times(matrix, vector) -> list[float]:
    return [sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix]


def lab(colour: str, eyes: str) -> list[float]:
    """A colour in CIELAB, where distances are those that a viewer sees."""
    seen = [min(max(part, 0), 1) for part in times(EYES[eyes], linear(colour))]
    x, y, z = (
        (part / white) ** (1 / 3)
        if part / white > 0.008856
        else 7.787 * part + 16 / 116
        for part, white in zip(times(TO_XYZ, seen), WHITE, strict=True)
    )
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]


def distance(one: str, other: str, eyes: str) -> float:
    pairs = zip(lab(one, eyes), lab(other, eyes), strict=True)
    return sum((a - b) ** 2 for a, b in pairs) ** 0.5


def contrast(one: str, other: str) -> float:
    lights = sorted(
        sum(w * p for w, p in zip(TO_XYZ[1], linear(colour), strict=True))
        for colour in (one, other)
    )
    return (lights[1] + 0.05) / (lights[0] + 0.05)


SHOWN = ("bar", "earlier", "rise", "fall", *(f"series-{n}" for n in range(1, 5)))
TOGETHER = [SHOWN[4:], ("rise", "fall"), ("bar", "earlier"), ("bar", "fall")]


def too_alike(of: dict[str, str]) -> Iterator[str]:
    """Colours of a chart that some eyes do not tell apart, or that hardly show."""
    for eyes in EYES:
        for group in TOGETHER:
            for one, other in combinations(group, 2):
                if distance(of[one], of[other], eyes) < 20:
                    yield f"{one} and {other}: {eyes}"
    for name in SHOWN:
        if contrast(of[name], of["paper"]) < 3:
            yield f"{name} on paper"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_are_told_apart(scheme):
    of = colours()[scheme]
    assert [*too_alike(of)] == []
    # A green and a red as light as each other are one colour to many.
    damaged = of | {"rise": "#7d7d00", "fall": "#b86a00", "earlier": of["paper"]}
    found = [*too_alike(damaged)]
    assert "rise and fall: no medium" in found
    assert "earlier on paper" in found
