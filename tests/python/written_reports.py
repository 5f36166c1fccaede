"""Reports as people write them, from what is published, with errors planted in them.

What is right is taken from the warehouse by SQL that `kessan verify` does not share.
Each statement stands in a line of its own, or each figure in a cell of its own, so that
a finding is known by its place. An error is planted only where what is written becomes
untrue by it: however what is published is rounded or cut off, it is another number.
"""

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
from openpyxl import Workbook

ORDINALS = ("first", "second", "third", "fourth")
MONTHS = {3: "three months", 6: "six months", 9: "nine months", 12: "twelve months"}
SCALES = {0: "", 3: "thousand", 6: "million", 9: "billion"}
SHORT = {6: "m", 9: "bn"}
# What people call a line item, beside its own name; nothing that may mean two.
CALLED = {
    "revenues": ("revenue", "sales", "net sales", "total revenues", "top line"),
    "operating_income": ("operating profit", "EBIT", "operating income"),
    "gross_profit": ("gross profit",),
    "operating_margin_percent": ("operating margin", "EBIT margin"),
    "gross_margin_percent": ("gross margin",),
    "net_margin_percent": ("net margin", "net profit margin"),
    "income_before_income_tax": ("pre-tax income", "profit before tax"),
    "net_cash_operating": ("operating cash flow", "cash flow from operations"),
    "total_assets": ("total assets",),
    "cost_of_revenues": ("cost of sales", "cost of revenues"),
    "research_and_development": ("R&D expenses", "research and development"),
    "general_and_administrative": ("general and administrative expenses",),
    "current_assets": ("current assets",),
    "current_liabilities": ("current liabilities",),
    "total_liabilities": ("total liabilities",),
    "income_tax_expense": ("income tax expense",),
    "inventories": ("inventories",),
    "equity_ratio": ("equity ratio",),
    "diluted_net_income_per_share": ("diluted EPS", "diluted earnings per share"),
}
ITEMS = (*CALLED, "net_income_attributable", "costs_and_expenses")
_FACTS = """
    select
        metrics.line_item_key as item, line_items.label, metrics.unit, metrics.value,
        metrics.low, metrics.high,
        coalesce(metrics.decimals, 0) as decimals,
        metrics.period_start as starts, metrics.period_end as ends, periods.months,
        periods.fiscal_year as year, periods.fiscal_quarter as quarter,
        periods.is_quarter, periods.is_fiscal_year as is_year,
        metrics.company_key as company, companies.short_label as called,
        metrics.currency, before.value as year_ago,
        least(metrics.decimals, before.decimals) as growth_decimals,
        line_items.statement = 'income_statement' and line_items.balance = 'debit'
            as is_cost
    from marts.fct_metrics as metrics
    inner join marts.dim_line_item as line_items using (line_item_key)
    inner join marts.dim_company as companies
        on metrics.company_key = companies.company_key
    inner join marts.dim_period as periods using (period_key)
    left join marts.fct_metrics as before
        on
            before.period_key = periods.year_ago_period_key
            and before.company_key = metrics.company_key
            and before.line_item_key = metrics.line_item_key
            and before.segment_key = metrics.segment_key
            and before.product_key = metrics.product_key
            and before.scenario_key = 'actual'
            and before.currency = metrics.currency
            and before.accounting_standard = metrics.accounting_standard
    where
        metrics.line_item_key in (select unnest($items))
        and metrics.company_key in (select unnest($companies))
        and metrics.scenario_key = 'actual'
        and metrics.segment_key = 'total'
        and metrics.product_key = 'total'
        and metrics.value <> 0
        and (
            periods.months is null
            or periods.is_quarter
            or periods.is_fiscal_year
            or (periods.is_cumulative and periods.months in (6, 9))
        )
    order by metrics.metric_key
"""


