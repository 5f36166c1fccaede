"""What there is to ask for: companies, their statements and metrics, series."""

from collections.abc import Iterable

from kessan.answers.periods import FORMS, SPANS, is_meant, span_of
from kessan.answers.questions import Asked, company_of, known, narrow
from kessan.answers.reading import Reading, Row
from kessan.answers.refusal import RefusedError, unknown
from kessan.answers.shapes import (
    Companies,
    Company,
    Item,
    Line,
    Metrics,
    Named,
    Period,
    Point,
    Series,
    Statement,
    StatementPeriods,
    Statements,
)

# What is listed at most, unless more is asked for.
LISTED = 50

_COMPANIES = """
    with releases as (
        select
            releases.company_key, count(*) as releases,
            list_sort(list(distinct releases.accounting_standard))
                as accounting_standards,
            list_sort(list(distinct releases.currency)) as currencies,
            sum(verdicts.figure_count)::bigint as figures,
            sum(verdicts.proven_count)::bigint as proven,
            sum(verdicts.contradicted_count)::bigint as contradicted
        from marts.dim_release as releases
        inner join audit.release_verdicts as verdicts using (release_id)
        group by all
    )

    select companies.*, releases.* exclude (company_key)
    from marts.dim_company as companies
    inner join releases using (company_key)
    where
        $search is null
        or contains(lower(companies.company_key), lower($search))
        or contains(lower(companies.label), lower($search))
        or companies.stock_code = $search
        or companies.cik = $search
    order by companies.company_key
"""
_ITEMS = """
    select
        line_items.line_item_key, line_items.label, line_items.statement,
        line_items.unit, line_items.formula, line_items.description,
        line_items.period_type, line_items.display_order,
        count(distinct metrics.period_key) as periods,
        min(metrics.period_end) as first_day, max(metrics.period_end) as last_day,
        list_sort(list(distinct metrics.segment_key)) as segments,
        list_sort(list(distinct metrics.product_key)) as products
    from marts.fct_metrics as metrics
    inner join marts.dim_line_item as line_items using (line_item_key)
    where
        metrics.company_key = $company
        and (
            $search is null
            or contains(lower(line_items.line_item_key), lower($search))
            or contains(lower(line_items.label), lower($search))
        )
    group by all
    order by line_items.display_order, line_items.line_item_key
"""
_STATEMENTS = """
    with stated as (
        select
            statements.statement, statements.label, statements.display_order,
            metrics.accounting_standard, metrics.currency, metrics.period_key,
            max(metrics.period_end) as period_end
        from marts.fct_metrics as metrics
        inner join marts.dim_statement_line as shown using (line_item_key)
        inner join marts.dim_statement as statements using (statement)
        where metrics.company_key = $company and metrics.scenario_key = 'actual'
        group by all
    )

    select
        statement, label, display_order, accounting_standard, currency,
        list(period_key order by period_end desc, period_key desc)[:12] as periods
    from stated
    group by all
    order by display_order, accounting_standard, currency
"""
_LINES = """
    select
        metrics.metric_key, metrics.line_item_key, metrics.segment_key,
        metrics.product_key, metrics.value, metrics.unit, verdicts.verdict,
        metrics.accounting_standard, metrics.currency, metrics.period_key,
        periods.* exclude (period_key), quarters.end_date as quarter_end,
        line_items.label as line_item, segments.label as segment,
        products.label as product
    from marts.fct_metrics as metrics
    inner join marts.dim_statement_line as shown using (line_item_key)
    inner join marts.dim_line_item as line_items using (line_item_key)
    inner join marts.dim_period as periods using (period_key)
    inner join marts.dim_segment as segments using (segment_key)
    inner join marts.dim_product as products using (product_key)
    left join audit.metric_verdicts as verdicts using (metric_key)
    left join marts.dim_fiscal_quarter as quarters
        on
            quarters.company_key = metrics.company_key
            and periods.fiscal_year = quarters.fiscal_year
            and periods.fiscal_quarter = quarters.fiscal_quarter
    where
        metrics.company_key = $company
        and metrics.scenario_key = 'actual'
        and shown.statement = $statement
        and (shown.is_by_segment or metrics.segment_key = 'total')
        and (shown.is_by_product or metrics.product_key = 'total')
    order by
        shown.display_order, segments.display_order, products.display_order,
        metrics.metric_key
"""


def companies(
    reading: Reading, search: str | None = None, limit: int = LISTED
) -> Companies:
    """The companies that have published, or those with a part of a name, or a code."""
    found = reading.rows(_COMPANIES, {"search": search})
    return Companies(
        **_listed(reading, found, limit, "search by a part of the name"),
        companies=[Company(**row) for row in found[:limit]],
    )


def metrics(
    reading: Reading, company: str, search: str | None = None, limit: int = LISTED
) -> Metrics:
    """What there are numbers of, of a company: line items and metrics with formulas.

    Raises RefusedError where the company is unknown or ambiguous.
    """
    of = company_of(reading, company)
    found = reading.rows(_ITEMS, {"company": of["company_key"], "search": search})
    return Metrics(
        **_listed(reading, found, limit, "search by a part of the name"),
        company=_named(of),
        items=[Item(**row) for row in found[:limit]],
    )


