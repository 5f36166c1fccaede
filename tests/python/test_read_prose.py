"""Figures in sentences: what each means, what is none, and what is left unsure.

All sentences are made up; none is of a company.
"""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kessan.foot.grid import Rounding
from kessan.read.document import Paragraph, Place
from kessan.read.prose.figures import (
    KnownValue,
    Period,
    ProseContext,
    ProseFigure,
    Verdict,
    agreements,
    prose_figures,
)

pytestmark = pytest.mark.fast

FIRST_HALF = (date(2030, 1, 1), date(2030, 6, 30))
YEAR_BEFORE = (date(2029, 1, 1), date(2029, 6, 30))
FULL_YEAR = (date(2030, 1, 1), date(2030, 12, 31))
PERIODS: dict[str, Period] = {
    "1H30": FIRST_HALF,
    "1H29": YEAR_BEFORE,
    "FY2030": FULL_YEAR,
    "fiscal 2030": FULL_YEAR,
    "six months ended June 30, 2030": FIRST_HALF,
    "six months ended June 30, 2029": YEAR_BEFORE,
    "as of June 30, 2030": (None, date(2030, 6, 30)),
    "as of June 30, 2029": (None, date(2029, 6, 30)),
    "as of December 31, 2029": (None, date(2029, 12, 31)),
    "26-week period ended July 3, 2030": (date(2030, 1, 3), date(2030, 7, 3)),
    "26-week period ended June 28, 2029": (date(2028, 12, 29), date(2029, 6, 28)),
}


def resolve(words: str) -> Period | None:
    """The few periods of these tests."""
    return PERIODS.get(re.sub("^As", "as", words))


CONTEXT = ProseContext(
    period=FIRST_HALF,
    resolve=resolve,
    year_start=date(2030, 1, 1),
    currency="JPY",
    counted={"shares": "shares", "kiosks": "count"},
)


def read(*texts: str, context: ProseContext = CONTEXT) -> list[ProseFigure]:
    paragraphs = [Paragraph(Place(line), text) for line, text in enumerate(texts, 1)]
    return prose_figures(paragraphs, context)


def told(figure: ProseFigure) -> tuple[str, str, str | None, str | None]:
    """Label, stretch, measure, comparison."""
    return figure.label, figure.printed_text, figure.measure, figure.comparison


def test_an_amount_its_growth_and_what_it_compares_with() -> None:
    figures = read(
        "Sales of boats were JPY1,234 million, down 5.6% YoY "
        "(JPY1,307 million for 1H29)."
    )
    assert [told(figure) for figure in figures] == [
        ("Sales of boats", "JPY1,234 million", "amount", None),
        ("Sales of boats", "down 5.6%", "yoy_percent", "year_ago"),
        ("Sales of boats", "JPY1,307 million", "amount", None),
    ]
    assert [figure.period for figure in figures] == [
        FIRST_HALF,
        FIRST_HALF,
        YEAR_BEFORE,
    ]
    assert [figure.value for figure in figures] == [
        Decimal("1234000000"),
        Decimal("-5.6"),
        Decimal("1307000000"),
    ]
    assert [figure.unit for figure in figures] == ["JPY", "percent", "JPY"]
    assert all(figure.is_sure for figure in figures)


def test_a_change_since_the_end_of_the_year_before() -> None:
    figures = read(
        "As of June 30, 2030, the balance of total assets was JPY900 "
        "million, increased "
        "by JPY40 million from the balance as of December 31, 2029 of JPY860 million."
    )
    assert [told(figure) for figure in figures] == [
        ("total assets", "JPY900 million", "amount", None),
        ("total assets", "increased by JPY40 million", "change", "previous_year_end"),
        ("total assets", "JPY860 million", "amount", None),
    ]
    assert figures[1].period == (None, date(2030, 6, 30))
    assert figures[2].period == (None, date(2029, 12, 31))
    assert all(figure.is_sure for figure in figures)


