"""New line items: what a company reports outside the standard chart."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kessan.foot.grid import read_cell
from kessan.read.labels.chart import Chart
from kessan.read.labels.concepts import (
    CASH_FLOW,
    SAID,
    US_GAAP,
    concept_of,
    is_standard,
    tagged_candidate,
)
from kessan.read.labels.meaning import Candidate, LabelMeaning, Shape
from kessan.read.labels.sections import PER_SHARE
from kessan.read.labels.words import amount_label_key, label_key, sense
from kessan.read.tables.printed import Line, PrintedTable

# Where line items of companies stand: after those of the standard chart.
FIRST_ORDER, STEP = 9000, 10
CONCEPT_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
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


# A line item, the end of the period that it is a balance of, and its members.
Use = tuple[str, str, frozenset[tuple[str, str]]]

# The figures of a line as printed.
Figures = tuple[str, ...]
# A concept, its unit and kind of period, and whether its signs are those of cash.
ConceptAddress = tuple[str, str, str, bool]


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

    It is called as the line is, or as its concept where the line is called as the
    member that it is of. Its key is these words, with those of its heading where that
    key is taken: by the chart, by a metric, or by one of `taken`. Balance and unit
    follow from where it stands.
    """
    shape = shape or Shape()
    concept = concept_of(line).partition(":")[2]
    name = _words_of(concept) if shape.members and concept else _shown(meaning.label)
    unit = _unit(meaning, shape)
    balance_at = shape.balance_at or sense(meaning.label).balance_at
    is_instant = bool(balance_at) or _is_instant(meaning, shape)
    is_money = unit == "currency"
    key = _key(name, meaning, chart, taken)
    order = FIRST_ORDER + STEP * (len(taken) + _own_count(chart, meaning.company_key))
    row = {
        "line_item_key": key,
        "company_key": meaning.company_key,
        "label": name,
        "statement": meaning.statement,
        "parent_line_item_key": "",
        "weight_in_parent": "",
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
    if is_instant and shape.period_type != "instant":
        candidate = replace(candidate, balance_at=balance_at)
    return NewLineItem(meaning.taken(candidate), row)


@dataclass
class NewLineItems:
    """What the lines of a document report outside the standard chart.

    A line has what its tag says, if the chart knows that; what the same words of the
    same statement mean in another table; the line item of its concept; else one of
    its own. `rows` are the new rows of line_items.csv, `concepts` those of
    concepts.csv.
    """

    chart: Chart
    rows: list[dict[str, str]] = field(default_factory=list)
    concepts: list[dict[str, str]] = field(default_factory=list)
    _known: dict[tuple[str, ...], LabelMeaning] = field(default_factory=dict)
    _by_concept: dict[ConceptAddress, str] = field(default_factory=dict)
    _noted: set[str] = field(default_factory=set)

    def know(
        self,
        meanings: Iterable[LabelMeaning],
        table: PrintedTable,
        shapes: Mapping[int, Shape],
    ) -> None:
        """Take note of what labels and concepts mean that are sure."""
        lines = {line.number: line for line in table.lines}
        for one in meanings:
            if not one.is_known or one.is_by_concept:
                continue
            self._known.setdefault(_address(one, table), one)
            if concept := concept_of(lines[one.line_number]):
                shape = shapes.get(one.line_number, Shape())
                address = _concept_address(one, concept, shape)
                self._by_concept.setdefault(address, one.line_item_key or "")

    def of_table(
        self,
        meanings: Sequence[LabelMeaning],
        table: PrintedTable,
        shapes: Mapping[int, Shape],
    ) -> list[LabelMeaning]:
        """The meanings of a table with a line item for each line that had none.

        Of lines with the same words below the same heading none gets one, unless all
        of them have one concept: which is which is for a person.
        """
        lines = {line.number: line for line in table.lines}
        said = Counter((sense(one.label), one.heading) for one in meanings)
        used: dict[Use, Figures] = {}
        for one in meanings:
            if one.is_known:
                shape = shapes.get(one.line_number, Shape())
                used.setdefault(_use(one, shape), _figures(lines[one.line_number]))
        result = []
        for one in meanings:
            line = lines[one.line_number]
            shape = shapes.get(one.line_number, Shape())
            words = sense(one.label)
            is_alone = said[words, one.heading] == 1 or bool(concept_of(line))
            taken = one
            if not one.is_known and words.words and is_alone:
                taken = self._of_line(one, line, table, shape, used)
            used.setdefault(_use(taken, shape), _figures(line))
            result.append(taken)
        self.know(result, table, shapes)
        return result

    def _of_line(
        self,
        one: LabelMeaning,
        line: Line,
        table: PrintedTable,
        shape: Shape,
        used: Mapping[Use, Figures],
    ) -> LabelMeaning:
        """What a line means: as is known of it, else a line item of its own."""
        concept = concept_of(line)
        is_more = bool(shape.members | shape.of_table) and not shape.balance_at
        for each in self._candidates(one, concept, table, shape):
            if used.get(_use(each, shape), _figures(line)) == _figures(line):
                is_tagged = each.evidence.startswith(SAID)
                is_by_concept = is_more and (is_tagged or concept in self._noted)
                return replace(one.taken(each), is_by_concept=is_by_concept)
        taken = [row["line_item_key"] for row in self.rows]
        new = new_line_item(one, line, self.chart, shape, taken)
        self.rows.append(new.line_item_row)
        if shape.is_also_in_shares:
            self.rows.append(_in_shares(new.line_item_row))
        address = _concept_address(one, concept, shape)
        if not concept or address in self._by_concept:
            return new.meaning
        self._by_concept[address] = new.line_item_row["line_item_key"]
        self._noted.add(concept)
        self._note(concept, new.line_item_row)
        return replace(new.meaning, is_by_concept=is_more)

    def _candidates(
        self, one: LabelMeaning, concept: str, table: PrintedTable, shape: Shape
    ) -> Iterator[Candidate]:
        """What is known of a line: by its tag, or by its words where it has none."""
        if tagged := tagged_candidate(one):
            yield tagged
        if concept:
            key = self._by_concept.get(_concept_address(one, concept, shape))
            if key:
                said = f"the line item of {concept}"
                yield Candidate(key, said, balance_at=shape.balance_at)
        elif same := self._known.get(_address(one, table)):
            yield same.as_candidate(f"the same words in {same.statement}")

    def _note(self, concept: str, row: dict[str, str]) -> None:
        """What a new line item is the concept of, for the next document that has it."""
        prefix, _, name = concept.partition(":")
        if is_standard(concept):
            row["us_gaap_concept" if prefix == US_GAAP else "ifrs_concept"] = name
        else:
            own = {"concept": concept, "line_item_key": row["line_item_key"]}
            self.concepts.append(own)


def _in_shares(row: dict[str, str]) -> dict[str, str]:
    """The line item that counts the shares beside a line item of money."""
    key = f"{row['line_item_key']}_shares"
    row["line_item_key_in_shares"] = key
    return {
        **row,
        "line_item_key": key,
        "label": f"{row['label']}, shares",
        "line_item_key_in_shares": "",
        "balance": "none",
        "unit": "shares",
        "is_additive": "false",
        "us_gaap_concept": "",
        "ifrs_concept": "",
        "display_order": str(int(row["display_order"]) + STEP // 2),
    }


def _use(one: LabelMeaning | Candidate, shape: Shape) -> Use:
    return one.line_item_key or "", one.balance_at, shape.members


def _figures(line: Line) -> Figures:
    return tuple(cell.text if cell else "" for cell in line.cells)


def _concept_address(one: LabelMeaning, concept: str, shape: Shape) -> ConceptAddress:
    period_type = "instant" if shape.balance_at else shape.period_type
    return concept, shape.unit, period_type, one.statement == CASH_FLOW


def _address(one: LabelMeaning, table: PrintedTable) -> tuple[str, ...]:
    below = one.heading or table.title
    return one.statement, label_key(below), label_key(one.label)


def _words_of(concept: str) -> str:
    """The name of a concept in words."""
    words = " ".join(CONCEPT_WORD.findall(concept))
    return words[:1] + words[1:].lower()


def _shown(label: str) -> str:
    """A label as a line item is called: its amounts are not part of its name."""
    key = amount_label_key(label)
    at = key.find("{amount}")
    name = label if at < 0 else label[: len(key[:at])]
    return re.sub(r"\s*\(\d{1,2}\)\s*$", "", name).strip(" ,;:-–—")  # noqa: RUF001


def _key(name: str, meaning: LabelMeaning, chart: Chart, taken: Sequence[str]) -> str:
    words = re.findall(r"[a-z0-9]+", name.lower().replace("'", ""))
    prefix = PREFIXES.get(meaning.section, "")
    key = "_".join(filter(None, (prefix, *words[:KEY_WORDS])))
    heading = re.findall(r"[a-z0-9]+", meaning.heading.lower().replace("'", ""))
    of_company = f"{meaning.company_key}_{key}"
    with_heading = "_".join((meaning.company_key, *heading[:KEY_WORDS], key))
    forms = [key, of_company, with_heading]
    forms += [f"{with_heading}_{at}" for at in range(2, 100)]
    others = {*chart.line_items, *chart.metrics, *taken}
    return next(form for form in forms if form not in others)


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
