"""The members of axes that the columns and lines of a table are of.

Tags say so: what all tags of a column have in common is the column's, what all of a
line have is the line's. Where nothing is tagged, the columns of a statement of changes
in equity, or the lines below a heading in it, are named as the components of equity.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kessan.read.document import Tag
from kessan.read.labels.chart import Chart, Member
from kessan.read.labels.words import sense
from kessan.read.tables.printed import Line, PrintedTable
from kessan.read.tags import values_of

Pair = tuple[str, str]
Pairs = frozenset[Pair]
Cells = dict[str, str]

NONE: Pairs = frozenset()
SEGMENT, PRODUCT, GEOGRAPHY = "segment", "product", "geography"
COMPONENT = "equity_component"
CHANGES_IN_EQUITY = "changes_in_equity"
# What a figure of a segment is anyway, by the axes of the taxonomies.
OF_SEGMENTS = ("consolidation_items", "operating_segments")
# The statement of a table whose figures are of an axis.
STATEMENTS = {SEGMENT: "segment_information", PRODUCT: "revenue_breakdown"}
# How the components of equity are headed, in the order that they are looked for.
COMPONENTS = (
    (r"\bnon-?controlling|\bminority", "noncontrolling_interests"),
    (r"\baccumulated other comprehensive", "accumulated_other_comprehensive_income"),
    (
        r"\b(?:common|ordinary|capital) (?:stock|shares?)\b.*\band (?:additional )?"
        r"paid",
        "common_stock_and_additional_paid_in_capital",
    ),
    (
        r"\bpaid[- ]in[- ]capital|\bcapital (?:in excess|surplus)|\bshare premium",
        "additional_paid_in_capital",
    ),
    (
        r"\b(?:retained|reinvested) earnings|\baccumulated deficit|\bearnings reinvest",
        "retained_earnings",
    ),
    (r"\btreasury (?:stock|shares?)", "treasury_stock"),
    (
        r"\b(?:common|capital|ordinary) (?:stock|shares?)|\bshare capital",
        "common_stock",
    ),
)
TOTAL = re.compile(r"\btotal\b|^\W*equity\W*$", re.I)
OF_PARENT = re.compile(r"\b(?:share|stock)(?:holders|owners)\b|\bparent\b", re.I)
# What a title adds to the name of a segment.
SEGMENT_WORD = re.compile(r"\bsegments?\b", re.I)
# What ends a name in a taxonomy, and says nothing.
ENDING = re.compile(r"(?:Segment|Segments)?Member$")
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
FIRST_ORDER = "500"


@dataclass(frozen=True)
class TableMembers:
    """The members of a table: of its columns and lines, by number from 1.

    `odd` are the cells, by line and column, whose tags have other members than their
    line and column. `rows` are the rows of segments.csv, products.csv and members.csv
    that are not there yet, by the member that they are of.
    """

    columns: Mapping[int, Pairs] = field(default_factory=dict)
    lines: Mapping[int, Pairs] = field(default_factory=dict)
    odd: frozenset[tuple[int, int]] = frozenset()
    rows: Mapping[Pair, tuple[str, Cells]] = field(default_factory=dict)

    def needed(self) -> Iterator[tuple[str, Cells]]:
        """The rows of the members that its columns and lines name, by their CSV."""
        named = {*self.columns.values(), *self.lines.values()}
        for pair in sorted(set().union(*named)):
            if pair in self.rows:
                yield self.rows[pair]

    def of(self, line_number: int, column_number: int) -> Pairs:
        """The members of a cell."""
        own = self.lines.get(line_number, NONE)
        return own | self.columns.get(column_number, NONE)


NO_MEMBERS: TableMembers = TableMembers()


@dataclass(frozen=True)
class MemberBook:
    """What the members of a document's tags are for a company.

    `names` are how the document prints them, where it has the same letters; `tagged`
    are its axes with their members, as its tags call them.
    """

    chart: Chart
    company_key: str
    names: Mapping[str, str]
    tagged: Collection[Pair] = ()

    def pairs(
        self, tag: Tag, rows: dict[Pair, tuple[str, Cells]] | None = None
    ) -> Pairs:
        """The members of a tag; `rows` gets the rows that must be added.

        That a segment is one that operates says nothing.
        """
        found = set()
        for axis, member in tag.members:
            pair, row = self.pair(axis, member)
            found.add(pair)
            if row and rows is not None:
                rows[pair] = row
        if any(axis == SEGMENT for axis, _ in found):
            found.discard(OF_SEGMENTS)
        return frozenset(found)

    def pair(self, axis: str, member: str) -> tuple[Pair, tuple[str, Cells] | None]:
        """An axis and a member of the project, and the row that must be added."""
        concepts = self.chart.concepts
        own_axis = concepts[axis].axis if axis in concepts else _axis_key(axis)
        if member in concepts and concepts[member].axis == own_axis:
            return (own_axis, concepts[member].member_key), None
        local = ENDING.sub("", member.rpartition(":")[2])
        label = self.names.get(member) or " ".join(WORD.findall(local)) or local
        file = SEGMENT if own_axis == GEOGRAPHY else own_axis
        for known in self._known(file):
            if letters(known.label) == letters(label):
                return (file, known.key), None
        key = _key(label)
        if file in (SEGMENT, PRODUCT):
            key = f"{self.company_key}_{key}"
        return (file, key), self._row(own_axis, key, label)

    def _known(self, axis: str) -> Iterator[Member]:
        chart = self.chart
        of_axis: Iterable[Member] = {
            SEGMENT: chart.segments,
            PRODUCT: chart.products,
        }.get(axis) or (one for one in chart.members if one.kind == axis)
        return (one for one in of_axis if one.company_key in ("", self.company_key))

    def _row(self, axis: str, key: str, label: str) -> tuple[str, Cells]:
        common = {"company_key": self.company_key, "label": label}
        common["display_order"] = FIRST_ORDER
        if axis in (SEGMENT, GEOGRAPHY):
            kind = "operating" if axis == SEGMENT else GEOGRAPHY
            return "segments", {"segment_key": key, **common, "segment_type": kind}
        if axis == PRODUCT:
            whole = {"parent_product_key": "total", "relation_to_parent": "part"}
            own = {"product_key": key, "product_type": "", "recurrence": ""}
            return "products", {**own, **common, **whole}
        return "members", {"axis": axis, "member_key": key, **common}


def book_of(
    tables: Sequence[PrintedTable], chart: Chart, company_key: str
) -> MemberBook:
    """The members of the tags of tables, with the names that are printed for them."""
    names: dict[str, str] = {}
    tagged: dict[Pair, None] = {}
    for table in tables:
        for line in table.lines:
            for cell, column in zip(line.cells, table.columns, strict=True):
                for tag in values_of(cell):
                    tagged |= dict.fromkeys(tag.members)
                    for _, member in tag.members:
                        said = letters(ENDING.sub("", member.rpartition(":")[2]))
                        for text in (line.label, *column.headings[-1:]):
                            if member not in names and letters(text) == said:
                                names[member] = text.strip()
    return MemberBook(chart, company_key, names, tuple(tagged))


def shown(pairs: Pairs) -> str:
    """Members as the CSVs write them: `axis=member`, with semicolons between."""
    return ";".join(f"{axis}={member}" for axis, member in sorted(pairs))


def letters(text: str) -> str:
    """The letters and digits of a name: how a taxonomy and a document both write it."""
    return re.sub(r"[\W_]", "", text).lower()


def members_of(table: PrintedTable, statement: str, book: MemberBook) -> TableMembers:
    """The members of the columns and lines of a table, by its tags or its words."""
    tagged = {
        (line.number, column.number): tags
        for line in table.lines
        for cell, column in zip(line.cells, table.columns, strict=True)
        if (tags := values_of(cell))
    }
    if statement == CHANGES_IN_EQUITY:
        words = _by_words(table)
    else:
        words = NO_MEMBERS if tagged else _by_title(table, book)
    return _by_tags(table, tagged, words.columns, book) if tagged else words


def _by_title(table: PrintedTable, book: MemberBook) -> TableMembers:
    """A table that is called as a segment of the document's tags is all of it."""
    said = letters(SEGMENT_WORD.sub("", table.title))
    for axis, member in book.tagged:
        pair, row = book.pair(axis, member)
        name = book.names.get(member) or ENDING.sub("", member.rpartition(":")[2])
        if pair[0] == SEGMENT and said and said == letters(name):
            columns = {column.number: frozenset([pair]) for column in table.columns}
            return TableMembers(columns, rows={pair: row} if row else {})
    return NO_MEMBERS