@dataclass(frozen=True)
class Fact:
    """A number that is published, and what tells of when it is."""

    item: str
    label: str
    unit: str
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    decimals: int
    starts: date | None
    ends: date
    months: int | None
    year: int
    quarter: int
    is_quarter: bool
    is_year: bool
    company: str
    called: str
    currency: str
    year_ago: Decimal | None
    growth_decimals: int | None
    is_cost: bool

    @property
    def is_ratio(self) -> bool:
        """Whether it is in percent."""
        return self.unit == "percent"

    @property
    def is_per_share(self) -> bool:
        """Whether it is money of one share."""
        return self.unit.endswith("_per_share")

    @property
    def ends_of(self) -> tuple[Decimal, Decimal]:
        """Between what it lies, where it is computed of rounded figures."""
        half = Decimal(1).scaleb(-self.decimals) / 2 if self.decimals < 0 else 0
        low = self.value - half if self.low is None else self.low
        high = self.value + half if self.high is None else self.high
        return low, high


@dataclass(frozen=True)
class Statement:
    """What stands at a place: the figure as printed, and the error planted, if any."""

    place: str
    printed: str
    error: str = ""


def facts(connection: duckdb.DuckDBPyConnection, companies: list[str]) -> list[Fact]:
    """The published numbers that reports are written from."""
    asked = {"items": [*ITEMS], "companies": companies}
    listed = [Fact(*row) for row in connection.execute(_FACTS, asked).fetchall()]
    # Two numbers of one thing, of two standards, are none to write down.
    about = Counter((f.company, f.item, f.starts, f.ends) for f in listed)
    return [f for f in listed if about[f.company, f.item, f.starts, f.ends] == 1]


# How a number, a day, a period is written.


def written(value: Decimal, scale: int, places: int, how: str = ROUND_HALF_UP) -> str:
    """A number in a scale, with commas and without its sign."""
    unit = Decimal(1).scaleb(-places)
    return f"{abs(value).scaleb(-scale).quantize(unit, how):,f}"


def day(of: date) -> str:
    """A date in words."""
    return f"{of:%B} {of.day}, {of.year}"


def periods_of(fact: Fact) -> list[str]:
    """The ways in which the period of a fact is told in a sentence."""
    if fact.starts is None:
        return [f"as of {day(fact.ends)}", f"at {day(fact.ends)}"]
    assert fact.months
    yy = fact.year % 100
    forms = [f"the {MONTHS[fact.months]} ended {day(fact.ends)}"]
    if fact.is_quarter:
        forms += [
            f"{fact.quarter}Q{yy:02}",
            f"Q{fact.quarter} FY{fact.year}",
            f"the {ORDINALS[fact.quarter - 1]} quarter of fiscal {fact.year}",
            f"the quarter ended {day(fact.ends)}",
        ]
    elif fact.is_year:
        forms = [
            f"FY{fact.year}",
            f"fiscal {fact.year}",
            f"the fiscal year ended {day(fact.ends)}",
        ]
    elif fact.months == 6:
        forms += [f"1H{yy:02}", f"the first half of fiscal {fact.year}"]
    return forms


def heading_of(fact: Fact) -> str:
    """The period of a fact above a column."""
    return day(fact.ends) if fact.starts is None else periods_of(fact)[-1]


@dataclass(frozen=True)
class Number:
    """A number as it is written: its value, scale, places, unit and looks."""

    value: Decimal
    scale: int
    places: int
    unit: str
    look: int = 0

    @property
    def digits(self) -> str:
        """Its digits."""
        return written(self.value, self.scale, self.places)

    @property
    def amount(self) -> str:
        """The number with its unit, without its sign."""
        if self.unit == "percent":
            return f"{self.digits}{'%' if self.look % 2 else ' percent'}"
        sign = {"JPY": "¥", "USD": "$"}[self.unit[:3]]
        if self.scale == 0:
            return f"{sign}{self.digits}"
        scale = SCALES[self.scale]
        code = self.unit[:3]
        looks = [f"{sign}{self.digits} {scale}", f"{code}{self.digits} {scale}"]
        looks.append(
            f"{self.digits} {scale} yen"
            if code == "JPY"
            else f"US${self.digits} {scale}"
        )
        if self.scale in SHORT:
            looks.append(f"{sign}{self.digits}{SHORT[self.scale]}")
        return looks[self.look % len(looks)]

    @property
    def text(self) -> str:
        """The same with its sign."""
        return f"{'-' if self.value < 0 else ''}{self.amount}"

    def is_said_of(self, value: Decimal) -> bool:
        """Whether a value is written so, rounded or cut off."""
        said = Decimal(self.digits.replace(",", ""))
        return (value < 0) == (self.value < 0) and any(
            Decimal(written(value, self.scale, self.places, how).replace(",", ""))
            == said
            for how in (ROUND_HALF_UP, ROUND_DOWN)
        )

    def may_be_said_of(self, fact: Fact) -> bool:
        """Whether it may be true of a fact, seen how exactly that is known."""
        low, high = fact.ends_of
        said = abs(Decimal(self.digits.replace(",", "")).scaleb(self.scale))
        said = -said if self.value < 0 else said
        half = Decimal(1).scaleb(self.scale - self.places) / 2
        return self.is_said_of(fact.value) or (said - half < high and low < said + half)


