-- How far along the fiscal year is towards what the company expects of it.
with

metric_keys as (
    select
        *,
        {{ metric_key(parts={'scenario_key': "'actual'"}) }}
            as year_to_date_metric_key
    from {{ ref('fct_forecast_progress') }}
),

final as (
    select
        progress.company_key,
        progress.accounting_standard,
        progress.currency,
        periods.fiscal_year,
        periods.fiscal_quarter,
        periods.end_date as period_end,
        progress.line_item_key,
        line_items.label,
        line_items.display_order,
        progress.scenario_key,
        progress.unit,
        progress.value as year_to_date,
        progress.full_year_value as full_year,
        progress.progress_percent,
        progress.year_ago_progress_percent,
        progress.progress_percent - progress.year_ago_progress_percent
            as progress_change,
        progress.year_to_date_metric_key,
        verdicts.verdict as year_to_date_verdict,
        {{ metric_key(
            'progress', {'period_key': 'progress.full_year_period_key'}
        ) }} as full_year_metric_key,
        case
            when progress.year_ago_progress_percent is not null then {{
                metric_key('progress', {
                    'scenario_key': "'actual'",
                    'period_key': 'periods.year_ago_period_key',
                })
            }}
        end as year_ago_metric_key
    from metric_keys as progress
    inner join {{ ref('dim_period') }} as periods
        on progress.period_key = periods.period_key
    inner join {{ ref('dim_line_item') }} as line_items
        on progress.line_item_key = line_items.line_item_key
    left join {{ ref('metric_verdicts') }} as verdicts
        on progress.year_to_date_metric_key = verdicts.metric_key
)

select * from final
order by
    company_key, accounting_standard, currency, period_end, display_order,
    scenario_key
