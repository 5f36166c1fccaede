"""Labels that an earlier release prints alike: they mean the same line item."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from kessan.read.earlier.tables import Match
from kessan.read.labels.chart import Chart, KnownLabel
from kessan.read.labels.meaning import (
    Candidate,
    LabelMeaning,
    ResolvedTable,
    Shape,
    Standing,
)
from kessan.read.labels.words import amount_label_key, label_key


def with_labels(
    one: ResolvedTable, match: Match, chart: Chart, shapes: Mapping[int, Shape]
) -> ResolvedTable:
    """A table whose labels mean what they meant in the earlier release.

    What the words or the unit say otherwise is in doubt.
    """
    counts = Counter(amount_label_key(line.label) for line in one.table.lines)
    there = Counter(match.earlier.keys)
    found = []
    for meaning in one.meanings:
        at = match.lines.get(meaning.line_number)
        known = None
        if at is not None:
            key = match.earlier.keys[at]
            heading = label_key(match.earlier.lines[at]["heading"])
            is_placed = heading == label_key(meaning.heading)
            if is_placed or (counts[key] == 1 and there[key] == 1):
                known = match.earlier.known_label(at, chart, meaning.company_key)
        if known:
            shape = shapes.get(meaning.line_number, Shape())
            meaning = _as_there(meaning, known, match, chart, shape)
        found.append(meaning)
    return replace(one, meanings=tuple(found))


def _as_there(
    one: LabelMeaning, known: KnownLabel, match: Match, chart: Chart, shape: Shape
) -> LabelMeaning:
    said = f"as in {match.earlier.release_id}"
    if one.standing is Standing.OWN or one.meaning == known.meaning:
        return replace(one, evidence=(*one.evidence, said))
    candidate = candidate_of(known, f"{said}: {known.label}")
    item = chart.line_items.get(known.line_item_key)
    if one.is_known or not item or (shape.unit and shape.unit != item.unit):
        doubted = one.doubted(f"{said} it is {known.line_item_key}")
        return replace(doubted, candidates=(candidate, *doubted.candidates))
    return one.taken(candidate)


def candidate_of(known: KnownLabel, evidence: str) -> Candidate:
    """A known label as what another one may mean."""
    return Candidate(
        known.line_item_key,
        evidence,
        segment_key=known.segment_key,
        product_key=known.product_key,
        balance_at=known.balance_at,
        is_negated=known.is_negated,
    )
