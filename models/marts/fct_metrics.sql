-- Every line item in force, and every metric computed from such.
with

line_items as (
    select
        {{ metric_key() }} as metric_key,
        company_key,
        release_id,
        period_key,
        line_item_key,
        segment_key,
        service_key,
        scenario_key,
        accounting_standard,
        currency,
        period_start,
        period_end,
        value,
        unit,
        decimals,
        published_at,
        is_derived,
        false as is_computed,
        figure_key,
        addend_figure_key,
        minuend_figure_key,
        subtrahend_figure_key,
        divisor_figure_key
    from {{ ref('int_facts') }}
    where is_latest
),

computed as (
    select
        metric_key,
        company_key,
        release_id,
        period_key,
        line_item_key,
        segment_key,
        service_key,
        scenario_key,
        accounting_standard,
        currency,
        period_start,
        period_end,
        value,
        unit,
        decimals,
        published_at,
        true as is_derived,
        true as is_computed,
        cast(null as varchar) as figure_key,
        cast(null as varchar) as addend_figure_key,
        cast(null as varchar) as minuend_figure_key,
        cast(null as varchar) as subtrahend_figure_key,
        cast(null as varchar) as divisor_figure_key
    from {{ ref('int_metrics') }}
),

metrics as (
    select * from line_items
    union all
    select * from computed
),

final as (
    select
        metric_key,
        company_key,
        release_id as release_key,
        period_key,
        line_item_key,
        segment_key,
        service_key,
        scenario_key,
        accounting_standard,
        currency,
        period_start,
        period_end,
        cast(
            {{ dbt.datediff('period_start', 'period_end', 'month') }} + 1
            as integer
        ) as months,
        value,
        unit,
        decimals,
        published_at,
        is_derived,
        is_computed,
        figure_key,
        addend_figure_key,
        minuend_figure_key,
        subtrahend_figure_key,
        divisor_figure_key
    from metrics
)

select * from final
