"""What is published of a company: its names, its calendar, its labels and numbers."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, cached_property

from kessan.answers.reading import Reading, Row
from kessan.read.columns.calendars import Calendar, Unsure
from kessan.read.columns.periods import read_period, read_words
from kessan.read.labels.words import sense
from kessan.read.prose.figure import ACTUAL, AMOUNT, GROWTH, Period
from kessan.read.prose.label import folded
from kessan.read.prose.periods import resolver
from kessan.read.prose.tokens import Lexer
from kessan.verify.claim import Known
from kessan.verify.words import SPLIT, rows

TOTAL = "total"
SOLD = "revenues"
# How far apart days a year apart may lie, in calendars of weeks.
YEAR, SLACK = timedelta(days=365), timedelta(days=9)
QUARTER = timedelta(days=91)
# Another name of a member, as in `Data centers (DC)`.
ASIDE = re.compile(r"\s*\([^)]*\)")
# A loss is named by the line item that it is a negative one of.
LOSS = re.compile(r"\bloss(?:es)?\b", re.IGNORECASE)
Item = tuple[str, str, str]
# The words of a label in any order.
Name = frozenset[str]

_COMPANY = """
    select
        company_key, label, short_label, currency, fiscal_year_end_month,
        fiscal_year_named_after
    from marts.dim_company where company_key = $company
"""
_METRICS = """
    select
        metrics.metric_key as key, metrics.line_item_key, metrics.segment_key,
        metrics.product_key, metrics.period_start, metrics.period_end,
        metrics.scenario_key as scenario, metrics.unit, metrics.value,
        metrics.low, metrics.high, metrics.decimals, metrics.figure_key,
        metrics.release_id, figures.printed_text, figures.measure,
        figures.release_id || ', ' || figures.table_id || ', line '
        || figures.line_number as source,
        verdicts.verdict, true as is_latest,
        metrics.is_computed and metrics.figure_key is null as is_computed
    from marts.fct_metrics as metrics
    left join audit.metric_verdicts as verdicts using (metric_key)
    left join marts.fct_reported_figures as figures
        on metrics.figure_key = figures.figure_key
    where
        metrics.company_key = $company
        and (
            cast($as_of as date) is null
            or cast(metrics.published_at as date) <= $as_of
        )
    order by metrics.metric_key
"""
_PRINTED = """
    select
        figures.figure_key as key, figures.line_item_key, figures.segment_key,
        figures.product_key, figures.period_start, figures.period_end,
        figures.scenario_key as scenario, figures.unit, figures.value,
        null as low, null as high, figures.decimals, figures.figure_key,
        figures.release_id, figures.printed_text, figures.measure,
        figures.release_id || ', ' || figures.table_id || ', line '
        || figures.line_number as source,
        coverage.verdict,
        figures.is_latest or figures.superseded_at > cast($as_of as date) as is_latest,
        false as is_computed
    from marts.fct_reported_figures as figures
    left join audit.figure_coverage as coverage using (figure_key)
    where
        figures.company_key = $company
        and figures.value is not null
        and figures.held_apart is null
        and figures.measure in ('amount', 'ratio', 'yoy_percent')
        and (figures.measure <> 'yoy_percent' or figures.comparison = 'year_ago')
        and (cast($as_of as date) is null or figures.announced_on <= $as_of)
    order by figures.figure_key
"""
_LABELS = """
    select distinct printed_label as label, line_item_key, segment_key, product_key
    from marts.fct_reported_figures
    where
        company_key = $company
        and held_apart is null
        and line_item_key is not null
    union
    select
        line_items.label, metrics.line_item_key, metrics.segment_key,
        metrics.product_key
    from marts.fct_metrics as metrics
    inner join marts.dim_line_item as line_items using (line_item_key)
    where metrics.company_key = $company
    union
    select
        items.label, metrics.line_item_key, metrics.segment_key, metrics.product_key
    from marts.fct_metrics as metrics
    inner join marts.dim_comparable_item as items using (line_item_key)
    where metrics.company_key = $company
    order by all
