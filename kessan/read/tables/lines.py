"""Lines of a table: their labels, what is doubtful in them, the headings above them.

A heading is a line without figures that ends with a colon, or that deeper or summed
lines follow. It stands over the lines below it up to its total, to a line that is
less deep, or to the next heading. Where nothing is set in, capitals are less deep.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kessan.read.document import Place
from kessan.read.tables.figures import LEADING_ZERO, RUN_TOGETHER, SPECK, digits, places
from kessan.read.tables.grid import Figure

# Words of labels, one row a language.
CANNOT_END = frozenset(
    {"a", "an", "and", "as", "at", "before", "by", "for", "from", "in"}
    | {"of", "on", "or", "per", "than", "the", "to", "with"}
)
SUMS = re.compile(
    r"(?:sub)?total\b|\bin total\b|合計|計$"
    r"|^(?:net )?cash (?:flows? )?\(?(?:generated|provided|used|from)"
    r"|^net (?:increase|decrease)",
    re.IGNORECASE,
)
FLOWS = re.compile(r"^(?:net )?cash\b", re.IGNORECASE)
SAY_NOTHING = frozenset(
    {"a", "and", "by", "cash", "flow", "flows", "for", "from", "generated", "in"}
    | {"net", "of", "on", "or", "provided", "subtotal", "the", "to", "total"}
    | {"used", "with"}
)
HEAD_NOTHING = re.compile(r"commitments?\b.*|contingenc\w+.*", re.IGNORECASE)

# From how many lines on, and how many of them with all figures, one with fewer is rare.
FEWEST_LINES = 3
USUAL = 0.6
# What two lines must differ in, as a part of the widest difference, to be set in.
FINEST = 0.1

HEADING_WITH_FIGURES = "other headings of the table have no figures"
WITHOUT_LABEL = "the line has neither a label nor all its figures"
OUT_OF_COLUMNS = "the line has a figure beside the columns of all others"
FEWER_FIGURES = "the line has fewer figures than others: they may have moved"
OTHER_PLACES = "no other figure of the column has as many places"


@dataclass(frozen=True)
class Entry:
    """A line on its way: `cells` has a figure or None for each column."""

    place: Place
    label: str
    indent: float
    cells: tuple[Figure | None, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Its figures, doubtful ones with them."""
        return tuple(figure for figure in self.cells if figure)

    @property
    def is_heading(self) -> bool:
        """Whether it has no figure at all, or a colon and no sure one."""
        if self.label.endswith(":"):
            return all(figure.doubt for figure in self.figures)
        return not self.figures


def key_of(label: str) -> str:
    """A label as it compares: without case, marks and blanks at its ends."""
    return " ".join(re.findall(r"\w+", label.casefold()))


def join_wrapped(entries: Sequence[Entry], known: frozenset[str]) -> list[Entry]:
    """The lines with labels that run over two rows made one.

    `known` are the keys of the labels that the document prints elsewhere.
    """
    joined: list[Entry] = []
    for entry in entries:
        if joined and _is_wrapped(joined[-1], entry, known):
            before = joined.pop()
            is_first = _has_digits(before) or not entry.figures
            entry = replace(
                before,
                label=f"{before.label} {entry.label}",
                cells=before.cells if is_first else entry.cells,
                place=before.place if is_first else entry.place,
            )
        joined.append(entry)
    return joined


def _is_wrapped(before: Entry, entry: Entry, known: frozenset[str]) -> bool:
    if not before.label or not entry.label or before.label.endswith(":"):
        return False
    if _has_digits(before) and _has_digits(entry):
        return False
    words = entry.label.split()
    if not _has_digits(entry) and key_of(f"{before.label} {entry.label}") in known:
        return True
    is_cut = before.label.split()[-1].casefold().strip(",") in CANNOT_END
    return is_cut or (words[0].isalpha() and words[0].islower())


def _has_digits(entry: Entry) -> bool:
    return any(re.search(r"\d|^[-–—]", f.text) for f in entry.figures)  # noqa: RUF001


