"""What a figure of a sentence means in its release: period, comparison, scenario."""

from dataclasses import dataclass, replace
from datetime import timedelta

from kessan.read.document import Paragraph
from kessan.read.prose import words
from kessan.read.prose.draft import Draft
from kessan.read.prose.figure import (
    ACTUAL,
    CHANGE,
    GROWTH,
    Period,
    ProseContext,
    ProseFigure,
)
from kessan.read.prose.label import folded

YEAR_AGO = "year_ago"
PREVIOUS_YEAR_END = "previous_year_end"
# Stands for the code of a currency in the name of a unit.
MONEY = "currency"
# Years of whole weeks begin up to so many days apart in the calendar.
YEAR = timedelta(days=365)
YEAR_MAY_MISS = timedelta(days=9)


@dataclass(frozen=True)
class Surroundings:
    """Periods that hold where a sentence names none: of its paragraph, its section.

    `is_section_old` where a title without a period has followed.
    """

    paragraph_words: str = ""
    section_words: str = ""
    is_section_old: bool = False


def meaning_of(
    draft: Draft, paragraph: Paragraph, around: Surroundings, context: ProseContext
) -> ProseFigure:
    """The figure that a draft is in its release."""
    words_of_period, period, period_reasons = period_of(draft, around, context)
    period_reasons = [*draft.period_reasons, *period_reasons]
    scenario, scenario_reasons = scenario_of(draft, context)
    comparison, comparison_reasons = comparison_of(draft, period, context)
    unit, unit_reasons = unit_of(draft)
    quantity = draft.quantity
    reasons = [
        *draft.subject.reasons,
        *draft.reasons,
        *label_reasons(draft),
        *period_reasons,
        *scenario_reasons,
        *comparison_reasons,
        *unlike_reasons(draft),
        *unit_reasons,
    ]
    return ProseFigure(
        place=paragraph.place,
        label=draft.label,
        printed_text=paragraph.text[draft.start : draft.end],
        printed_value=quantity.value if draft.sign > 0 else -quantity.value,
        measure=draft.measure,
        unit=unit,
        scale=quantity.scale,
        comparison=comparison,
        compared_with=compared_with_of(draft, context),
        period_words=words_of_period,
        period=None if period_reasons else period,
        scenario=scenario,
        bound=draft.bound,
        reasons=tuple(dict.fromkeys(reasons)),
    )


def period_of(
    draft: Draft, around: Surroundings, context: ProseContext
) -> tuple[str, Period | None, list[str]]:
    """The words of the period, the period, and what is not sure of them."""
    said = draft.words
    if draft.is_base and draft.subject.base_scenario is not None:
        said = draft.own_words or draft.subject.told
    elif draft.is_base and not said:
        return "", None, ["the period compared with is not said"]
    if draft.subject.has_two_periods and not draft.own_words:
        return said, None, ["two periods are said"]
    if draft.is_planned:
        return said, None, ["resolved or supposed: of which period is not said"]
    used = said or around.paragraph_words or around.section_words
    period = context.resolve(used) if used else context.period
    if not period:
        return used, None, [f"period not understood: {used}"]
    if said:
        return used, period, said_reasons(draft, period, context)
    reasons = kind_reasons(draft, period) + said_reasons(draft, period, context)
    if not used and not context.is_period_implied:
        reasons.append("no period is said")
    is_far = around.is_section_old and not around.paragraph_words
    if is_far and period != context.period:
        reasons.append("no period since a title before the last one")
    if draft.subject.is_forecast and not around.paragraph_words:
        reasons.append("the period of the target is not said")
    return used, period, reasons


def kind_reasons(draft: Draft, period: Period) -> list[str]:
    """Why a period that the sentence does not say may be none of this line item.

    A balance has a date, what flows a first and a last day.
    """
    is_stock = is_balance(draft.label)
    is_counted = bool(draft.quantity.noun)
    if period[0] and (is_stock or is_counted or draft.has_dated_word):
        return ["a balance, and no date is said"]
    if not period[0] and not (is_stock or draft.has_dated_word):
        return ["only a date is said, and in a sentence before"]
    if label_reasons(draft):
        return ["no period is said, and it may be a balance"]
    return []


def label_reasons(draft: Draft) -> list[str]:
    """Why the words may be no line item: none of them is of a statement."""
    known = {*words.STOCKS, *words.FLOWS, *words.GROWTH}
    if draft.quantity.noun or not draft.label or pieces_of(draft.label) & known:
        return []
    return ["no word of a statement in the line item"]


def said_reasons(draft: Draft, period: Period, context: ProseContext) -> list[str]:
    """Why even a period that is said may be none of this figure.

    What was is of no period to come, and a balance of no stretch of time.
    """
    if period[1] > context.period[1] and not draft.subject.is_forecast:
        return ["a period to come"]
    if period[0] and is_balance(draft.label):
        return ["a balance, and no date is said"]
    return []


