"""The figures of a warehouse as a report in XBRL, for a tool that checks such reports.

Each printed figure that has a value is a fact: its concept is the printed line, its
entity the column of a release. Each sum within a column that the warehouse evaluates
is in the calculation linkbase. What holds between tables, periods or releases has no
place in such a linkbase.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import duckdb

SPACE = "https://bench.example"
XBRL = "http://www.xbrl.org/2003"
CALCULATION = "https://xbrl.org/2023/arcrole/summation-item"
SPACES = (
    f'xmlns="{SPACE}" xmlns:xbrli="{XBRL}/instance" xmlns:link="{XBRL}/linkbase"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:xs="http://www.w3.org/2001/XMLSchema"'
)

FACTS = """
    select
        figure_key,
        release_id,
        release_id || '/' || column_number as entity,
        table_id || '.' || line_number || '.' || measure
            || case when period_start is null then '.at' else '.in' end as concept,
        period_start,
        period_end,
        unit,
        decimals,
        value
    from marts.fct_reported_figures
    where value is not null
"""
# A total is on the left of its identity, alone, and its parts are on the right.
SUMS = f"""
    with

    facts as ({FACTS}),

    operands as (
        select identity_id, subject, side, weight, facts.*
        from audit.identity_operands
        inner join audit.identity_results using (identity_id, release_id, subject)
        inner join facts using (figure_key, release_id)
        where kind = 'footing' and growth_figure_key is null
    ),

    sums as (
        select identity_id, release_id, subject
        from operands
        group by all
        having
            list(weight) filter (where side = 'left') = [1]
            and count(*) filter (where side = 'right') > 1
            and count(distinct (entity, period_start, period_end, unit)) = 1
    )

    select total.concept, part.concept, part.weight, count(*)
    from sums
    inner join operands as total using (identity_id, release_id, subject)
    inner join operands as part using (identity_id, release_id, subject)
    where total.side = 'left' and part.side = 'right'
    group by all
    order by all
"""
BILLION = 10**9


@dataclass(frozen=True)
class Report:
    """A report in XBRL and what is in it."""

    instance: Path
    facts: int
    # Totals with parts in their column.
    sums: int


class Fact(NamedTuple):
    """A printed figure that has a value."""

    figure_key: str
    release_id: str
    entity: str
    concept: str
    period_start: date | None
    period_end: date
    unit: str
    decimals: int | None
    value: Decimal


class Part(NamedTuple):
    """A concept as a part of a total, and in how many columns it is one."""

    total: str
    part: str
    weight: Decimal
    columns: int


def write_report(warehouse: Path, folder: Path, *, is_wrong: bool = False) -> Report:
    """Write the instance, schema and calculation linkbase of a published file.

    One that is to be wrong has the figures of one release, and one of its totals is
    larger by a billion.
    """
    folder.mkdir(parents=True)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.sql(f"{FACTS} order by figure_key").fetchall()
        facts = [Fact(*row) for row in rows]
        parts = [Part(*row) for row in connection.sql(SUMS).fetchall()]
    columns = {part.total: part.columns for part in parts}
    if is_wrong:
        total = next(fact for fact in facts if fact.concept in columns)
        wrong = total._replace(value=total.value + BILLION)
        of_release = [fact for fact in facts if fact.release_id == total.release_id]
        facts = [wrong if fact == total else fact for fact in of_release]
    instance = folder / "report.xml"
    for path, lines in (
        (folder / "schema.xsd", _schema(facts)),
        (folder / "calculations.xml", _calculations(parts)),
        (instance, _instance(facts)),
    ):
        with path.open("w", encoding="utf-8") as file:
            file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
            file.writelines(f"{line}\n" for line in lines)
    return Report(instance, len(facts), sum(columns.values()))


def _schema(facts: list[Fact]) -> Iterator[str]:
    """The concepts: numbers of any unit, at an instant or in a duration."""
    yield f'<xs:schema {SPACES} targetNamespace="{SPACE}">'
    yield '<xs:annotation><xs:appinfo><link:linkbaseRef xlink:type="simple"'
    yield ' xlink:arcrole="http://www.w3.org/1999/xlink/properties/linkbase"'
    yield f' xlink:role="{XBRL}/role/calculationLinkbaseRef"'
    yield ' xlink:href="calculations.xml"/></xs:appinfo></xs:annotation>'
    yield f'<xs:import namespace="{XBRL}/instance"'
    yield f' schemaLocation="{XBRL}/xbrl-instance-2003-12-31.xsd"/>'
    for concept, is_instant in sorted(
        {(fact.concept, fact.period_start is None) for fact in facts}
    ):
        yield (
            f'<xs:element id="{concept}" name="{concept}"'
            ' type="xbrli:decimalItemType" substitutionGroup="xbrli:item"'
            f' xbrli:periodType="{"instant" if is_instant else "duration"}"/>'
        )
    yield "</xs:schema>"


def _calculations(parts: list[Part]) -> Iterator[str]:
    """Each total with its parts and their weights."""
    yield f"<link:linkbase {SPACES}>"
    yield f'<link:arcroleRef xlink:type="simple" arcroleURI="{CALCULATION}"'
    yield ' xlink:href="https://www.xbrl.org/2023/calculation-1.1.xsd#summation-item"/>'
    yield '<link:calculationLink xlink:type="extended"'
    yield f' xlink:role="{XBRL}/role/link">'
    for concept in sorted({concept for part in parts for concept in part[:2]}):
        yield (
            f'<link:loc xlink:type="locator" xlink:href="schema.xsd#{concept}"'
            f' xlink:label="{concept}"/>'
        )
    for order, (total, part, weight, _) in enumerate(parts, 1):
        yield (
            f'<link:calculationArc xlink:type="arc" xlink:arcrole="{CALCULATION}"'
            f' xlink:from="{total}" xlink:to="{part}" order="{order}"'
            f' weight="{weight}"/>'
        )
    yield "</link:calculationLink></link:linkbase>"


def _instance(facts: list[Fact]) -> Iterator[str]:
    """The facts, with a context for each column and period that has one."""
    yield f"<xbrli:xbrl {SPACES}>"
    yield '<link:schemaRef xlink:type="simple" xlink:href="schema.xsd"/>'
    contexts: dict[tuple[str, date | None, date], str] = {}
    for fact in facts:
        contexts.setdefault(_context(fact), f"c{len(contexts)}")
    for (entity, start, end), context in contexts.items():
        period = (
            f"<xbrli:startDate>{start}</xbrli:startDate>"
            f"<xbrli:endDate>{end}</xbrli:endDate>"
            if start
            else f"<xbrli:instant>{end}</xbrli:instant>"
        )
        yield (
            f'<xbrli:context id="{context}"><xbrli:entity><xbrli:identifier'
            f' scheme="{SPACE}">{entity}</xbrli:identifier></xbrli:entity>'
            f"<xbrli:period>{period}</xbrli:period></xbrli:context>"
        )
    for unit in sorted({fact.unit for fact in facts}):
        measure = f"<xbrli:measure>{unit}</xbrli:measure>"
        yield f'<xbrli:unit id="{unit}">{measure}</xbrli:unit>'
    for fact in facts:
        decimals = "INF" if fact.decimals is None else fact.decimals
        yield (
            f'<{fact.concept} contextRef="{contexts[_context(fact)]}"'
            f' unitRef="{fact.unit}" decimals="{decimals}">{fact.value}'
            f"</{fact.concept}>"
        )
    yield "</xbrli:xbrl>"


def _context(fact: Fact) -> tuple[str, date | None, date]:
    """What is a context of its own."""
    return fact.entity, fact.period_start, fact.period_end