def test_a_base_that_is_said_before_the_line_items_holds_for_all_of_them() -> None:
    figures = read(
        "As for assets as of June 30, 2030, as compared to the balances as of December "
        "31, 2029, inventories increased by JPY4 million and "
        "goodwill decreased by JPY3 "
        "million to JPY20 million."
    )
    assert [told(figure) for figure in figures] == [
        ("inventories", "increased by JPY4 million", "change", "previous_year_end"),
        ("goodwill", "decreased by JPY3 million", "change", "previous_year_end"),
        ("goodwill", "JPY20 million", "amount", None),
    ]
    assert figures[1].value == Decimal(-3000000)


def test_several_line_items_in_one_sentence() -> None:
    figures = read(
        "Orders received for pumps totaled JPY50 million, up 2.0% YoY; orders received "
        "for valves were JPY30 million, up 1.0% YoY and orders received for pipes and "
        "hoses were JPY20 million, down 4.0% YoY."
    )
    assert [figure.label for figure in figures[::2]] == [
        "Orders received for pumps",
        "orders received for valves",
        "orders received for pipes and hoses",
    ]
    assert all(figure.is_sure for figure in figures)


def test_figures_in_a_list_of_reasons_each_have_their_own_line_item() -> None:
    figures = read(
        "Other income (expenses) was an income of JPY7 million (an "
        "income of JPY4 million "
        "for 1H29), mainly because of dividend income of JPY9 million from other "
        "investments (JPY8 million for 1H29), interest expense of "
        "JPY2 million (included "
        "in other, JPY3 million for 1H29) and depreciation and "
        "amortization of JPY1 million."
    )
    assert [(figure.label, figure.printed_text) for figure in figures] == [
        ("Other income (expenses)", "an income of JPY7 million"),
        ("Other income (expenses)", "an income of JPY4 million"),
        ("dividend income", "JPY9 million"),
        ("dividend income", "JPY8 million"),
        ("interest expense", "JPY2 million"),
        ("interest expense", "JPY3 million"),
        ("depreciation and amortization", "JPY1 million"),
    ]
    periods = [figure.period for figure in figures]
    assert periods == [FIRST_HALF, YEAR_BEFORE] * 3 + [FIRST_HALF]


def test_the_other_sign_of_a_line_item_has_its_own_words() -> None:
    now, before = read(
        "Net cash provided by operating activities for 1H30 was JPY5 million (net cash "
        "used in operating activities of JPY6 million for 1H29)."
    )
    assert now.label == "Net cash provided by operating activities"
    assert before.label == "net cash used in operating activities"
    assert now.is_sure and before.is_sure


def test_names_behind_the_figures_of_a_breakdown() -> None:
    figures = read(
        "As of June 30, 2030, the breakdown of other investments were JPY4 million in "
        "listed shares, JPY2 million in bonds and JPY1 million in "
        "funds, including a trust."
    )
    assert [figure.label for figure in figures] == ["listed shares", "bonds", "funds"]
    assert all(figure.is_sure for figure in figures)


def test_a_remark_between_commas_is_no_part_of_the_label() -> None:
    (figure,) = read("Rental revenue, a recurring revenue, was JPY3 million.")
    assert figure.label == "Rental revenue"
    (figure,) = read("Selling, general and administrative expenses were JPY3 million.")
    assert figure.label == "Selling, general and administrative expenses"
    (figure,) = read("As a result of the above, net income was JPY3 million.")
    assert figure.label == "net income"


def test_dollars_in_words_and_a_growth_over_the_year() -> None:
    amount, growth = read(
        "The company posted quarterly revenue of $12.3 billion, up "
        "16 percent year over year.",
        context=replace(CONTEXT, currency="USD"),
    )
    assert told(amount) == ("revenue", "$12.3 billion", "amount", None)
    assert (amount.unit, amount.value) == ("USD", Decimal("12300000000"))
    assert told(growth) == ("revenue", "up 16 percent", "yoy_percent", "year_ago")


