"""One number by its key, with everything that holds it."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from kessan.answers.keys import PARTS, Fact, fact_of
from kessan.answers.proof import earlier_lineage, lineage, printed, proof
from kessan.answers.reading import Reading, Row
from kessan.answers.reasons import REASONS
from kessan.answers.refusal import RefusedError, nearest, unknown
from kessan.answers.roles import role
from kessan.answers.shapes import Answer, Named, Operand, Period, Verdict
from kessan.answers.versions import known_on, versions_of, vintage

# Evaluations of identities that are listed, unless more are asked for.
EVALUATIONS = 20

# What the keys of a row mean, of whatever relation they are columns.
_MEANINGS = """
    select
        companies.label as company, periods.label as period, periods.start_date,
        periods.end_date, periods.months, line_items.label as line_item,
        line_items.formula, segments.label as segment, products.label as product,
        scenarios.label as scenario
    from marts.dim_company as companies
    inner join marts.dim_period as periods on periods.period_key = $period_key
    inner join marts.dim_line_item as line_items
        on line_items.line_item_key = $line_item_key
    inner join marts.dim_segment as segments on segments.segment_key = $segment_key
    inner join marts.dim_product as products on products.product_key = $product_key
    inner join marts.dim_scenario as scenarios
        on scenarios.scenario_key = $scenario_key
    where companies.company_key = $company_key
"""
_FIGURE = """
    select
        *, cast(superseded_at as date) as superseded_on, announced_on as known_on
    from marts.fct_reported_figures
    where figure_key = $key
"""
_METRIC = """
    select
        *, cast(published_at as date) as known_on, null as superseded_at,
        null as superseded_on, null as derivation
    from marts.fct_metrics
    where metric_key = $key
"""
_MISSING = """
    select unit, missing_reason
    from marts.fct_discrete_periods
    where
        missing_reason is not null
        and company_key = $company_key
        and accounting_standard = $accounting_standard
        and currency = $currency
        and scenario_key = $scenario_key
        and period_key = $period_key
        and line_item_key = $line_item_key
        and segment_key = $segment_key
        and product_key = $product_key
"""
_OPERANDS = """
    select
        operands.operand_metric_key as metric_key, operands.value, operands.weight,
        operands.fraction_part, 'figure' as part, true as is_computed
    from marts.fct_metric_operands as operands
    where operands.metric_key = $key
    order by operands.term_number
"""
_KEYS_LIKE = """
    select figure_key as key from marts.fct_reported_figures
    where release_id = $first and (table_id = $second or not exists (
        from marts.fct_reported_figures
        where release_id = $first and table_id = $second
    ))
    union all
    select metric_key from marts.fct_metrics
    where company_key = $first and (
        line_item_key = $item or period_key = $period or $item is null
    )
