"""Reports as people write them, from what is published, with errors planted in them.

What is right is taken from the warehouse by SQL that `kessan verify` does not share.
Each statement stands in a line of its own, or each figure in a cell of its own, so that
a finding is known by its place. An error is only planted where what is written becomes
untrue by it: neither rounded nor cut off it is what is published.
"""

import csv
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path

from openpyxl import Workbook

from kessan.answers.reading import Reading

ORDINALS = ("first", "second", "third", "fourth")
MONTHS = {3: "three months", 6: "six months", 9: "nine months", 12: "twelve months"}
SCALES = {0: "", 3: "thousand", 6: "million", 9: "billion"}
# What people call a line item, beside its own name; nothing that may mean two.
CALLED = {
    "revenues": ("revenue", "sales", "net sales", "total revenues"),
    "operating_income": ("operating profit", "EBIT"),
    "gross_profit": ("gross profit",),
    "operating_margin_percent": ("operating margin", "EBIT margin"),
    "income_before_income_tax": ("pre-tax income", "profit before tax"),
    "net_cash_operating": ("operating cash flow", "cash flow from operations"),
    "free_cash_flow": ("FCF", "free cash flow"),
    "total_assets": ("total assets",),
    "cost_of_revenues": ("cost of sales",),
    "adjusted_ebitda": ("adjusted EBITDA",),
    "research_and_development": ("R&D", "research and development"),
}
ITEMS = (
    *CALLED,
    "net_income_attributable",
    "gross_margin_percent",
    "net_margin_percent",
    "general_and_administrative",
    "current_assets",
    "total_liabilities",
    "current_liabilities",
    "costs_and_expenses",
    "income_tax_expense",
)
_FACTS = """
    select
        metrics.line_item_key as item, line_items.label, metrics.unit, metrics.value,
        coalesce(metrics.decimals, 0) as decimals, metrics.period_start as starts,
        metrics.period_end as ends, periods.months, periods.fiscal_year as year,
        periods.fiscal_quarter as quarter, periods.is_quarter,
        periods.is_fiscal_year as is_year, metrics.company_key as company,
        coalesce(companies.short_label, companies.label) as called,
        metrics.low, metrics.high,
        before.value as year_ago,
        metrics.is_derived or before.is_derived as is_growth_open
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
        and (metrics.unit = metrics.currency or metrics.unit = 'percent')
    order by metrics.metric_key
"""


@dataclass(frozen=True)
class Fact:
    """A number that is published, and what tells of when it is."""

    item: str
    label: str
    unit: str
    value: Decimal
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
    # Between what it lies, where it is derived of rounded ones.
    low: Decimal | None
    high: Decimal | None
    year_ago: Decimal | None
    # Whether its growth is between numbers of which one is derived.
    is_growth_open: bool | None

    @property
    def is_ratio(self) -> bool:
        """Whether it is in percent."""
        return self.unit == "percent"


@dataclass(frozen=True)
class Statement:
    """What stands at a place: the figure as printed, and the error planted, if any."""

    place: str
    printed: str
    error: str = ""


def facts(reading: Reading, companies: list[str]) -> list[Fact]:
    """The published numbers that reports are written from."""
    rows = reading.rows(_FACTS, {"items": [*ITEMS], "companies": companies})
    return [Fact(**row) for row in rows]


# How a number, a day, a period is written.


def written(value: Decimal, scale: int, places: int, how: str = ROUND_HALF_UP) -> str:
    """A number in a scale, with commas."""
    unit = Decimal(1).scaleb(-places)
    return f"{abs(value).scaleb(-scale).quantize(unit, how):,f}"


def day(of: date) -> str:
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
    """A number as it is written: its value, its scale, its places, and how it looks."""

    value: Decimal
    scale: int
    places: int
    look: Callable[[str, str], str]
    unit: str

    @property
    def text(self) -> str:
        """The number with its unit."""
        digits = written(self.value, self.scale, self.places)
        if self.unit == "percent":
            return f"{'-' if self.value < 0 else ''}{digits}%"
        return self.look(digits, SCALES[self.scale])

    def stands_for(self) -> set[Decimal]:
        """What is written, without its sign."""
        return {Decimal(written(self.value, self.scale, self.places).replace(",", ""))}


LOOKS: dict[str, tuple[Callable[[str, str], str], ...]] = {
    "JPY": (
        lambda digits, scale: f"JPY{digits} {scale}".strip(),
        lambda digits, scale: f"¥{digits} {scale}".strip(),
        lambda digits, scale: f"{digits} {scale} yen".replace("  ", " "),
    ),
    "USD": (
        lambda digits, scale: f"${digits} {scale}".strip(),
        lambda digits, scale: f"USD {digits} {scale}".strip(),
        lambda digits, scale: f"US${digits} {scale}".strip(),
    ),
}