def test_money_per_share_and_diluted_in_parentheses() -> None:
    figures = read(
        "Net income for 1H30 was $44.2 million, or $1.00 per share "
        "($0.98 per share on a "
        "diluted basis), compared with net income of $51.8 million, or $1.05 per share "
        "($1.04 per share on a diluted basis) for 1H29."
    )
    assert [(figure.label, figure.unit) for figure in figures] == [
        ("Net income", "USD"),
        ("Net income per share", "USD_per_share"),
        ("Net income per share on a diluted basis", "USD_per_share"),
    ] * 2
    assert [figure.period for figure in figures] == [FIRST_HALF] * 3 + [YEAR_BEFORE] * 3
    assert all(figure.is_sure for figure in figures)


def test_a_growth_to_an_amount_from_another_is_of_years_of_whole_weeks() -> None:
    figures = read(
        "Net sales for the 26-week period ended July 3, 2030 "
        "decreased 3.2 percent to $29 "
        "million from net sales of $30 million for the 26-week "
        "period ended June 28, 2029."
    )
    assert [told(figure) for figure in figures] == [
        ("Net sales", "decreased 3.2 percent", "yoy_percent", "year_ago"),
        ("Net sales", "$29 million", "amount", None),
        ("Net sales", "$30 million", "amount", None),
    ]


def test_ratios_of_both_years() -> None:
    amount, growth, now, before = read(
        "Gross margin was JPY8 million, up 8.3% YoY and gross margin ratio was 18.1% "
        "compared to 16.5% in 1H29."
    )
    assert (amount.label, growth.measure) == ("Gross margin", "yoy_percent")
    assert told(now) == ("gross margin ratio", "18.1%", "ratio", None)
    assert (before.printed_text, before.period) == ("16.5%", YEAR_BEFORE)


def test_one_label_with_two_values_is_told_apart_by_a_heading() -> None:
    figures = read(
        "Cost of pumps was JPY5 million. Gross margin was JPY2 million.",
        "Cost of valves was JPY6 million. Gross margin was JPY3 million.",
        "Sales expenses were JPY1 million. Research expenses were JPY1 million.",
    )
    headings = [figure.heading for figure in figures]
    assert headings == ["", "Cost of pumps", "", "Cost of valves", "", ""]


def test_counts_of_known_words_and_of_others() -> None:
    (kiosks,) = read("As of June 30, 2030, 1,066 kiosks have been placed.")
    assert (kiosks.label, kiosks.printed_text) == ("kiosks", "1,066 kiosks")
    assert (kiosks.unit, kiosks.is_sure) == ("count", True)
    (stores,) = read("As of June 30, 2030, it operated 445 retail stores.")
    assert (stores.unit, stores.reasons) == (None, ("counts retail stores",))


def test_periods_with_a_colon_below_a_title() -> None:
    figures = read(
        "2) The number of treasury stock (all kinds):",
        "As of June 30, 2030: 758,709 shares As of December 31, 2029: 758,000 shares",
    )
    assert {figure.label for figure in figures} == {"number of treasury stock"}
    assert [figure.period for figure in figures] == [
        (None, date(2030, 6, 30)),
        (None, date(2029, 12, 31)),
    ]


def test_a_title_line_with_its_figure() -> None:
    amount, growth = read("Operating Income JPY19 million (down 24.0% YoY)")
    assert told(amount)[:2] == ("Operating Income", "JPY19 million")
    assert told(growth)[1:3] == ("down 24.0%", "yoy_percent")
    assert amount.is_sure and growth.is_sure


@pytest.mark.parametrize(
    "text",
    [
        "Tel: +81-3-5555-0100, (03) 5555-0100, https://example.com/2030/0830.html",
        "On May 7, 2030, pursuant to Article 156, Paragraph 1, see "
        "Note 3 and (2) above.",
        "She is 54 years old and was chairman for 12 years from 2018.",
        "The X100 and Windows 11 run for 3 months or 1.5 years, from 10:00 a.m. on.",
        "- 12 -",
        "Form 20-F of the 13-week period",
    ],
)
def test_numbers_that_are_no_figures(text: str) -> None:
    assert read(text) == []


