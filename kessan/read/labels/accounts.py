"""New line items: what a company reports outside the standard chart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kessan.foot.grid import read_cell
from kessan.read.labels.chart import Chart
from kessan.read.labels.meaning import Candidate, LabelMeaning, Shape, Standing
from kessan.read.labels.sections import PER_SHARE
from kessan.read.labels.words import amount_label_key, sense
from kessan.read.tables.printed import Line, PrintedTable

# Where line items of companies stand: after those of the standard chart.
FIRST_ORDER, STEP = 9000, 10
# A key has at most so many words.
KEY_WORDS = 10
CREDIT_SECTIONS = (
    "current_liabilities",
    "noncurrent_liabilities",
    "total_liabilities",
    "total_equity",
    "net_assets",
    "liabilities_and_equity",
)
DEBIT_SECTIONS = (
    "cost_of_revenues",
    "operating_expenses",
    "costs_and_expenses",
    "interest_expense",
    "nonoperating_expenses",
    "income_tax_expense",
)
OUTFLOW = re.compile(
    r"\b(?:cost|expense|charge|loss|impairment|amortization|tax)e?s?\b"
)
# Sections whose keys would else be those of balances.
PREFIXES = {"changes": "change_in", "adjustments": "adjustment_for"}
UNIT_WORDS = (
    (r"per (?:common )?share", "currency_per_share"),
    (r"per ads", "currency_per_ADS"),
    (
        r"\b(?:number of|average) .*shares\b|\bshares (?:outstanding|issued|auth)",
        "shares",
    ),
    (r"\b(?:ratio|margin|rate)\b|%", "percent"),
)


@dataclass(frozen=True)
class NewLineItem:
    """A line item of a company: its row of line_items.csv, and the line that is it."""

    meaning: LabelMeaning
    line_item_row: dict[str, str]

    @property
    def label_row(self) -> dict[str, str]:
        """The row of labels.csv that says what the label stands for."""
        return self.meaning.label_row or {}


def new_line_item(
    meaning: LabelMeaning,
    line: Line,
    chart: Chart,
    shape: Shape | None = None,
    taken: Sequence[str] = (),
) -> NewLineItem:
    """The line item that a line reports, outside the standard chart.

    Its key is its words, with those of its heading where that key is taken: by the
    chart, or by one of `taken`. Balance and unit follow from where it stands.
    """
    unit = _unit(meaning, shape or Shape())
    is_instant = _is_instant(meaning, shape or Shape())
    is_money = unit == "currency"
    key = _key(meaning, chart, taken)
    order = FIRST_ORDER + STEP * (len(taken) + _own_count(chart, meaning.company_key))
    row = {
        "line_item_key": key,
        "company_key": meaning.company_key,
        "label": re.sub(r"\s*\{amount\}.*$", "", _shown(meaning.label)),
        "statement": meaning.statement,
        "parent_line_item_key": "",
        "line_item_key_in_shares": "",
        "balance": _balance(meaning, line) if is_money else "none",
        "period_type": "instant" if is_instant else "duration",
        "unit": unit,
        "is_additive": "true" if is_money and not is_instant else "false",
        "is_non_gaap": "false",
        "us_gaap_concept": "",
        "ifrs_concept": "",
        "display_order": str(order),
    }
    candidate = Candidate(key, "reported outside the standard chart")
    return NewLineItem(meaning.taken(candidate), row)


def with_accept_new(
    meanings: Sequence[LabelMeaning],
    table: PrintedTable,
    chart: Chart,
    taken: Sequence[str] = (),
) -> tuple[list[LabelMeaning], list[NewLineItem]]:
    """The meanings of a table with a new line item for each line that is new.

    A line that is only unsure stays so. Of lines with the same words below the same
    heading none gets one: which is which is for a person.
    """
    lines = {line.number: line for line in table.lines}
    said = [(sense(one.label), one.heading) for one in meanings]
    keys = list(taken)
    result, added = [], []
    for one, words in zip(meanings, said, strict=True):
        if (
            one.standing is not Standing.NEW
            or said.count(words) > 1
            or not words[0].words
        ):
            result.append(one)
            continue
        new = new_line_item(one, lines[one.line_number], chart, taken=keys)
        keys.append(new.line_item_row["line_item_key"])
        result.append(new.meaning)
        added.append(new)
    return result, added


def _shown(label: str) -> str:
    """A label as a line item is called: its amounts are not part of its name."""
    key = amount_label_key(label)
    at = key.find("{amount}")
    name = label if at < 0 else label[: len(key[:at])]
    return re.sub(r"\s*\(\d{1,2}\)\s*$", "", name).strip(" ,;:-–—")  # noqa: RUF001


def _key(meaning: LabelMeaning, chart: Chart, taken: Sequence[str]) -> str:
    words = re.findall(r"[a-z0-9]+", _shown(meaning.label).lower().replace("'", ""))
    prefix = PREFIXES.get(meaning.section, "")
    key = "_".join(filter(None, (prefix, *words[:KEY_WORDS])))
    heading = re.findall(r"[a-z0-9]+", meaning.heading.lower().replace("'", ""))
    of_company = f"{meaning.company_key}_{key}"
    with_heading = "_".join((meaning.company_key, *heading[:KEY_WORDS], key))
    forms = [key, of_company, with_heading]
    forms += [f"{with_heading}_{at}" for at in range(2, 100)]
    return next(
        form for form in forms if form not in chart.line_items and form not in taken
    )


def _own_count(chart: Chart, company_key: str) -> int:
    return sum(1 for one in chart.line_items.values() if one.company_key == company_key)


def _unit(meaning: LabelMeaning, shape: Shape) -> str:
    if shape.unit:
        return shape.unit
    if meaning.section in PER_SHARE:
        return "currency_per_share"
    if meaning.section == "average_shares":
        return "shares"
    for pattern, unit in UNIT_WORDS:
        if re.search(pattern, meaning.label.lower()):
            return unit
    return "currency"


def _is_instant(meaning: LabelMeaning, shape: Shape) -> bool:
    if shape.period_type:
        return shape.period_type == "instant"
    return meaning.statement in ("balance_sheet", "financial_position")


def _balance(meaning: LabelMeaning, line: Line) -> str:
    """Debit of an asset, a cost and what comes in; credit of the opposite."""
    values = [read_cell(cell.text) for cell in line.cells if cell]
    figures = [value for value in values if value]
    if meaning.statement == "cash_flow":
        is_paid = meaning.section in ("net_cash_investing", "net_cash_financing")
        goes_out = is_paid and bool(figures) and all(value < 0 for value in figures)
        return "credit" if goes_out else "debit"
    if meaning.statement == "balance_sheet":
        return "credit" if meaning.section in CREDIT_SECTIONS else "debit"
    if meaning.section in DEBIT_SECTIONS or OUTFLOW.search(meaning.label.lower()):
        return "debit"
    return "credit"
