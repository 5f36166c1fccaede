"""The lines of all tables of a document, each with what the others tell of it."""

from collections.abc import Mapping, Sequence

from kessan.read.labels.chart import Chart
from kessan.read.labels.elsewhere import as_tagged_elsewhere
from kessan.read.labels.lines import ResolvedTable, Shape, meanings
from kessan.read.tables.printed import PrintedTable

# Which statements tell most of the others come first.
ORDER = (
    "balance_sheet",
    "segment_information",
    "revenue_breakdown",
    "income_statement",
    "comprehensive_income",
    "per_share",
    "changes_in_equity",
    "cash_flow",
)


def resolve(
    tables: Sequence[tuple[PrintedTable, str]],
    chart: Chart,
    company_key: str,
    known: Sequence[ResolvedTable] = (),
    shapes: Sequence[Mapping[int, Shape]] | None = None,
) -> list[ResolvedTable]:
    """What the lines of tables mean, each with its statement, in the order given.

    `shapes` has the units and kinds of period of each table's lines, by line number.
    """
    told = list(known)
    resolved: dict[int, ResolvedTable] = {}
    for at in sorted(range(len(tables)), key=lambda at: _order(tables[at][1])):
        table, statement = tables[at]
        found = meanings(
            table, statement, chart, company_key, told, shapes[at] if shapes else None
        )
        resolved[at] = ResolvedTable(table, statement, tuple(found))
        told.append(resolved[at])
    return as_tagged_elsewhere([resolved[at] for at in range(len(tables))])


def _order(statement: str) -> int:
    return ORDER.index(statement) if statement in ORDER else len(ORDER)
