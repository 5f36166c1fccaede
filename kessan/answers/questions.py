"""A question by its parts: which company, which line item, when, and of what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kessan.answers.keys import KEY_OF
from kessan.answers.numbers import EVALUATIONS, drill
from kessan.answers.periods import FORMS, is_meant, span_of
from kessan.answers.reading import Reading, Row
from kessan.answers.refusal import RefusedError, unknown
from kessan.answers.shapes import Answer

# What is meant where nothing is said: the company as a whole, and what happened.
USUAL = {"segment_key": "total", "product_key": "total", "scenario_key": "actual"}

_COMPANIES = """
    select company_key, label, short_label, stock_code, cik
    from marts.dim_company
    order by company_key
"""
_ITEMS = """
    select line_items.line_item_key, line_items.label, items.comparable_item
    from marts.dim_line_item as line_items
    left join marts.dim_comparable_item as items using (line_item_key)
    where line_items.line_item_key in (
        select line_item_key from marts.fct_metrics where company_key = $company
        union
        select line_item_key from marts.fct_discrete_periods
        where company_key = $company
    )
    order by line_items.display_order, items.preference
"""
# What is known of a line item, and what is not known with its reason.
_KNOWN = f"""
    with known as (
        select
            metric_key, period_key, accounting_standard, currency, scenario_key,
            segment_key, product_key, value, unit, decimals,
            null as missing_reason
        from marts.fct_metrics
        where company_key = $company and line_item_key = $item
        union all
        select
            {KEY_OF("missing")},
            period_key, accounting_standard, currency, scenario_key, segment_key,
            product_key, null, unit, null, missing_reason
        from marts.fct_discrete_periods as missing
        where
            company_key = $company
            and line_item_key = $item
            and missing_reason is not null
    )

    select
        known.*, periods.* exclude (period_key), verdicts.verdict,
        quarters.end_date as quarter_end, $item as line_item_key,
        segments.label as segment, line_items.label as line_item,
        products.label as product, scenarios.label as scenario
    from known
    inner join marts.dim_period as periods using (period_key)
    inner join marts.dim_line_item as line_items on line_items.line_item_key = $item
    inner join marts.dim_segment as segments using (segment_key)
    inner join marts.dim_product as products using (product_key)
    inner join marts.dim_scenario as scenarios using (scenario_key)
    left join audit.metric_verdicts as verdicts using (metric_key)
    left join marts.dim_fiscal_quarter as quarters
        on
            quarters.company_key = $company
            and periods.fiscal_year = quarters.fiscal_year
            and periods.fiscal_quarter = quarters.fiscal_quarter
    order by
        periods.end_date desc, periods.start_date desc, segments.display_order,
        products.display_order, known.metric_key
