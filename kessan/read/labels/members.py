"""Lines that are segments, geographies or products, and what they are measured in.

A heading such as `Net sales by segment` names a line item and what it is split by;
each line below it is a member of that, and a total is all of them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kessan.read.labels.candidates import Lexicon
from kessan.read.labels.chart import TOTAL, Member
from kessan.read.labels.meaning import (
    Candidate,
    LabelMeaning,
    ResolvedTable,
    Shape,
    Standing,
)
from kessan.read.labels.relations import columns, telling_figures
from kessan.read.labels.sections import section_of
from kessan.read.labels.words import Sense, label_key, sense
from kessan.read.tables.printed import Line, PrintedTable

# The statements whose lines are members.
BY_MEMBER = ("segment_information", "revenue_breakdown")
SEGMENT, PRODUCT = "segments", "products"
AXES = {SEGMENT: "segment", PRODUCT: "product"}
# What a heading splits by, with the file of its members and their kind.
SPLITS = (
    (r"by (?:\w+ ){0,2}segments?\b", SEGMENT, "operating"),
    (r"by (?:geograph\w+|regions?|countr\w+|areas?)\b", SEGMENT, "geography"),
    (
        r"by (?:\w+ ){0,2}(?:products?|categor\w+|types?|services?|solutions?)\b",
        PRODUCT,
        "",
    ),
    (r"by (?:\w+ ){0,2}(?:markets?|platforms?|brands?|source)\b", PRODUCT, ""),
)
# What may be split so: the words of the heading before it.
AMOUNTS = (
    (r"\b(?:sales|revenues?)\b", "revenues"),
    (r"\boperating (?:income|profit)\b", "operating_income"),
)
STATEMENT_OF = {SEGMENT: "segment_information", PRODUCT: "revenue_breakdown"}
SERVICES = re.compile(r"\bservices?\b", re.I)
ELIMINATION = re.compile(
    r"\b(?:elimination|eliminated|corporate|unallocated|reconcil)", re.I
)
# Where own members are put among those of all companies.
FIRST_ORDER, STEP = 500, 10


@dataclass(frozen=True)
class Split:
    """What a heading says: a line item, and the members that it is split by."""

    line_item_key: str
    file: str
    kind: str
    heading: str


def split_of(heading: str) -> Split | None:
    """What a heading splits by what, if it says so."""
    key = label_key(heading)
    for pattern, file, kind in SPLITS:
        found = re.search(pattern, key)
        if not found:
            continue
        for words, line_item in AMOUNTS:
            if re.search(words, key[: found.start()]):
                return Split(line_item, file, kind, heading)
    return None


def with_members(
    found: Mapping[int, LabelMeaning],
    table: PrintedTable,
    reading: Lexicon,
    shapes: Mapping[int, Shape],
) -> dict[int, LabelMeaning]:
    """The lines below a heading that splits an amount, as members of it.

    They are proposed where they add up to the total that the table prints in every
    column; else they are candidates.
    """
    result = dict(found)
    for split, lines in _blocks(table):
        members = [line for line in lines if not _is_total(line, reading)]
        totals = [line for line in lines if _is_total(line, reading)]
        if len(members) < 2 or any(ELIMINATION.search(x.label) for x in members):
            adds_up = False
        else:
            adds_up = len(totals) == 1 and _adds_up(members, totals[0], table)
        for at, line in enumerate(members):
            result[line.number] = _as_member(
                found[line.number],
                line,
                split,
                reading,
                at,
                adds_up,
                shapes.get(line.number, Shape()),
            )
        for line in totals:
            result[line.number] = _as_total(found[line.number], split, adds_up)
    return result


def with_products(
    found: Mapping[int, LabelMeaning],
    lines: Sequence[Line],
    reading: Lexicon,
    known: Sequence[ResolvedTable],
    shapes: Mapping[int, Shape],
) -> dict[int, LabelMeaning]:
    """The parts of revenues and costs as products, where another table says so.

    If one part of the revenues is a product of the company that has the same name in
    a breakdown with the same figures, all parts are products; and what has the name
    of one among the costs is the cost of it.
    """
    result = dict(found)
    told = _told_products(known)
    parts = _parts(found, lines, "revenues", reading)
    names = {sense(line.label): line for line in parts}
    if len(parts) < 2 or not any(
        told.get(said, set()) & telling_figures(line) for said, line in names.items()
    ):
        return result
    for whole in ("revenues", "cost_of_revenues"):
        split = Split(whole, PRODUCT, "", whole)
        for at, line in enumerate(_parts(found, lines, whole, reading)):
            if sense(line.label) in names:
                shape = shapes.get(line.number, Shape())
                member = _as_member(
                    found[line.number], line, split, reading, at, True, shape
                )
                result[line.number] = replace(
                    member,
                    evidence=(f"a product that another table splits {whole} by",),
                )
    return result


def _parts(
    found: Mapping[int, LabelMeaning],
    lines: Sequence[Line],
    whole: str,
    reading: Lexicon,
) -> list[Line]:
    """The lines below the heading of a total that are parts of it."""
    return [
        line
        for line in lines
        if section_of(reading.statement, found[line.number].below) == whole
        and found[line.number].standing is not Standing.OWN
        and not _is_total(line, reading)
    ]


def _told_products(known: Sequence[ResolvedTable]) -> dict[Sense, set[Decimal]]:
    """The products whose revenues other tables print, with their figures."""
    return {
        sense(line.label): telling_figures(line)
        for one in known
        for line, meaning in _paired(one)
        if meaning.is_known
        and meaning.line_item_key == "revenues"
        and meaning.product_key != TOTAL
    }


def _paired(one: ResolvedTable) -> list[tuple[Line, LabelMeaning]]:
    lines = {line.number: line for line in one.table.lines}
    return [(lines[meaning.line_number], meaning) for meaning in one.meanings]


def _blocks(table: PrintedTable) -> list[tuple[Split, list[Line]]]:
    """The stretches of lines below a heading that splits, or below such a title."""
    current = split_of(table.title)
    blocks: list[tuple[Split, list[Line]]] = [(current, [])] if current else []
    for line in table.lines:
        if not any(line.cells):
            split = split_of(line.label)
            if split:
                blocks.append((split, []))
            continue
        inner = split_of(line.heading)
        if inner and (not blocks or blocks[-1][0] != inner):
            blocks.append((inner, []))
        if blocks:
            blocks[-1][1].append(line)
    return [block for block in blocks if block[1]]


def _is_total(line: Line, reading: Lexicon) -> bool:
    said = sense(line.label, reading.names)
    return said.is_total


def _adds_up(members: Sequence[Line], total: Line, table: PrintedTable) -> bool:
    """Whether the members are the total in every column, but for rounding."""
    told = False
    for column in columns(table.lines):
        if total.number not in column.values:
            continue
        parts = [column.values.get(line.number) for line in members]
        if any(part is None for part in parts):
            return False
        residual = sum((part for part in parts if part is not None), Decimal(0))
        if abs(residual - column.values[total.number]) > Decimal(len(parts)) / 2:
            return _is_ratio_column(table, column.values) and told
        told = True
    return told


def _is_ratio_column(table: PrintedTable, values: Mapping[int, Decimal]) -> bool:
    """Whether figures are percentages: growth does not add up."""
    return all(abs(value) < 1000 for value in values.values())


def _as_member(
    one: LabelMeaning,
    line: Line,
    split: Split,
    reading: Lexicon,
    at: int,
    adds_up: bool,
    shape: Shape,
) -> LabelMeaning:
    if one.standing is Standing.OWN:
        return one
    tagged = dict(shape.members).get(AXES[split.file])
    member = _known_member(line, split, reading)
    rows = () if member or tagged else ((split.file, _row(line, split, reading, at)),)
    key = member.key if member else _key(line.label, reading.company_key)
    key = tagged or key
    candidate = Candidate(
        split.line_item_key,
        f"a member below {split.heading}",
        segment_key=key if split.file == SEGMENT else TOTAL,
        product_key=key if split.file == PRODUCT else TOTAL,
    )
    if adds_up and key:
        taken = one.taken(candidate, "the members add up to the total")
        return replace(taken, member_rows=rows)
    return replace(
        one.doubted("the lines do not add up to a total"),
        candidates=(candidate, *one.candidates),
        member_rows=rows,
    )


def _as_total(one: LabelMeaning, split: Split, adds_up: bool) -> LabelMeaning:
    if one.standing is Standing.OWN or not adds_up:
        return one
    candidate = Candidate(split.line_item_key, f"the total below {split.heading}")
    return one.taken(candidate, "the members add up to it")


def _known_member(line: Line, split: Split, reading: Lexicon) -> Member | None:
    chart = reading.chart
    known = chart.segments if split.file == SEGMENT else chart.products
    for member in known:
        if member.company_key == reading.company_key and sense(
            member.label, reading.names
        ) == sense(line.label, reading.names):
            return member
    return None


def _key(label: str, company_key: str) -> str:
    words = re.findall(r"[a-z0-9]+", label_key(label))
    return "_".join((company_key, *words)) if words else ""


def _row(line: Line, split: Split, reading: Lexicon, at: int) -> dict[str, str]:
    """The row of segments.csv or products.csv for a member that is not known."""
    order = str(FIRST_ORDER + STEP * at)
    common = {"company_key": reading.company_key, "label": line.label}
    key = _key(line.label, reading.company_key)
    if split.file == SEGMENT:
        return {
            "segment_key": key,
            **common,
            "segment_type": split.kind,
            "display_order": order,
        }
    return {
        "product_key": key,
        **common,
        "product_type": "service" if SERVICES.search(line.label) else "",
        "parent_product_key": TOTAL,
        "relation_to_parent": "part",
        "recurrence": "",
        "display_order": order,
    }