def statement_of_members(table: PrintedTable, book: MemberBook) -> str:
    """The statement of a table, by the axis that at least half of its tags are of.

    Empty where none is, and where there are other axes than segments and products.
    """
    axes = [
        {axis for axis, _ in book.pairs(tag)}
        for line in table.lines
        for cell in line.cells
        for tag in values_of(cell)
    ]
    if not set().union(*axes) <= {*STATEMENTS, OF_SEGMENTS[0]}:
        return ""
    found = (
        statement
        for axis, statement in STATEMENTS.items()
        if axes and 2 * sum(axis in one for one in axes) >= len(axes)
    )
    return next(found, "")


def _by_tags(
    table: PrintedTable,
    tagged: Mapping[tuple[int, int], list[Tag]],
    headed: Mapping[int, Pairs],
    book: MemberBook,
) -> TableMembers:
    """What the tags of a table say; `headed` are the components that headings name."""
    rows: dict[Pair, tuple[str, Cells]] = {}
    cells = {
        place: {book.pairs(tag, rows) for tag in tags} for place, tags in tagged.items()
    }
    columns = {
        column.number: _common(
            sets for (_, at), sets in cells.items() if at == column.number
        )
        for column in table.columns
    }
    lines = {
        line.number: _common(
            sets for (at, _), sets in cells.items() if at == line.number
        )
        for line in table.lines
    }
    if len(cells) > 1:
        # What the whole table is of is said by its columns.
        everywhere = _common({columns[at]} for at in {at for _, at in cells})
        lines = {number: pairs - everywhere for number, pairs in lines.items()}
    for number, pairs in lines.items():
        at = [to for of, to in cells if of == number]
        if len(at) == 1 and sum(1 for _, to in cells if to == at[0]) > 1:
            # Nor does a line of one cell say what its column says of others.
            lines[number] = pairs - columns[at[0]]
    for number, pairs in columns.items():
        of_column = {at: sets for (at, to), sets in cells.items() if to == number}
        if len(of_column) == 1:
            # A column of one cell says nothing that its line does not.
            columns[number] = pairs - lines[next(iter(of_column))]
        own = headed.get(number, NONE)
        if own and all(min(sets, key=len) <= own for sets in of_column.values()):
            # The concept says whose equity it is, where no member does.
            columns[number] = own
            cells |= {(at, number): {own} for at in of_column}
    found = TableMembers(columns, lines, rows=rows)
    odd = {
        place
        for place, sets in cells.items()
        if found.of(*place) not in sets or _is_twofold(found.of(*place))
    }
    return replace(found, odd=frozenset(odd))