def doubt(
    entries: Sequence[Entry], without_heading: Collection[int], can_move: bool
) -> list[Entry]:
    """The lines with what damage shows in them said as a doubt of their figures.

    `without_heading` are the columns, from 0, that nothing is printed above.
    `can_move` says that only separators tell columns: one lost moves all behind it.
    """
    usual = _usual_places(entries)
    bare = [e for e in entries if e.label.endswith(":") and not e.figures]
    width = Counter(_count(e) for e in entries if e.label and e.figures)
    full = width.most_common(1)[0][0] if width else 0
    strays = {n for n in without_heading if sum(bool(e.cells[n]) for e in entries) == 1}
    are_full = can_move and _are_full(entries)
    return [
        _moved(entry)
        if are_full and _lacks_last_figures(entry)
        else _doubted(entry, usual, bool(bare), full, strays)
        for entry in entries
    ]


def _are_full(entries: Sequence[Entry]) -> bool:
    """Whether nearly all lines have all their figures."""
    lines = [one for one in entries if one.figures and one.label]
    full = sum(None not in one.cells for one in lines)
    return len(lines) >= FEWEST_LINES and full >= USUAL * len(lines)


def _lacks_last_figures(entry: Entry) -> bool:
    """Whether a line has its first figures, and not the ones behind them."""
    count = len(entry.figures)
    return 0 < count < len(entry.cells) and None not in entry.cells[:count]


def _moved(entry: Entry) -> Entry:
    cells = (
        figure and replace(figure, doubt=figure.doubt or FEWER_FIGURES)
        for figure in entry.cells
    )
    return replace(entry, cells=tuple(cells))


def _doubted(
    entry: Entry,
    usual: Sequence[Counter[int]],
    are_bare: bool,
    full: int,
    strays: Collection[int],
) -> Entry:
    reason = OUT_OF_COLUMNS if any(entry.cells[n] for n in strays) else ""
    is_short = _count(entry) < full
    if is_short and any(figure.doubt == RUN_TOGETHER for figure in entry.figures):
        reason = RUN_TOGETHER
    is_torn = any(figure.doubt == LEADING_ZERO for figure in entry.figures)
    if entry.label.endswith(":") and (are_bare or is_torn):
        reason = HEADING_WITH_FIGURES
    elif not entry.label and (is_short or is_torn):
        reason = WITHOUT_LABEL
    cells = []
    for column, figure in enumerate(entry.cells):
        if figure and is_speck(figure):
            figure = replace(figure, doubt=SPECK)
        elif figure and not figure.doubt:
            own = reason or _doubt_of_places(entry, column, usual)
            figure = replace(figure, doubt=own)
        cells.append(figure)
    return replace(entry, cells=tuple(cells))


def is_speck(figure: Figure) -> bool:
    """Whether nothing that is read stands in a figure's place."""
    return not re.search(r"\w|[-–—−―‐*†]", figure.text)  # noqa: RUF001


def _count(entry: Entry) -> int:
    return sum(not is_speck(figure) for figure in entry.figures)


def _usual_places(entries: Sequence[Entry]) -> list[Counter[int]]:
    """For each column, how often figures have how many places behind the point."""
    count = max((len(entry.cells) for entry in entries), default=0)
    usual: list[Counter[int]] = [Counter() for _ in range(count)]
    for entry in entries:
        for column, figure in enumerate(entry.cells):
            if figure and (number := places(figure.text)) is not None:
                usual[column][number] += 1
    return usual


def _doubt_of_places(entry: Entry, column: int, usual: Sequence[Counter[int]]) -> str:
    """Whether a figure alone in its column has places, and none beside it has."""
    figure = entry.cells[column]
    number = places(figure.text) if figure else None
    if not number or usual[column][number] > 1 or sum(usual[column].values()) < 5:
        return ""
    if usual[column].most_common(1)[0][0] != 0:
        return ""
    beside = {
        places(other.text)
        for n, other in enumerate(entry.cells)
        if other and n != column and digits(other.text)
    }
    return OTHER_PLACES if beside == {0} else ""


