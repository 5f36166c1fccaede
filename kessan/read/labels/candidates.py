"""Which meanings the chart has for a line, by its words, its section and its unit."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

from kessan.read.labels.chart import TOTAL, Chart, KnownLabel, LineItem
from kessan.read.labels.meaning import Candidate, Shape
from kessan.read.labels.sections import PER_SHARE, Section, fits, is_within, section_of
from kessan.read.labels.words import Sense, label_key, label_keys, sense
from kessan.read.tables.printed import Line

# Whose lines a statement prints beside its own.
COMPANIONS = {
    "income_statement": ("per_share", "dividends"),
    "per_share": ("income_statement", "dividends"),
    "comprehensive_income": ("income_statement",),
    "changes_in_equity": ("comprehensive_income",),
    "operating_results": ("income_statement",),
    "headlines": ("income_statement", "per_share"),
    "key_figures": ("income_statement", "balance_sheet", "per_share"),
    "reconciliations": ("income_statement",),
    "prose": (
        *("income_statement", "per_share", "dividends", "comprehensive_income"),
        *("balance_sheet", "cash_flow", "segment_information", "revenue_breakdown"),
    ),
}
# A line item of all owners, and the one of the parent that the same words mean where
# nobody else owns a part.
OF_PARENT = {
    "net_income": "net_income_attributable",
    "comprehensive_income": "comprehensive_income_attributable",
}
# What a section of a balance sheet says already.
TERMS = frozenset({"current", "noncurrent", "longterm", "shortterm"})
LENGTHS = frozenset({"longterm", "shortterm"})
# What is left beside what is named: with `total` it is all that is left.
OTHER = frozenset({"other", "otherincome"})
# Words that name nothing by themselves: such a label needs a heading that is known.
VAGUE = frozenset(
    {"other", "basic", "diluted", "product", "service", "item", "general"}
)
# What tells the effect on an income, whichever way its gains and losses are named.
EFFECTS = frozenset({"reclassification", "reclassified", "reclassify"})
# What names a number of shares.
NUMBER = frozenset({"averageshare", "number"})
# How much of the words must be shared by what is shown to a person.
SIMILAR = 0.5
SHOWN = 4


@dataclass(frozen=True)
class Entry:
    """A known label, or the label of a line item, ready to be compared."""

    known: KnownLabel
    key: str
    sense: Sense
    section: str
    heading_key: str
    source: str


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The known labels that a statement of a company is read with.

    There is one for each, so that what was found for a label is found once.
    """

    chart: Chart
    company_key: str
    statement: str
    names: tuple[str, ...]
    entries: tuple[Entry, ...]
    line_items: dict[str, LineItem]
    tagged: dict[str, list[str]]

    def candidates(
        self, line: Line, section: Section, shape: Shape
    ) -> tuple[Candidate, ...]:
        """The meanings that a line may have, the best first."""
        return _candidates(self, line.label, line.headings, section, shape)

    def of_label(
        self, label: str, above: tuple[str, ...], section: Section, shape: Shape
    ) -> tuple[Candidate, ...]:
        """The meanings of a label below the headings `above`, the best first."""
        said = sense(label, self.names)
        keys = set(label_keys(label))
        headings = {label_key(one) for one in (*above, section.heading)}
        best: dict[tuple[str, str, str, str], Candidate] = {}
        for entry in self._akin(said, keys):
            rank = self._rank(entry, said, keys, headings, section)
            if not rank or not self._fits(entry, section, said, shape):
                continue
            candidate = _candidate(entry, said, rank, self.statement)
            if candidate is None:
                continue
            held = best.get(candidate.meaning)
            if held is None or held.rank < candidate.rank:
                best[candidate.meaning] = candidate
        ranked = sorted(best.values(), key=lambda one: (-one.rank, one.line_item_key))
        return tuple(ranked)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Where the entries of each word, and of each key, stand."""
        found: dict[str, list[int]] = defaultdict(list)
        for at, entry in enumerate(self.entries):
            for word in {entry.key, *entry.sense.words}:
                found[word].append(at)
        return found

    def _akin(self, said: Sense, keys: set[str]) -> Iterator[Entry]:
        """The entries that have a word of a label, or its key, in their order."""
        told = (self._places.get(word, ()) for word in keys | said.words)
        return (self.entries[at] for at in sorted({*chain.from_iterable(told)}))

    def _rank(
        self,
        entry: Entry,
        said: Sense,
        keys: set[str],
        headings: set[str],
        section: Section,
    ) -> float:
        """How well a label agrees with a known one; 0 where it does not."""
        is_placed = bool(entry.known.heading)
        if is_placed and not (
            entry.heading_key in headings
            or (entry.section and is_within(section.key, entry.section))
        ):
            return 0
        if not said.words:
            return 0
        rank = _rank_of_words(entry, said, keys, section)
        is_vague = said.words <= VAGUE and not is_placed and rank < 4
        if is_vague:
            return min(rank, 1)
        return rank + (0.5 if is_placed and rank >= 2 else 0)

    def _fits(self, entry: Entry, section: Section, said: Sense, shape: Shape) -> bool:
        """Whether section, unit and kind of period allow a line item."""
        item = self.line_items.get(entry.known.line_item_key)
        if item is None or not fits(self.chart, self.statement, section.key, item.key):
            return False
        return _fits_unit(item, section, said, shape) and _fits_period(
            item, entry, self.statement, said, shape
        )


@lru_cache(maxsize=20_000)
def _candidates(
    reading: Lexicon,
    label: str,
    above: tuple[str, ...],
    section: Section,
    shape: Shape,
) -> tuple[Candidate, ...]:
    """The meanings of a label: every table is asked whether it is each statement."""
    return reading.of_label(label, above, section, shape)


@lru_cache(maxsize=64)
def lexicon(chart: Chart, company_key: str, statement: str) -> Lexicon:
    """What a statement of a company is read with: general labels, and line items."""
    names = chart.names_of(company_key)
    items = chart.line_items_of(company_key)
    pool = (statement, *COMPANIONS.get(statement, ()))
    known = [
        (one, "a general label")
        for one in chart.general_labels()
        if one.statement in pool
    ]
    known += [
        (KnownLabel("", item.statement, "", item.label, item.key), "the line item")
        for item in items.values()
        if item.statement in pool
    ]
    known += [
        (one, f"the company's label in {one.statement}")
        for one in chart.own_labels(company_key)
        if one.segment_key == TOTAL and one.product_key == TOTAL
    ]
    return Lexicon(
        chart,
        company_key,
        statement,
        names,
        tuple(_entry(one, source, names) for one, source in known),
        items,
        chart.tagged_line_items(company_key),
    )


def own_meaning(
    labels: Iterable[KnownLabel], statement: str, line: Line, title: str = ""
) -> KnownLabel | None:
    """The company's own label of a line, as the warehouse finds it.

    One below its heading, or the title of its table, comes before one below any, one
    as printed before one with placeholders for its dates and its amount.
    """
    heading = label_key(line.heading or title)
    keys = label_keys(line.label)
    found = [
        (
            label_key(one.heading) == "",
            keys.index(label_key(one.label)),
            one.line_item_key,
            one,
        )
        for one in labels
        if one.statement == statement
        and label_key(one.label) in keys
        and label_key(one.heading) in (heading, "")
    ]
    return min(found, key=lambda one: one[:3])[3] if found else None


def shown(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The candidates that are worth a person's look."""
    return tuple(candidates[:SHOWN])