def _with_code(code: str) -> Callable[[str, str], str]:
    return lambda digits, scale: f"{code} {digits} {scale}".strip()


def number_of(fact: Fact, dice: random.Random) -> Number:
    """A fact in a scale and to places that show two to seven digits of it."""
    if fact.is_ratio:
        return Number(fact.value, 0, 1, lambda digits, _: digits, "percent")
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
    look = dice.choice(LOOKS.get(fact.unit, (_with_code(fact.unit),)))
    return Number(fact.value, scale, places, look, fact.unit)


def is_true(number: Number, value: Decimal) -> bool:
    """Whether a number is what a value is rounded or cut off to, but for its sign."""
    said = number.stands_for()
    return any(
        Decimal(written(value, number.scale, number.places, how).replace(",", ""))
        in said
        for how in (ROUND_HALF_UP, ROUND_DOWN)
    )


# Errors.


def _digit(number: Number, fact: Fact, all_of: list[Fact], dice: random.Random):
    """One digit is another."""
    text = written(number.value, number.scale, number.places)
    at = dice.choice([i for i, letter in enumerate(text) if letter.isdigit()])
    digit = dice.choice([d for d in "123456789" if d != text[at]])
    return _again(number, text[:at] + digit + text[at + 1 :])


def _swapped(number: Number, fact: Fact, all_of: list[Fact], dice: random.Random):
    """Two digits beside each other have changed places."""
    text = written(number.value, number.scale, number.places)
    pairs = [
        i
        for i in range(len(text) - 1)
        if text[i].isdigit() and text[i + 1].isdigit() and text[i] != text[i + 1]
    ]
    if not pairs:
        return None
    at = dice.choice(pairs)
    return _again(number, text[:at] + text[at + 1] + text[at] + text[at + 2 :])


def _unit_off(number: Number, fact: Fact, all_of: list[Fact], dice: random.Random):
    """The last place is one more or one less."""
    place = Decimal(1).scaleb(number.scale - number.places)
    step = dice.choice([place, -place])
    return replace(number, value=number.value + step)


def _scale(number: Number, fact: Fact, all_of: list[Fact], dice: random.Random):
    """Millions are called billions."""
    if number.unit == "percent":
        return None
    other = dice.choice([s for s in (3, 6, 9) if s != number.scale])
    shift = number.value.scaleb(other - number.scale)
    return replace(number, scale=other, value=shift)


def _period(number: Number, fact: Fact, all_of: list[Fact], dice: random.Random):
    """The number is that of another period."""
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


def _again(number: Number, text: str) -> Number:
    value = Decimal(text.replace(",", "")).scaleb(number.scale)
    return replace(number, value=value if number.value > 0 else -value)


ERRORS = {
    "a digit": _digit,
    "digits exchanged": _swapped,
    "off by one": _unit_off,
    "scale": _scale,
    "another period": _period,
    "another line item": _item,
}


def wrong(
    kind: str, number: Number, fact: Fact, all_of: list[Fact], dice: random.Random
) -> Number | None:
    """The number with an error; None where it cannot have it, or stays true."""
    found = ERRORS[kind](number, fact, all_of, dice)
    if found is None or found.value == 0 or is_true(found, fact.value):
        return None
    if fact.low is not None and fact.high is not None:
        said = min(found.stands_for()).scaleb(found.scale)
        if fact.low <= said * (1 if found.value > 0 else -1) <= fact.high:
            return None
    return found


# Sentences.

AMOUNTS = (
    "{L} for {P} was {A}.",
    "In {P}, {l} came to {A}.",
    "{L} reached {A} in {P}.",
    "{Co} reported {l} of {A} for {P}.",
    "For {P}, {Co} posted {l} of {A}.",
    "{L} totaled {A} in {P}.",
    "{L} amounted to {A} in {P}.",
    "{L} in {P}: {A}.",
    "{Co}'s {l} was {A} in {P}.",
    "During {P}, {l} was {A}, according to the release.",
)
BALANCES = (
    "{L} {P} was {A}.",
    "{P}, {l} stood at {A}.",
    "{L} stood at {A} {P}.",
    "{Co} had {l} of {A} {P}.",
)
GROWTHS = (
    "{L} {rose} {G} year over year in {P}.",
    "{L} for {P} was {up} {G} YoY.",
    "In {P}, {l} {rose} {G} from a year earlier.",
    "{L} {rose} by {G} year on year in {P}.",
)