def pieces_of(label: str) -> set[str]:
    """The single words of a label."""
    return set(folded(label).replace("-", " ").split())


def is_balance(label: str) -> bool:
    """Whether a label has words of balances and none of what flows."""
    pieces = pieces_of(label)
    return bool(pieces & words.STOCKS) and not pieces & words.FLOWS


def scenario_of(draft: Draft, context: ProseContext) -> tuple[str | None, list[str]]:
    """Whether it was, or which target it is."""
    subject = draft.subject
    if draft.is_base and subject.base_scenario is not None:
        said = subject.base_scenario or context.forecast
    elif not subject.is_forecast or draft.is_base:
        return ACTUAL, []
    else:
        said = subject.revision or context.forecast
    return (said, []) if said else (None, ["a target: whether the first is not said"])


def comparison_of(
    draft: Draft, period: Period | None, context: ProseContext
) -> tuple[str | None, list[str]]:
    """What a change or a growth compares with."""
    if draft.measure not in (CHANGE, GROWTH):
        return None, []
    if draft.is_year_on_year:
        return YEAR_AGO, []
    base_words = draft.subject.base
    if draft.subject.base_scenario is not None:
        said = draft.subject.base_scenario or context.forecast
        return (said, []) if said else (None, ["compared with a target: which one"])
    if not base_words:
        return None, ["compared with what is not said"]
    base = context.resolve(base_words)
    if base and period:
        if is_year_before(base, period):
            return YEAR_AGO, []
        if is_year_end_before(base, context):
            return PREVIOUS_YEAR_END, []
    return None, [f"compared with {base_words}"]


def compared_with_of(draft: Draft, context: ProseContext) -> Period | None:
    """The period that a change or a growth is from; of a target, its own one."""
    subject = draft.subject
    if draft.measure not in (CHANGE, GROWTH) or subject.base_scenario is not None:
        return None
    return context.resolve(subject.base) if subject.base else None


def is_year_before(base: Period, period: Period) -> bool:
    """Whether one period lies a year before another, and is as long."""
    if (base[0] is None) != (period[0] is None):
        return False
    if base[0] and period[0] and abs(period[0] - base[0] - YEAR) > YEAR_MAY_MISS:
        return False
    return abs(period[1] - base[1] - YEAR) <= YEAR_MAY_MISS


def is_year_end_before(base: Period, context: ProseContext) -> bool:
    """Whether a date is the last one before the fiscal year of the release."""
    if base[0] or not context.year_start:
        return False
    return base[1] == context.year_start - timedelta(days=1)


def unit_of(draft: Draft) -> tuple[str | None, list[str]]:
    """The unit as a release keys it: `JPY`, `JPY_per_share`, `percent`.

    Money is per share where the line item says so. Other money with decimals and
    without a scale is of a share, or of a thing.
    """
    quantity = draft.quantity
    unit = quantity.unit
    if unit == MONEY:
        label = f" {draft.label.lower()}"
        said = [per for word, per in words.PER_UNITS.items() if f" {word}" in label]
        if pieces_of(label) & set(words.PER_SHARE_NAMES):
            said = ["currency_per_share"]
        has_decimals = quantity.value.as_tuple().exponent != 0
        if has_decimals and not quantity.scale and not said:
            return None, ["money of what is not said"]
        unit = said[0] if said else unit
    if unit is None or not unit.startswith(MONEY):
        return unit, []
    if not quantity.currency:
        return None, ["no currency is said"]
    return unit.replace(MONEY, quantity.currency), []


def unlike_reasons(draft: Draft) -> list[str]:
    """A figure with less words than the one that it stands beside: `JPY584`."""
    others = [
        other.quantity
        for other in draft.subject.drafts
        if other is not draft and other.quantity.unit == draft.quantity.unit
    ]
    if draft.quantity.scale or draft.quantity.unit != MONEY:
        return []
    if any(other.scale for other in others):
        return ["the figure beside it says a scale"]
    return []


def with_headings(figures: list[ProseFigure]) -> list[ProseFigure]:
    """The figures, those of one label in several places told apart by a heading.

    A label that has two values for one period and measure stands for two line
    items. Each is headed by the first label of its paragraph.
    """
    firsts: dict[int, str] = {}
    values: dict[tuple[object, ...], set[object]] = {}
    for figure in figures:
        firsts.setdefault(figure.place.line, figure.label)
        if figure.is_sure:
            values.setdefault(meaning_key(figure), set()).add(figure.value)
    several = {key[0] for key, found in values.items() if len(found) > 1}
    return [
        replace(figure, heading=firsts[figure.place.line])
        if folded(figure.label) in several
        and folded(firsts[figure.place.line]) != folded(figure.label)
        else figure
        for figure in figures
    ]


def meaning_key(figure: ProseFigure) -> tuple[object, ...]:
    """What a figure is of, as far as its sentence says it."""
    return (
        folded(figure.label),
        figure.period,
        figure.measure,
        figure.unit,
        figure.scenario,
        figure.bound,
    )
