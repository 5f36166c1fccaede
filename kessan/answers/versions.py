"""What was known when: every word on a fact, and what contradicts what."""

from datetime import date

from kessan.answers.keys import Fact
from kessan.answers.reading import Reading, Row
from kessan.answers.shapes import Restatement, Version, Vintage

# The tables that hold the versions of facts say so by their columns.
_TABLES = """
    select
        table_name,
        max(case column_name when 'segment_key' then column_name end) as segment,
        max(case column_name when 'product_key' then column_name end) as product
    from duckdb_columns()
    where schema_name = 'marts'
    group by table_name
    having list_has_all(list(column_name), ['superseded_at', 'derivation'])
    order by table_name
"""
_ABOUT = """
        company_key = $company_key
        and accounting_standard = $accounting_standard
        and currency = $currency
        and scenario_key = $scenario_key
        and period_key = $period_key
        and line_item_key = $line_item_key
"""
_OF_TABLE = """
    select
        release_id, value, unit, decimals, low, high, published_at, superseded_at,
        is_derived, derivation, figure_key, announced_on as known_on,
        cast(superseded_at as date) as superseded_on
    from marts.{table_name}
    where
        {about}
        and {segment} = $segment_key
        and {product} = $product_key
"""
# What no table of facts has, such as the revenues of some products, has the atom.
_PRINTED = f"""
    select
        release_id, case when is_negated then -value else value end as value, unit,
        decimals, null as low, null as high, published_at, superseded_at, is_derived,
        null as derivation, figure_key, announced_on as known_on,
        cast(superseded_at as date) as superseded_on
    from marts.fct_reported_figures
    where
        {_ABOUT}
        and segment_key = $segment_key
        and product_key = $product_key
        and measure = 'amount'
        and held_apart is null
        and value is not null
    qualify
        row_number() over (
            partition by release_id order by decimals desc, figure_key
        ) = 1
    order by published_at, release_id
"""
_RESTATED = f"""
    select
        first_value, first_release_id, latest_value, latest_release_id, difference
    from audit.restatements
    where
        {_ABOUT}
        and segment_key = $segment_key
        and product_key = $product_key
        and measure = $measure
        and comparison is not distinct from $comparison
"""


def versions_of(reading: Reading, fact: Fact) -> list[Row]:
    """Every word on a fact, printed or derived, the first one first."""
    # The same version stands in several tables, as that of revenues of the company.
    found = reading.rows(
        " union ".join(
            _OF_TABLE.format(
                table_name=table["table_name"],
                about=_ABOUT,
                segment=table["segment"] or "'total'",
                product=table["product"] or "'total'",
            )
            for table in reading.rows(_TABLES)
        )
        + " order by published_at, release_id, is_derived desc",
        fact.parts,
    )
    return found or reading.rows(_PRINTED, fact.parts)


def known_on(versions: list[Row], day: date) -> Row | None:
    """The version that was in force at the end of a day; None before the first."""
    in_force = [
        version
        for version in versions
        if version["known_on"] <= day
        and (version["superseded_on"] is None or version["superseded_on"] > day)
    ]
    return in_force[-1] if in_force else None


def vintage(
    reading: Reading,
    fact: Fact,
    chosen: Row,
    versions: list[Row],
    measure: str = "amount",
    comparison: str | None = None,
) -> Vintage:
    """Since when the chosen version is known, and what has come of it."""
    asked = {**fact.parts, "measure": measure, "comparison": comparison}
    restated = reading.rows(_RESTATED, asked)
    (release,) = reading.rows(
        "select title from marts.dim_release where release_id = $release",
        {"release": chosen["release_id"]},
    )
    better = [
        version["release_id"]
        for version in versions
        if chosen["superseded_at"] is not None
        and version["published_at"] == chosen["superseded_at"]
        and version["release_id"] != chosen["release_id"]
    ]
    return Vintage(
        release_id=chosen["release_id"],
        release_title=release["title"],
        known_on=chosen["known_on"],
        is_latest=chosen["superseded_at"] is None,
        superseded_on=chosen["superseded_on"],
        superseded_by=better[-1] if better else None,
        restated=Restatement(**restated[0]) if restated else None,
        versions=[Version(**version) for version in versions],
    )
