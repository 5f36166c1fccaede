"""A filing as the tables that imports share: `sub`, `num`, `pre`, `tag`, `filed`."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from kessan.exits import UnusableError
from kessan.imports.calendars import RULE
from kessan.imports.landing import CALENDARS, FILED, QUARTER_ENDS, Chart
from kessan.imports.xbrl.facts import (
    UNREADABLE,
    Fact,
    Read,
    inline_facts,
    instance_facts,
    judged,
    most_common,
)
from kessan.imports.xbrl.files import Files, files_of, read_inline, read_xml
from kessan.imports.xbrl.header import Header
from kessan.imports.xbrl.linkbases import STANDARD_LABEL, Placed
from kessan.imports.xbrl.names import prefixes_of
from kessan.imports.xbrl.statements import (
    CODES,
    Title,
    balances,
    statement_of,
    title_of,
)
from kessan.imports.xbrl.taxonomy import Taxonomy, taxonomy_of
from kessan.read.columns.calendars import Calendar
from kessan.read.company import Cells, Profile, calendar_rows, quarter_rows
from kessan.read.cover import DEI, Cover, cover_of
from kessan.read.document import Tag

ACCESSION = re.compile(
    r"(?<!\d)(?:(\d{10})-(\d{2})-(\d{6})|(\d{10})(\d{2})(\d{6}))(?!\d)"
)
CURRENCY = re.compile(r"[A-Z]{3}")
# An amount for each share: the unit has the money and what it is for.
FOR_EACH = re.compile(r"([A-Z]{3})/(\w*shares?|ADS|ADR|units?)", re.IGNORECASE)
DAYS_OF_QUARTER, NEARNESS = Decimal("91.3125"), 11
TYPES = {"perShareItemType": "perShare", "percentItemType": "percent"}
# Why a number that a context gives a member is in no line.
OF_A_MEMBER = "of a member of an axis"
# What is taken of a row of fiscal_quarter_ends.csv.
QUARTER_END = ("fiscal_year", "fiscal_quarter", "end_date")
Rows = list[tuple[str | None, ...]]


@dataclass(frozen=True)
class Role:
    """A statement of a filing: its place among them, and its lines."""

    role: str
    report: int
    statement: str
    is_parenthetical: bool
    lines: tuple[Placed, ...]


@dataclass(frozen=True)
class Filing:
    """A filing that was read, and the files and names by which it was."""

    files: Files
    taxonomy: Taxonomy
    release_id: str
    cover: Cover
    said: Mapping[str, str]
    facts: tuple[Fact, ...]
    roles: tuple[Role, ...]
    entity: str
    prefixes: Mapping[str, str]
    remarks: tuple[str, ...]


def read_filing(folder: Path, chart: Chart) -> Filing:
    """The filing in a folder.

    Raises UnusableError where a file is spoilt, the cover does not say whose filing it
    is, or none of its roles is a statement.
    """
    files = files_of(folder)
    taxonomy, read, prefixes = _read(files)
    if not any(fact.value is not None for fact in read.facts):
        raise UnusableError(
            f"{folder}: no number in it; expected: the facts of a filing; to do: see"
            " whether it is one with financial statements"
        )
    said = _said(read.facts)
    cover = _cover(folder, read.facts, said)
    facts = tuple(judged(read.facts))
    lines = _printed(taxonomy, facts)
    roles = tuple(_roles(taxonomy, lines, chart))
    if not roles:
        raise UnusableError(
            f"{folder}: none of its {len(taxonomy.lines)} roles is a statement;"
            f" expected: one of {', '.join(CODES)} with numbers of the whole company;"
            " to do: see whether the filing has financial statements"
        )
    _refuse_unread(folder, facts, roles)
    return Filing(
        files=files,
        taxonomy=taxonomy,
        release_id=_release_id(folder, cover, said),
        cover=cover,
        said=said,
        facts=facts,
        roles=roles,
        entity=most_common(fact.entity for fact in facts),
        prefixes=prefixes,
        remarks=read.remarks,
    )


def _refuse_unread(
    folder: Path, facts: tuple[Fact, ...], roles: tuple[Role, ...]
) -> None:
    """Raise where a number of a statement could not be read: it would lack there."""
    printed = {line.concept for role in roles for line in role.lines}
    for fact in facts:
        if fact.reason == UNREADABLE and fact.is_whole and fact.concept in printed:
            raise UnusableError(
                f"{folder}: {fact.concept} is printed as {fact.text!r}; expected: a"
                " number by its format, with scale, unit and decimals; to do: see"
                " whether the format is one of the registry, and report it if so"
            )


def _read(files: Files) -> tuple[Taxonomy, Read, dict[str, str]]:
    """The taxonomy, the facts, and the namespaces of inline documents."""
    if files.instance is not None:
        root = read_xml(files.instance)
        taxonomy = taxonomy_of(files, [(files.instance, root)])
        return taxonomy, instance_facts(files.instance, root, taxonomy.names), {}
    documents = [(path, read_inline(path)) for path in files.inline]
    taxonomy = taxonomy_of(files, documents)
    prefixes = prefixes_of(root for _, root in documents)
    return taxonomy, inline_facts(documents, taxonomy.names, prefixes), prefixes


def _said(facts: tuple[Fact, ...]) -> dict[str, str]:
    """What the cover says of the whole company, by the names of `dei`."""
    said: dict[str, str] = {}
    for fact in facts:
        if fact.concept.startswith(DEI) and fact.is_whole and fact.text:
            said.setdefault(fact.concept.removeprefix(DEI), fact.text)
    return said


def _cover(folder: Path, facts: tuple[Fact, ...], said: Mapping[str, str]) -> Cover:
    """The cover; raises UnusableError with all that is missing of it."""
    whole = (fact for fact in facts if fact.is_whole)
    tags = (Tag(fact.concept, fact.end, printed_text=fact.text) for fact in whole)
    cover = cover_of(tags)
    missing = [
        name
        for name, value in (
            ("EntityRegistrantName", cover.name),
            ("EntityCentralIndexKey", cover.cik),
            ("DocumentType", said.get("DocumentType")),
            ("DocumentPeriodEndDate", cover.period_end),
            ("CurrentFiscalYearEndDate", cover.year_end_month),
        )
        if not value
    ]
    if missing:
        raise UnusableError(
            f"{folder}: {', '.join(DEI + name for name in missing)} is not said, or is"
            " not understood; expected: the cover of a filing; to do: see whether all"
            " of its documents are in the folder"
        )
    return cover


def _release_id(folder: Path, cover: Cover, said: Mapping[str, str]) -> str:
    """The accession number that the folder is called by, else one of the cover."""
    if found := ACCESSION.search(folder.resolve().name):
        return "-".join(part for part in found.groups() if part)
    form = re.sub(r"[^a-z0-9]+", "-", _form(said).lower()).strip("-")
    return f"{cover.cik}-{cover.period_end:%Y%m%d}-{form}"


def _form(said: Mapping[str, str]) -> str:
    """The form; what amends another ends so."""
    form = said["DocumentType"].strip()
    is_amended = said.get("AmendmentFlag", "").lower() in ("true", "1")
    return form if form.endswith("/A") or not is_amended else f"{form}/A"


def _printed(taxonomy: Taxonomy, facts: tuple[Fact, ...]) -> dict[str, list[Placed]]:
    """The lines of each role that have a number of the whole company, or a nil."""
    counted = {fact.concept for fact in facts if fact.is_whole and fact.unit}
    return {
        role: [line for line in lines if line.concept in counted]
        for role, lines in taxonomy.lines.items()
    }


def _roles(
    taxonomy: Taxonomy, lines: Mapping[str, list[Placed]], chart: Chart
) -> Iterator[Role]:
    """The statements, in the order of their numbers or of the linkbase."""
    titles = {role: title_of(role, taxonomy.titles.get(role, "")) for role in lines}

    def place(role: str) -> tuple[bool, int]:
        number = titles[role].number
        return number is None, number or 0

    for report, role in enumerate(sorted(lines, key=place), 1):
        statement = _statement(titles[role], lines[role], chart)
        if statement and lines[role]:
            yield Role(
                role,
                report,
                statement,
                titles[role].is_parenthetical,
                tuple(lines[role]),
            )


def _statement(title: Title, lines: list[Placed], chart: Chart) -> str | None:
    concepts = {line.concept for line in lines}
    line_items = [chart.line_items.get(concept, frozenset()) for concept in concepts]
    return statement_of(title, frozenset[str]().union(*line_items))


def tables(filing: Filing, header: Header, chart: Chart) -> dict[str, tuple[str, Rows]]:
    """The rows of each shared table, with its columns."""
    rules, quarter_ends = _calendar_rows(filing)
    return {
        "sub": (SUB, [_sub(filing, header)]),
        "num": (NUM, [*_num(filing)]),
        "pre": (PRE, [*_pre(filing)]),
        "tag": (TAG, [*_tag(filing, chart)]),
        "filed": (FILED, [*_filed(filing)]),
        "calendars": (
            CALENDARS,
            [(filing.release_id, *(row[name] for name in RULE)) for row in rules],
        ),
        "quarter_ends": (
            QUARTER_ENDS,
            [
                (filing.release_id, *(row[name] for name in QUARTER_END))
                for row in quarter_ends
            ],
        ),
    }


SUB = (
    "adsh varchar, cik varchar, name varchar, sic varchar, countryba varchar,"
    " fye varchar, form varchar, period varchar, fy varchar, accepted varchar,"
    " instance varchar, own_prefix varchar"
)
NUM = (
    "adsh varchar, tag varchar, version varchar, coreg varchar, segments varchar,"
    " uom varchar, value varchar, start_date varchar, end_date varchar,"
    " quarters varchar, decimals varchar, reason varchar"
)
PRE = (
    "adsh varchar, report varchar, line varchar, stmt varchar, inpth varchar,"
    " tag varchar, version varchar, plabel varchar, negating varchar,"
    " balance_at varchar"
)
TAG = (
    "tag varchar, version varchar, custom varchar, datatype varchar, iord varchar,"
    " crdr varchar, tlabel varchar"
)


def _sub(filing: Filing, header: Header) -> tuple[str | None, ...]:
    cover, said = filing.cover, filing.said
    focus = said.get("DocumentFiscalYearFocus", "")
    return (
        filing.release_id,
        str(int(cover.cik)),
        cover.name,
        header.industry_code or None,
        cover.country or header.country or None,
        f"{cover.year_end_month:02}",
        _form(said),
        f"{cover.period_end:%Y%m%d}",
        focus if focus.isdigit() else None,
        header.accepted_at.isoformat(" ") if header.accepted_at else None,
        filing.files.documents[0].name,
        filing.taxonomy.names.own_prefix,
    )


def split(filing: Filing, concept: str) -> tuple[str, str]:
    """A concept as imports have it: its tag, and the version of its taxonomy."""
    version = filing.taxonomy.names.version(concept, filing.release_id)
    return concept.partition(":")[2], version


def _num(filing: Filing) -> Iterator[tuple[str | None, ...]]:
    for fact in filing.facts:
        if not fact.unit:
            continue
        quarters = quarters_of(fact.start, fact.end)
        yield (
            filing.release_id,
            *split(filing, fact.concept),
            None if fact.entity == filing.entity else fact.entity or "none",
            None if fact.is_whole else "members",
            money_of(fact.unit),
            None if fact.value is None else f"{fact.value:f}",
            str(fact.start) if fact.start else None,
            str(fact.end),
            None if quarters is None else str(quarters),
            None if fact.decimals is None else str(fact.decimals),
            fact.reason or (None if fact.is_whole else OF_A_MEMBER),
        )


def quarters_of(start: date | None, end: date) -> int | None:
    """How many quarters a period has, 0 of an instant; None where it has no number."""
    if start is None:
        return 0
    days = (end - start).days + 1
    quarters = round(days / DAYS_OF_QUARTER)
    is_near = abs(days - quarters * DAYS_OF_QUARTER) <= NEARNESS
    return quarters if quarters and is_near else None


def money_of(unit: str) -> str:
    """What a number is counted in: of an amount for each share, its money."""
    found = FOR_EACH.fullmatch(unit)
    return found[1] if found else unit


def _pre(filing: Filing) -> Iterator[tuple[str | None, ...]]:
    for role in filing.roles:
        for place, line in enumerate(role.lines, 1):
            label_role = line.preferred_label.rpartition("/")[2].lower()
            yield (
                filing.release_id,
                str(role.report),
                str(place),
                CODES[role.statement],
                "1" if role.is_parenthetical else "0",
                *split(filing, line.concept),
                label_of(filing.taxonomy, line),
                "1" if label_role.startswith("negated") else "0",
                _balance_at(label_role),
            )


def _balance_at(label_role: str) -> str | None:
    """Which end of its period a balance is of, where its label says it."""
    if "periodstart" in label_role:
        return "opening"
    return "closing" if "periodend" in label_role else None


def label_of(taxonomy: Taxonomy, line: Placed) -> str:
    """What a line is called: by the label that it prefers, else the standard one."""
    labels = taxonomy.labels.get(line.concept, {})
    return labels.get(line.preferred_label) or labels.get(STANDARD_LABEL) or ""


def _tag(filing: Filing, chart: Chart) -> Iterator[tuple[str | None, ...]]:
    taxonomy = filing.taxonomy
    numbers: dict[str, list[Fact]] = defaultdict(list)
    for fact in filing.facts:
        if fact.unit:
            numbers[fact.concept].append(fact)
    credit = balances(_sums(filing), {**chart.balances, **_declared(taxonomy)})
    for concept, facts in sorted(numbers.items()):
        declared = taxonomy.declared.get(concept)
        yield (
            *split(filing, concept),
            "1" if taxonomy.names.is_own(concept) else "0",
            _type_of(facts, declared.type if declared else ""),
            most_common("D" if fact.start else "I" for fact in facts),
            credit.get(concept),
            taxonomy.labels.get(concept, {}).get(STANDARD_LABEL),
        )


def _declared(taxonomy: Taxonomy) -> dict[str, str]:
    """Whether the filing's own concepts are debits or credits."""
    return {
        concept: declared.balance[0].upper()
        for concept, declared in taxonomy.declared.items()
        if declared.balance in ("debit", "credit")
    }


