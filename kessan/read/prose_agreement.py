"""Figures of sentences beside the same ones in tables: do they agree."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kessan.foot.grid import Rounding
from kessan.read.prose_figure import AMOUNT, ProseFigure
from kessan.read.prose_label import folded

Interval = tuple[Decimal, Decimal]
Key = tuple[str, date | None, date, str, str]


@dataclass(frozen=True)
class KnownValue:
    """A value from a table: what it is of, and how exact it is.

    `value` is in its unit; its last place is the last one known:
    `Decimal("74123").scaleb(6)` is known to the million, `Decimal(74123000000)` is
    exact to one. `label` are the words of the line item, `unit` one of units.csv.
    """

    label: str
    period_start: date | None
    period_end: date
    value: Decimal
    unit: str
    measure: str = AMOUNT


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
    figure agrees if it does with one of several values known. It is unknown where
    its period is, or where no table has its words with its period, measure and unit.
    """
    known: dict[Key, list[KnownValue]] = {}
    for value in known_values:
        known.setdefault(key_of_known(value), []).append(value)
    found = []
    for figure in figures:
        key = key_of(figure)
        values = tuple(known.get(key, ())) if key else ()
        found.append(Agreement(figure, verdict_of(figure, values, rounding), values))
    return found


def key_of(figure: ProseFigure) -> Key | None:
    """What a figure is of, or None where that is not known in full."""
    if not figure.period or not figure.measure or not figure.unit or not figure.label:
        return None
    start, end = figure.period
    return folded(figure.label), start, end, figure.measure, figure.unit


def key_of_known(value: KnownValue) -> Key:
    """What a known value is of."""
    label = folded(value.label)
    return label, value.period_start, value.period_end, value.measure, value.unit


def verdict_of(
    figure: ProseFigure, values: Iterable[KnownValue], rounding: Rounding
) -> Verdict:
    """The best that any of the values says."""
    verdict = Verdict.UNKNOWN
    printed = interval(figure.value, rounding)
    turned = interval(-figure.value, rounding)
    for value in values:
        stands_for = interval(value.value, rounding)
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
