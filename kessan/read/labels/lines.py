"""What each line of a printed table means: its line item, segment and product.

What the company's own labels say is taken as it stands. Everything else is
proposed from what any company prints, and only where words, place, unit and the
figures agree. What is not sure is left to a person, with what it may be.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kessan.foot import AMOUNT, Grid, Rounding, foot
from kessan.foot import Line as GridLine
from kessan.foot.grid import read_cell
from kessan.read.labels.candidates import (
    COMPANIONS,
    OF_PARENT,
    VAGUE,
    Lexicon,
    lexicon,
    own_meaning,
    shown,
)
from kessan.read.labels.chart import TOTAL, Chart
from kessan.read.labels.concepts import is_tagged, with_concepts
from kessan.read.labels.meaning import (
    SURE,
    Candidate,
    LabelMeaning,
    ResolvedTable,
    Shape,
    Standing,
)
from kessan.read.labels.members import BY_MEMBER, with_members, with_products
from kessan.read.labels.relations import WHOLE_OF, telling_figures, with_relations
from kessan.read.labels.sections import AFTER, PARENTS, Section, section_of, sections
from kessan.read.labels.words import sense
from kessan.read.tables.printed import Line, PrintedTable

NET_INCOMES = ("net_income", "net_income_attributable")
# What the words for the parent's equity mean below the equity of others.
OF_ALL_OWNERS = {"shareholders_equity": "total_equity"}
MINORITY = "minority"
# The statements that name the noncontrolling interests of a company that has some.
TELLS_OWNERS = ("income_statement", "balance_sheet", "comprehensive_income")
# A balance that is called more than it is where the balance sheet has its figure.
CALLED_MORE = {"cash_and_restricted_cash": "cash_and_cash_equivalents"}
# A line item of what is left below another: it stands below that line.
BELOW = {
    "other_nonoperating_income": "operating_income",
    "other_nonoperating_expense": "operating_income",
    "other_nonoperating_net": "operating_income",
}
NONOPERATING = ("nonoperating_income", "nonoperating_expenses", "other_income_net")
# A line item without something, which is told only where that is printed beside it.
BESIDE = {"other_intangible_assets": "goodwill", "operating_expenses": "gross_profit"}
# What the same words are said of: a line item of their own, or a product, in an
# income statement; by issue or by plan, held or retired, in changes in equity.
AMBIGUOUS = {
    "income_statement": (
        "product_revenues",
        "service_revenues",
        "cost_of_products",
        "cost_of_services",
    ),
    "changes_in_equity": (
        "stock_issued",
        "treasury_stock_purchased",
        "treasury_stock_retired",
    ),
}
# Statements that tell again what others print, and may mean another part of it.
RETOLD = ("reconciliations", "key_figures", "headlines", "notes", "prose")
# Of these, sentences: they tell what no statement of the document prints, too.
RETOLD_IN_WORDS = ("prose",)
# What a line that is only called total may be.
WHOLES = {*AFTER, "liabilities_and_equity"}
# What a label says of a balance whose place tells which end it is of.
IN_ORDER = "in_order"
# Where the same line item may stand more than once in a period.
REPEATED = ("changes_in_equity", "notes", "prose", "segment_information")


@dataclass(frozen=True)
class _Owners:
    """What is told of other owners than the parent's.

    Whether a statement would name them, whether one does, and what the incomes of
    all and of the parent are.
    """

    is_told: bool
    has_minority: bool
    figures: Mapping[str, set[Decimal]]


def meanings(
    table: PrintedTable,
    statement: str,
    chart: Chart,
    company_key: str,
    known: Sequence[ResolvedTable] = (),
    shapes: Mapping[int, Shape] | None = None,
) -> list[LabelMeaning]:
    """What each line with a figure means, in the order of the table.

    `known` are tables of the same document, or of others of the company, that have
    their meanings. `shapes` are unit and kind of period by line number, as far as
    they are known; without them, the statement says what is usual.
    """
    reading = lexicon(chart, company_key, statement)
    lines = [line for line in table.lines if any(line.cells)]
    found = _by_words(reading, table, shapes or {})
    found = _in_order(found)
    found = with_concepts(found, table, reading, shapes or {})
    found = _as_elsewhere(found, reading, known)
    found = _with_owners(found, lines, reading, known)
    found = with_relations(found, lines)
    found = _with_doubts(found, reading, known)
    found = _with_bare_totals(found, table, reading)
    found = _with_balances(found, table, known)
    found = with_products(found, lines, reading, known, shapes or {})
    found = _once(found, lines, reading)
    if statement in BY_MEMBER:
        found = with_members(found, table, reading, shapes or {})
    return [found[line.number] for line in lines]


def _by_words(
    reading: Lexicon, table: PrintedTable, shapes: Mapping[int, Shape]
) -> dict[int, LabelMeaning]:
    """What each line means as far as its words and its section say."""
    lines = [line for line in table.lines if any(line.cells)]
    nowhere = Section()
    totals = {}
    for line in lines:
        best = _sure(reading.candidates(line, nowhere, Shape()))
        if best and best.line_item_key in AFTER:
            totals[line.number] = best.line_item_key
    places = sections(reading.statement, table.lines, totals)
    own = reading.chart.own_labels(reading.company_key)
    found = {}
    for line in lines:
        blank = _blank(reading, line, places[line.number])
        known = own_meaning(own, reading.statement, line, table.title)
        if known:
            own_one = Candidate(
                known.line_item_key,
                f"the company's own label: {known.label}",
                segment_key=known.segment_key,
                product_key=known.product_key,
                balance_at=known.balance_at,
                is_negated=known.is_negated,
            )
            found[line.number] = replace(blank.taken(own_one), standing=Standing.OWN)
            continue
        shape = shapes.get(line.number, Shape())
        ranked = reading.candidates(line, places[line.number], shape)
        found[line.number] = _chosen(blank, ranked, places[line.number])
    return found


def _in_order(found: Mapping[int, LabelMeaning]) -> dict[int, LabelMeaning]:
    """The balances whose place tells which end of the period they are of.

    As int_ordered_balances finds them: the first opens, unless it is alone and stands
    below what is no balance.
    """
    result = dict(found)
    flows = [at for at, one in found.items() if not one.balance_at]
    ordered: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for at, one in found.items():
        if one.balance_at:
            ordered[one.meaning[:3]].append(at)
    for places in ordered.values():
        for at in places:
            is_first = at == min(places)
            is_alone = len(places) == 1 and any(flow < at for flow in flows)
            if found[at].balance_at == IN_ORDER:
                end = "opening" if is_first and not is_alone else "closing"
                result[at] = replace(found[at], balance_at=end)
    return result


def _blank(reading: Lexicon, line: Line, section: Section) -> LabelMeaning:
    return LabelMeaning(
        line.number,
        reading.company_key,
        reading.statement,
        line.heading,
        line.label,
        Standing.NEW,
        section=section.key,
        below=line.heading or section.heading,
        evidence=("nothing known is called so here",),
    )


def _chosen(
    blank: LabelMeaning, ranked: Sequence[Candidate], section: Section
) -> LabelMeaning:
    """A line with the best candidate, if it alone is the best and is sure."""
    best = _sure(ranked)
    offered = replace(blank, candidates=shown(ranked))
    if best:
        place = (f"it stands in {section.key}",) if section.key else ()
        return offered.taken(best, *place)
    if ranked:
        return replace(
            offered,
            standing=Standing.UNSURE,
            evidence=("more than one fits, or none well enough",),
        )
    return offered


def _sure(ranked: Sequence[Candidate]) -> Candidate | None:
    """The candidate that alone is the best, if its words are sure."""
    if not ranked or ranked[0].rank < SURE:
        return None
    pairs = {*WHOLE_OF.items(), *((b, a) for a, b in WHOLE_OF.items())}
    rivals = [
        one
        for one in ranked
        if one.rank == ranked[0].rank
        or (one.rank >= SURE and (one.line_item_key, ranked[0].line_item_key) in pairs)
    ]
    return ranked[0] if len(rivals) == 1 else None


def _as_elsewhere(
    found: Mapping[int, LabelMeaning],
    reading: Lexicon,
    known: Sequence[ResolvedTable],
) -> dict[int, LabelMeaning]:
    """What a statement tells again is what the same words mean where it tells from.

    Words that it has from nowhere are in doubt.
    """
    result = dict(found)
    if reading.statement not in RETOLD:
        return result
    is_in_words = reading.statement in RETOLD_IN_WORDS
    pool = COMPANIONS.get(reading.statement, ())
    told = [
        (sense(meaning.label, reading.names).words, meaning)
        for one in known
        if one.statement in pool
        for meaning in one.meanings
    ]
    for number, one in found.items():
        said = sense(one.label, reading.names).words
        if one.standing is Standing.OWN or (is_in_words and said <= VAGUE):
            continue
        alike = [other for words, other in told if words == said]
        same = {other.meaning: other for other in alike if other.is_known}
        keys = {other.line_item_key for other in same.values()}
        if len(same) == 1 and (is_in_words or one.line_item_key in {None, *keys}):
            (other,) = same.values()
            result[number] = one.taken(
                other.as_candidate(
                    f"the same words in {other.statement}: {other.label}"
                )
            )
        elif one.is_known and (alike or not is_in_words):
            result[number] = one.doubted("the statement it is from was not read")
    return result


def _with_doubts(
    found: Mapping[int, LabelMeaning],
    reading: Lexicon,
    known: Sequence[ResolvedTable],
) -> dict[int, LabelMeaning]:
    """What the words alone do not tell, put in doubt."""
    result = dict(found)
    printed = {one.line_item_key for one in found.values()}
    ambiguous = AMBIGUOUS.get(reading.statement, ())
    is_redeemable = reading.statement == "changes_in_equity" and any(
        "redeemable" in sense(line.label).words
        for one in known
        for line in one.table.lines
    )
    for number, one in found.items():
        key = one.line_item_key or ""
        if one.standing is not Standing.PROPOSED or is_tagged(one):
            continue
        if key in BESIDE and BESIDE[key] not in printed:
            result[number] = one.doubted(f"{BESIDE[key]} may be in it")
        elif key in BELOW and not _is_below(number, BELOW[key], found):
            result[number] = one.doubted(f"it does not stand below {BELOW[key]}")
        elif key in ambiguous:
            result[number] = one.doubted("several things are called so here")
        elif is_redeemable and key in NET_INCOMES:
            result[number] = one.doubted("the redeemable part may not be in it")
    return result


def _is_below(number: int, upper: str, found: Mapping[int, LabelMeaning]) -> bool:
    """Whether a line stands below another, or below a heading that says the same."""
    return found[number].section in NONOPERATING or any(
        one.line_item_key == upper for at, one in found.items() if at < number
    )


def _with_owners(
    found: Mapping[int, LabelMeaning],
    lines: Sequence[Line],
    reading: Lexicon,
    known: Sequence[ResolvedTable],
) -> dict[int, LabelMeaning]:
    """Net income is the parent's where nobody else owns a part, else of all owners.

    A table that cannot tell, such as a cash flow statement alone, leaves it unsure.
    """
    owners = _owners(lines, reading, known)
    result = dict(found)
    keys = {one.line_item_key for one in found.values()}
    is_in_equity, is_below = False, ""
    for line in lines:
        one = result[line.number]
        key = one.line_item_key or ""
        if one.standing is Standing.PROPOSED and key in OF_ALL_OWNERS and is_below:
            result[line.number] = _of_all_owners(one, is_below)
        elif (
            one.standing is Standing.PROPOSED
            and key in OF_PARENT
            and not is_tagged(one)
        ):
            has_parents = OF_PARENT[key] in keys
            result[line.number] = _of_owners(one, line, owners, has_parents)
        is_in_equity |= "shareholders_equity" in reading.chart.ancestors(key)[1:]
        if is_in_equity and MINORITY in sense(line.label).words:
            is_below = key or "what may be theirs"
    return result


def _owners(
    lines: Sequence[Line], reading: Lexicon, known: Sequence[ResolvedTable]
) -> _Owners:
    told = [one for one in known if one.statement in TELLS_OWNERS]
    texts = [line.label for line in lines]
    texts += [line.label for one in told for line in one.table.lines]
    return _Owners(
        bool(told) or reading.statement in TELLS_OWNERS,
        any(MINORITY in word for text in texts for word in sense(text).words),
        {
            key: _figures_of(key, known, TELLS_OWNERS)
            for pair in OF_PARENT.items()
            for key in pair
        },
    )


def _of_all_owners(one: LabelMeaning, below: str) -> LabelMeaning:
    """The equity below that of others: theirs is in it, if it was understood."""
    if below != "noncontrolling_interests":
        return one.doubted(f"it stands below {below}")
    return replace(
        one,
        line_item_key=OF_ALL_OWNERS[one.line_item_key or ""],
        evidence=(*one.evidence, "it stands below the noncontrolling interests"),
    )


def _of_owners(
    one: LabelMeaning, line: Line, owners: _Owners, has_parents: bool
) -> LabelMeaning:
    whole = one.line_item_key or ""
    parents = OF_PARENT[whole]
    figures = telling_figures(line)
    same = [key for key in (whole, parents) if figures & owners.figures[key]]
    if owners.is_told and (has_parents or same == [whole]):
        return one
    if owners.is_told and (not owners.has_minority or same == [parents]):
        reason = "no noncontrolling interests are printed"
        if owners.has_minority:
            reason = f"it is {parents} of another statement"
        return replace(one, line_item_key=parents, evidence=(*one.evidence, reason))
    doubted = one.doubted("whether the part of other owners is in it is not told")
    candidate = Candidate(parents, "if nobody else owns a part")
    return replace(doubted, candidates=(*doubted.candidates, candidate))


def _with_bare_totals(
    found: Mapping[int, LabelMeaning], table: PrintedTable, reading: Lexicon
) -> dict[int, LabelMeaning]:
    """What a line means that is only called total, or nothing: the section's sum."""
    result = dict(found)
    bare = [
        line
        for line in table.lines
        if line.number in found
        and found[line.number].standing is Standing.NEW
        and (not line.label or sense(line.label, reading.names) == sense("Total"))
    ]
    blank = Counter(line.heading for line in bare if not line.label)
    bare = [line for line in bare if line.label or blank[line.heading] == 1]
    if not bare:
        return result
    sums = {one.total_line for one in foot(_grid(table)).calculations}
    for line in bare:
        whole = _whole_of(line, reading)
        if whole and line.number in sums:
            candidate = Candidate(whole, f"a total below {line.headings[0]}")
            result[line.number] = found[line.number].taken(
                candidate, "it is the sum of lines above it"
            )
    return result


