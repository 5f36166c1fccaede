"""Which statement a printed table is, and which parts of it are another one.

A title says what a table is, and its lines agree or not. Without a title, only the
totals that make a statement what it is are enough. What nobody has a kind for is
notes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from kessan.read.labels.candidates import lexicon, own_meaning
from kessan.read.labels.chart import Chart
from kessan.read.labels.meaning import SURE, Shape
from kessan.read.labels.members import STATEMENT_OF, split_of
from kessan.read.labels.sections import Section
from kessan.read.tables.printed import PrintedTable

NOTES = "notes"
# What titles say, the first that fits. A statement that the chart does not have is
# passed over.
TITLES = (
    (NOTES, r"\(?parenthetical\)?"),
    (
        "reconciliations",
        r"reconciliations? (?:of|to) .*(?:gaap|income|ebitda|cash)|non-?gaap"
        r"|adjusted ebitda|^capex|free cash flow",
    ),
    (
        "comprehensive_income",
        r"statements? of (?:other )?comprehensive (?:income|loss)",
    ),
    (
        "changes_in_equity",
        r"(?:statements?|changes) (?:of|in) .*(?:equity|net assets)\b",
    ),
    ("cash_flow", r"cash flows? statements?|statements? of cash flows?"),
    (
        "balance_sheet",
        r"balance sheets?\b(?! (?:components?|data|info|class))"
        r"|statements? of financial (?:position|condition)",
    ),
    (
        "income_statement",
        r"(?:income|profit (?:and|or) loss) statements?"
        r"|statements? of (?:\w+ )?"
        r"(?:operations|income|earnings|profit (?:or|and) loss)",
    ),
    ("segment_information", r"segments?\b|by (?:geograph|region|countr)"),
    ("contracts", r"number of contracts"),
    (
        "revenue_breakdown",
        r"(?:revenues?|sales) (?:breakdown|by )|disaggregat\w+ (?:of )?revenue"
        r"|breakdown of (?:net )?(?:revenues?|sales)",
    ),
    ("orders", r"orders (?:received|and)|backlog"),
    ("dividends", r"^(?:cash )?dividends?(?: per share| paid| declared)?$"),
    (
        "per_share",
        r"(?:income|earnings|loss) (?:\(loss\) )?per share|per share (?:data|inf)",
    ),
    (
        "share_repurchase",
        r"share repurchase|repurchases? of (?:common )?(?:shares|stock)",
    ),
    (
        "exchange_form",
        r"exchange form|^\(?\d\)?\.? ?consolidated (?:results of|financial pos)"
        r"|targets? of consolidated|financial forecast",
    ),
    ("operating_results", r"operating results|financial highlights|results summary"),
    (
        "operating_metrics",
        r"operating (?:metrics|data|statistics|figures)|key metrics|subscribers",
    ),
)
# The line items that make a statement what it is: of each group, one at least.
MADE_OF: Mapping[str, tuple[tuple[tuple[str, ...], ...], ...]] = {
    "balance_sheet": (
        (("total_assets",), ("current_assets", "liabilities_and_equity")),
        (
            ("liabilities_and_equity",),
            ("total_liabilities", "shareholders_equity", "total_equity"),
        ),
    ),
    "cash_flow": (
        (("net_cash_operating",), ("net_cash_investing", "net_cash_financing")),
        (("net_cash_financing",), ("cash_and_cash_equivalents", "net_change_in_cash")),
    ),
    "comprehensive_income": (
        (
            ("comprehensive_income", "comprehensive_income_attributable"),
            ("net_income", "net_income_attributable"),
            (
                "other_comprehensive_income",
                "oci_foreign_currency_translation",
                "oci_available_for_sale_securities",
            ),
        ),
    ),
    "income_statement": (
        (
            ("net_income", "net_income_attributable"),
            ("income_tax_expense",),
            ("income_before_income_tax", "operating_income"),
            ("revenues", "cost_of_revenues", "operating_income", "net_interest_income"),
        ),
    ),
    "per_share": (
        (
            ("basic_net_income_per_share",),
            ("weighted_average_shares_basic",),
        ),
    ),
}
# A title has at most so many words; a longer text, or a sentence, is prose. The
# nearest texts above are looked at.
TITLE_WORDS, NEAREST = 16, 4
SENTENCE = re.compile(r"\b(?:is|are|was|were|following|shows?|refer|see|we|our)\b|[.]$")
# A title that is a heading has at most so many.
HEADING_WORDS = 5
# Lines that no primary statement has: such a table tells one again.
RETELLING = re.compile(r"\badjusted\b|\bebitda\b|free cash flow|non-?gaap", re.I)
# The share of lines that the chart knows: to believe a title, to do without one.
BELIEVED, ENOUGH = 0.25, 0.4
# Without a title, so many lines are known at least: a summary has fewer.
LEAST = 6
# The share of lines that the company's own labels know, to do without a title.
OWN_ENOUGH = 0.6


@dataclass(frozen=True)
class StatementGuess:
    """The statement of a table; None where title and lines contradict each other."""

    statement: str | None
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class _Known:
    """What the chart knows of a table's lines as a statement."""

    line_items: frozenset[str]
    lines: int
    known: int

    @property
    def share(self) -> float:
        return self.known / self.lines if self.lines else 0


