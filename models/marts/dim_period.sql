{{ config(materialized='table') }}

with

periods as (
    select * from {{ ref('int_periods') }}
),

final as (
    select
        periods.period_key,
        case
            when periods.period_start is null
                then 'at ' || cast(periods.period_end as varchar)
            when periods.is_quarter and not periods.is_fiscal_year
                then
                    'FY' || periods.fiscal_year
                    || ' Q' || periods.fiscal_quarter
            when periods.is_fiscal_year and periods.months = 12
                then 'FY' || periods.fiscal_year
            when periods.is_fiscal_year and periods.months is not null
                then
                    'FY' || periods.fiscal_year || ' of '
                    || periods.months || ' months'
            when periods.is_cumulative and not periods.is_fiscal_year
                then
                    'FY' || periods.fiscal_year || ' first '
                    || periods.months || ' months'
            else
                cast(periods.period_start as varchar) || ' to '
                || cast(periods.period_end as varchar)
        end as label,
        periods.period_start as start_date,
        periods.period_end as end_date,
        case
            when periods.period_start is null then 'instant' else 'duration'
        end as period_type,
        periods.months,
        periods.weeks,
        periods.is_in_calendar,
        periods.is_quarter,
        periods.is_cumulative,
        periods.is_fiscal_year,
        periods.fiscal_year,
        periods.fiscal_quarter,
        periods.fiscal_year_start as fiscal_year_start_date,
        periods.fiscal_year_end as fiscal_year_end_date,
        cast(extract(month from periods.fiscal_year_end) as integer)
            as fiscal_year_end_month,
        periods.calendar_key,
        year_ago.period_key as year_ago_period_key,
        previous.period_key as previous_period_key
    from periods
    left join periods as year_ago
        on periods.year_ago_key = year_ago.period_key
    left join periods as previous
        on periods.previous_key = previous.period_key
)

select * from final