"""
_MEMBERS = """
    select 'segment' as kind, segment_key as key, label from marts.dim_segment
    union all
    select 'product', product_key, label from marts.dim_product
"""
_ITEMS = """
    select
        line_item_key, label, period_type,
        statement = 'income_statement' and balance = 'debit' as is_cost
    from marts.dim_line_item
"""


def words_of_items() -> dict[Name, set[str]]:
    """Line items by the words that people use for them, whoever the issuer is."""
    found: dict[Name, set[str]] = defaultdict(set)
    for row in rows("item_words.csv"):
        found[sense(row["words"]).words].add(row["line_item_key"])
    return dict(found)


@cache
def phrases_of_items() -> frozenset[str]:
    """What people call line items, as it is written."""
    return frozenset(folded(row["words"]) for row in rows("item_words.csv"))


def parts_of(item: Item) -> list[tuple[str, str]]:
    """The segment and the product that an item is of, if it is of one."""
    named = zip(("segment", "product"), item[1:], strict=True)
    return [(kind, key) for kind, key in named if key != TOTAL]


@dataclass
class Issuer:
    """A company as it is published, up to a day where one is given."""

    reading: Reading
    company_key: str
    as_of: date | None = None
    _row: Row = field(init=False)

    def __post_init__(self) -> None:
        """Read who it is."""
        (self._row,) = self.reading.rows(_COMPANY, {"company": self.company_key})

    @property
    def currency(self) -> str:
        """The currency that it reports in, by its code."""
        return str(self._row["currency"])

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called."""
        names = (self._row["label"], self._row["short_label"])
        return tuple(name for name in names if name)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of its names."""
        said = " ".join((*self.names, self.company_key)).lower()
        return frozenset(re.findall(r"[^\s,.]+", said))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words of its names, and of all its line items, segments and products."""
        labels = [row["label"] for row in self._label_rows]
        labels += [row["label"] for row in self.reading.rows(_MEMBERS)]
        labels += [row["words"] for row in rows("item_words.csv")]
        return self.words | {
            word for label in labels for word in SPLIT.split(label.lower())
        }

    @cached_property
    def lexer(self) -> Lexer:
        """What reads words in its currency."""
        return Lexer(self.currency, {})

    def is_named(self, text: str) -> bool:
        """Whether a text calls it by a name, or by the first word of one."""
        firsts = {name.split()[0].strip(",.").lower() for name in self.names}
        return bool(firsts & set(re.findall(r"[\w&.-]+", text.lower())))

    @cached_property
    def calendar(self) -> Calendar:
        """Its fiscal years, with the last days that are known."""
        return Calendar(
            self._row["fiscal_year_end_month"],
            self._row["fiscal_year_named_after"],
            tuple(sorted(self.seen)),
        )

    @cached_property
    def seen(self) -> frozenset[date]:
        """The last days of its periods."""
        return frozenset(known.period[1] for known in self.known)

    @cached_property
    def latest(self) -> date:
        """The last day of its latest period that is over."""
        return max(k.period[1] for k in self.known if k.scenario == "actual")

    @cached_property
    def known(self) -> tuple[Known, ...]:
        """Every number: the latest words first, then what was printed."""
        asked = {"company": self.company_key, "as_of": self.as_of}
        rows = self.reading.rows(_METRICS, asked) + self.reading.rows(_PRINTED, asked)
        return tuple(_known(row) for row in rows)

    @cached_property
    def by_period(self) -> dict[tuple[Item, Period, str], list[Known]]:
        """Its numbers by what they are of, when, and whether it happened."""
        found: dict[tuple[Item, Period, str], list[Known]] = defaultdict(list)
        for known in self.known:
            found[known.item, known.period, known.scenario].append(known)
        return {about: _finest(of) for about, of in found.items()}

    @cached_property
    def period_types(self) -> dict[str, str]:
        """Whether a line item is of an instant or a duration."""
        return {row["line_item_key"]: row["period_type"] for row in self._item_rows}

    @cached_property
    def costs(self) -> frozenset[str]:
        """The line items that are costs: statements print them with either sign."""
        return frozenset(r["line_item_key"] for r in self._item_rows if r["is_cost"])

    @cached_property
    def _item_rows(self) -> list[Row]:
        own = {item[0] for item in self._own}
        return [r for r in self.reading.rows(_ITEMS) if r["line_item_key"] in own]

    @cached_property
    def _own(self) -> frozenset[Item]:
        return frozenset(known.item for known in self.known)

    @cached_property
    def _members(self) -> dict[tuple[str, str], set[frozenset[str]]]:
        """The words that each segment and product goes by.

        They are its label, and what printed labels have beside their line item's.
        """
        found: dict[tuple[str, str], set[frozenset[str]]] = defaultdict(set)
        for row in self.reading.rows(_MEMBERS):
            if row["key"] == TOTAL:
                continue
            for label in (row["label"], ASIDE.sub("", row["label"])):
                if words := sense(label, self.names).words:
                    found[row["kind"], row["key"]].add(words)
        for words, item in self._labelled:
            for of in self._item_names[item[0]]:
                if rest := (words - of if of < words else frozenset()):
                    for member in parts_of(item):
                        found[member].add(rest)
        return found

    @cached_property
    def _labelled(self) -> set[tuple[frozenset[str], Item]]:
        """The words of every printed label, and what it is of."""
        return {
            (
                sense(row["label"], self.names).words,
                (row["line_item_key"], row["segment_key"], row["product_key"]),
            )
            for row in self._label_rows
        }

    @cached_property
    def _label_rows(self) -> list[Row]:
        return self.reading.rows(_LABELS, {"company": self.company_key})

    @cached_property
    def _item_names(self) -> dict[str, set[Name]]:
        """The names of each line item, of whichever company."""
        found: dict[str, set[Name]] = defaultdict(set)
        for row in self._item_rows:
            found[row["line_item_key"]].add(sense(row["label"], self.names).words)
        for name, keys in words_of_items().items():
            for key in keys & found.keys():
                found[key].add(name)
        return found

    @cached_property
    def _named(self) -> dict[frozenset[str], set[Item]]:
        """The items by their names: as printed, and as the line item is called."""
        found: dict[frozenset[str], set[Item]] = defaultdict(set)
        for words, item in self._labelled:
            if words:
                found[words].add(item)
        for item in self._own:
            for words in self._item_names[item[0]]:
                if item[1:] == (TOTAL, TOTAL):
                    found[words].add(item)
                for member in parts_of(item):
                    for more in self._members.get(member, ()):
                        found[words | more].add(item)
        return found

    def items(self, label: str, around: str = "") -> set[Item]:
        """What a label may mean: of the company as a whole before its parts.

        The text `around` it may have named a part, which it may be of as well.
        """
        found = self._called(label)
        if not around or not any(item[1:] == (TOTAL, TOTAL) for item in found):
            return found
        words = sense(around, self.names).words - sense(label, self.names).words
        parts = {
            key
            for key, names in self._members.items()
            if any(name <= words for name in names)
        }
        return found | {
            item
            for item in self._own
            if (item[0], TOTAL, TOTAL) in found
            and (("segment", item[1]) in parts or ("product", item[2]) in parts)
        }

    def member_words(self, around: str) -> frozenset[str]:
        """The words, as written, of the segments and products that a text names."""
        said = sense(around, self.names).words
        named = [name for names in self._members.values() for name in names]
        parts = frozenset().union(*(name for name in named if name <= said))
        return frozenset(
            word
            for word in re.findall(r"[\w&]+", around.lower())
            if sense(word, self.names).words & parts
        )

    def year_before(self, period: Period) -> Period | None:
        """The period of its own that lies a year before another."""
        return next((of for of in self.periods if is_year_ago(of, period)), None)

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """Its periods that are over."""
        found = {k.period for k in self.known if k.scenario == ACTUAL}
        return tuple(sorted(found, key=lambda one: (one[1], one[0] or one[1])))

    def named(self, label: str) -> set[Item]:
        """The line item that a label is the name of in the dictionary, if any."""
        return self._labels.get(folded(label), set())

    def _is_own_name(self, label: str) -> bool:
        """Whether it is a line item's own label, and no word that may mean more."""
        key = folded(label)
        return key in self._labels and key not in phrases_of_items()

    @cached_property
    def _labels(self) -> dict[str, set[Item]]:
        """Line items of the company as a whole by their labels in the dictionary."""
        found: dict[str, set[Item]] = defaultdict(set)
        for row in self._item_rows:
            item = (row["line_item_key"], TOTAL, TOTAL)
            if item in self._own:
                found[folded(row["label"])].add(item)
        return found

    def _called(self, label: str) -> set[Item]:
        """What a label may mean by itself."""
        by_key = (label.strip().lower(), TOTAL, TOTAL)
        if by_key in self._own and "_" in label:
            return {by_key}
        if self._is_own_name(label):
            return self._labels[folded(label)]
        names = [label]
        if sense(label, self.names).is_loss:
            names += [LOSS.sub(word, label) for word in ("income", "profit")]
        forms = [sense(name, self.names).words for name in names]
        found: set[Item] = next(
            (self._named[words] for words in forms if words in self._named), set()
        )
        whole = {item for item in found if item[1:] == (TOTAL, TOTAL)}
        # A product that is named alone is told by what it brings in.
        sold = {item for item in found if item[0] == SOLD}
        return whole or sold or found

    def resolver(self, year_end: date | None) -> Callable[[str], Period | None]:
        """Which period words name; `year_end` completes words that say no year."""
        if year_end:
            return resolver(self.calendar, self.seen, year_end)
        return self.resolve

    def resolve(self, text: str) -> Period | None:
        """The period that words name in full, or None."""
        found = read_period(read_words(text), self.calendar, self.seen)
        return None if isinstance(found, Unsure) else (found.start, found.end)

    def instant(self, text: str) -> Period | None:
        """The day that words name for a balance, or None."""
        found = read_period(read_words(text), self.calendar, self.seen, True)
        return None if isinstance(found, Unsure) else (None, found.end)