def statement_of(
    table: PrintedTable, chart: Chart, company_key: str = ""
) -> StatementGuess:
    """Which statement of statements.csv a table is, with the evidence in words."""
    titled, title = _titled(table, chart)
    made = {
        statement: known
        for statement in MADE_OF
        if _is_made_of(statement, known := _known(table, statement, chart, company_key))
    }
    named = [one for one in titled if one in MADE_OF]
    if named:
        knowing = {one: _known(table, one, chart, company_key) for one in named}
        best = max(named, key=lambda one: (one in made, knowing[one].known))
        return _judged(best, title, made, knowing[best])
    if titled:
        return StatementGuess(titled[0], (f"its title says so: {title}",))
    own = _own_statement(table, chart, company_key)
    if own:
        return own
    enough = {
        statement: known
        for statement, known in made.items()
        if known.share >= ENOUGH and known.known >= LEAST
    }
    if enough and any(RETELLING.search(line.label) for line in table.lines):
        return StatementGuess("reconciliations", ("it adjusts what others print",))
    if not enough or _is_of_ratios(table):
        return StatementGuess(NOTES, ("neither title nor lines say what it is",))
    best = max(enough, key=lambda s: enough[s].known)
    rivals = [s for s in enough if enough[s].known == enough[best].known]
    if len(rivals) > 1:
        return StatementGuess(None, (f"its lines are those of {', '.join(rivals)}",))
    return StatementGuess(best, (_counted(best, enough[best]),))


def split(table: PrintedTable) -> list[range]:
    """The parts of a table, as ranges of line numbers that together have all lines.

    A heading such as `Net sales by segment` begins a part: a table of its own.
    """
    starts = [
        line.number
        for line in table.lines
        if not any(line.cells) and split_of(line.label)
    ]
    if not table.lines:
        return []
    first, end = table.lines[0].number, table.lines[-1].number + 1
    bounds = [*dict.fromkeys([first, *starts]), end]
    return [range(a, b) for a, b in pairwise(bounds)]


def part_of(table: PrintedTable, lines: range) -> PrintedTable:
    """A part of a table as a table of its own, with its lines numbered from 1.

    Its title is the heading that it begins with, where that says what it is.
    """
    chosen = [line for line in table.lines if line.number in lines]
    heading = chosen[0].label if chosen and not any(chosen[0].cells) else ""
    is_own = bool(heading and split_of(heading))
    return replace(
        table,
        title=heading if is_own else table.title,
        above=() if is_own else table.above,
        lines=tuple(replace(one, number=at) for at, one in enumerate(chosen, 1)),
    )


def below_title(table: PrintedTable) -> PrintedTable:
    """A table whose title is the heading of its lines: `Revenues:`.

    Such a title ends with a colon and has few words, and no statement in it.
    """
    title = table.title.strip()
    is_heading = title.endswith(":") and len(title.split()) <= HEADING_WORDS
    named = [one for one, words in TITLES if re.search(words, title.lower())]
    is_line = any(line.label.strip() == title for line in table.lines)
    if not is_heading or is_line or set(named) & set(MADE_OF):
        return table
    lines = (replace(one, headings=one.headings or (title,)) for one in table.lines)
    return replace(table, lines=tuple(lines))


