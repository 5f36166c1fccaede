-- The interval that each fact of a release stands for: that of its preferred
-- figure or, for an amount that is not printed, what a growth implies.
{{ config(materialized='view') }}

with

printed_facts as (
    select
        release_id,
        period_key,
        line_item_key,
        segment_key,
        product_key,
        scenario_key,
        measure,
        face_value as value,
        low,
        high,
        is_exact,
        figure_key,
        cast(null as varchar) as growth_figure_key
    from {{ ref('int_figures') }}
    where preference = 1
),

facts as (
    select * from printed_facts
    union all
    select
        release_id,
        period_key,
        line_item_key,
        segment_key,
        product_key,
        scenario_key,
        'amount' as measure,
        value,
        low,
        high,
        false as is_exact,
        figure_key,
        growth_figure_key
    from {{ ref('int_implied_amounts') }}
),

actual_facts as (
    select
        *,
        false as is_latest_forecast,
        true as is_expected
    from facts
    where scenario_key = 'actual'
),

ranked_forecasts as (
    select
        forecasts.*,
        row_number() over (
            partition by
                forecasts.release_id, forecasts.period_key,
                forecasts.line_item_key, forecasts.segment_key,
                forecasts.product_key, forecasts.measure
            order by scenarios.display_order desc
        ) = 1 as is_latest_forecast,
        actual.release_id is null as has_no_actual
    from facts as forecasts
    inner join {{ ref('scenarios') }} as scenarios
        on forecasts.scenario_key = scenarios.scenario_key
    left join actual_facts as actual
        on
            forecasts.release_id = actual.release_id
            and forecasts.period_key = actual.period_key
            and forecasts.line_item_key = actual.line_item_key
            and forecasts.segment_key = actual.segment_key
            and forecasts.product_key = actual.product_key
            and forecasts.measure = actual.measure
    where forecasts.scenario_key <> 'actual'
),

final as (
    select * from actual_facts
    union all
    select
        release_id,
        period_key,
        line_item_key,
        segment_key,
        product_key,
        scenario_key,
        measure,
        value,
        low,
        high,
        is_exact,
        figure_key,
        growth_figure_key,
        is_latest_forecast,
        is_latest_forecast and has_no_actual as is_expected
    from ranked_forecasts
)

select * from final
