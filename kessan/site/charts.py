"""The charts: where every part of them is, in percent of their place on the page.

The template `chart.html` writes them as elements of the page, and the sheet draws
them. So a chart is as wide as its place, its text has the size of text and breaks
into lines, and it is light, dark or on paper as its page. No part of one is cut.

Colour says nothing alone: a rise has a plus, a loss parentheses, and a series a
thickness, a shape or a dash.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import accumulate

from kessan.site.numbers import is_money, rounded, text_of, unit_words

NOTHING, ALL = Decimal(0), Decimal(100)
# The power of ten that amounts are shown in, by the largest of a chart; and its name.
SCALES = ((Decimal("1e8"), 6), (Decimal("1e5"), 3))
SCALE_NAMES = {6: "millions of ", 3: "thousands of ", 0: ""}
# What a step of an axis may begin with, and how many steps there are at most: of long
# numbers fewer.
STEPS = (1, 2, 5, 10)
MOST_STEPS = 5
LONG, FEWER_STEPS = 7, 3
# Where the levels of a waterfall are all further from zero than so many times what
# they differ, an axis from zero would make slivers of the steps.
FAR = 2
# How far such an axis begins before the first step, of what the levels differ: the
# break of the bars has its place there, in so many percent of the axis.
BEFORE = Decimal("0.35")
BROKEN = 12
# How much of its place in time a column fills.
FILLED = Decimal("0.76")
# In pixels: how wide a place for charts is at least, by the name of the style that
# shows what is for such places only, and a letter of its text at most.
PLACES = {"wide": 470, "narrow": 240}
LETTER = Decimal("7.6")
# What is narrower than a digit, and by what part of one.
NARROW, NARROWER = ",.()", Decimal("0.35")
SERIES = 4


@dataclass(frozen=True)
class Bar:
    """A number of a chart: its label, which series it is of, where it is from.

    A value of None has a place and no bar: it is not known. The metric is the number
    itself or, for a change or a sum, one that it is made of. A time may have a group,
    as a quarter has its year, which its label begins with.
    """

    label: str
    value: Decimal | None
    unit: str
    series: str = ""
    metric_key: str | None = None
    statement: str = ""
    is_metric: bool = True
    group: str = ""

    @property
    def known(self) -> Decimal:
        """The value, in a chart that has no place for what is not known."""
        if self.value is None:
            raise ValueError(f"the value of {self.label} is not known")
        return self.value


@dataclass(frozen=True)
class Tick:
    """A place on an axis, what stands there, and in which places it has room."""

    at: Decimal
    text: str
    style: str = ""


@dataclass(frozen=True)
class Lane:
    """A horizontal bar from one place to another, and the number behind it.

    A step of a waterfall is joined to what is before and behind it.
    """

    style: str
    start: Decimal
    end: Decimal
    text: str
    joins: tuple[Decimal | None, Decimal | None] = (None, None)

    @property
    def left(self) -> Decimal:
        """Where it begins."""
        return min(self.start, self.end)

    @property
    def right(self) -> Decimal:
        """Where it ends, and its number stands."""
        return max(self.start, self.end)


@dataclass(frozen=True)
class Rows:
    """Horizontal bars by their labels, above an axis; what each series looks like."""

    rows: dict[int, tuple[str, list[Lane]]]
    ticks: list[Tick]
    series: dict[str, str] = field(default_factory=dict)
    is_broken: bool = False

    @property
    def letters(self) -> int:
        """How long the longest number is."""
        lanes = (lane for _, lanes in self.rows.values() for lane in lanes)
        return max(len(lane.text) for lane in lanes)


@dataclass(frozen=True)
class Column:
    """A vertical bar at its time, its number, and where there is room for that."""

    left: Decimal
    width: Decimal
    low: Decimal
    high: Decimal
    is_loss: bool
    text: str
    style: str


@dataclass(frozen=True)
class Line:
    """A line: its name, its unbroken pieces, its points, the number at its end."""

    series: str
    pieces: list[list[tuple[Decimal, Decimal]]]
    last: Tick | None


@dataclass(frozen=True)
class Times:
    """Columns or lines over time: their axes, and the times that are not known."""

    values: list[Tick]
    times: list[Tick]
    groups: list[Tick]
    # Where groups begin, the named and the others.
    begins: list[Decimal]
    zero: Decimal | None
    columns: list[Column] = field(default_factory=list)
    gaps: list[Decimal] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def letters(self) -> int:
        """How long the longest number of the axis is."""
        return max(len(tick.text) for tick in self.values)

    @property
    def letters_behind(self) -> int:
        """How much stands behind the last time: numbers, and of the name of a group."""
        longest = [len(line.last.text) for line in self.lines if line.last]
        for newest in self.groups[-1:]:
            room = PLACES["narrow"] * (1 - newest.at / ALL) / LETTER
            longest.append(len(newest.text) + 1 - int(room))
        return max([0, *longest])


@dataclass(frozen=True)
class Chart:
    """A chart on a page: its picture, and its numbers for those who want them.

    What is said instead of the picture is its title, or what has to be said with it.
    """

    title: str
    note: str
    picture: Rows | Times
    bars: list[Bar]
    said: str = ""


# What is drawn.


def bars(title: str, note: str, of: list[Bar], series: list[str]) -> Chart:
    """Horizontal bars, one for each label and of two series, the earlier thinner."""
    scale = _scale(of)
    axis = _Axis.around([NOTHING, *(bar.known for bar in of)])
    styles = dict(zip(series, ("earlier", "bar"), strict=True))
    rows: dict[str, list[Lane]] = {}
    for bar in of:
        lane = Lane(
            styles[bar.series],
            axis.at(NOTHING),
            axis.at(bar.known),
            text_of(bar.value, bar.unit, scale),
        )
        rows.setdefault(bar.label, []).append(lane)
    picture = Rows(dict(enumerate(rows.items())), axis.ticks(of[0].unit, scale), styles)
    return Chart(title, note, picture, of)


def waterfall(title: str, note: str, steps: list[Bar]) -> Chart:
    """From the first number to the last, with what lies between; they add up.

    Where the levels are far from zero the axis does not begin there, and says so: the
    first and the last bar are drawn broken. Both have the colour of a loss where they
    are negative.
    """
    opening, *changes, closing = steps
    scale = _scale(steps)
    levels = [*accumulate([opening.known, *(step.known for step in changes)])]
    known = [*levels, closing.known]
    is_broken = _is_far(known)
    axis = _Axis.near(known) if is_broken else _Axis.around([NOTHING, *known])
    # From there bars come that do not begin with a step: from zero, or from where the
    # axis begins or, of losses, ends.
    base = axis.at(NOTHING)
    ends = [axis.at(level) for level in known]
    starts = [base, *ends[:-2], base]
    styles = [
        "fall" if opening.known < 0 else "earlier",
        *("rise" if step.known >= 0 else "fall" for step in changes),
        "fall" if closing.known < 0 else "bar",
    ]
    rows = {}
    for number, (step, style) in enumerate(zip(steps, styles, strict=True)):
        text = text_of(step.value, step.unit, scale)
        is_step = 0 < number < len(steps) - 1
        before = starts[number] if is_step else ends[-2] if number else None
        rows[number] = (
            step.label,
            [
                Lane(
                    style,
                    starts[number],
                    ends[number],
                    f"+{text}" if is_step and step.known > 0 else text,
                    (before, ends[number] if number < len(steps) - 1 else None),
                )
            ],
        )
    said = f"{title}. The axis does not begin at zero." if is_broken else ""
    ticks = axis.ticks(opening.unit, scale)
    if is_broken:
        # None stands where the bars are broken.
        ticks = [tick for tick in ticks if abs(tick.at - base) > BROKEN]
    return Chart(title, note, Rows(rows, ticks, {}, is_broken), steps, said)


def columns(title: str, note: str, of: list[Bar]) -> Chart:
    """Vertical bars in the order of time, every time in its place.

    What is not known is a gap with a dash; what is negative has the colour of a loss.
    The axis begins at zero. `every_quarter` and `every_year` give every time a place.
    """
    scale = _scale(of)
    known = [bar.value for bar in of if bar.value is not None]
    axis = _Axis.nice([NOTHING, *known])
    slot = ALL / len(of)
    texts = [text_of(bar.value, bar.unit, scale) for bar in of]
    letters = max(_letters(text) for text in texts)
    room = [place for place in PLACES if _fits(letters, place, len(of))]
    style = "" if len(room) == len(PLACES) else room[0] if room else "never"
    drawn = [
        Column(
            slot * place + slot * (1 - FILLED) / 2,
            slot * FILLED,
            axis.at(min(bar.value, NOTHING)),
            axis.at(max(bar.value, NOTHING)),
            bar.value < 0,
            text,
            style,
        )
        for place, (bar, text) in enumerate(zip(of, texts, strict=True))
        if bar.value is not None
    ]
    gaps = [_middle(place, of) for place, bar in enumerate(of) if bar.value is None]
    picture = Times(
        axis.ticks(of[0].unit, scale),
        *_times(of),
        axis.at(NOTHING),
        columns=drawn,
        gaps=gaps,
    )
    return Chart(title, _with_gaps(note, of), picture, of)


def lines(title: str, note: str, of: list[Bar], series: list[str]) -> Chart:
    """One to four lines of percentages in the order of time, every point marked.

    The numbers of each series stand in the order of time, and all have the same
    labels; what is not known breaks its line. A legend tells the series apart by
    colour, dash and shape. The last time of each has its number. The axis begins at
    zero only where that is near.

    Raises ValueError where the series are not of the same times, or too many.
    """
    by_series = {name: [bar for bar in of if bar.series == name] for name in series}
    first = by_series[series[0]]
    if any(
        [b.label for b in found] != [b.label for b in first]
        for found in by_series.values()
    ):
        raise ValueError(f"the series of {title} are not of the same times")
    if len(series) > SERIES:
        raise ValueError(f"{title} has more than {SERIES} series")
    known = [bar.value for bar in of if bar.value is not None] or [NOTHING]
    low, high = min(known), max(known)
    if not 0 < high - low < min(abs(low), abs(high)):
        known.append(NOTHING)
    axis = _Axis.nice(known)
    drawn = []
    for name, found in by_series.items():
        pieces: list[list[tuple[Decimal, Decimal]]] = [[]]
        for place, bar in enumerate(found):
            if bar.value is None:
                pieces.append([])
            else:
                pieces[-1].append((_middle(place, found), axis.at(bar.value)))
        newest = found[-1]
        last = None
        if newest.value is not None:
            last = Tick(axis.at(newest.value), text_of(newest.value, newest.unit))
        drawn.append(Line(name, [piece for piece in pieces if piece], last))
    zero = axis.at(NOTHING) if axis.low <= 0 <= axis.high else None
    ticks = axis.ticks(of[0].unit, 0)
    picture = Times(ticks, *_times(first), zero, lines=_apart(drawn))
    return Chart(title, _with_gaps(note, of), picture, of)


# Every time in its place.


def every_quarter(
    known: Mapping[tuple[int, int], Bar],
    first: tuple[int, int] | None = None,
    last: tuple[int, int] | None = None,
) -> list[Bar]:
    """A number for every quarter from the first to the last, each in its place.

    `known` is by fiscal year and quarter; one that it lacks is not known. The labels
    are those of the quarters. Without `first` and `last` they are the first and the
    last that is known; the series of one chart need the same.
    """
    if not known:
        return []
    (first_year, first_quarter), (last_year, last_quarter) = (
        first or min(known),
        last or max(known),
    )
    lacking = _lacking(known.values())
    return [
        replace(
            known.get((number // 4, number % 4 + 1), lacking),
            label=f"FY{number // 4} Q{number % 4 + 1}",
            group=f"FY{number // 4}",
        )
        for number in range(
            first_year * 4 + first_quarter - 1, last_year * 4 + last_quarter
        )
    ]


def every_year(
    known: Mapping[int, Bar], first: int | None = None, last: int | None = None
) -> list[Bar]:
    """The same of fiscal years."""
    if not known:
        return []
    lacking = _lacking(known.values())
    years = range(first or min(known), (last or max(known)) + 1)
    return [replace(known.get(year, lacking), label=f"FY{year}") for year in years]


def _lacking(known: Iterable[Bar]) -> Bar:
    """A number that is not known, of the same unit and series as others."""
    some = next(iter(known))
    return Bar("", None, some.unit, some.series)


def unit_of(of: list[Bar]) -> str:
    """The unit that a chart of these numbers shows them in, in words."""
    unit = of[0].unit
    return f"{SCALE_NAMES[_scale(of)]}{unit}" if is_money(unit) else unit_words(unit)


# How.


@dataclass(frozen=True)
class _Axis:
    """An axis from one number to another; what is beyond is at its end."""

    low: Decimal
    high: Decimal

    @classmethod
    def around(cls, numbers: Sequence[Decimal]) -> "_Axis":
        """From the least to the greatest."""
        low, high = min(numbers), max(numbers)
        return cls(low, high if high > low else low + 1)

    @classmethod
    def near(cls, levels: Sequence[Decimal]) -> "_Axis":
        """Without zero, and with a place for a break on the side where it would be."""
        low, high = min(levels), max(levels)
        before = (high - low) * BEFORE
        return cls(low - before, high) if low > 0 else cls(low, high + before)

    @classmethod
    def nice(cls, numbers: Sequence[Decimal]) -> "_Axis":
        """From a whole step below to one above."""
        axis = cls.around(numbers)
        step = axis.step(MOST_STEPS)
        return cls(
            (axis.low / step).to_integral_value(ROUND_FLOOR) * step,
            (axis.high / step).to_integral_value(ROUND_CEILING) * step,
        )

    def at(self, number: Decimal) -> Decimal:
        """The place of a number, in percent."""
        inside = min(max(number, self.low), self.high)
        return (inside - self.low) * ALL / (self.high - self.low)

    def step(self, most: int) -> Decimal:
        """What is between its ticks."""
        least = (self.high - self.low) / most
        power = Decimal(1).scaleb(least.adjusted())
        return next(power * first for first in STEPS if power * first >= least)

    def ticks(self, unit: str, scale: int) -> list[Tick]:
        """The whole steps on it, as numbers."""
        longest = max(len(text_of(end, unit, scale)) for end in (self.low, self.high))
        step = self.step(FEWER_STEPS if longest > LONG else MOST_STEPS)
        shown = step.scaleb(-scale)
        places = max(0, -shown.adjusted())
        sign = "%" if unit == "percent" else ""
        number = (self.low / step).to_integral_value(ROUND_CEILING)
        found = []
        while number * step <= self.high:
            text = rounded(number * shown, places, sign)
            found.append(Tick(self.at(number * step), text))
            number += 1
        return found


def _scale(of: list[Bar]) -> int:
    """The power of ten that a chart shows its amounts in."""
    if not is_money(of[0].unit):
        return 0
    largest = max((abs(bar.value) for bar in of if bar.value is not None), default=0)
    return next((power for least, power in SCALES if largest >= least), 0)


def _is_far(levels: Sequence[Decimal]) -> bool:
    """Whether levels are so far from zero that it would hide how they differ.

    On both sides of it they differ by more than any of them is.
    """
    nearest = min(abs(level) for level in levels)
    return 0 < (max(levels) - min(levels)) * FAR < nearest


def _with_gaps(note: str, of: Sequence[Bar]) -> str:
    """A note that says what a gap is, where there is one."""
    has_gaps = any(bar.value is None for bar in of)
    return f"{note} What is not known is a gap." if has_gaps else note


def _middle(place: int, of: Sequence[Bar]) -> Decimal:
    return (place + Decimal("0.5")) * ALL / len(of)


def _letters(text: str) -> Decimal:
    """How wide a number is, in digits."""
    return len(text) - NARROWER * sum(text.count(letter) for letter in NARROW)


def _fits(letters: Decimal | int, place: str, number: int) -> bool:
    """Whether so many texts stand beside each other in a place for charts."""
    return (letters + 1) * LETTER * number <= PLACES[place]


def _times(of: Sequence[Bar]) -> tuple[list[Tick], list[Tick], list[Decimal]]:
    """The axis of time: every time, its groups below, and where these begin.

    Of the groups, and of times that have none, those that there is room for are
    named, from the newest on.
    """
    texts = [bar.label.removeprefix(bar.group).strip() for bar in of]
    begins = {
        place: bar.group
        for place, bar in enumerate(of)
        if bar.group and (place == 0 or of[place - 1].group != bar.group)
    }
    letters = max(len(text) for text in texts)
    times: dict[str, dict[int, str]] = {}
    for place in PLACES:
        named = dict(enumerate(texts))
        if not _fits(letters, place, len(of)):
            named = {} if begins else _kept(named, place, len(of))
        times[place] = named
    groups = {place: _kept(begins, place, len(of)) for place in PLACES}
    begin = {place: place * ALL / len(of) for place in begins}
    return (
        _ticks(times, {place: _middle(place, of) for place in range(len(of))}),
        _ticks(groups, begin),
        [*begin.values()],
    )


def _kept(named: Mapping[int, str], place: str, number: int) -> dict[int, str]:
    """The names that have room, from the newest on, which may end behind its time."""
    slot = Decimal(PLACES[place]) / number
    kept: dict[int, str] = {}
    free = Decimal(PLACES[place])
    for at, name in sorted(named.items(), reverse=True):
        width = (len(name) + 1) * LETTER
        if not kept or at * slot + width <= free:
            kept[at] = name
            free = at * slot
    return kept


def _ticks(
    named: Mapping[str, Mapping[int, str]], at: Mapping[int, Decimal]
) -> list[Tick]:
    """Names with the places that have room for them."""
    found = []
    for place in sorted({place for names in named.values() for place in names}):
        room = [style for style, names in named.items() if place in names]
        style = "" if len(room) == len(named) else room[0]
        found.append(Tick(at[place], named[room[0]][place], style))
    return found


def _apart(drawn: list[Line]) -> list[Line]:
    """Lines whose last numbers do not stand over each other."""
    least = Decimal(8)
    ends = sorted(
        (line.last.at, number) for number, line in enumerate(drawn) if line.last
    )
    places: list[Decimal] = []
    for end, _ in ends:
        places.append(max(end, places[-1] + least) if places else end)
    limit = ALL
    for number in reversed(range(len(places))):
        places[number] = min(places[number], limit)
        limit = places[number] - least
    moved = {number: at for (_, number), at in zip(ends, places, strict=True)}
    return [
        replace(line, last=line.last and replace(line.last, at=moved[number]))
        if number in moved
        else line
        for number, line in enumerate(drawn)
    ]
