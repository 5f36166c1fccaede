"""What the tags of a document say of its lines: their concepts."""

from collections.abc import Mapping
from dataclasses import replace

from kessan.read.labels.candidates import COMPANIONS, Lexicon
from kessan.read.labels.meaning import Candidate, LabelMeaning, Standing
from kessan.read.tables.printed import Line, PrintedTable

# The prefixes of the concepts that any company may use.
US_GAAP, IFRS = "us-gaap", "ifrs-full"


def with_concepts(
    found: Mapping[int, LabelMeaning], table: PrintedTable, reading: Lexicon
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
        prefix, _, name = concept.partition(":")
        if prefix not in (US_GAAP, IFRS):
            result[line.number] = _of_company(one, concept)
            continue
        result[line.number] = _of_standard(
            one, concept, _line_items(reading, prefix, name)
        )
    return result


def _concept(line: Line) -> str:
    """The concept of all figures of a line that are of no member, if they have one."""
    concepts = {
        tag.concept
        for cell in line.cells
        if cell
        for tag in cell.tags
        if not tag.members
    }
    return concepts.pop() if len(concepts) == 1 else ""


def _line_items(reading: Lexicon, prefix: str, name: str) -> list[str]:
    pool = (reading.statement, *COMPANIONS.get(reading.statement, ()))
    concepts = {
        item.key: item.us_gaap_concept if prefix == US_GAAP else item.ifrs_concept
        for item in reading.line_items.values()
        if item.statement in pool
    }
    return [key for key, concept in concepts.items() if concept == name]


def _of_company(one: LabelMeaning, concept: str) -> LabelMeaning:
    reason = f"the document has a concept of its own for it: {concept}"
    if one.standing is Standing.NEW:
        return replace(one, evidence=(reason,))
    if one.standing is Standing.UNSURE:
        return replace(one, evidence=(*one.evidence, reason))
    return one.doubted(reason)


def _of_standard(
    one: LabelMeaning, concept: str, line_items: list[str]
) -> LabelMeaning:
    said = f"the document tags it {concept}"
    if len(line_items) != 1:
        return one
    if one.standing is Standing.PROPOSED:
        if one.line_item_key == line_items[0]:
            return replace(one, evidence=(*one.evidence, said))
        doubted = one.doubted(f"{said}, which is {line_items[0]}")
        return replace(
            doubted, candidates=(*doubted.candidates, Candidate(line_items[0], said))
        )
    for candidate in one.candidates:
        if candidate.line_item_key == line_items[0]:
            return one.taken(candidate, said)
    return one.taken(Candidate(line_items[0], said))
