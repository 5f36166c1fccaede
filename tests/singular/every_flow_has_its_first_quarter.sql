-- Where a release prints a flow for six months and for their second quarter,
-- the first quarter is there, marked derived, and the two quarters add up to
-- the six months. Fails with every flow for which they do not.
with

flows as (
    select
        facts.*,
        periods.months,
        periods.start_date,
        periods.end_date
    from {{ ref('fct_income_statement') }} as facts
    inner join {{ ref('dim_period') }} as periods
        on facts.period_key = periods.period_key
    inner join {{ ref('dim_line_item') }} as line_items
        on facts.line_item_key = line_items.line_item_key
    where line_items.is_additive
    union all
    select
        facts.company_key,
        facts.release_key,
        facts.period_key,
        facts.line_item_key,
        'total' as service_key,
        facts.scenario_key,
        facts.value,
        facts.unit,
        facts.decimals,
        facts.is_derived,
        facts.is_latest,
        facts.figure_key,
        facts.minuend_figure_key,
        facts.subtrahend_figure_key,
        periods.months,
        periods.start_date,
        periods.end_date
    from {{ ref('fct_cash_flow') }} as facts
    inner join {{ ref('dim_period') }} as periods
        on facts.period_key = periods.period_key
    inner join {{ ref('dim_line_item') }} as line_items
        on facts.line_item_key = line_items.line_item_key
    where line_items.is_additive
)

select
    half_years.release_key,
    half_years.line_item_key,
    half_years.service_key,
    half_years.end_date
from flows as half_years
inner join flows as second_quarters
    on
        half_years.release_key = second_quarters.release_key
        and half_years.line_item_key = second_quarters.line_item_key
        and half_years.service_key = second_quarters.service_key
        and half_years.end_date = second_quarters.end_date
        and second_quarters.months = 3
left join flows as first_quarters
    on
        half_years.release_key = first_quarters.release_key
        and half_years.line_item_key = first_quarters.line_item_key
        and half_years.service_key = first_quarters.service_key
        and half_years.start_date = first_quarters.start_date
        and first_quarters.months = 3
where
    half_years.months = 6
    and (
        first_quarters.value is null
        or not first_quarters.is_derived
        or first_quarters.value + second_quarters.value <> half_years.value
    )
