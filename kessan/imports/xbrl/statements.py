"""Which roles of a filing are statements: by their titles, and by what is in them."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kessan.imports.second import STATEMENTS
from kessan.read.labels.statements import MADE_OF, TITLES

INCOME, COMPREHENSIVE = "income_statement", "comprehensive_income"
# A statement that is made of members of an axis, and so is left out.
EQUITY = "changes_in_equity"
CODES = {
    statement: code for code, statement in STATEMENTS.items() if statement != EQUITY
}
PATTERNS = [
    (statement, re.compile(pattern, re.IGNORECASE))
    for statement, pattern in TITLES
    if statement in CODES or statement == EQUITY
]
PARENTHETICAL = re.compile(r"\bparenthetical\b", re.IGNORECASE)
# The definition of a role of the SEC: its number, its kind, its title.
DEFINITION = re.compile(r"(?P<number>\d+)\s+-\s+(?P<kind>[\w ]+?)\s+-\s+(?P<title>.+)")
STATEMENT = "statement"
WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True)
class Title:
    """The title of a role. `number` and `kind` are those of the SEC, or nothing."""

    text: str
    number: int | None = None
    kind: str = ""

    @property
    def is_parenthetical(self) -> bool:
        """Whether it is of what a statement says in parentheses."""
        return bool(PARENTHETICAL.search(self.text))


def title_of(role: str, definition: str) -> Title:
    """The title of a role; one without a definition is called as its address ends."""
    if not definition:
        return Title(WORDS.sub(" ", role.rstrip("/").rpartition("/")[2]))
    if found := DEFINITION.fullmatch(definition):
        return Title(found["title"], int(found["number"]), found["kind"].lower())
    return Title(definition)


def statement_of(title: Title, line_items: Collection[str]) -> str | None:
    """The statement that a role is, or None.

    `line_items` are those of its lines that the chart knows. A title is believed but
    for one: a statement of comprehensive income that begins with revenues is the
    income statement, and one of income without them may be the other.
    """
    if title.kind and title.kind != STATEMENT:
        return None
    titled = next((one for one, shape in PATTERNS if shape.search(title.text)), None)
    made = [one for one in CODES if is_made_of(one, line_items)]
    if titled == EQUITY:
        return None
    if title.is_parenthetical:
        return titled
    if titled in (INCOME, COMPREHENSIVE) and made:
        return INCOME if INCOME in made else COMPREHENSIVE
    return titled or next(iter(made), None)


def is_made_of(statement: str, line_items: Collection[str]) -> bool:
    """Whether there is what makes a statement what it is."""
    return any(
        all(set(group) & set(line_items) for group in groups)
        for groups in MADE_OF.get(statement, ())
    )


def balances(
    sums: Collection[tuple[str, str, int]], known: Mapping[str, str]
) -> dict[str, str]:
    """Whether concepts are debits or credits: `D` or `C`.

    `known` are those that are declared or in the chart. A part that a total takes away
    is the other, so what adds up tells of the rest; `sums` are totals, parts, weights.
    """
    found = dict(known)
    linked: dict[str, list[tuple[str, bool]]] = {}
    for total, part, weight in sums:
        linked.setdefault(total, []).append((part, weight < 0))
        linked.setdefault(part, []).append((total, weight < 0))
    reached = [*found]
    for concept in reached:
        for other, is_other in linked.get(concept, ()):
            if other not in found:
                same = found[concept]
                found[other] = {"D": "C", "C": "D"}[same] if is_other else same
                reached.append(other)
    return found
