-- How far along a fiscal year is: the cumulative amount over that of the whole
-- year, as forecast or, once the year is complete, as it was.
{% set series = fact_identity(without=['period_key', 'scenario_key']) %}

with

flows as (
    select
        facts.*,
        {{ dbt.datediff(
            'facts.period_start', 'facts.period_end', 'month'
        ) }} + 1 as months,
        {{ fiscal_year_start(
            'facts.period_end', 'facts.fiscal_year_end_month'
        ) }} as fiscal_year_start,
        {{ period_key(
            months_earlier(12, 'facts.period_start'),
            months_earlier(12, 'facts.period_end'),
            'facts.fiscal_year_end_month'
        ) }} as year_ago_period_key
    from {{ ref('int_facts') }} as facts
    inner join {{ ref('stg_reference__line_items') }} as line_items
        on facts.line_item_key = line_items.line_item_key
    where facts.is_last_version and line_items.is_additive
),

full_years as (
    select * from flows
    where months = 12 and period_start = fiscal_year_start
),

forecast_series as (
    select {{ series | join(', ') }}
    from full_years
    where scenario_key <> 'actual'
    group by {{ series | join(', ') }}
),

to_date as (
    select flows.*
    from flows
    inner join forecast_series
        on
            {{ same('flows', 'forecast_series', series) }}
    where
        flows.scenario_key = 'actual'
        and flows.period_start = flows.fiscal_year_start
),

progress as (
    select
        to_date.*,
        full_years.scenario_key as full_year_scenario_key,
        full_years.period_key as full_year_period_key,
        full_years.value as full_year_value,
        full_years.release_id as full_year_release_id,
        {{ quotient('100 * to_date.value', 'full_years.value') }}
            as progress_percent
    from to_date
    inner join full_years
        on
            {{ same('to_date', 'full_years', series) }}
            and to_date.fiscal_year_start = full_years.fiscal_year_start
),

final as (
    select
        progress.company_key,
        progress.release_id as release_key,
        progress.period_key,
        progress.full_year_period_key,
        progress.line_item_key,
        progress.segment_key,
        progress.service_key,
        progress.full_year_scenario_key as scenario_key,
        progress.accounting_standard,
        progress.currency,
        progress.unit,
        progress.value,
        progress.full_year_value,
        progress.full_year_release_id as full_year_release_key,
        progress.progress_percent,
        year_ago.progress_percent as year_ago_progress_percent,
        case
            when
                progress.months = 12
                and progress.full_year_scenario_key <> 'actual'
                then progress.progress_percent
        end as achievement_percent
    from progress
    left join progress as year_ago
        on
            {{ same('progress', 'year_ago', series) }}
            and progress.year_ago_period_key = year_ago.period_key
            and year_ago.full_year_scenario_key = 'actual'
)

select * from final