def statements(
    reading: Reading,
    company: str,
    statement: str | None = None,
    period: str | None = None,
    span: str | None = None,
    standard: str | None = None,
    currency: str | None = None,
    limit: int = 4 * LISTED,
) -> Statements:
    """Which statements there are of a company; or one of them in a period.

    Each line has the key of its number. Raises RefusedError where a part of what is
    asked for is unknown, or the period may be several.
    """
    of = company_of(reading, company)
    parameters = {"company": of["company_key"], "statement": statement}
    available = reading.rows(_STATEMENTS, parameters)
    if statement is None:
        return Statements(
            **_listed(reading, available, limit, ""),
            company=_named(of),
            available=[StatementPeriods(**row) for row in available[:limit]],
            statement=None,
        )
    labels = {row["statement"]: row["label"] for row in available}
    if statement not in labels:
        raise unknown(
            f"statement of {of['company_key']}",
            statement,
            labels,
            f"there are: {', '.join(labels)}",
        )
    rows = reading.rows(_LINES, parameters)
    for column, given in (("accounting_standard", standard), ("currency", currency)):
        rows = [row for row in rows if given in (None, row[column])]
    lines = _in_period(rows, statement, period, span)
    return Statements(
        **_listed(reading, lines, limit, "raise the limit"),
        company=_named(of),
        available=[],
        statement=Statement(
            accounting_standard=lines[0]["accounting_standard"],
            currency=lines[0]["currency"],
            statement=Named(key=statement, label=labels[statement]),
            period=_period(max(lines, key=lambda row: row["start_date"] is not None)),
            lines=[
                Line(**{**row, "key": row["metric_key"], "label": _label(row)})
                for row in lines[:limit]
            ],
        ),
    )


def series(
    reading: Reading, asked: Asked, span: str | None = None, limit: int = LISTED
) -> Series:
    """One line item over time, the newest numbers and those before up to a limit.

    A quarter or twelve months that is not known is null with its reason. Raises
    RefusedError where a part of what is asked for is unknown or may be several.
    """
    rows = narrow(known(reading, asked), asked)
    taken = span or _only_span(rows)
    rows = [row for row in rows if SPANS[taken](row)]
    if not rows:
        raise RefusedError(
            "not_stated",
            f"{asked.item} of {asked.company} is known for no {taken}",
            f"ask for another span: {', '.join(SPANS)}",
        )
    bases = {tuple(row[column] for column in asked.parts) for row in rows}
    if len(bases) > 1:
        raise RefusedError(
            "ambiguous",
            f"{asked.item} of {asked.company} may be {len(bases)} series",
            "say which standard, currency, scenario, segment and product:",
            sorted(" / ".join(basis) for basis in bases),
        )
    first, shown = rows[0], rows[:limit]
    of = company_of(reading, asked.company)
    return Series(
        **_listed(reading, rows, limit, "older ones come with a higher limit"),
        company=_named(of),
        accounting_standard=first["accounting_standard"],
        currency=first["currency"],
        line_item=Named(key=first["line_item_key"], label=first["line_item"]),
        segment=Named(key=first["segment_key"], label=first["segment"]),
        product=Named(key=first["product_key"], label=first["product"]),
        span=taken,
        unit=first["unit"],
        points=[
            Point(**{**row, "period": _period(row), "key": row["metric_key"]})
            for row in reversed(shown)
        ],
    )


def _in_period(
    rows: list[Row], statement: str, period: str | None, span: str | None
) -> list[Row]:
    """The lines of one statement in the one period that is meant.

    Without a period it is the newest, where one alone ends then. Raises RefusedError
    where several are meant, or none.
    """
    newest = max((row["end_date"] for row in rows), default=None)
    meant = period or (newest.isoformat() if newest else "")
    test = is_meant(meant, span, {row["label"] for row in rows})
    if test is None:
        raise RefusedError(
            "not_understood", f"{period!r} is no period", f"write {FORMS}"
        )
    found = [row for row in rows if test(row)]
    basis = ("accounting_standard", "currency", "period_key")
    # What there is at the end of a period, such as cash, stands with what happened.
    flows = [row for row in found if row["start_date"] is not None]
    choices = {tuple(row[name] for name in basis): row for row in flows or found}
    if len(choices) == 1:
        return found
    listed = choices or {tuple(row[name] for name in basis): row for row in rows}
    raise RefusedError(
        "ambiguous" if choices else "not_stated",
        f"{statement} of {meant} may be {len(choices)} statements"
        if choices
        else f"there is no {statement} of {meant}",
        "say more: a period, a span, a standard, a currency"
        if choices
        else "there are:",
        (f"{' / '.join(key)} ({span_of(row)})" for key, row in listed.items()),
    )


def _only_span(rows: Iterable[Row]) -> str:
    """The span of a series where it is not said: of balances, or quarters."""
    is_balance = all(row["start_date"] is None for row in rows)
    return "balance" if is_balance else "quarter"


def _listed(reading: Reading, rows: list[Row], limit: int, note: str) -> dict:
    left_out = max(0, len(rows) - limit)
    return {
        "generation": reading.generation,
        "left_out": left_out,
        "note": f"{left_out} are left out: {note}" if left_out else "",
    }


def _named(company: Row) -> Named:
    return Named(key=company["company_key"], label=company["label"])


def _period(row: Row) -> Period:
    return Period(**{**row, "key": row["period_key"]})


def _label(row: Row) -> str:
    """A line item with the segment or product that it is of."""
    members = [
        row[name] for name in ("segment", "product") if row[f"{name}_key"] != "total"
    ]
    return ", ".join([row["line_item"], *members])
