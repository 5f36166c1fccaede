{{ config(materialized='table') }}

with

{{ numbers_of_digits(5) }},

-- Whole calendar years around everything that is reported.
calendar as (
    select
        cast({{ dbt.date_trunc(
            'year', 'min(coalesce(period_start, period_end))'
        ) }} as date) as first_date,
        cast({{ dbt.dateadd('year', 1, 'max(period_end)') }} as date)
            as last_date
    from {{ ref('int_periods') }}
),

days as (
    select
        cast({{ dbt.dateadd('day', 'number', 'first_date') }} as date)
            as date_key
    from numbers
    cross join calendar
    where
        {{ dbt.dateadd('day', 'number', 'first_date') }}
        < {{ dbt.date_trunc('year', 'last_date') }}
),

final as (
    select
        date_key,
        cast(extract(year from date_key) as integer) as calendar_year,
        cast(extract(quarter from date_key) as integer) as calendar_quarter,
        cast(extract(month from date_key) as integer) as calendar_month,
        cast(extract(day from date_key) as integer) as day_of_month,
        date_key = cast({{ dbt.last_day('date_key', 'month') }} as date)
            as is_month_end
    from days
)

select * from final
