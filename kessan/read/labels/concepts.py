"""What the tags of a document say of its lines: their concepts."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kessan.read.columns.units import SHARES
from kessan.read.labels.axes import PRODUCT, SEGMENT
from kessan.read.labels.candidates import OF_PARENT, Lexicon
from kessan.read.labels.chart import TOTAL
from kessan.read.labels.meaning import (
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
OTHERWISE = "its words say"
CASH_FLOW = "cash_flow"


def with_concepts(
    found: Mapping[int, LabelMeaning],
    table: PrintedTable,
    reading: Lexicon,
    shapes: Mapping[int, Shape],
) -> dict[int, LabelMeaning]:
    """The meanings with what the tags say, where a line has one concept.

    A concept that is known says what its line is, whatever the words may mean; so it
    is in the warehouse. A concept of the company's own that is not known yet is new,
    or unsure where the words fit a line item.
    """
    result = dict(found)
    for line in table.lines:
        concept = concept_of(line)
        one = found.get(line.number)
        if not concept or one is None:
            continue
        shape = shapes.get(line.number, Shape())
        keys = line_items_of(reading, concept, shape)
        if len(keys) == 1:
            said = f"{SAID} {concept}"
            candidate = _candidate(one, keys[0], said, shape, reading)
            result[line.number] = replace(
                _of_standard(one, candidate, reading),
                is_by_concept=_is_more(candidate, shape),
            )
        elif one.standing is not Standing.OWN and not is_standard(concept):
            result[line.number] = _of_company(one, concept)
    return result


def contradictions(meanings: Iterable[LabelMeaning]) -> tuple[str, ...]:
    """The lines that the document tags as something else than their words say."""
    return tuple(
        f"{one.label!r} is tagged as {one.line_item_key}, and {said}: the tag counts,"
        " unless its concept is taken out of lines.csv"
        for one in meanings
        for said in one.evidence
        if said.startswith(OTHERWISE)
    )


def _is_more(candidate: Candidate, shape: Shape) -> bool:
    """Whether a line is of members that its label does not name."""
    axes = {axis for axis, _ in shape.members | shape.of_table}
    named = {
        SEGMENT: candidate.segment_key != TOTAL,
        PRODUCT: candidate.product_key != TOTAL,
    }
    return not candidate.balance_at and not all(named.get(axis) for axis in axes)


def is_tagged(one: LabelMeaning) -> bool:
    """Whether a line has its line item by its tag."""
    return one.is_known and any(said.startswith(SAID) for said in one.evidence)


def tagged_candidate(one: LabelMeaning) -> Candidate | None:
    """What the tag of a line says that it is, where something else made it unsure."""
    return next((each for each in one.candidates if SAID in each.evidence), None)


def is_standard(concept: str) -> bool:
    """Whether any company may use a concept."""
    return concept.partition(":")[0] in (US_GAAP, IFRS)


def concept_of(line: Line) -> str:
    """The one concept of the figures of a line, or of those that are money.

    A number of shares says nothing of figures beside it that have no tag.
    """
    cells = [cell for cell in line.cells if cell]
    tags = [tag for cell in cells for tag in cell.tags]
    if not all(cell.tags for cell in cells):
        tags = [tag for tag in tags if tag.unit != SHARES]
    concepts = {tag.concept for tag in tags}
    if len(concepts) > 1:
        concepts = {tag.concept for tag in tags if is_currency(tag.unit)}
    return concepts.pop() if len(concepts) == 1 else ""


def line_items_of(reading: Lexicon, concept: str, shape: Shape) -> list[str]:
    """The line items that a concept is, as int_concept_meanings finds them.

    Those of the statement itself, or else of another. Those of a cash flow statement
    have the signs that are printed there, and no other statement has them.
    """
    keys = reading.tagged.get(concept, ())
    items = [reading.line_items[key] for key in keys]
    own = [item for item in items if item.statement == reading.statement]
    fitting = own or [item for item in items if item.statement != CASH_FLOW]
    kind = "instant" if shape.balance_at else shape.period_type
    return [item.key for item in fitting if not kind or item.period_type == kind]


def _candidate(
    one: LabelMeaning, key: str, said: str, shape: Shape, reading: Lexicon
) -> Candidate:
    """The line item of a concept, with the members that the label names."""
    members = dict(shape.members | shape.of_table)
    return Candidate(
        key,
        said,
        segment_key=_named(one, members.get(SEGMENT, TOTAL), reading),
        product_key=_named(one, members.get(PRODUCT, TOTAL), reading),
        balance_at=shape.balance_at,
    )


def _named(one: LabelMeaning, key: str, reading: Lexicon) -> str:
    """A member where the label names it; else the line alone says it."""
    is_named = key != TOTAL and names_member(one.label, key, reading.company_key)
    return key if is_named else TOTAL


def names_member(label: str, key: str, company_key: str) -> bool:
    """Whether a label has all the words of a member."""
    words = set(key.removeprefix(f"{company_key}_").split("_"))
    return sense(" ".join(words)).words <= sense(label.replace("-", " ")).words


def _of_company(one: LabelMeaning, concept: str) -> LabelMeaning:
    reason = f"the document has a concept of its own for it: {concept}"
    if one.standing is Standing.NEW:
        return replace(one, evidence=(reason,))
    if one.standing is Standing.UNSURE:
        return replace(one, evidence=(*one.evidence, reason))
    return one.doubted(reason)


def _of_standard(
    one: LabelMeaning, tagged: Candidate, reading: Lexicon
) -> LabelMeaning:
    """A line with the candidate of its tag, and the sign that its words have."""
    key, words = tagged.line_item_key, one.line_item_key or ""
    if one.is_known and words == key:
        same = replace(one, evidence=(*one.evidence, tagged.evidence))
        if one.standing is Standing.OWN:
            return same
        return replace(
            same,
            segment_key=tagged.segment_key,
            product_key=tagged.product_key,
            balance_at=one.balance_at or tagged.balance_at,
        )
    by_words = next((x for x in one.candidates if x.line_item_key == key), None)
    is_part = tagged.product_key != TOTAL and _parent_of(words, reading) == key
    said = (f"{OTHERWISE} {words}",) if one.is_known else ()
    if by_words:
        tagged = replace(tagged, is_negated=by_words.is_negated)
    elif key in TOLD_APART.get(words, ()) or is_part:
        tagged, said = replace(tagged, is_negated=one.is_negated), ()
    return one.taken(tagged, *said)


def _parent_of(line_item_key: str, reading: Lexicon) -> str:
    item = reading.line_items.get(line_item_key)
    return item.parent if item else ""