def is_year_ago(base: Period, period: Period) -> bool:
    """Whether one period lies a year before another, and is as long."""
    if (base[0] is None) != (period[0] is None):
        return False
    if base[0] and period[0] and abs(period[0] - base[0] - YEAR) > SLACK:
        return False
    return abs(period[1] - base[1] - YEAR) <= SLACK


def is_just_before(base: Period, period: Period) -> bool:
    """Whether one period ends where another begins, and is as long.

    Of balances it is the last quarter end before.
    """
    if base[0] is None or period[0] is None:
        return base[0] is period[0] and abs(period[1] - base[1] - QUARTER) <= SLACK
    is_as_long = abs((period[1] - period[0]) - (base[1] - base[0])) <= SLACK
    return is_as_long and period[0] - base[1] == timedelta(days=1)


def _finest(of: list[Known]) -> list[Known]:
    """Numbers without those that say the same less exactly."""
    return [
        one
        for one in of
        if not any(
            other.high - other.low < one.high - one.low
            and one.low <= other.value <= one.high
            and (other.unit, other.measure) == (one.unit, one.measure)
            for other in of
        )
    ]


def _known(row: Row) -> Known:
    value, decimals = row["value"], row["decimals"]
    half = Decimal(0) if decimals is None else Decimal(1).scaleb(-decimals) / 2
    low = row["low"] if row["low"] is not None else value - half
    high = row["high"] if row["high"] is not None else value + half
    return Known(
        key=row["key"],
        item=(row["line_item_key"], row["segment_key"], row["product_key"]),
        period=(row["period_start"], row["period_end"]),
        scenario=row["scenario"],
        unit=row["unit"],
        value=value,
        low=low,
        high=high,
        measure=GROWTH if row["measure"] == GROWTH else AMOUNT,
        figure_key=row["figure_key"],
        release_id=row["release_id"] or "",
        printed_text=row["printed_text"] or "",
        source=row["source"] or "",
        verdict=row["verdict"],
        is_latest=row["is_latest"],
        is_computed=row["is_computed"],
    )


def keys_of(items: Iterable[Item]) -> str:
    """Items in words for a reason."""
    return ", ".join(
        " of ".join(part for part in item if part != TOTAL) for item in sorted(items)
    )