def number_of(fact: Fact, dice: random.Random) -> Number:
    """A fact in a scale and to places that show two to eight digits of it."""
    look = dice.randrange(12)
    if fact.is_ratio:
        return Number(fact.value, 0, 1, "percent", look)
    if fact.is_per_share:
        return Number(fact.value, 0, 2, fact.unit, look)
    size = abs(fact.value).adjusted()
    choices = [
        (scale, places)
        for scale in (3, 6, 9)
        for places in (0, 1, 2)
        if 2 <= size - scale + places + 1 <= 8
        and scale - places >= -fact.decimals
        and (places == 0 or scale == 9 or (scale == 6 and places == 1))
    ]
    scale, places = dice.choice(choices or [(6, 0)])
    return Number(fact.value, scale, places, fact.unit, look)


# Errors of a number: each gives another one, or none where it cannot be made.

Planted = Number | None


def _digit(number: Number, fact: Fact, all_of: list[Fact], dice: random.Random):
    """One digit is another."""
    text = number.digits
    at = dice.choice([i for i, letter in enumerate(text) if letter.isdigit()])
    digit = dice.choice([d for d in "123456789" if d != text[at]])
    return _again(number, text[:at] + digit + text[at + 1 :])


def _swapped(number: Number, fact: Fact, all_of: list[Fact], dice: random.Random):
    """Two digits beside each other have changed places."""
    text = number.digits
    pairs = [i for i in range(len(text) - 1) if text[i : i + 2].isdigit()]
    pairs = [i for i in pairs if text[i] != text[i + 1]]
    if not pairs:
        return None
    at = dice.choice(pairs)
    return _again(number, text[:at] + text[at + 1] + text[at] + text[at + 2 :])


def _off_by_one(number: Number, fact: Fact, all_of: list[Fact], dice: random.Random):
    """The last place is one more or one less."""
    place = Decimal(1).scaleb(number.scale - number.places)
    return replace(number, value=number.value + dice.choice([place, -place]))


def _scale(number: Number, fact: Fact, all_of: list[Fact], dice: random.Random):
    """Millions are called billions, or thousands."""
    if fact.is_ratio or fact.is_per_share:
        return None
    other = dice.choice([s for s in (3, 6, 9) if s != number.scale])
    shift = number.value.scaleb(other - number.scale)
    return replace(number, scale=other, value=shift)


def _sign(number: Number, fact: Fact, all_of: list[Fact], dice: random.Random):
    """A profit is called negative; of a cost it is a way of printing."""
    if fact.is_cost:
        return None
    return replace(number, value=-number.value) if number.value > 0 else None


def _period(number: Number, fact: Fact, all_of: list[Fact], dice: random.Random):
    """The number is that of another period, as long."""
    others = [
        other
        for other in all_of
        if (other.item, other.company, other.months)
        == (fact.item, fact.company, fact.months)
        and other.ends != fact.ends
    ]
    return replace(number, value=dice.choice(others).value) if others else None


def _item(number: Number, fact: Fact, all_of: list[Fact], dice: random.Random):
    """The number is that of another line item."""
    others = [
        other
        for other in all_of
        if (other.company, other.starts, other.ends, other.unit)
        == (fact.company, fact.starts, fact.ends, fact.unit)
        and other.item != fact.item
    ]
    return replace(number, value=dice.choice(others).value) if others else None