def test_targets_are_of_the_scenario_that_is_said() -> None:
    figures = read(
        "In FY2030, the revised operating income is JPY5.0 billion, "
        "JPY2.3 billion down "
        "from our initial target of JPY7.3 billion."
    )
    assert [(told(f)[1:], f.scenario) for f in figures] == [
        (("JPY5.0 billion", "amount", None), "revised_forecast"),
        (("JPY2.3 billion down", "change", "initial_forecast"), "revised_forecast"),
        (("JPY7.3 billion", "amount", None), "initial_forecast"),
    ]
    assert {figure.period for figure in figures} == {FULL_YEAR}
    assert all(figure.is_sure for figure in figures)


@pytest.mark.parametrize(
    "text",
    [
        "For FY2030, we expect revenue between $5.1 billion and $5.3 billion.",
        "Revenue for FY2030 is expected to be in the range of $5.1 "
        "billion to $5.3 billion.",
    ],
)
def test_a_range_has_two_ends(text: str) -> None:
    low, high = read(text)
    assert (low.label.lower(), low.bound, low.value) == ("revenue", "low", 5100000000)
    assert (high.label.lower(), high.bound, high.value) == (
        "revenue",
        "high",
        5300000000,
    )
    assert low.scenario is None and not low.is_sure
    low, high = read(text, context=replace(CONTEXT, forecast="initial_forecast"))
    assert low.scenario == "initial_forecast" and low.is_sure and high.is_sure


def test_a_sentence_about_the_period_holds_for_the_next_of_its_paragraph() -> None:
    for first in ("Results for FY2030 follow.", "We have raised targets for FY2030."):
        (figure,) = read(f"{first} The revised revenue is JPY3 million.")
        assert (figure.period, figure.scenario) == (FULL_YEAR, "revised_forecast")
    (figure,) = read("Results for FY2030 follow.", "Revenue was JPY3 million.")
    assert figure.period == FIRST_HALF


def test_a_misprinted_currency_is_read_and_remarked() -> None:
    (figure,) = read("Research expenses were JP24 million.")
    assert (figure.value, figure.unit) == (Decimal(24000000), "JPY")
    assert figure.reasons == ("printed JP, read JPY",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Total assets were JPY5 million.", "a balance, and no date is said"),
        ("The board declared a dividend of JPY5 per share.", "resolved or supposed"),
        ("Sales were JPY5 million, up 4%.", "compared with what is not said"),
        ("Sales grew 5% YoY in Asia.", "said only in Asia"),
        ("Sales were JPY50 million (Asia JPY30 million).", "no verb joins it"),
        (
            "Sales were JPY5 million (JPY6 for 1H29).",
            "the figure beside it says a scale",
        ),
        ("We missed the profit target and it fell by 5% from 1H29.", "a pronoun"),
        ("Sales were JPY5 million and JPY6 million, respectively.", "respectively"),
        ("Sales costs were about JPY5 million.", "about: not the exact figure"),
        ("Sales of JPY4-5 million were seen.", "a range"),
        ("If rates rose, costs of JPY5 million were due.", "supposed"),
        ("Sales were JPY5 million for FY2031.", "period not understood: FY2031"),
        ("Sales were JPY5 million for FY2030.", "a period to come"),
        ("Cash, including gains, was JPY5 million in 1H30.", "line item begins"),
        ("Our wafers of JPY5 million came in 1H30.", "no word of a statement"),
        ("Sales were flat and pump costs rose 5% YoY.", "line item begins"),
        ("We sold pipes for a price of JPY5 million.", "more than a line item"),
        ("Our costs were 78% fixed.", "a ratio of what: fixed"),
        ("We have incurred costs of JPY5 million since then.", "told since a date"),
        ("1H29 bonus payments of JPY5 million were due for 1H30.", "a period"),
        (
            "Online sales were JPY5 million, compared to sales of JPY4 "
            "million for 1H29.",
            "the comparison is called sales",
        ),
    ],
)
def test_what_is_unsure_says_why(text: str, reason: str) -> None:
    reasons = [why for figure in read(text) for why in figure.reasons]
    assert any(reason in why for why in reasons), reasons


def test_no_period_is_implied_beside_two() -> None:
    text = "Sales were JPY5 million."
    assert read(text)[0].is_sure
    (figure,) = read(text, context=replace(CONTEXT, is_period_implied=False))
    assert figure.reasons == ("no period is said",)