def _type_of(facts: list[Fact], declared: str) -> str:
    """The type of a concept, by the unit of its numbers."""
    unit = most_common(fact.unit for fact in facts)
    if FOR_EACH.fullmatch(unit):
        return "perShare"
    if CURRENCY.fullmatch(unit):
        return "monetary"
    return "shares" if unit == "shares" else TYPES.get(declared, "decimal")


def _sums(filing: Filing) -> list[tuple[str, str, int]]:
    """What adds up in any role, with the sign of its weight."""
    return [
        (arc.source, arc.target, 1 if arc.weight > 0 else -1)
        for arc in filing.taxonomy.sums
        if isinstance(arc.target, str)
    ]


def _filed(filing: Filing) -> Iterator[tuple[str | None, ...]]:
    """The parts of each total of a statement; those with several weights have none."""
    weights: dict[tuple[str, str, str], set[Decimal]] = defaultdict(set)
    for arc in filing.taxonomy.sums:
        if isinstance(arc.target, str):
            weights[arc.role, arc.source, arc.target].add(arc.weight)
    roles: Mapping[str, Role] = {role.role: role for role in filing.roles}
    for (name, total, part), told in weights.items():
        if (role := roles.get(name)) is not None:
            weight = next(iter(told)) if len(told) == 1 else Decimal(0)
            yield (
                filing.release_id,
                str(role.report),
                "1" if role.is_parenthetical else "0",
                *split(filing, total),
                *split(filing, part),
                f"{weight:f}",
            )


def _calendar_rows(filing: Filing) -> tuple[list[Cells], list[Cells]]:
    """The rule of weeks that the days of the statements ask for, else their ends."""
    cover = filing.cover
    printed = {line.concept for role in filing.roles for line in role.lines}
    days = {
        fact.end
        for fact in filing.facts
        if fact.is_whole and fact.unit and fact.concept in printed
    }
    month = cover.year_end_month or 12
    row = {
        "company_key": cover.cik,
        "fiscal_year_end_month": str(month),
        "fiscal_year_named_after": cover.named_after,
    }
    profile = Profile(row, Calendar(month, cover.named_after), "", is_known=False)
    rules = calendar_rows(profile, days)
    return rules, [] if rules else quarter_rows(profile, days)
