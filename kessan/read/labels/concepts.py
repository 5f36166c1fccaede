"""What the tags of a document say of its lines: their concepts."""

import re
from collections.abc import Mapping
from dataclasses import replace

from kessan.read.labels.axes import PRODUCT, SEGMENT
from kessan.read.labels.candidates import COMPANIONS, OF_PARENT, Lexicon
from kessan.read.labels.chart import TOTAL
from kessan.read.labels.meaning import (
    SURE,
    Candidate,
    LabelMeaning,
    Shape,
    Standing,
)
from kessan.read.labels.words import sense
from kessan.read.tables.printed import Line, PrintedTable
from kessan.read.tags import is_currency

# The prefixes of the concepts that any company may use.
US_GAAP, IFRS = "us-gaap", "ifrs-full"
# What the same words may mean as well: a tag tells which.
TOLD_APART = {
    **{whole: (parents,) for whole, parents in OF_PARENT.items()},
    "total_equity": ("shareholders_equity",),
    "debt_current": ("short_term_borrowings",),
    "deferred_income_current": ("contract_liabilities",),
    "change_in_deferred_income": ("change_in_contract_liabilities",),
    "stock_issued": (
        "stock_issued_options_exercised",
        "stock_issued_under_plans",
        "stock_issued_for_compensation",
    ),
}
SAID = "the document tags it"
BALANCES = "balance_sheet"
# Where words that name a loss turn the sign of what they are.
GAIN = re.compile(r"\bgains?\b", re.I)
OF_INCOME = ("income_statement", "comprehensive_income")


def with_concepts(
    found: Mapping[int, LabelMeaning],
    table: PrintedTable,
    reading: Lexicon,
    shapes: Mapping[int, Shape],
) -> dict[int, LabelMeaning]:
    """The meanings with what the tags say, where a line has one concept.

    A concept of the chart is proposed, unless the words say another line item for
    sure: then it is unsure. A concept of the company's own is new, or unsure where
    the words fit a line item.
    """
    result = dict(found)
    for line in table.lines:
        concept = _concept(line)
        one = found.get(line.number)
        if not concept or one is None or one.standing is Standing.OWN:
            continue
        prefix = concept.partition(":")[0]
        if prefix not in (US_GAAP, IFRS):
            result[line.number] = _of_company(one, concept)
            continue
        shape = shapes.get(line.number, Shape())
        keys = _line_items(reading, concept, shape)
        if len(keys) == 1:
            said = f"{SAID} {concept}"
            candidate = _candidate(one, keys[0], said, shape, reading)
            result[line.number] = _of_standard(one, candidate, said, reading)
    return result


def is_tagged(one: LabelMeaning) -> bool:
    """Whether a line has its line item by its tag."""
    return one.is_known and any(said.startswith(SAID) for said in one.evidence)


def _concept(line: Line) -> str:
    """The one concept of the figures of a line, or of those that are money."""
    tags = [tag for cell in line.cells if cell for tag in cell.tags]
    concepts = {tag.concept for tag in tags}
    if len(concepts) > 1:
        concepts = {tag.concept for tag in tags if is_currency(tag.unit)}
    return concepts.pop() if len(concepts) == 1 else ""


def _line_items(reading: Lexicon, concept: str, shape: Shape) -> list[str]:
    """The line items of a statement that a concept is; balances of any flow too."""
    prefix, _, name = concept.partition(":")
    pool = [reading.statement, *COMPANIONS.get(reading.statement, ())]
    if shape.balance_at:
        pool.append(BALANCES)
    further = reading.chart.further_concepts.get(concept, ())
    return [
        item.key
        for item in reading.line_items.values()
        if item.statement in pool
        and (not shape.balance_at or item.period_type == "instant")
        and (item.key in further or name == item.concepts.get(prefix))
    ]


def _candidate(
    one: LabelMeaning, key: str, said: str, shape: Shape, reading: Lexicon
) -> Candidate:
    """The line item of a concept, with the members that the label names."""
    members = dict(shape.members)
    return Candidate(
        key,
        said,
        segment_key=_named(one, members.get(SEGMENT, TOTAL), reading),
        product_key=_named(one, members.get(PRODUCT, TOTAL), reading),
        balance_at=shape.balance_at,
    )


def _named(one: LabelMeaning, key: str, reading: Lexicon) -> str:
    """A member where the label names it; else the line alone says it."""
    words = set(key.removeprefix(f"{reading.company_key}_").split("_"))
    said = sense(one.label.replace("-", " ")).words
    return key if key != TOTAL and sense(" ".join(words)).words <= said else TOTAL


def _of_company(one: LabelMeaning, concept: str) -> LabelMeaning:
    reason = f"the document has a concept of its own for it: {concept}"
    if one.standing is Standing.NEW:
        return replace(one, evidence=(reason,))
    if one.standing is Standing.UNSURE:
        return replace(one, evidence=(*one.evidence, reason))
    return one.doubted(reason)


def _of_standard(
    one: LabelMeaning, tagged: Candidate, said: str, reading: Lexicon
) -> LabelMeaning:
    """A line with the candidate of its tag, if its words allow it."""
    key = tagged.line_item_key
    if one.standing is Standing.PROPOSED and one.line_item_key == key:
        same = replace(one, evidence=(*one.evidence, said))
        return replace(
            same,
            segment_key=tagged.segment_key,
            product_key=tagged.product_key,
            balance_at=one.balance_at or tagged.balance_at,
        )
    by_words = next((x for x in one.candidates if x.line_item_key == key), None)
    if by_words:
        tagged = replace(tagged, rank=by_words.rank, is_negated=by_words.is_negated)
    elif reading.statement in OF_INCOME and _turns(one, key, reading):
        return replace(
            one.doubted(f"{said}, and whether the label turns it is not sure"),
            candidates=(*one.candidates, tagged),
        )
    if one.standing is not Standing.PROPOSED or tagged.rank >= SURE:
        return one.taken(tagged)
    words = one.line_item_key or ""
    is_product = tagged.product_key != TOTAL
    if key in TOLD_APART.get(words, ()) or (
        is_product and reading.line_items[words].parent == key
    ):
        return one.taken(replace(tagged, is_negated=one.is_negated))
    doubted = one.doubted(f"{said}, which is {key}")
    return replace(doubted, candidates=(*doubted.candidates, tagged))


def _turns(one: LabelMeaning, key: str, reading: Lexicon) -> bool:
    """Whether a label names a loss where its line item does not, or the other way."""
    said, item = sense(one.label), sense(reading.line_items[key].label)
    if GAIN.search(one.label):
        return said.is_reversed != item.is_reversed
    return (said.is_loss, said.is_reversed) != (item.is_loss, item.is_reversed)
