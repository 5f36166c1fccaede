-- What each company expected of a period, announcement by announcement, and
-- what came of it. One announcement is in force until the next.
{% set target = [
    'company_key', 'accounting_standard', 'currency', 'period_key',
    'line_item_key',
] %}

with

-- A release that prints a target again says nothing new of it.
announced as (
    select
        *,
        row_number() over (
            partition by {{ target | join(', ') }}, announced_on
            order by published_at desc, is_derived asc, scenario_key desc
        ) as recency
    from {{ ref('fct_forecasts') }}
),

targets as (
    select
        *,
        lead(announced_on) over announcements as known_until,
        lag(value) over announcements as previous_value
    from announced
    where recency = 1
    window announcements as (
        partition by {{ target | join(', ') }} order by announced_on
    )
),

actuals as (
    select * from {{ ref('fct_metrics') }}
    where
        scenario_key = 'actual'
        and segment_key = 'total'
        and product_key = 'total'
),

final as (
    select
        targets.company_key,
        targets.accounting_standard,
        targets.currency,
        periods.fiscal_year,
        periods.fiscal_quarter,
        periods.start_date as period_start,
        periods.end_date as period_end,
        targets.line_item_key,
        targets.announced_on as known_from,
        targets.known_until,
        targets.known_until is null as is_latest,
        line_items.label,
        line_items.display_order,
        targets.scenario_key,
        targets.unit,
        targets.value,
        targets.previous_value,
        -- A number per share may be of other shares than the one before.
        case
            when not {{ is_per_share('targets.unit') }}
                then targets.value - targets.previous_value
        end as revision,
        case
            when not {{ is_per_share('targets.unit') }}
                then {{ growth_percent(
                    'targets.value', 'targets.previous_value'
                ) }}
        end as revision_percent,
        actuals.value as actual,
        actuals.metric_key as actual_metric_key,
        targets.release_id,
        targets.figure_key,
        coverage.verdict
    from targets
    inner join {{ ref('dim_period') }} as periods
        on targets.period_key = periods.period_key
    inner join {{ ref('dim_line_item') }} as line_items
        on targets.line_item_key = line_items.line_item_key
    left join actuals
        on
            {{ same('targets', 'actuals', target) }}
    left join {{ ref('figure_coverage') }} as coverage
        on targets.figure_key = coverage.figure_key
)

select * from final
order by
    company_key, accounting_standard, currency, period_end, display_order,
    known_from