def depths_of(entries: Sequence[Entry]) -> list[int]:
    """How deep each line is set in, from 0, as a line without a label is."""
    indents = sorted({entry.indent for entry in entries if entry.label})
    if not indents:
        return [0] * len(entries)
    least = (indents[-1] - indents[0]) * FINEST
    levels = {indents[0]: 0}
    for before, indent in pairwise(indents):
        levels[indent] = levels[before] + (indent - before > least)
    return [levels[e.indent] if e.label else 0 for e in entries]


def headings_of(
    entries: Sequence[Entry], parts: dict[int, int]
) -> list[tuple[str, ...]]:
    """For each line the headings that it stands below, the outermost first.

    `parts` says of lines with figures which is the last line that they head.
    """
    depths = _depths_in_print(entries)
    are_headings = [_is_heading(entries, n, depths) for n in range(len(entries))]
    ends = _totals_of(entries, are_headings)
    stack: list[int] = []
    found: list[tuple[str, ...]] = []
    for n, entry in enumerate(entries):
        if (closed := _closed_by(entry, n, stack, ends)) is not None:
            del stack[closed + 1 :]
            found.append(tuple(entries[at].label for at in stack))
            del stack[closed:]
            continue
        while stack and (
            n > parts[stack[-1]]
            if stack[-1] in parts
            else _is_past(entries, n, stack[-1], depths, are_headings, ends)
        ):
            stack.pop()
        found.append(tuple(entries[at].label for at in stack))
        if are_headings[n] or n in parts:
            stack.append(n)
    return found


def _depths_in_print(entries: Sequence[Entry]) -> list[int]:
    """The depths, or where all are the same, capitals before what is no capitals."""
    depths = depths_of(entries)
    if len(set(depths)) > 1:
        return depths
    return [0 if _is_capital(entry.label) else 1 for entry in entries]


def _is_capital(label: str) -> bool:
    return re.sub(r"\([^()]*\)", "", label).isupper()


def _is_heading(entries: Sequence[Entry], n: int, depths: Sequence[int]) -> bool:
    entry = entries[n]
    if not entry.label or not entry.is_heading or HEAD_NOTHING.fullmatch(entry.label):
        return False
    return n + 1 < len(entries) and (
        entry.label.endswith(":") or depths[n + 1] >= depths[n]
    )


def _words(label: str) -> frozenset[str]:
    words = re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", label.casefold())  # noqa: RUF001
    return frozenset(words) - SAY_NOTHING


def _totals_of(
    entries: Sequence[Entry], are_headings: Sequence[bool]
) -> dict[int, int]:
    """For each heading the line that is its total by its words, where there is one."""
    names = {n: _words(e.label) for n, e in enumerate(entries) if are_headings[n]}
    totals = {}
    for n, name in names.items():
        later = [
            at
            for at in range(n + 1, len(entries))
            if entries[at].figures and SUMS.search(entries[at].label)
        ]
        equal = [at for at in later if name and _words(entries[at].label) == name]
        wider = [
            at
            for at in later
            if name < (words := _words(entries[at].label))
            and words not in names.values()
            and (FLOWS.search(entries[at].label) or len(name) > 1)
        ]
        if name and (equal or wider):
            totals[n] = (equal or wider)[0]
    return totals


def _closed_by(
    entry: Entry, n: int, stack: Sequence[int], ends: dict[int, int]
) -> int | None:
    """Where in the stack the heading stands whose total a line is."""
    for at, heading in enumerate(stack):
        if ends.get(heading) == n:
            return at
    is_bare = entry.figures and SUMS.search(entry.label) and not _words(entry.label)
    return len(stack) - 1 if is_bare and stack else None


def _is_past(
    entries: Sequence[Entry],
    n: int,
    heading: int,
    depths: Sequence[int],
    are_headings: Sequence[bool],
    ends: dict[int, int],
) -> bool:
    """Whether a line stands no more below a heading that is open."""
    if not entries[n].label or ends.get(heading, -1) > n or n == heading + 1:
        return False
    is_deep = depths[heading + 1] > depths[heading]
    if are_headings[n] and depths[n] == depths[heading]:
        return not (are_headings[heading + 1] and not is_deep) or are_headings[n + 1]
    return depths[n] <= depths[heading] if is_deep else depths[n] < depths[heading]
