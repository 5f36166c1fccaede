"""Figures of sentences beside the same ones in tables: do they agree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kessan.foot.grid import Rounding
from kessan.read.prose.figure import (
    ACTUAL,
    AMOUNT,
    CHANGE,
    GROWTH,
    Period,
    ProseFigure,
)
from kessan.read.prose.label import folded

Interval = tuple[Decimal, Decimal]
# Label, period, measure and scenario: what a value is of, but for its unit.
Key = tuple[str, Period, str, str]
PERCENT = 100


@dataclass(frozen=True)
class KnownValue:
    """A value from a table: what it is of, and how exact it is.

    `value` is in its unit; its last place is the last one known:
    `Decimal("74123").scaleb(6)` is known to the million, `Decimal(74123000000)` is
    exact to one. `label` are the words of the line item, `unit` that of the column:
    `JPY`, `JPY_per_share`, `percent`.
    """

    label: str
    period_start: date | None
    period_end: date
    value: Decimal
    unit: str
    measure: str = AMOUNT
    scenario: str = ACTUAL


class Verdict(StrEnum):
    """What tables say of a figure: the same, another one, or nothing.

    `TURNED` is the same with the other sign: a sentence calls a payment by its
    amount, a table prints it in parentheses.
    """

    AGREES = "agrees"
    TURNED = "agrees with the sign turned"
    CONTRADICTS = "contradicts"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Agreement:
    """A figure, the verdict, and the values that it was compared with."""

    figure: ProseFigure
    verdict: Verdict
    known: tuple[KnownValue, ...] = ()


def agreements(
    figures: Iterable[ProseFigure],
    known_values: Iterable[KnownValue],
    rounding: Rounding = Rounding.NEAREST,
) -> list[Agreement]:
    """Each figure with what is known of it.

    They agree where what they stand for meets, by the rounding of the issuer. A
    figure agrees if it does with one of several values known. A change or a growth
    that no table prints is held against the two amounts that it is between. It is
    unknown where its period is, where it is only an end of a range, and where no
    table has its words with its period, measure, unit and scenario.
    """
    known: dict[Key, list[KnownValue]] = {}
    for value in known_values:
        known.setdefault(key_of_known(value), []).append(value)
    return [agreement_of(figure, known, rounding) for figure in figures]


def agreement_of(
    figure: ProseFigure, known: Mapping[Key, list[KnownValue]], rounding: Rounding
) -> Agreement:
    """The verdict on one figure: by values of its own, else by two amounts."""
    key = key_of(figure)
    if not key:
        return Agreement(figure, Verdict.UNKNOWN)
    values = tuple(v for v in known.get(key, ()) if v.unit == figure.unit)
    if values:
        intervals = [interval(value.value, rounding) for value in values]
        return Agreement(figure, verdict_of(figure, intervals, rounding), values)
    pairs = pairs_of(figure, known)
    intervals = [
        between
        for now, base in pairs
        if (between := interval_between(figure, now, base, rounding))
    ]
    amounts = tuple(dict.fromkeys(value for pair in pairs for value in pair))
    return Agreement(figure, verdict_of(figure, intervals, rounding), amounts)


def key_of(figure: ProseFigure) -> Key | None:
    """What a figure is of, or None where that is not known in full."""
    is_whole = figure.label and figure.unit and not figure.bound
    if not is_whole or not figure.period or not figure.measure or not figure.scenario:
        return None
    return folded(figure.label), figure.period, figure.measure, figure.scenario


def key_of_known(value: KnownValue) -> Key:
    """What a known value is of."""
    period = value.period_start, value.period_end
    return folded(value.label), period, value.measure, value.scenario


def pairs_of(
    figure: ProseFigure, known: Mapping[Key, list[KnownValue]]
) -> list[tuple[KnownValue, KnownValue]]:
    """The amounts of the period and of the one compared with, of one unit."""
    if figure.measure not in (CHANGE, GROWTH) or not figure.compared_with:
        return []
    label, scenario = folded(figure.label), figure.scenario
    if not figure.period or scenario != ACTUAL:
        return []
    nows = known.get((label, figure.period, AMOUNT, ACTUAL), ())
    bases = known.get((label, figure.compared_with, AMOUNT, ACTUAL), ())
    is_of_unit = figure.measure == GROWTH
    return [
        (now, base)
        for now in nows
        for base in bases
        if now.unit == base.unit and (is_of_unit or now.unit == figure.unit)
    ]


def interval_between(
    figure: ProseFigure, now: KnownValue, base: KnownValue, rounding: Rounding
) -> Interval | None:
    """The change or the growth between two amounts; None of what has no meaning.

    Two that are printed in parentheses are payments, which grow as they do.
    """
    turn = -1 if now.value < 0 and base.value < 0 else 1
    nows = interval(turn * now.value, rounding)
    bases = interval(turn * base.value, rounding)
    if figure.measure == CHANGE:
        return nows[0] - bases[1], nows[1] - bases[0]
    if bases[0] <= 0 or nows[0] < 0:
        return None
    low, high = nows[0] / bases[1] - 1, nows[1] / bases[0] - 1
    return low * PERCENT, high * PERCENT


def verdict_of(
    figure: ProseFigure, intervals: Iterable[Interval], rounding: Rounding
) -> Verdict:
    """The best that any of the intervals says."""
    verdict = Verdict.UNKNOWN
    printed = interval(figure.value, rounding)
    turned = interval(-figure.value, rounding)
    for stands_for in intervals:
        if meet(printed, stands_for):
            return Verdict.AGREES
        if figure.measure == AMOUNT and meet(turned, stands_for):
            verdict = Verdict.TURNED
        elif verdict is Verdict.UNKNOWN:
            verdict = Verdict.CONTRADICTS
    return verdict


def interval(value: Decimal, rounding: Rounding) -> Interval:
    """What a printed value stands for, by its last place.

    `EXACT` is itself, `NEAREST` half of the last place to both sides, `TRUNCATED` up
    to one last place further from zero.
    """
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    place = Decimal(1).scaleb(exponent)
    match rounding:
        case Rounding.EXACT:
            return value, value
        case Rounding.NEAREST:
            return value - place / 2, value + place / 2
        case Rounding.TRUNCATED:
            return (value - place, value) if value < 0 else (value, value + place)


def meet(one: Interval, other: Interval) -> bool:
    """Whether two intervals have a value in common."""
    return one[0] <= other[1] and other[0] <= one[1]
