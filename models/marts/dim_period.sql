{{ config(materialized='table') }}

with

periods as (
    select
        *,
        {{ period_key(
            months_earlier(12, 'period_start'),
            months_earlier(12, 'period_end'),
            'fiscal_year_end_month'
        ) }} as year_ago_key,
        {{ period_key(
            months_earlier('months', 'period_start'),
            months_earlier('coalesce(months, 3)', 'period_end'),
            'fiscal_year_end_month'
        ) }} as previous_key
    from {{ ref('int_periods') }}
),

fiscal_periods as (
    select
        *,
        coalesce(period_start = fiscal_year_start, false) as is_cumulative,
        cast(
            extract(year from fiscal_year_start)
            + case
                when fiscal_year_named_after = 'start' then 0
                when fiscal_year_end_month = 12 then 0
                else 1
            end as integer
        ) as fiscal_year,
        case
            when months_into_fiscal_year < 3 then 1
            when months_into_fiscal_year < 6 then 2
            when months_into_fiscal_year < 9 then 3
            else 4
        end as fiscal_quarter
    from periods
),

final as (
    select
        periods.period_key,
        case
            when periods.period_start is null
                then 'at ' || cast(periods.period_end as varchar)
            when periods.months = 3
                then
                    'FY' || periods.fiscal_year
                    || ' Q' || periods.fiscal_quarter
            when periods.is_cumulative and periods.months = 12
                then 'FY' || periods.fiscal_year
            when periods.is_cumulative
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
        periods.is_cumulative,
        periods.fiscal_year,
        periods.fiscal_quarter,
        periods.fiscal_year_end_month,
        year_ago.period_key as year_ago_period_key,
        previous.period_key as previous_period_key
    from fiscal_periods as periods
    left join {{ ref('int_periods') }} as year_ago
        on periods.year_ago_key = year_ago.period_key
    left join {{ ref('int_periods') }} as previous
        on periods.previous_key = previous.period_key
)

select * from final