def _whole_of(line: Line, reading: Lexicon) -> str:
    for heading in line.headings:
        key = section_of(reading.statement, heading)
        key = PARENTS.get(key, key) if key in ("adjustments", "changes") else key
        if key in reading.line_items and key in WHOLES:
            return key
    return ""


def _grid(table: PrintedTable) -> Grid:
    """A table as the search for sums takes it."""
    return Grid(
        f"table {table.number}",
        tuple(AMOUNT for _ in table.columns),
        Rounding.NEAREST,
        tuple(
            GridLine(
                line.number,
                line.label,
                tuple(read_cell(cell.text) if cell else None for cell in line.cells),
                line.indent,
                line.heading,
            )
            for line in table.lines
        ),
    )


def _with_balances(
    found: Mapping[int, LabelMeaning],
    table: PrintedTable,
    known: Sequence[ResolvedTable],
) -> dict[int, LabelMeaning]:
    """A balance that is called more than it is, by its figure in the balance sheet."""
    result = dict(found)
    lines = {line.number: line for line in table.lines}
    for more, less in CALLED_MORE.items():
        called = [n for n, one in found.items() if one.line_item_key == more]
        figures = _figures_of(less, known, ("balance_sheet",))
        ends = {value for n in called for value in telling_figures(lines[n])}
        if not figures or not figures <= ends:
            continue
        for number in called:
            if found[number].standing is Standing.PROPOSED and not is_tagged(
                found[number]
            ):
                result[number] = replace(
                    found[number],
                    line_item_key=less,
                    evidence=(
                        *found[number].evidence,
                        f"its figures are all those of {less} in the balance sheet",
                    ),
                )
    return result


