-- How far along a fiscal year is: the cumulative amount over that of the whole
-- year, as forecast or, once the year is complete, as it was.
{% set series = fact_identity(without=['period_key', 'scenario_key']) %}

with

flows as (
    select
        facts.*,
        periods.months,
        periods.is_fiscal_year,
        periods.is_cumulative,
        periods.fiscal_year_start,
        periods.year_ago_key
    from {{ ref('int_facts') }} as facts
    inner join {{ ref('int_periods') }} as periods
        on facts.period_key = periods.period_key
    inner join {{ ref('stg_reference__line_items') }} as line_items
        on facts.line_item_key = line_items.line_item_key
    where facts.is_last_version and line_items.is_additive
),

full_years as (
    select * from flows
    where is_fiscal_year
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
        and flows.is_cumulative
),

progress as (
    select
        to_date.*,
        full_years.scenario_key as full_year_scenario_key,
        full_years.period_key as full_year_period_key,
        full_years.value as full_year_value,
        full_years.months as full_year_months,
        full_years.release_id as full_year_release_id,
        {{ quotient('100 * to_date.value', 'full_years.value') }}
            as progress_percent
    from to_date
    inner join full_years
        on
            {{ same('to_date', 'full_years', series) }}
            and to_date.fiscal_year_start = full_years.fiscal_year_start
    where {{ are_of_one_basis(['to_date', 'full_years']) }}
),

final as (
    select
        progress.company_key,
        progress.release_id,
        progress.period_key,
        progress.full_year_period_key,
        progress.line_item_key,
        progress.segment_key,
        progress.product_key,
        progress.full_year_scenario_key as scenario_key,
        progress.accounting_standard,
        progress.currency,
        progress.unit,
        progress.value,
        progress.full_year_value,
        progress.full_year_release_id,
        progress.progress_percent,
        year_ago.progress_percent as year_ago_progress_percent,
        case
            when
                progress.is_fiscal_year
                and progress.full_year_scenario_key <> 'actual'
                then progress.progress_percent
        end as achievement_percent
    from progress
    left join progress as year_ago
        on
            {{ same('progress', 'year_ago', series) }}
            and progress.year_ago_key = year_ago.period_key
            and progress.full_year_months = year_ago.full_year_months
            and year_ago.full_year_scenario_key = 'actual'
)

select * from final
