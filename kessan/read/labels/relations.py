"""How the line items of statements add up: what confirms, refines and contradicts.

A relation is a total with its parts and their weights. It is looked at where its
terms are in one table, in every column that prints them all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kessan.foot.grid import read_cell
from kessan.read.labels.meaning import SURE, Candidate, LabelMeaning
from kessan.read.tables.printed import Line

OPENING, CLOSING = (
    "cash_and_cash_equivalents/opening",
    "cash_and_cash_equivalents/closing",
)
# A total, its parts, and whether it holds by definition in every statement.
RELATIONS: tuple[tuple[str, tuple[tuple[str, int], ...], bool], ...] = (
    ("gross_profit", (("revenues", 1), ("cost_of_revenues", -1)), True),
    ("operating_income", (("gross_profit", 1), ("operating_expenses", -1)), False),
    ("operating_income", (("revenues", 1), ("costs_and_expenses", -1)), False),
    (
        "income_before_income_tax",
        (("operating_income", 1), ("other_income_net", 1)),
        False,
    ),
    (
        "net_income",
        (("income_before_income_tax", 1), ("income_tax_expense", -1)),
        False,
    ),
    (
        "net_income_attributable",
        (("income_before_income_tax", 1), ("income_tax_expense", -1)),
        False,
    ),
    (
        "property_and_equipment",
        (("property_and_equipment_gross", 1), ("accumulated_depreciation", 1)),
        False,
    ),
    (
        "property_and_equipment",
        (("property_and_equipment_gross", 1), ("accumulated_depreciation", -1)),
        False,
    ),
    ("total_assets", (("liabilities_and_equity", 1),), True),
    ("total_assets", (("current_assets", 1), ("noncurrent_assets", 1)), True),
    (
        "total_liabilities",
        (("current_liabilities", 1), ("noncurrent_liabilities", 1)),
        True,
    ),
    (
        "total_equity",
        (("shareholders_equity", 1), ("noncontrolling_interests", 1)),
        False,
    ),
    ("liabilities_and_equity", (("total_liabilities", 1), ("total_equity", 1)), False),
    (
        "liabilities_and_equity",
        (("total_liabilities", 1), ("shareholders_equity", 1)),
        False,
    ),
    (CLOSING, ((OPENING, 1), ("net_change_in_cash", 1)), True),
    (
        "net_change_in_cash",
        (
            ("net_cash_operating", 1),
            ("net_cash_investing", 1),
            ("net_cash_financing", 1),
        ),
        False,
    ),
    (
        "net_change_in_cash",
        (
            ("net_cash_operating", 1),
            ("net_cash_investing", 1),
            ("net_cash_financing", 1),
            ("effect_of_exchange_rate", 1),
        ),
        False,
    ),
    (
        "comprehensive_income",
        (("net_income", 1), ("other_comprehensive_income", 1)),
        False,
    ),
    (
        "comprehensive_income_attributable",
        (("net_income_attributable", 1), ("other_comprehensive_income", 1)),
        False,
    ),
)
# What a line that was taken for one part is, where it is the whole that is missing.
WHOLE_OF = {
    "other_nonoperating_net": "other_income_net",
    "operating_expenses": "costs_and_expenses",
}
# A figure that a line is told by is at least this large, in printed units.
TELLING = 100


@dataclass(frozen=True)
class Column:
    """The figures of a column, by the number of their line."""

    values: Mapping[int, Decimal]


def columns(lines: Sequence[Line]) -> tuple[Column, ...]:
    """The figures of a table, a column each; what is no figure is left out."""
    width = max((len(line.cells) for line in lines), default=0)
    found = []
    for at in range(width):
        values = {}
        for line in lines:
            cell = line.cells[at] if at < len(line.cells) else None
            value = read_cell(cell.text) if cell else None
            if value is not None:
                values[line.number] = value
        found.append(Column(values))
    return tuple(found)


def telling_figures(line: Line) -> set[Decimal]:
    """The figures of a line that are large enough to tell it, in printed units."""
    values = [read_cell(cell.text) for cell in line.cells if cell]
    return {value for value in values if value and abs(value) >= TELLING}


def with_relations(
    meanings: Mapping[int, LabelMeaning], lines: Sequence[Line]
) -> dict[int, LabelMeaning]:
    """The meanings with what the figures say of them.

    A line that a relation lacks is found where one line alone has its figure, and its
    words allow it. A relation that must hold and does not puts its lines in doubt.
    """
    found = dict(meanings)
    figures = columns(lines)
    for total, parts, _ in RELATIONS:
        terms = ((total, -1), *parts)
        _complete(found, terms, figures)
    _name_parts(found)
    for total, parts, is_definition in RELATIONS:
        if is_definition:
            _contradict(found, ((total, -1), *parts), figures)
    return found


def _places(found: Mapping[int, LabelMeaning]) -> dict[str, int]:
    """The line of each line item that one line alone stands for."""
    at: dict[str, list[int]] = {}
    for number, one in found.items():
        if one.is_known and one.segment_key == one.product_key == "total":
            name = one.line_item_key or ""
            name += f"/{one.balance_at}" if one.balance_at else ""
            at.setdefault(name, []).append(number)
    return {name: numbers[0] for name, numbers in at.items() if len(numbers) == 1}


def _complete(
    found: dict[int, LabelMeaning],
    terms: Sequence[tuple[str, int]],
    figures: Sequence[Column],
) -> None:
    places = _places(found)
    missing = [(name, weight) for name, weight in terms if name not in places]
    if len(missing) != 1 or "/" in missing[0][0]:
        return
    name, weight = missing[0]
    rest = [(places[one], w) for one, w in terms if one != name]
    fitting = []
    for number, one in found.items():
        candidate = _candidate_for(one, name)
        if candidate and _holds([*rest, (number, weight)], figures, needs=True):
            fitting.append((number, candidate))
    if len(fitting) == 1:
        number, candidate = fitting[0]
        found[number] = found[number].taken(candidate, _said(terms))


def _name_parts(found: dict[int, LabelMeaning]) -> None:
    """Take the part where words fit part and whole, and the figures refuse the whole.

    They do where the relation of the whole has all its other terms, and lacks it.
    """
    places = _places(found)
    for part, whole in WHOLE_OF.items():
        told = any(
            all(name in places for name in (total, *dict(parts)) if name != whole)
            for total, parts, _ in RELATIONS
            if whole in dict(parts)
        )
        if not told or whole in places:
            continue
        for number, one in found.items():
            sure = [x for x in one.candidates if x.rank >= SURE]
            if not one.is_known and {x.line_item_key for x in sure} == {part, whole}:
                taken = next(x for x in sure if x.line_item_key == part)
                found[number] = one.taken(taken, f"it is not all of {whole}")


def _candidate_for(one: LabelMeaning, name: str) -> Candidate | None:
    """The line item as a candidate of a line, if its words allow it."""
    if one.is_known:
        if WHOLE_OF.get(one.line_item_key or "") == name and one.standing != "own":
            return Candidate(name, "; ".join(one.evidence), is_negated=one.is_negated)
        return None
    if not one.label:
        return Candidate(name, "nothing is printed before its figures")
    for candidate in one.candidates:
        if candidate.line_item_key == name and not candidate.balance_at:
            return candidate
        if WHOLE_OF.get(candidate.line_item_key) == name:
            return Candidate(name, candidate.evidence, is_negated=candidate.is_negated)
    return None


def _contradict(
    found: dict[int, LabelMeaning],
    terms: Sequence[tuple[str, int]],
    figures: Sequence[Column],
) -> None:
    places = _places(found)
    if any(name not in places for name, _ in terms):
        return
    placed = [(places[name], weight) for name, weight in terms]
    if _holds(placed, figures, needs=False):
        return
    for number, _ in placed:
        if found[number].standing != "own":
            found[number] = found[number].doubted(
                f"it does not hold that {_said(terms)}"
            )


def _holds(
    terms: Sequence[tuple[int, int]], figures: Sequence[Column], *, needs: bool
) -> bool:
    """Whether the terms add up to nothing in every column that has them all.

    Each may be wrong by half of its last place. With `needs`, one column at least
    must have them all, and tell something of the last one.
    """
    told = False
    for column in figures:
        values = [column.values.get(number) for number, _ in terms]
        if any(value is None for value in values):
            continue
        known = [value for value in values if value is not None]
        residual = sum(
            (value * weight for value, (_, weight) in zip(known, terms, strict=True)),
            Decimal(0),
        )
        place = max(_place(value) for value in known)
        slack = place * len(known) / 2 if len(known) > 2 else Decimal(0)
        if abs(residual) > slack:
            return False
        told = told or (known[-1] != 0 and max(map(abs, known)) >= TELLING)
    return told or not needs


def _place(value: Decimal) -> Decimal:
    """One of the last place of a figure: 0.01 of 12.50."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def _said(terms: Sequence[tuple[str, int]]) -> str:
    (total, _), *parts = terms
    sides = " ".join(
        f"{'-' if weight < 0 else '+'} {name}" for name, weight in parts
    ).removeprefix("+ ")
    return f"{total} = {sides}"
