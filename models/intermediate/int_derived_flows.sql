-- A flow that is not printed, as the difference of two that are: the first
-- quarter is six months less the second quarter. Only amounts that add up over
-- time; shares, earnings per share and balances do not.
with

flows as (
    select reported.*
    from {{ ref('int_reported_facts') }} as reported
    inner join {{ ref('stg_reference__line_items') }} as line_items
        on reported.line_item_key = line_items.line_item_key
    where
        line_items.is_additive
        and reported.scenario_key = 'actual'
),

differences as (
    select
        longer.release_id,
        longer.company_key,
        longer.published_at,
        longer.fiscal_year_end_month,
        longer.period_start,
        {{ add_days(-1, 'later.period_start') }} as period_end,
        longer.line_item_key,
        longer.segment_key,
        longer.service_key,
        longer.scenario_key,
        cast(longer.value - later.value as {{ figure_type() }}) as value,
        longer.unit,
        least(longer.decimals, later.decimals) as decimals,
        longer.figure_key as minuend_figure_key,
        later.figure_key as subtrahend_figure_key
    from flows as longer
    inner join flows as later
        on
            longer.release_id = later.release_id
            and longer.line_item_key = later.line_item_key
            and longer.segment_key = later.segment_key
            and longer.service_key = later.service_key
            and longer.unit = later.unit
            and longer.period_end = later.period_end
            and longer.period_start < later.period_start
),

final as (
    select
        differences.release_id,
        differences.company_key,
        differences.published_at,
        differences.fiscal_year_end_month,
        {{ period_key(
            'differences.period_start', 'differences.period_end',
            'differences.fiscal_year_end_month'
        ) }} as period_key,
        differences.period_start,
        differences.period_end,
        differences.line_item_key,
        differences.segment_key,
        differences.service_key,
        differences.scenario_key,
        differences.value,
        differences.unit,
        differences.decimals,
        differences.minuend_figure_key,
        differences.subtrahend_figure_key
    from differences
    left join flows as printed
        on
            differences.release_id = printed.release_id
            and differences.period_start = printed.period_start
            and differences.period_end = printed.period_end
            and differences.line_item_key = printed.line_item_key
            and differences.segment_key = printed.segment_key
            and differences.service_key = printed.service_key
    where printed.release_id is null
)

select * from final