def name_of(fact: Fact, dice: random.Random) -> str:
    return dice.choice((*CALLED.get(fact.item, ()), fact.label))


def said(template: str, fact: Fact, dice: random.Random, **parts: str) -> str:
    """A sentence about a fact."""
    label = name_of(fact, dice)
    lower = label if label[:2].isupper() else label[0].lower() + label[1:]
    period = dice.choice(periods_of(fact))
    text = template.format(
        L=label[0].upper() + label[1:], l=lower, P=period, Co=fact.called, **parts
    )
    return text[0].upper() + text[1:]


def sentences(
    all_of: list[Fact], count: int, dice: random.Random
) -> Iterator[tuple[str, str, str]]:
    """Sentences with their figure, and the error in it: every second one has one."""
    made = 0
    kinds = [*ERRORS, "direction", "growth"]
    # A kind that no fact can have is passed over in the end.
    for _ in range(200 * count):
        if made == count:
            return
        fact = dice.choice(all_of)
        kind = kinds[made // 2 % len(kinds)] if made % 2 else ""
        is_growth = kind in ("direction", "growth") or (
            not kind and dice.random() < 0.2
        )
        found = (
            _growth(fact, kind, dice)
            if is_growth
            else _amount(fact, kind, all_of, dice)
        )
        if found:
            yield (*found, kind)
            made += 1


def _amount(
    fact: Fact, kind: str, all_of: list[Fact], dice: random.Random
) -> tuple[str, str] | None:
    number: Number | None = number_of(fact, dice)
    assert number
    if kind:
        number = wrong(kind, number, fact, all_of, dice)
    if number is None or (number.value < 0 and not fact.is_ratio):
        return None
    template = dice.choice(BALANCES if fact.starts is None else AMOUNTS)
    return said(template, fact, dice, A=number.text), number.text


def _growth(fact: Fact, kind: str, dice: random.Random) -> tuple[str, str] | None:
    """A growth of amounts that are both positive, told to a tenth of a percent."""
    if fact.is_ratio or not fact.year_ago or fact.year_ago <= 0 or fact.value <= 0:
        return None
    # Amounts that are known to the million alone leave a growth open.
    if fact.decimals < -3 or fact.is_growth_open:
        return None
    if fact.starts is None:
        return None
    growth = (fact.value / fact.year_ago - 1) * 100
    shown = growth.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if abs(shown) < 1:
        return None
    is_up = shown > 0
    if kind == "direction":
        is_up = not is_up
    if kind == "growth":
        shown += dice.choice([Decimal("0.2"), Decimal("1"), Decimal("-0.3")])
        if (shown > 0) != is_up:
            return None
    text = f"{abs(shown)}%"
    words = {"rose": "rose" if is_up else "fell", "up": "up" if is_up else "down"}
    return said(dice.choice(GROWTHS), fact, dice, G=text, **words), text


def markdown(
    all_of: list[Fact], count: int, dice: random.Random
) -> tuple[str, list[Statement]]:
    """A note of paragraphs and bullets, and what stands in which line."""
    lines: list[str] = ["# Notes", ""]
    listed: list[Statement] = []
    by_company: dict[str, list[Fact]] = {}
    for fact in all_of:
        by_company.setdefault(fact.company, []).append(fact)
    share = -(-count // len(by_company))
    for facts_of in by_company.values():
        lines += [f"## {facts_of[0].called}", ""]
        for text, printed, error in sentences(facts_of, share, dice):
            lines += [f"- {text}" if dice.random() < 0.5 else text, ""]
            listed.append(Statement(f"line {len(lines) - 1}", printed, error))
    return "\n".join(lines), listed


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
    facts_of = [f for f in all_of if f.company == company and -f.decimals <= scale]
    flows = dice.random() < 0.7
    chosen = [f for f in facts_of if (f.starts is not None) is flows] or facts_of
    months = dice.choice(sorted({f.months or 0 for f in chosen}))
    chosen = [f for f in chosen if (f.months or 0) == months]
    ends = sorted({f.ends for f in chosen}, reverse=True)
    ends = ends[: dice.randint(2, 4)]
    items = sorted({f.item for f in chosen if f.ends in ends})
    by = {(f.item, f.ends): f for f in chosen}
    names = {
        item: name_of(next(f for f in chosen if f.item == item), dice) for item in items
    }
    whens = {end: heading_of(next(f for f in chosen if f.ends == end)) for end in ends}
    kinds = [*ERRORS]
    rows = [["", *(whens[end] for end in ends)]]
    at: dict[tuple[int, int], Statement] = {}
    for row, item in enumerate(items, 1):
        cells = [names[item]]
        for column, end in enumerate(ends, 1):
            fact = by.get((item, end))
            number = None
            kind = ""
            if fact:
                places = 1 if fact.is_ratio else 0
                number = Number(
                    fact.value,
                    0 if fact.is_ratio else scale,
                    places,
                    lambda d, _: d,
                    fact.unit,
                )
                if dice.random() < 0.5:
                    kind = dice.choice([k for k in kinds if k != "scale"])
                    changed = wrong(kind, number, fact, all_of, dice)
                    number, kind = (changed, kind) if changed else (number, "")
            if number is None:
                cells.append("–")  # noqa: RUF001
                continue
            text = number.text
            if number.value < 0 and not fact.is_ratio:
                text = f"({text})"
            cells.append(text)
            at[row, column] = Statement("", text, kind)
        rows.append(cells)
    if by_period:
        rows = [list(row) for row in zip(*rows, strict=True)]
        at = {(column, row): one for (row, column), one in at.items()}
    return Grid(rows, at), scale


def markdown_tables(
    all_of: list[Fact], companies: list[str], count: int, dice: random.Random
) -> tuple[str, list[Statement]]:
    """Tables with a heading each, which says whose and in which unit."""
    lines: list[str] = []
    listed: list[Statement] = []
    while len(listed) < count:
        company = dice.choice(companies)
        called = next(f.called for f in all_of if f.company == company)
        unit = next(f.unit for f in all_of if f.company == company and not f.is_ratio)
        made, scale = grid(all_of, company, dice, by_period=dice.random() < 0.5)
        lines += [f"## {called} ({unit} {SCALES[scale]}s)", ""]
        for row, cells in enumerate(made.cells):
            lines.append("| " + " | ".join(cells) + " |")
            if row == 0:
                lines.append("|" + " --- |" * len(cells))
            at_line = len(lines) - (row == 0)
            for column in range(len(cells)):
                if one := made.at.get((row, column)):
                    listed.append(
                        replace(
                            one,
                            place=f"line {at_line}, column {column + 1}",
                        )
                    )
        lines.append("")
    return "\n".join(lines), listed


def long_csv(
    path: Path, all_of: list[Fact], count: int, dice: random.Random
) -> list[Statement]:
    """A figure a row, with everything that it is of beside it."""
    listed = []
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["company", "metric", "period", "value", "unit"])
        for number_of_row in range(count):
            fact = dice.choice(all_of)
            number: Number | None = number_of(fact, dice)
            kind = ""
            if number_of_row % 2:
                kind = dice.choice([*ERRORS])
                changed = wrong(kind, number, fact, all_of, dice)
                number, kind = (changed, kind) if changed else (number, "")
            assert number
            digits = written(number.value, number.scale, number.places)
            text = ("-" if number.value < 0 else "") + digits.replace(",", "")
            unit = "percent" if fact.is_ratio else f"{fact.unit} {SCALES[number.scale]}"
            when = (
                heading_of(fact)
                if dice.random() < 0.5
                else dice.choice(periods_of(fact))
            )
            rows.writerow([fact.called, name_of(fact, dice), when, text, unit])
            listed.append(Statement(f"line {number_of_row + 2}, column 4", text, kind))
    return listed


def workbook(
    path: Path,
    all_of: list[Fact],
    companies: list[str],
    count: int,
    dice: random.Random,
) -> list[Statement]:
    """A sheet a table: numbers are numbers, percentages are formatted as such."""
    book = Workbook()
    book.remove(book.active)
    listed: list[Statement] = []
    while len(listed) < count:
        company = dice.choice(companies)
        called = next(f.called for f in all_of if f.company == company)
        unit = next(f.unit for f in all_of if f.company == company and not f.is_ratio)
        made, scale = grid(all_of, company, dice, by_period=False)
        sheet = book.create_sheet(f"Sheet{len(book.worksheets) + 1}")
        sheet.append([f"{called}, {unit} {SCALES[scale]}s"])
        for row, cells in enumerate(made.cells):
            for column, text in enumerate(cells):
                cell = sheet.cell(row + 2, column + 1)
                one = made.at.get((row, column))
                if one is None:
                    cell.value = text
                    continue
                plain = text.replace(",", "").strip("()")
                if plain.endswith("%"):
                    cell.value = float(Decimal(plain[:-1]) / 100)
                    cell.number_format = "0.0%"
                else:
                    cell.value = float(plain) * (-1 if "(" in text else 1)
                    cell.number_format = "#,##0"
                place = f"{sheet.title}!{cell.coordinate}"
                listed.append(replace(one, place=place))
    book.save(path)
    return listed