def _entry(known: KnownLabel, source: str, names: tuple[str, ...]) -> Entry:
    return Entry(
        known,
        label_key(known.label),
        sense(known.label, names),
        section_of(known.statement, known.heading) if known.heading else "",
        label_key(known.heading),
        source,
    )


def _rank_of_words(
    entry: Entry, said: Sense, keys: set[str], section: Section
) -> float:
    if entry.key in keys:
        return 4
    words, other = said.words, entry.sense.words
    is_rest = OTHER & words and "comprehensive" not in words
    if words == other and is_rest and said.is_total != entry.sense.is_total:
        return 1
    if words == other:
        is_alike = (said.is_total, said.is_net) == (
            entry.sense.is_total,
            entry.sense.is_net,
        )
        return 3.2 if is_alike else 3
    is_termed = section.key.startswith(("current", "noncurrent"))
    if is_rest and said.is_total != entry.sense.is_total:
        is_termed = False
    if is_termed and words - TERMS == other - TERMS and words - TERMS:
        return 2 if (words ^ other) & LENGTHS else 2.3
    shared = len(words & other) / len(words | other) if words | other else 0
    return shared if shared >= SIMILAR else 0


def _candidate(
    entry: Entry, said: Sense, rank: float, statement: str
) -> Candidate | None:
    """An entry as a candidate for a label; None where they name other ends or signs."""
    known = entry.known
    if rank >= 2 and rank < 4 and entry.sense.is_loss != said.is_loss:
        rank = 1
    is_of_flow = statement in ("income_statement", "comprehensive_income")
    negated = known.is_negated
    is_told_apart = is_of_flow and not EFFECTS & said.words
    if rank < 4 and is_told_apart and entry.sense.is_reversed != said.is_reversed:
        negated = "false" if negated == "true" else "true"
    if entry.sense.balance_at and entry.sense.balance_at != said.balance_at:
        return None
    how = (
        "says the same"
        if rank >= 4
        else "has the same words"
        if rank >= 3
        else "has the same words but for its term"
        if rank >= 2
        else "is like it"
    )
    return Candidate(
        known.line_item_key,
        f"{entry.source} {how}: {known.label}"
        + (f" (below {known.heading})" if known.heading else ""),
        int(rank * 10),
        known.segment_key,
        known.product_key,
        known.balance_at or said.balance_at,
        negated,
    )


def _fits_unit(item: LineItem, section: Section, said: Sense, shape: Shape) -> bool:
    unit = shape.unit or said.unit
    if unit:
        return item.unit == unit
    if section.key in PER_SHARE and not NUMBER & said.words:
        return item.unit.startswith("currency_per_")
    if section.key == "average_shares":
        return item.unit in ("shares", "ADS")
    names_shares = {"share", "averageshare", "ad", "pershare"} & said.words
    return item.unit in ("currency", "percent") or bool(names_shares)


def _fits_period(
    item: LineItem, entry: Entry, statement: str, said: Sense, shape: Shape
) -> bool:
    """A balance stands in a flow's column only as its opening or closing one."""
    balance_at = entry.known.balance_at or said.balance_at
    is_instant = item.period_type == "instant"
    period_type = shape.period_type or {
        "balance_sheet": "instant",
        "cash_flow": "duration",
        "income_statement": "duration",
        "comprehensive_income": "duration",
        "changes_in_equity": "duration",
    }.get(statement, "")
    if not period_type:
        return True
    if period_type == "instant":
        return is_instant and not balance_at
    return is_instant == bool(balance_at)