def _titled(table: PrintedTable, chart: Chart) -> tuple[tuple[str, ...], str]:
    """The statements that the title names, or the nearest short text above, and it."""
    first = next((line.label for line in table.lines), "")
    split_by = split_of(table.title) or split_of(first)
    if split_by:
        return (STATEMENT_OF[split_by.file],), split_by.heading
    for text in (table.title, *reversed(table.above[-NEAREST:])):
        statements = _named(text, chart)
        if statements:
            return statements, text
    return (), ""


def _named(text: str, chart: Chart) -> tuple[str, ...]:
    """The statements that a title names, what fits best first.

    A title may be of two: `Statements of income and comprehensive income`. A sentence
    may say what something is split by.
    """
    said = text.lower()
    if len(text.split()) > TITLE_WORDS or SENTENCE.search(said):
        split_by = split_of(text)
        return (STATEMENT_OF[split_by.file],) if split_by else ()
    plain = re.sub(r"\((?!parenthetical)[^)]*\)", " ", said).strip()
    return tuple(
        statement
        for statement, pattern in TITLES
        if plain and statement in chart.statements and re.search(pattern, plain)
    )


def _is_of_ratios(table: PrintedTable) -> bool:
    """Whether all columns are percentages: a statement in percent of something."""
    units = [column.printed_unit for column in table.columns]
    return bool(units) and all("%" in unit for unit in units)


def _judged(
    titled: str, title: str, made: Mapping[str, _Known], known: _Known
) -> StatementGuess:
    """What the title says, if the lines do not say otherwise."""
    said = f"its title says so: {title}"
    whole = [one for one, its in made.items() if its.share == 1]
    if titled not in made and len(whole) == 1:
        return StatementGuess(whole[0], (_counted(whole[0], made[whole[0]]),))
    if titled in made or known.share >= BELIEVED:
        return StatementGuess(titled, (said, _counted(titled, known)))
    others = [one for one, its in made.items() if its.share >= ENOUGH]
    if others:
        return StatementGuess(
            None, (said, f"but its lines are those of {', '.join(others)}")
        )
    return StatementGuess(
        None, (said, f"but {known.known} of its {known.lines} lines only are known")
    )


def _known(
    table: PrintedTable, statement: str, chart: Chart, company_key: str
) -> _Known:
    """The line items that the lines of a table are in a statement, by their words."""
    reading = lexicon(chart, company_key, statement)
    own = chart.own_labels(company_key)
    items = []
    lines = [line for line in table.lines if any(line.cells)]
    for line in lines:
        said = own_meaning(own, statement, line, table.title)
        if said:
            items.append(said.line_item_key)
            continue
        ranked = reading.candidates(line, Section(), Shape())
        if ranked and ranked[0].rank >= SURE:
            items.append(ranked[0].line_item_key)
    return _Known(frozenset(items), len(lines), len(items))


def _is_made_of(statement: str, known: _Known) -> bool:
    return any(
        all(known.line_items & set(group) for group in groups)
        for groups in MADE_OF[statement]
    )


def _own_statement(
    table: PrintedTable, chart: Chart, company_key: str
) -> StatementGuess | None:
    """The statement in which the company's own labels know most of the lines."""
    own = chart.own_labels(company_key)
    lines = [line for line in table.lines if any(line.cells)]
    counts = {
        statement: sum(
            1 for line in lines if own_meaning(own, statement, line, table.title)
        )
        for statement in {one.statement for one in own}
    }
    best = max(counts, key=lambda s: counts[s], default="")
    if not best or counts[best] < OWN_ENOUGH * len(lines):
        return None
    rivals = sorted(s for s in counts if counts[s] == counts[best])
    if len(rivals) > 1:
        return None
    return StatementGuess(
        best, (f"the company's own labels know {counts[best]} of {len(lines)} lines",)
    )


def _counted(statement: str, known: _Known) -> str:
    return f"{known.known} of its {known.lines} lines are those of {statement}"