def _figures_of(
    line_item_key: str, known: Sequence[ResolvedTable], statements: Sequence[str]
) -> set[Decimal]:
    """The figures that other tables print of a line item, if long enough to tell."""
    return {
        figure
        for one in known
        if one.statement in statements
        for meaning in one.meanings
        if meaning.is_known and meaning.line_item_key == line_item_key
        for line in one.table.lines
        if line.number == meaning.line_number
        for figure in telling_figures(line)
    }


def _once(
    found: Mapping[int, LabelMeaning], lines: Sequence[Line], reading: Lexicon
) -> dict[int, LabelMeaning]:
    """One line item stands once in a table: of several lines, at most one has it.

    The company's own label has it, then the better words, then a total that comes
    last; else all of them are in doubt. Lines with the same figures below headings
    of their own are one thing that is told again.
    """
    result = dict(found)
    if reading.statement in REPEATED:
        return result
    claims: dict[tuple[str, str, str, str], list[Line]] = defaultdict(list)
    for line in lines:
        if found[line.number].is_known:
            claims[found[line.number].meaning].append(line)
    for claimants in claims.values():
        if len(claimants) == 1 or _is_told_again(claimants):
            continue
        kept = _keeper(claimants, found, reading)
        for line in claimants:
            one = found[line.number]
            if line is not kept and one.standing is Standing.PROPOSED:
                others = ", ".join(x.label for x in claimants if x is not line)
                result[line.number] = one.doubted(f"it would be the same as {others}")
    return result


def _is_told_again(lines: Sequence[Line]) -> bool:
    figures = {tuple(cell and cell.text for cell in line.cells) for line in lines}
    return len(figures) == 1 and len({line.heading for line in lines}) == len(lines)


def _keeper(
    claimants: Sequence[Line], found: Mapping[int, LabelMeaning], reading: Lexicon
) -> Line | None:
    own = [one for one in claimants if found[one.number].standing is Standing.OWN]
    if own:
        return own[0]
    last = claimants[-1]
    said = [sense(one.label, reading.names) for one in claimants]
    if said[-1].is_total and not any(one.is_total for one in said[:-1]):
        return last
    return None


__all__ = [
    "TOTAL",
    "Candidate",
    "LabelMeaning",
    "ResolvedTable",
    "Shape",
    "Standing",
    "meanings",
]