def _company(number: Number, fact: Fact, all_of: list[Fact], dice: random.Random):
    """The number is that of another company."""
    others = [
        other
        for other in all_of
        if (other.item, other.months, other.unit) == (fact.item, fact.months, fact.unit)
        and other.company != fact.company
        and other.value > 0
        and abs(other.value).adjusted() - number.scale + number.places >= 0
    ]
    return replace(number, value=dice.choice(others).value) if others else None


def _currency(number: Number, fact: Fact, all_of: list[Fact], dice: random.Random):
    """The right number is called dollars in place of yen."""
    if fact.is_ratio:
        return None
    other = "USD" if number.unit[:3] == "JPY" else "JPY"
    return replace(number, unit=other + number.unit[3:])


def _again(number: Number, text: str) -> Number:
    value = Decimal(text.replace(",", "")).scaleb(number.scale)
    return replace(number, value=value if number.value > 0 else -value)


ERRORS: dict[str, Callable[[Number, Fact, list[Fact], random.Random], Planted]] = {
    "digit changed": _digit,
    "digits swapped": _swapped,
    "off by one": _off_by_one,
    "scale": _scale,
    "sign": _sign,
    "another period": _period,
    "another line item": _item,
    "another company": _company,
    "currency": _currency,
}
# Errors of a growth or a change, which are made with their sentence.
MOVES = ("direction", "growth", "points for percent", "percent for points")


def wrong(
    kind: str, number: Number, fact: Fact, all_of: list[Fact], dice: random.Random
) -> Planted:
    """The number with an error; None where it cannot have it, or stays true."""
    found = ERRORS[kind](number, fact, all_of, dice)
    if found is None or found.value == 0 or not found.digits.strip("0.,"):
        return None
    is_true = found.unit == number.unit and found.may_be_said_of(fact)
    return None if is_true else found


# Sentences: each figure of them in braces.

AMOUNTS = (
    "{L} for {P} was {A}.",
    "In {P}, {l} came to {A}.",
    "{L} reached {A} in {P}.",
    "{Co} reported {l} of {A} for {P}.",
    "For {P}, {Co} posted {l} of {A}.",
    "{L} totaled {A} in {P}.",
    "{L} amounted to {A} in {P}.",
    "{L} in {P}: {A}",
    "{Co}'s {l} was {A} in {P}.",
    "During {P}, {l} was {A}, according to the release.",
    "{L} came in at {A} in {P}.",
    "{L} hit {A} in {P}.",
    "{Co} recorded {l} of {A} in {P}, a strong result.",
    "{L} stood at just {A} in {P}.",
    "{Co} said that {l} was {A} in {P}.",
)
BALANCES = (
    "{L} {P} was {A}.",
    "{P}, {l} stood at {A}.",
    "{L} stood at {A} {P}.",
    "{Co} had {l} of {A} {P}.",
    "{L} amounted to {A} {P}.",
)
GROWTHS = (
    "{L} {rose} {G} year over year in {P}.",
    "{L} for {P} was {up} {G} YoY.",
    "In {P}, {l} {rose} {G} from a year earlier.",
    "{L} {rose} by {G} year on year in {P}.",
    "{L} was {A} in {P}, {up} {G} YoY.",
    "{P} {l}: {A} ({sign}{G} YoY)",
    "In {P}, {l} {rose} {G} year over year to {A}, helped by new products.",
    "{L} {rose} {G} to {A} in {P}.",
)
POINTS = (
    "{L} {rose} {D} percentage points year over year in {P}.",
    "{L} {rose} {D} percentage points YoY to {A} in {P}.",
)
COMPARED = (
    "{L} was {A} in {P}, compared with {B} a year earlier.",
    "{L} in {P} was {A} (a year earlier: {B}).",
    "In {P}, {Co} generated {l} of {A} against {B} a year ago.",
)
Line = list[tuple[str, str]]


def name_of(fact: Fact, dice: random.Random) -> str:
    """What a line item is called."""
    return dice.choice((*CALLED.get(fact.item, ()), fact.label))