"""


@dataclass(frozen=True)
class Asked:
    """Which number of a company: its line item and, where they matter, the rest."""

    company: str
    item: str
    segment: str | None = None
    product: str | None = None
    scenario: str | None = None
    standard: str | None = None
    currency: str | None = None

    @property
    def parts(self) -> dict[str, str | None]:
        """What is asked for, by the column that has it."""
        return {
            "accounting_standard": self.standard,
            "currency": self.currency,
            "scenario_key": self.scenario,
            "segment_key": self.segment,
            "product_key": self.product,
        }


def ask(
    reading: Reading,
    asked: Asked,
    period: str,
    span: str | None = None,
    as_of: date | None = None,
    release: str | None = None,
    evaluations: int = EVALUATIONS,
) -> Answer:
    """The one number that a question means.

    Raises RefusedError where nothing is meant by a part of it, or several numbers
    are: with their keys, or with the names most like what was asked.
    """
    rows = known(reading, asked)
    test = is_meant(period, span, {row["label"] for row in rows})
    if test is None:
        raise RefusedError(
            "not_understood", f"{period!r} is no period", f"write {FORMS}"
        )
    meant = narrow([row for row in rows if test(row)], asked)
    if not meant:
        raise RefusedError(
            "not_stated",
            f"no release of {asked.company} that is published here states"
            f" {asked.item} of {period}{f' ({span})' if span else ''}, or lets it be"
            " derived",
            "there are:",
            (_choice(row) for row in narrow(rows, asked)),
        )
    if len(meant) > 1:
        raise RefusedError(
            "ambiguous",
            f"{asked.item} of {period} may be {len(meant)} numbers",
            "ask for one of these keys, or say more: a span, segment, product,"
            " scenario, standard or currency",
            (_choice(row) for row in meant),
        )
    return drill(reading, meant[0]["metric_key"], as_of, release, evaluations)


def known(reading: Reading, asked: Asked) -> list[Row]:
    """Every number of the line item that is asked for, the newest first.

    Raises RefusedError where the company or the line item is unknown or ambiguous.
    """
    company = company_of(reading, asked.company)["company_key"]
    item = _item_of(reading, company, asked.item)
    return reading.rows(_KNOWN, {"company": company, "item": item})


def narrow(rows: list[Row], asked: Asked) -> list[Row]:
    """Those of the segment, product, scenario, standard and currency asked for.

    Where one is not said the usual one is meant, if there is a number of it. Raises
    RefusedError where there is none of what is said.
    """
    for column, given in asked.parts.items():
        if given is None:
            usual = [row for row in rows if row[column] == USUAL.get(column)]
            rows = usual or rows
            continue
        names = sorted({row[column] for row in rows})
        labels = sorted({row.get(column.removesuffix("_key")) or "" for row in rows})
        taken = [
            row
            for row in rows
            if given.casefold()
            in (
                row[column].casefold(),
                (row.get(column.removesuffix("_key")) or "").casefold(),
            )
        ]
        if rows and not taken:
            raise unknown(
                column.removesuffix("_key").replace("_", " ") + f" of {asked.item}",
                given,
                [*names, *labels],
                f"there are: {', '.join(names)}",
            )
        rows = taken
    return rows


def company_of(reading: Reading, text: str) -> Row:
    """The company of a key, a name, a stock code or a CIK.

    Raises RefusedError where none or several have it.
    """
    companies = reading.rows(_COMPANIES)
    names = ("company_key", "label", "short_label", "stock_code", "cik")
    return _one(
        "company",
        text,
        companies,
        names,
        "company_key",
        "ask for the companies there are",
    )


def _item_of(reading: Reading, company: str, text: str) -> str:
    """The line item of a key or a name, as the company has it."""
    items = reading.rows(_ITEMS, {"company": company})
    remedy = f"ask for what there is of {company}"
    for names in (("line_item_key",), ("label",), ("comparable_item",)):
        if any(_is_named(row, names, text) for row in items):
            found = [row for row in items if _is_named(row, names, text)]
            # Of an item to compare the first of its line items counts.
            taken = found[:1] if names == ("comparable_item",) else found
            return str(
                _one("line item", text, taken, names, "line_item_key", remedy)[
                    "line_item_key"
                ]
            )
    listed = [row[name] for name in ("line_item_key", "label") for row in items]
    raise unknown(f"line item of {company}", text, listed, remedy)


def _is_named(row: Row, names: Iterable[str], text: str) -> bool:
    return text.casefold() in {(row[name] or "").casefold() for name in names}


def _one(
    what: str,
    text: str,
    rows: list[Row],
    names: Iterable[str],
    key: str,
    remedy: str,
) -> Row:
    """The only row that has a name; one of this very key before all others.

    Raises RefusedError where none or several have it.
    """
    found = [row for row in rows if row[key] == text]
    found = found or [row for row in rows if _is_named(row, names, text)]
    by_key = {row[key]: row for row in found}
    if len(by_key) == 1:
        return next(iter(by_key.values()))
    if by_key:
        raise RefusedError(
            "ambiguous",
            f"{len(by_key)} of them are called {text!r}",
            f"say which {what} by its key:",
            by_key,
        )
    listed = [row[name] for name in names for row in rows if row[name]]
    raise unknown(what, text, listed, remedy)


def _choice(row: Row) -> str:
    """A number to choose, by its key and what tells it from others."""
    return f"{row['metric_key']} ({row['label']}, {span_of(row)})"