def _common(cells: Iterable[Iterable[Pairs]]) -> Pairs:
    """What all cells have in common, each by the least of its tags."""
    known = [min(sets, key=len) for sets in cells]
    return frozenset.intersection(*known) if known else NONE


def _is_twofold(pairs: Pairs) -> bool:
    """Whether there are two members of one axis."""
    return len({axis for axis, _ in pairs}) < len(pairs)


def _axis_key(axis: str) -> str:
    return _key(" ".join(WORD.findall(axis.rpartition(":")[2].removesuffix("Axis"))))


def _key(label: str) -> str:
    return "_".join(re.findall(r"[a-z0-9]+", label.lower().replace("'", "")))


# --- words -------------------------------------------------------------------


def _by_words(table: PrintedTable) -> TableMembers:
    """The components that columns or lines are headed by, where two at least are."""
    headings = [column.heading for column in table.columns]
    named = [component_of(heading) for heading in headings]
    if len({one for one in named if one}) > 1:
        has_others = "noncontrolling_interests" in named
        columns = {}
        for at, (heading, name) in enumerate(zip(headings, named, strict=True), 1):
            own = name
            if TOTAL.search(heading):
                of_parent = has_others and OF_PARENT.search(heading)
                own = "shareholders_equity" if of_parent else ""
            columns[at] = frozenset({(COMPONENT, own)} if own else ())
        odd = frozenset(
            (line.number, at)
            for line in table.lines
            for at, heading in enumerate(headings, 1)
            if line.cells[at - 1] and not columns[at] and not TOTAL.search(heading)
        )
        return TableMembers(columns, odd=odd)
    lines = {line.number: _below(line) for line in table.lines if any(line.cells)}
    return TableMembers(lines={n: one for n, one in lines.items() if one})


def _below(line: Line) -> Pairs:
    """The component of the heading that a line stands below; a total is of none."""
    name = component_of(line.heading)
    if not name or sense(line.label).is_total:
        return NONE
    return frozenset({(COMPONENT, name)})


def component_of(heading: str) -> str:
    """The component of equity that a heading names, or nothing."""
    found = (key for words, key in COMPONENTS if re.search(words, heading.lower()))
    return next(found, "")