def said(template: str, fact: Fact, dice: random.Random, **parts: str) -> str:
    """A sentence about a fact."""
    label = name_of(fact, dice)
    lower = label if label[:2].isupper() or label[1:2] == "&" else label[:1].lower()
    lower += "" if lower == label else label[1:]
    text = template.format(
        L=label[0].upper() + label[1:],
        l=lower,
        P=dice.choice(periods_of(fact)),
        Co=fact.called,
        **parts,
    )
    return text[0].upper() + text[1:]


def _amount(
    fact: Fact, kind: str, all_of: list[Fact], dice: random.Random
) -> tuple[str, Line] | None:
    number: Planted = number_of(fact, dice)
    assert number
    if kind:
        number = wrong(kind, number, fact, all_of, dice)
    if number is None:
        return None
    ago = fact.year_ago
    is_compared = ago and ago > 0 and fact.starts and fact.value > 0
    if is_compared and dice.random() < 0.2:
        before = replace(number, value=ago, unit=fact.unit)
        if kind in ("scale", "sign", "currency") or not before.digits.strip("0.,"):
            return None
        text = said(dice.choice(COMPARED), fact, dice, A=number.text, B=before.text)
        return text, [(number.text, kind), (before.text, "")]
    template = dice.choice(BALANCES if fact.starts is None else AMOUNTS)
    return said(template, fact, dice, A=number.text), [(number.text, kind)]


def _growth(
    fact: Fact, kind: str, all_of: list[Fact], dice: random.Random
) -> tuple[str, Line] | None:
    """A growth of amounts that are both positive, told to a tenth of a percent."""
    if fact.is_ratio or fact.is_per_share or fact.starts is None:
        return None
    if not fact.year_ago or fact.year_ago <= 0 or fact.value <= 0:
        return None
    # Amounts that are known to the million alone leave a growth open.
    if fact.growth_decimals is None or fact.growth_decimals < -3:
        return None
    growth = (fact.value / fact.year_ago - 1) * 100
    shown = growth.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if abs(shown) < 1:
        return None
    is_up = shown > 0
    if kind == "direction":
        is_up = not is_up
    if kind == "growth":
        shown += dice.choice([Decimal("0.2"), Decimal(1), Decimal("-0.3")])
        if (shown > 0) != is_up:
            return None
    # A growth that does not say from what is never called wrong.
    template = dice.choice(GROWTHS[:-1] if kind else GROWTHS)
    unit = "%"
    if kind == "points for percent":
        template, unit = dice.choice(GROWTHS[:4]), " percentage points"
    text = f"{abs(shown)}{unit}"
    number = number_of(fact, dice)
    line = [(text, kind)]
    if "{A}" in template:
        line.append((number.text, ""))
    return said(
        template,
        fact,
        dice,
        G=text,
        A=number.text,
        rose="rose" if is_up else "fell",
        up="up" if is_up else "down",
        sign="+" if is_up else "-",
    ), line


def _points(
    fact: Fact, kind: str, all_of: list[Fact], dice: random.Random
) -> tuple[str, Line] | None:
    """The change of a ratio."""
    if not fact.is_ratio or not fact.year_ago or fact.starts is None:
        return None
    change = (fact.value - fact.year_ago).quantize(Decimal("0.1"), ROUND_HALF_UP)
    relative = (fact.value / fact.year_ago - 1) * 100
    if abs(change) < Decimal("0.3") or abs(abs(relative) - abs(change)) < 1:
        return None
    template = dice.choice(POINTS)
    text = f"{abs(change)} percentage points"
    if kind:
        template = template.replace(" percentage points", "%")
        text = f"{abs(change)}%"
    number = number_of(fact, dice)
    line = [(text, kind)] + ([(number.text, "")] if "{A}" in template else [])
    rose = "rose" if change > 0 else "fell"
    return said(
        template, fact, dice, D=str(abs(change)), A=number.text, rose=rose
    ), line


