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

MODELS = Path(__file__).with_name("models")
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
    context: str
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
        connection.execute(f"create temporary table facts as {_model('facts')}")
        facts = [Fact(*row) for row in connection.sql("from facts").fetchall()]
        parts = [Part(*row) for row in connection.sql(_model("parts")).fetchall()]
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


def _model(name: str) -> str:
    """The SQL of a model."""
    return (MODELS / f"{name}.sql").read_text("utf-8")


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
    contexts = {fact.context: fact for fact in facts}
    ids = {context: f"c{number}" for number, context in enumerate(contexts)}
    for context, fact in contexts.items():
        period = (
            f"<xbrli:startDate>{fact.period_start}</xbrli:startDate>"
            f"<xbrli:endDate>{fact.period_end}</xbrli:endDate>"
            if fact.period_start
            else f"<xbrli:instant>{fact.period_end}</xbrli:instant>"
        )
        yield (
            f'<xbrli:context id="{ids[context]}"><xbrli:entity><xbrli:identifier'
            f' scheme="{SPACE}">{fact.entity}</xbrli:identifier></xbrli:entity>'
            f"<xbrli:period>{period}</xbrli:period></xbrli:context>"
        )
    for unit in sorted({fact.unit for fact in facts}):
        measure = f"<xbrli:measure>{unit}</xbrli:measure>"
        yield f'<xbrli:unit id="{unit}">{measure}</xbrli:unit>'
    for fact in facts:
        decimals = "INF" if fact.decimals is None else fact.decimals
        yield (
            f'<{fact.concept} contextRef="{ids[fact.context]}"'
            f' unitRef="{fact.unit}" decimals="{decimals}">{fact.value}'
            f"</{fact.concept}>"
        )
    yield "</xbrli:xbrl>"