def known(value: Decimal, **other: object) -> KnownValue:
    start, end = FIRST_HALF
    return replace(KnownValue("Sales", start, end, value, "JPY"), **other)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (known(Decimal("5123499999")), Verdict.AGREES),
        (known(Decimal("5123500001")), Verdict.CONTRADICTS),
        (known(Decimal("5.1").scaleb(9)), Verdict.AGREES),
        (known(Decimal("-5123000000")), Verdict.TURNED),
        (known(Decimal("5123000000"), label="sales"), Verdict.AGREES),
        (known(Decimal("5123000000"), label="Net sales"), Verdict.UNKNOWN),
        (known(Decimal("5123000000"), unit="shares"), Verdict.UNKNOWN),
        (known(Decimal("5123000000"), measure="change"), Verdict.UNKNOWN),
        (known(Decimal("5123000000"), period_start=None), Verdict.UNKNOWN),
    ],
)
def test_a_figure_agrees_by_what_it_stands_for(
    value: KnownValue, verdict: Verdict
) -> None:
    (found,) = agreements(read("Sales were JPY5,123 million."), [value])
    assert found.verdict is verdict


@pytest.mark.parametrize(
    ("rounding", "verdict"),
    [
        (Rounding.NEAREST, Verdict.CONTRADICTS),
        (Rounding.TRUNCATED, Verdict.AGREES),
        (Rounding.EXACT, Verdict.CONTRADICTS),
    ],
)
def test_an_issuer_that_cuts_off(rounding: Rounding, verdict: Verdict) -> None:
    figures = read("Sales were JPY5,123 million.")
    (found,) = agreements(figures, [known(Decimal("5123900000"))], rounding)
    assert found.verdict is verdict


def test_one_of_two_known_values_is_enough() -> None:
    both = [known(Decimal(1)), known(Decimal("5123000000"))]
    for values in (both, both[::-1]):
        (found,) = agreements(read("Sales were JPY5,123 million."), values)
        assert (found.verdict, len(found.known)) == (Verdict.AGREES, 2)


@pytest.mark.parametrize(
    ("text", "now", "base", "verdict"),
    [
        ("increased by JPY4 million from", 12345678, 8123456, Verdict.AGREES),
        ("increased by JPY4 million from", 12345678, 9123456, Verdict.CONTRADICTS),
        ("increased by 52.0% from", 12345678, 8123456, Verdict.AGREES),
        ("increased by 52.1% from", 12345678, 8123456, Verdict.CONTRADICTS),
        ("increased by 52.0% from", -12345678, -8123456, Verdict.AGREES),
        ("increased by 52.0% from", 12345678, -8123456, Verdict.UNKNOWN),
        ("decreased by 34.2% from", 8123456, 12345678, Verdict.AGREES),
    ],
)
def test_a_change_and_a_growth_follow_from_two_amounts(
    text: str, now: int, base: int, verdict: Verdict
) -> None:
    start, end = YEAR_BEFORE
    amounts = [
        known(Decimal(now)),
        known(Decimal(base), period_start=start, period_end=end),
    ]
    (found,) = agreements(read(f"Sales for 1H30 {text} 1H29."), amounts)
    assert found.verdict is verdict


def test_an_actual_value_says_nothing_of_a_target_or_a_limit() -> None:
    values = [known(Decimal(5000000))]
    context = replace(CONTEXT, forecast="initial_forecast")
    text = "For 1H30, we expect sales of JPY5 million."
    (target,) = agreements(read(text, context=context), values)
    assert target.verdict is Verdict.UNKNOWN
    values = [replace(values[0], scenario="initial_forecast")]
    (target,) = agreements(read(text, context=context), values)
    assert target.verdict is Verdict.AGREES
    (limit,) = agreements(read("Sales: up to JPY5 million"), [known(Decimal(5000000))])
    assert limit.verdict is Verdict.UNKNOWN


def test_a_figure_without_its_period_is_unknown() -> None:
    (figure,) = read("Sales were JPY5 million for FY2031.")
    (found,) = agreements([figure], [known(Decimal(5000000))])
    assert (figure.period, found.verdict) == (None, Verdict.UNKNOWN)