def markdown(
    all_of: list[Fact], count: int, dice: random.Random
) -> tuple[str, list[Statement]]:
    """A note of paragraphs and bullets, and what stands in which line.

    Where several companies are written about, each has its heading.
    """
    lines: list[str] = ["# Notes", ""]
    listed = []
    names = sorted({fact.called for fact in all_of})
    for name in names:
        of = [fact for fact in all_of if fact.called == name]
        if len(names) > 1:
            lines += [f"## {name}", ""]
        # Another company's number is chosen among all of them.
        made = sentences_of(of, all_of, count // len(names), dice)
        for text, line in made:
            lines += [f"- {text}" if dice.random() < 0.5 else text, ""]
            place = f"line {len(lines) - 1}"
            listed += [Statement(place, printed, error) for printed, error in line]
    return "\n".join(lines), listed


def sentences_of(
    of: list[Fact], all_of: list[Fact], count: int, dice: random.Random
) -> Iterator[tuple[str, Line]]:
    """Sentences about some of the facts."""
    kinds = [*ERRORS, *MOVES]
    if len(of) == len(all_of):
        kinds.remove("another company")
    for number in range(count):
        kind = dice.choice(kinds) if number % 2 else ""
        write = _amount
        if kind in MOVES or (not kind and dice.random() < 0.3):
            write = _growth
            if kind == "percent for points" or (not kind and dice.random() < 0.3):
                write = _points
        for _ in range(100):
            found = write(dice.choice(of), kind, all_of, dice)
            # Two figures of the same digits would be told apart by nothing.
            if found and len({_digits(printed) for printed, _ in found[1]}) == len(
                found[1]
            ):
                yield found
                break


def _digits(printed: str) -> str:
    return "".join(letter for letter in printed if letter.isdigit() or letter == ".")


# Tables.


@dataclass
class Grid:
    """Cells with their statements by row and column, both from 0."""

    cells: list[list[str]]
    at: dict[tuple[int, int], Statement]


def grid(
    all_of: list[Fact], company: str, dice: random.Random, *, by_period: bool
) -> tuple[Grid, int]:
    """Line items by periods, in a scale, with an error in every second cell."""
    scale = dice.choice([3, 6])
    chosen = [
        f
        for f in all_of
        if f.company == company and not f.is_per_share and -f.decimals <= scale
    ]
    is_flow = dice.random() < 0.7
    chosen = [f for f in chosen if (f.starts is not None) is is_flow]
    months = dice.choice(sorted({f.months or 0 for f in chosen}) or [0])
    chosen = [f for f in chosen if (f.months or 0) == months]
    ends = sorted({f.ends for f in chosen}, reverse=True)[: dice.randint(2, 4)]
    by = {(f.item, f.ends): f for f in chosen if f.ends in ends}
    items = sorted({item for item, _ in by})
    names = {
        item: name_of(next(f for f in by.values() if f.item == item), dice)
        for item in items
    }
    rows = [[""] + [heading_of(_of_day(by.values(), end)) for end in ends]]
    at: dict[tuple[int, int], Statement] = {}
    kinds = [k for k in ERRORS if k not in ("scale", "currency")]
    for row, item in enumerate(items, 1):
        cells = [names[item]]
        for column, end in enumerate(ends, 1):
            fact = by.get((item, end))
            if fact is None:
                cells.append("–")  # noqa: RUF001
                continue
            number = Number(
                fact.value,
                0 if fact.is_ratio else scale,
                1 if fact.is_ratio else 0,
                fact.unit,
                1,
            )
            kind = dice.choice(kinds) if dice.random() < 0.5 else ""
            changed = wrong(kind, number, fact, all_of, dice) if kind else None
            number, kind = (changed, kind) if changed else (number, "")
            digits = f"{number.digits}{'%' if fact.is_ratio else ''}"
            text = f"({digits})" if number.value < 0 else digits
            cells.append(text)
            at[row, column] = Statement("", text, kind)
        rows.append(cells)
    if by_period:
        rows = [list(row) for row in zip(*rows, strict=True)]
        at = {(column, row): one for (row, column), one in at.items()}
    return Grid(rows, at), scale


def _of_day(of: Iterable[Fact], end: date) -> Fact:
    return next(fact for fact in of if fact.ends == end)


def markdown_tables(
    all_of: list[Fact], count: int, dice: random.Random
) -> tuple[str, list[Statement]]:
    """Tables with a heading each, which says whose and in which unit."""
    lines: list[str] = []
    listed: list[Statement] = []
    while len(listed) < count:
        fact = dice.choice(all_of)
        made, scale = grid(all_of, fact.company, dice, by_period=dice.random() < 0.5)
        lines += [f"## {fact.called} ({fact.currency} {SCALES[scale]}s)", ""]
        for row, cells in enumerate(made.cells):
            lines.append("| " + " | ".join(cells) + " |")
            place = f"line {len(lines)}"
            if row == 0:
                lines.append("|" + " --- |" * len(cells))
            listed += [
                replace(made.at[row, column], place=f"{place}, column {column + 1}")
                for column in range(len(cells))
                if (row, column) in made.at
            ]
        lines.append("")
    return "\n".join(lines), listed


def long_csv(
    path: Path, all_of: list[Fact], count: int, dice: random.Random
) -> list[Statement]:
    """A figure a row, with everything that it is of beside it."""
    listed = []
    kinds = [*ERRORS]
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["company", "metric", "period", "value", "unit"])
        for line in range(2, count + 2):
            fact = dice.choice(all_of)
            number = number_of(fact, dice)
            kind = dice.choice(kinds) if line % 2 else ""
            changed = wrong(kind, number, fact, all_of, dice) if kind else None
            number, kind = (changed, kind) if changed else (number, "")
            text = ("-" if number.value < 0 else "") + number.digits.replace(",", "")
            unit = number.unit[:3] + (" per share" if fact.is_per_share else "")
            unit = "percent" if fact.is_ratio else f"{unit} {SCALES[number.scale]}"
            when = dice.choice([heading_of(fact), *periods_of(fact)])
            rows.writerow([fact.called, name_of(fact, dice), when, text, unit.strip()])
            listed.append(Statement(f"line {line}, column 4", text, kind))
    return listed


