"""Figures that are known already: what the company printed before of a period.

A comparison column tells again what an earlier release told first. The same figure of
the same line item, period, unit and scale is evidence for both; another one is a
restatement, or a mistake: for a person.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from kessan.foot import AMOUNT
from kessan.intake import landed_folders
from kessan.project import LANDING, SEEDS
from kessan.read.document import Place
from kessan.read.labels.candidates import own_meaning
from kessan.read.labels.chart import Chart, KnownLabel
from kessan.read.labels.meaning import Candidate, LabelMeaning, ResolvedTable, Standing
from kessan.read.labels.words import sense
from kessan.read.reading import ReadFigure
from kessan.read.second import number_of
from kessan.read.settle import content_in
from kessan.read.tables.printed import Line

Cells = Mapping[str, str]
Meaning = tuple[str, str, str, str]
# Period, unit, scale and scenario of an amount.
Where = tuple[str, str, str, str, str]
# A statement, the title of a table of it, and a label there.
Titled = tuple[str, str, str]
# A figure of fewer digits is too common to tell anything, or to tell a label.
DIGITS, TELLING_DIGITS = 3, 4
# The share of words that a label has in common with one that its figures are of.
SIMILAR = 0.5


@dataclass(frozen=True)
class Fact:
    """A figure that a release has printed of a line item."""

    meaning: Meaning
    statement: str
    label: str
    value: Decimal
    release_id: str


@dataclass(frozen=True)
class KnownFigures:
    """The facts of a company by period, unit, scale and scenario, the latest last.

    `below_titles` are the labels that its releases print below no heading, where no tag
    says what they are: each with its statement and the title of its table.
    """

    facts: Mapping[Where, Sequence[Fact]] = field(default_factory=dict)
    below_titles: frozenset[Titled] = frozenset()

    def same_as(self, meaning: Meaning, where: Where) -> list[Fact]:
        """What is known of a line item there."""
        return [one for one in self.facts.get(where, ()) if one.meaning == meaning]


def known_figures(
    company_key: str,
    chart: Chart,
    before: str,
    besides: str,
    folders: Iterable[Path] | None = None,
) -> KnownFigures:
    """The amounts that releases of a company print, as far as its labels tell.

    Of those published by the day `before`, without the one that is read. `folders`
    have their CSVs; None takes the seeds and all of `landing`.
    """
    if folders is None:
        folders = [SEEDS / "release", *landed_folders(LANDING)]
    releases: dict[str, str] = {}
    rows: list[dict[str, str]] = []
    columns: dict[tuple[str, ...], Cells] = {}
    tables: dict[tuple[str, str], Cells] = {}
    for folder in folders:
        content = content_in(folder)
        for row in content.get("releases.csv", []):
            if row["company_key"] == company_key and row["release_id"] != besides:
                releases[row["release_id"]] = row["published_at"]
        columns |= {
            (row["release_id"], row["table_id"], row["column_number"]): row
            for row in content.get("column_headings.csv", [])
        }
        tables |= {
            (row["release_id"], row["table_id"]): row
            for row in content.get("printed_tables.csv", [])
        }
        for name in ("lines.csv", "figures.csv"):
            rows += content.get(name, [])
    early = {release_id for release_id, at in releases.items() if at[:10] <= before}
    rows.sort(key=lambda row: releases.get(row["release_id"], ""))
    facts: dict[Where, list[Fact]] = defaultdict(list)
    own = chart.own_labels(company_key)
    tagged = chart.tagged_line_items(company_key)
    for row in rows:
        if row["release_id"] in early:
            at_table = row["release_id"], row["table_id"]
            for where, fact in _facts(row, tables[at_table], columns, own, tagged):
                facts[where].append(fact)
    own_rows = (
        (row, tables[row["release_id"], row["table_id"]])
        for row in rows
        if row["release_id"] in releases
    )
    below_titles = frozenset(
        (table["statement"], table["title"], row["label"])
        for row, table in own_rows
        if table["title"] and not row["heading"] and not row.get("concept")
    )
    return KnownFigures(facts, below_titles)


def _facts(
    row: Cells,
    table: Cells,
    columns: Mapping[tuple[str, ...], Cells],
    own: Iterable[KnownLabel],
    tagged: Mapping[str, Collection[str]],
) -> Iterator[tuple[Where, Fact]]:
    """The amounts of a row, where the company's own labels know what it is.

    Where it is tagged as something else they do not.
    """
    line = Line(1, Place(1), row["label"], (), headings=(row["heading"],))
    label = own_meaning(own, table["statement"], line, table["title"])
    of_concept = tagged.get(row.get("concept", ""), ())
    if label is None or (of_concept and label.line_item_key not in of_concept):
        return
    for number, text in _texts(row):
        column = columns.get((row["release_id"], row["table_id"], number), {})
        value = number_of(text)
        where = _where_of(row, column)
        if value is not None and where:
            release_id = row["release_id"]
            yield (
                where,
                Fact(
                    label.meaning, table["statement"], row["label"], value, release_id
                ),
            )


def _texts(row: Cells) -> Iterator[tuple[str, str]]:
    """The figures of a row of lines.csv or figures.csv, with their columns."""
    if "printed_text" in row:
        yield row["column_number"], row["printed_text"]
        return
    for name, text in row.items():
        if name.startswith("column_") and text:
            yield name.removeprefix("column_"), text


def _where_of(row: Cells, column: Cells) -> Where | None:
    """Where a figure of a row belongs; None where it is no amount of a known unit."""

    def of(name: str) -> str:
        return row.get(name) or column.get(name, "")

    if of("measure") != AMOUNT or not of("unit") or not of("period_end"):
        return None
    start = of("period_start") if not row.get("period_end") else row["period_start"]
    return start, of("period_end"), of("unit"), of("scale"), of("scenario")


def where_of(figure: ReadFigure) -> Where | None:
    """Where a figure that was read belongs; None where not all of it is known."""
    period = figure.period
    if figure.measure != AMOUNT or period is None or figure.scale is None:
        return None
    start = str(period.start or "")
    return start, str(period.end), figure.unit, str(figure.scale), figure.scenario


def with_known(
    figure: ReadFigure, meaning: LabelMeaning | None, known: KnownFigures
) -> ReadFigure:
    """A figure with what is known of its line item and period already."""
    where = where_of(figure)
    if not (meaning and meaning.is_known and where) or figure.value is None:
        return figure
    facts = known.same_as(meaning.meaning, where)
    same = [one for one in facts if one.value == figure.value]
    if same:
        said = f"it is known from {same[0].release_id}"
        has_digits = _digits(figure.value) >= DIGITS
        evidence = (*figure.evidence, said) if has_digits else figure.evidence
        return replace(figure, evidence=evidence)
    if facts:
        said = f"{facts[-1].release_id} prints {facts[-1].value:,} for it"
        return replace(figure, doubts=(*figure.doubts, said))
    return figure


def with_known_labels(
    one: ResolvedTable,
    figures: Iterable[ReadFigure],
    known: KnownFigures,
    names: tuple[str, ...],
) -> ResolvedTable:
    """A table whose unknown labels are told by figures that are known already.

    They are taken where the words allow it too, and offered to a person where not.
    """
    by_line: dict[int, list[ReadFigure]] = defaultdict(list)
    for figure in figures:
        by_line[figure.line_number].append(figure)
    taken = {meaning.meaning for meaning in one.meanings if meaning.is_known}
    told = {
        meaning.line_number: fact
        for meaning in one.meanings
        if not meaning.is_known
        and (fact := _told(by_line[meaning.line_number], one.statement, known))
        and fact.meaning not in taken
    }
    found = []
    for meaning in one.meanings:
        fact = told.get(meaning.line_number)
        is_alone = fact and [x.meaning for x in told.values()].count(fact.meaning) == 1
        if fact and is_alone:
            meaning = _as_known(meaning, fact, names)
        found.append(meaning)
    return replace(one, meanings=tuple(found))


def _told(
    figures: Iterable[ReadFigure], statement: str, known: KnownFigures
) -> Fact | None:
    """The fact whose figures a line prints, if they are of one line item alone."""
    facts: dict[Meaning, Fact] = {}
    for figure in figures:
        where = where_of(figure)
        if where is None or figure.value is None:
            continue
        if _digits(figure.value) < TELLING_DIGITS:
            continue
        for fact in known.facts.get(where, ()):
            if fact.value == figure.value and fact.statement == statement:
                facts[fact.meaning] = fact
    return next(iter(facts.values())) if len(facts) == 1 else None


def _as_known(one: LabelMeaning, fact: Fact, names: tuple[str, ...]) -> LabelMeaning:
    said = f"its figures are those of {fact.label!r} in {fact.release_id}"
    line_item, segment, product, balance_at = fact.meaning
    candidate = Candidate(
        line_item,
        said,
        segment_key=segment,
        product_key=product,
        balance_at=balance_at,
    )
    words, other = sense(one.label, names).words, sense(fact.label, names).words
    is_like = len(words & other) >= SIMILAR * len(words | other) > 0
    offered = [same for same in one.candidates if same.meaning == fact.meaning]
    if offered or is_like:
        return one.taken(offered[0] if offered else candidate, said)
    others = (same for same in one.candidates if same.meaning != fact.meaning)
    return replace(
        one,
        standing=Standing.UNSURE,
        evidence=(said, *one.evidence),
        candidates=(candidate, *others),
    )


def _digits(value: Decimal) -> int:
    """How many digits a figure has, without zeros at its ends."""
    digits = "".join(map(str, value.as_tuple().digits)).strip("0")
    return len(digits)