"""


def drill(
    reading: Reading,
    key: str,
    as_of: date | None = None,
    release: str | None = None,
    evaluations: int = EVALUATIONS,
) -> Answer:
    """A number by any key that stands beside one, down to the printed cells.

    `as_of` takes what was known at the end of a day, `release` what that release
    said. Where there is no number the answer is null with its reason.

    Raises RefusedError where nothing has the key, or the release does not say it.
    """
    figures = reading.rows(_FIGURE, {"key": key})
    if figures:
        return _of_figure(reading, figures[0], as_of, release, evaluations)
    fact = fact_of(key)
    if fact is None:
        raise _no_key(reading, key)
    return _of_fact(reading, fact, as_of, release, evaluations)


def _of_figure(
    reading: Reading,
    figure: Row,
    as_of: date | None,
    release: str | None,
    evaluations: int,
) -> Answer:
    """A printed figure, which its release says and no other."""
    if release not in (None, figure["release_id"]):
        raise RefusedError(
            "not_stated",
            f"{figure['figure_key']} is a figure of {figure['release_id']}, not of"
            f" {release}",
            "ask for its fact instead, of that release",
            [Fact(**{part: figure[part] for part in PARTS}).key],
        )
    fact = Fact(**{part: figure[part] for part in PARTS})
    is_fact = figure["measure"] == "amount" and figure["held_apart"] is None
    versions = versions_of(reading, fact) if is_fact else []
    # Its interval is known where it is a version of its fact, with the sign of that.
    ends: list[Any] = [None, None]
    for version in versions:
        if version["figure_key"] == figure["figure_key"]:
            ends = [version["low"], version["high"]]
    if figure["is_negated"] and None not in ends:
        ends = [-end for end in reversed(ends)]
    number = figure | dict(zip(("low", "high"), ends, strict=True))
    said = {name: figure[name] for name in ("measure", "comparison", "members")}
    key = figure["figure_key"]
    if as_of is not None and figure["known_on"] > as_of:
        number = {"unit": figure["unit"], "missing_reason": "not_known_then"}
        return _answer(reading, key, "figure", fact, number, **said)
    cells, identities, left_out, verdict = proof(reading, printed(key), evaluations)
    known = vintage(
        reading,
        fact,
        figure,
        versions or [number],
        figure["measure"],
        figure["comparison"],
    )
    return _answer(
        reading,
        key,
        "figure",
        fact,
        number,
        **said,
        cells=cells,
        identities=identities,
        identities_left_out=left_out,
        verdict=verdict if number["value"] is not None else _no_verdict(number),
        vintage=known,
    )


def _of_fact(
    reading: Reading,
    fact: Fact,
    as_of: date | None,
    release: str | None,
    evaluations: int,
) -> Answer:
    """A fact as a release made it known, or a metric of what is in force."""
    in_force = reading.rows(_METRIC, {"key": fact.key})
    kept = versions_of(reading, fact)
    # What a formula computes of what is in force is no version, and has none before.
    computed = [row for row in in_force if not _same(kept, row)]
    versions = [*kept, *computed]
    if not versions:
        return _missing(reading, fact)
    latest = _same(versions, in_force[0])[-1] if in_force else versions[-1]
    chosen: Row | None = latest
    if release is not None:
        chosen = _of_release(reading, fact, versions, release)
        if as_of is not None and chosen["known_on"] > as_of:
            chosen = None
    elif as_of is not None:
        chosen = known_on(versions, as_of)
    kind = "metric" if in_force and in_force[0]["is_computed"] else "fact"
    operands = [
        Operand(role=role(row), **row)
        for row in reading.rows(_OPERANDS, {"key": fact.key})
    ]
    if chosen is None:
        number = {
            "unit": latest["unit"],
            "missing_reason": "not_known_then" if kept else "not_kept",
        }
        return _answer(reading, fact.key, kind, fact, number, operands=operands)
    if in_force and chosen is latest:
        behind = lineage(reading, fact.key)
    elif chosen["figure_key"]:
        behind = printed(chosen["figure_key"])
    else:
        behind = earlier_lineage(reading, fact.key, chosen["release_id"])
    cells, identities, left_out, verdict = proof(reading, behind, evaluations)
    return _answer(
        reading,
        fact.key,
        kind,
        fact,
        chosen,
        operands=operands,
        cells=cells,
        identities=identities,
        identities_left_out=left_out,
        verdict=verdict,
        vintage=vintage(reading, fact, chosen, versions),
    )


def _same(versions: list[Row], in_force: Row) -> list[Row]:
    """Those versions that are what `fct_metrics` has."""
    said = ("release_id", "figure_key", "value")
    return [
        version
        for version in versions
        if all(version[name] == in_force[name] for name in said)
    ]


def _of_release(reading: Reading, fact: Fact, versions: list[Row], release: str) -> Row:
    """What a release says of a fact.

    Raises RefusedError where it says nothing of it, or there is no such release.
    """
    said = [version for version in versions if version["release_id"] == release]
    if said:
        return said[-1]
    releases = [
        row["release_id"]
        for row in reading.rows(
            "select release_id from marts.dim_release where company_key = $company_key",
            fact.parts,
        )
    ]
    if release not in releases:
        raise unknown(
            f"release of {fact.company_key}",
            release,
            releases,
            "kessan audit lists the releases",
        )
    raise RefusedError(
        "not_stated",
        f"{release} does not say {fact.key}",
        "these releases do:",
        sorted({version["release_id"] for version in versions}),
    )


def _missing(reading: Reading, fact: Fact) -> Answer:
    """A fact without a number, with the reason.

    Raises RefusedError where nothing is known of it.
    """
    missing = reading.rows(_MISSING, fact.parts)
    if not missing:
        raise _no_key(reading, fact.key)
    return _answer(reading, fact.key, "fact", fact, missing[0])


def _answer(
    reading: Reading,
    key: str,
    kind: str,
    fact: Fact,
    number: Row,
    **proven: Any,
) -> Answer:
    """An answer of a row that has the number, and of what holds it."""
    (meaning,) = reading.rows(_MEANINGS, fact.parts)
    reason = number.get("missing_reason")
    given: dict[str, Any] = {
        **{"measure": "amount", "comparison": None, "members": None},
        **{"operands": [], "cells": [], "identities": [], "identities_left_out": 0},
        **{"vintage": None, "verdict": _no_verdict(number) if reason else None},
    }
    given |= {
        **{"generation": reading.generation, "key": key, "kind": kind},
        **{
            name: number.get(name)
            for name in ("value", "unit", "decimals", "low", "high", "derivation")
        },
        **{
            name: Named(key=getattr(fact, f"{name}_key"), label=meaning[name])
            for name in ("company", "line_item", "segment", "product", "scenario")
        },
        "missing_reason": reason,
        "missing_reason_meaning": REASONS.get(reason) if reason else None,
        "accounting_standard": fact.accounting_standard,
        "currency": fact.currency,
        "period": Period(
            key=fact.period_key, **{**meaning, "label": meaning["period"]}
        ),
        "formula": meaning["formula"] if kind == "metric" else None,
        **proven,
    }
    return Answer(**given)


def _no_verdict(number: Row) -> Verdict:
    """Of a number that there is not."""
    reason = number["missing_reason"]
    return Verdict(
        verdict=None,
        reason=f"there is no number: {REASONS.get(reason, reason)}",
        identities=[],
        contradicted_by=[],
    )


def _no_key(reading: Reading, key: str) -> RefusedError:
    """Nothing has this key: say so, with the keys most like it."""
    fact = fact_of(key)
    first, second, *_ = [*key.split("/"), ""]
    like = [
        row["key"]
        for row in reading.rows(
            _KEYS_LIKE,
            {
                **{"first": first, "second": second},
                "item": fact.line_item_key if fact else None,
                "period": fact.period_key if fact else None,
            },
        )
    ]
    if like:
        return unknown("number with the key", key, like, _HOW)
    owners = reading.rows(
        "select release_id as name from marts.dim_release"
        " union all select company_key from marts.dim_company"
    )
    return RefusedError(
        "unknown",
        f"there is no number with the key {key!r}",
        _HOW,
        _like_owners(first, (row["name"] for row in owners)),
    )


_HOW = (
    "a key is that of a printed figure, RELEASE/TABLE/LINE/COLUMN, or a metric_key as"
    " it stands beside the numbers of reports; or ask by company, line item and period"
)


def _like_owners(first: str, names: Iterable[str]) -> list[str]:
    """Releases and companies like the first part of a key."""
    return nearest(re.sub(r"\s+", " ", first), names)