def workbook(
    path: Path, all_of: list[Fact], count: int, dice: random.Random
) -> list[Statement]:
    """A sheet a table: numbers are numbers, percentages are formatted as such."""
    book = Workbook()
    book.remove(book.active)
    listed: list[Statement] = []
    while len(listed) < count:
        fact = dice.choice(all_of)
        made, scale = grid(all_of, fact.company, dice, by_period=dice.random() < 0.3)
        sheet = book.create_sheet(f"Sheet{len(book.worksheets) + 1}")
        sheet.append([f"{fact.called}, {fact.currency} {SCALES[scale]}s"])
        for row, cells in enumerate(made.cells):
            for column, text in enumerate(cells):
                cell = sheet.cell(row + 2, column + 1)
                one = made.at.get((row, column))
                if one is None:
                    cell.value = text
                    continue
                sign = -1 if "(" in text else 1
                plain = sign * Decimal(text.strip("()").rstrip("%").replace(",", ""))
                is_percent = "%" in text
                # A workbook holds numbers as it does: in binary.
                cell.value = float(plain / 100 if is_percent else plain)
                cell.number_format = "0.0%" if is_percent else "#,##0"
                place = f"{sheet.title}!{cell.coordinate}"
                listed.append(replace(one, place=place))
    book.save(path)
    return listed


# What became of what was written.


def outcomes(
    listed: Iterable[Statement], findings: Iterable[dict]
) -> Counter[tuple[str, str]]:
    """How many figures of each error have each verdict, by `as_dict` of a report.

    A figure that no finding is of is `unread`.
    """
    by_place: dict[str, list[dict]] = defaultdict(list)
    for finding in findings:
        by_place[finding["place"]].append(finding)
    counted: Counter[tuple[str, str]] = Counter()
    for statement in listed:
        plain = statement.printed.strip("()-").replace(",", "")
        of = [
            finding["verdict"]
            for finding in by_place[statement.place]
            if plain in finding["printed"].replace(",", "")
        ]
        verdicts = [v for v in ("differs", "matches", "not known") if v in of]
        counted[statement.error, verdicts[0] if verdicts else "unread"] += 1
    return counted
