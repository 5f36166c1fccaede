"""The sections of a statement: what its headings and totals say that a line is in.

A section is named after the line item that it adds up to, where it has one. So a
line fits a section when the line item that it may be is part of that total.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kessan.read.labels.chart import Chart
from kessan.read.labels.words import label_key
from kessan.read.tables.printed import Line

# What a section is part of; `adjustments` and `changes` have no total of their own.
PARENTS = {
    "current_assets": "total_assets",
    "noncurrent_assets": "total_assets",
    "investments_and_other_assets": "noncurrent_assets",
    "current_liabilities": "total_liabilities",
    "noncurrent_liabilities": "total_liabilities",
    "adjustments": "net_cash_operating",
    "changes": "net_cash_operating",
}
HOLDERS = r"(?:share|stock)(?:holder|owner)s?'?"
# Statement, section, and what its heading says; the first that fits.
HEADINGS = (
    (
        "balance_sheet",
        "liabilities_and_equity",
        r"liabilities,? .*(?:equity|net assets)",
    ),
    ("balance_sheet", "current_assets", r"^current assets"),
    ("balance_sheet", "investments_and_other_assets", r"^investments and other assets"),
    ("balance_sheet", "noncurrent_assets", r"^(?:non-?current|long-term|fixed) assets"),
    ("balance_sheet", "total_assets", r"^assets$"),
    ("balance_sheet", "current_liabilities", r"^current liabilities"),
    (
        "balance_sheet",
        "noncurrent_liabilities",
        r"^(?:non-?current|long-term|fixed) liabilities",
    ),
    ("balance_sheet", "total_liabilities", r"^liabilities$"),
    ("balance_sheet", "net_assets", r"^net assets"),
    ("balance_sheet", "total_equity", rf"{HOLDERS} equity|^equity"),
    (
        "cash_flow",
        "supplemental",
        r"supplemental|additional cash flow|non-?cash (?:investing|and)"
        r"|other cash flow info",
    ),
    ("cash_flow", "adjustments", r"adjustments (?:to reconcile|for)"),
    (
        "cash_flow",
        "changes",
        r"changes? in (?:\w+ )*(?:operating )?(?:assets|liabilities|working)",
    ),
    ("cash_flow", "net_cash_operating", r"operating activities|^operations"),
    ("cash_flow", "net_cash_investing", r"investing activities"),
    ("cash_flow", "net_cash_financing", r"financing activities"),
    (
        "income_statement",
        "average_shares",
        r"(?:average|number of|^).*\bshares (?:used|outstanding|of)"
        r"|(?:average|shares used)[^:]*shares?|^(?:weighted|average).*shares",
    ),
    ("income_statement", "basic_per_share", r"basic (?:earnings|income).* per .*share"),
    (
        "income_statement",
        "diluted_per_share",
        r"diluted (?:earnings|income).* per .*share",
    ),
    (
        "income_statement",
        "per_share",
        r"(?:earnings|income|loss|profit)(?: \(loss\))?\b.* per .*(?:share|ads)",
    ),
    ("income_statement", "cost_of_revenues", r"^costs? of (?:sales|revenues?|goods)"),
    ("income_statement", "operating_expenses", r"^operating (?:costs|expenses)"),
    ("income_statement", "costs_and_expenses", r"^costs? and expenses"),
    ("income_statement", "revenues", r"^(?:net |operating )?(?:sales|revenues?)$"),
    ("income_statement", "nonoperating_income", r"^non-?operating income"),
    ("income_statement", "nonoperating_expenses", r"^non-?operating expenses"),
    ("income_statement", "other_income_net", r"^other (?:income|expenses?)"),
    ("income_statement", "interest_expense", r"^interest expenses?$"),
    ("income_statement", "income_tax_expense", r"^income tax"),
    (
        "income_statement",
        "attribution",
        r"^(?:net )?(?:profit|income)(?: \(loss\))? attributable to",
    ),
    (
        "comprehensive_income",
        "comprehensive_attribution",
        r"comprehensive income.* attributable to",
    ),
)
# The sections whose lines are amounts per share.
PER_SHARE = ("basic_per_share", "diluted_per_share", "per_share")
# Whose headings a statement has too.
LIKE = {
    "per_share": "income_statement",
    "operating_results": "income_statement",
    "key_figures": "income_statement",
    "exchange_form": "income_statement",
}
# The line items that end a section, and what comes after.
AFTER = {
    "current_assets": "noncurrent_assets",
    "noncurrent_assets": "",
    "total_assets": "",
    "current_liabilities": "noncurrent_liabilities",
    "noncurrent_liabilities": "",
    "total_liabilities": "",
    "net_cash_operating": "",
    "net_cash_investing": "",
    "net_cash_financing": "",
    "revenues": "",
    "cost_of_revenues": "",
    "gross_profit": "",
    "operating_expenses": "",
    "costs_and_expenses": "",
    "operating_income": "",
    "income_before_income_tax": "",
    "net_income": "",
}
# Without a heading: what a total says of the lines above it, as far as the one before.
BEFORE = ("current_assets", "current_liabilities")


@dataclass(frozen=True)
class Section:
    """Where a line stands: the section, or nothing, and the heading that says so."""

    key: str = ""
    heading: str = ""


def section_of(statement: str, heading: str) -> str:
    """The section that a heading opens in a statement; empty where it is none."""
    key = label_key(heading.replace("’", "'")).strip("() :")  # noqa: RUF001
    key = re.sub(r"^\(?\d+\)? ", "", key)
    for where, section, pattern in HEADINGS:
        if where == LIKE.get(statement, statement) and re.search(pattern, key):
            return section
    return ""


def sections(
    statement: str, lines: Sequence[Line], totals: Mapping[int, str]
) -> dict[int, Section]:
    """The section of each line, by its number.

    `totals` are the line items of lines that are known to be the total of a section:
    they end it. The headings that a line stands below count where no heading of the
    table itself has opened a section, as in the second part of a statement.
    """
    found: dict[int, Section] = {}
    current, was_opened = Section(), False
    for line in lines:
        if not any(line.cells):
            opened = section_of(statement, line.label)
            was_opened |= bool(opened)
            if opened:
                current = Section(opened, line.label)
            elif line.label and statement != "balance_sheet":
                current = Section(_outer(current.key, statement), line.label)
            continue
        if not was_opened and not current.key and line.headings:
            current = _from_headings(statement, line) or current
        found[line.number] = current
        total = totals.get(line.number, "")
        if total in AFTER:
            current = Section(AFTER[total])
    _fill_upwards(found, lines, totals)
    return found


def fits(chart: Chart, statement: str, section: str, line_item_key: str) -> bool:
    """Whether a line item may stand in a section: it is part of what that adds up to.

    A line item that is part of nothing fits everywhere, and a total that ends the
    section, or a larger one, fits too.
    """
    chain = chart.ancestors(line_item_key)
    if statement == "cash_flow":
        activity = {"net_cash_operating", "net_cash_investing", "net_cash_financing"}
        stated = activity & {section, PARENTS.get(section, "")}
        if section == "supplemental":
            return not activity & set(chain)
        return not (stated and activity & set(chain)) or bool(stated & set(chain))
    if statement != "balance_sheet":
        return True
    return _fits_balance_sheet(section, chain)


def is_within(section: str, outer: str) -> bool:
    """Whether a section is another one, or a part of it."""
    while section and section != outer:
        section = PARENTS.get(section, "")
    return bool(section)


def _fits_balance_sheet(section: str, chain: tuple[str, ...]) -> bool:
    if len(chain) == 1 or chain[0] in AFTER:
        return True
    current = {"current_assets", "current_liabilities"} & set(chain)
    sides = {
        "current_assets": "total_assets",
        "noncurrent_assets": "total_assets",
        "investments_and_other_assets": "total_assets",
        "total_assets": "total_assets",
        "current_liabilities": "total_liabilities",
        "noncurrent_liabilities": "total_liabilities",
        "total_liabilities": "total_liabilities",
        "total_equity": "total_equity",
        "net_assets": "total_equity",
        "liabilities_and_equity": "liabilities_and_equity",
    }
    side = sides.get(section)
    if side is None:
        return True
    if side not in chain and chain[0] != "liabilities_and_equity":
        return False
    if section.startswith("current"):
        return section in chain
    return not (section.startswith(("noncurrent", "investments")) and current)


def _outer(section: str, statement: str) -> str:
    """The section that goes on below a heading that opens none."""
    return section if statement == "cash_flow" else ""


def _from_headings(statement: str, line: Line) -> Section | None:
    for heading in reversed(line.headings):
        key = section_of(statement, heading)
        if key:
            return Section(key, heading)
    return None


def _fill_upwards(
    found: dict[int, Section], lines: Sequence[Line], totals: Mapping[int, str]
) -> None:
    """Say of the lines above a total without a heading that they are in its section."""
    numbers = [line.number for line in lines if line.number in found]
    for total in BEFORE:
        at = [n for n in numbers if totals.get(n) == total]
        if len(at) != 1 or any(one.key == total for one in found.values()):
            continue
        for number in reversed(numbers[: numbers.index(at[0]) + 1]):
            if number != at[0] and totals.get(number) in AFTER:
                break
            found[number] = Section(total)
