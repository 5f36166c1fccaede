-- Where a release prints a flow for six months and for their second quarter, it
-- has the first quarter too, printed or derived; if it is derived the quarters
-- add up to the six months. Fails with every flow for which that is not so.
with

flows as (
    select
        facts.release_id,
        facts.line_item_key,
        facts.segment_key,
        facts.product_key,
        facts.period_start,
        facts.period_end,
        facts.is_derived,
        facts.derivation,
        facts.value,
        periods.months
    from {{ ref('int_facts') }} as facts
    inner join {{ ref('dim_period') }} as periods
        on facts.period_key = periods.period_key
    inner join {{ ref('dim_line_item') }} as line_items
        on facts.line_item_key = line_items.line_item_key
    where line_items.is_additive and facts.scenario_key = 'actual'
),

quarters as (
    select * from flows
    where months = 3
)

select
    half_years.release_id,
    half_years.line_item_key,
    half_years.segment_key,
    half_years.product_key,
    half_years.period_end
from flows as half_years
inner join quarters as second_quarters
    on
        half_years.release_id = second_quarters.release_id
        and half_years.line_item_key = second_quarters.line_item_key
        and half_years.segment_key = second_quarters.segment_key
        and half_years.product_key = second_quarters.product_key
        and half_years.period_end = second_quarters.period_end
        and not second_quarters.is_derived
left join quarters as first_quarters
    on
        half_years.release_id = first_quarters.release_id
        and half_years.line_item_key = first_quarters.line_item_key
        and half_years.segment_key = first_quarters.segment_key
        and half_years.product_key = first_quarters.product_key
        and half_years.period_start = first_quarters.period_start
where
    half_years.months = 6
    and not half_years.is_derived
    and (
        first_quarters.value is null
        or first_quarters.derivation <> 'formula'
        and first_quarters.value + second_quarters.value <> half_years.value
    )
