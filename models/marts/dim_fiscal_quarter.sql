{{ config(materialized='table') }}

with

-- Whole fiscal years around everything that is reported, and one more before
-- and after them.
reported as (
    select
        calendar_key,
        {{ dbt.dateadd('year', -1, 'min(coalesce(period_start, period_end))') }}
            as first_date,
        {{ dbt.dateadd('year', 1, 'max(period_end)') }} as last_date
    from {{ ref('int_periods') }}
    group by 1
),

quarters as (
    select
        calendars.company_key,
        quarters.fiscal_year,
        quarters.fiscal_quarter,
        quarters.quarter_number,
        quarters.start_date,
        quarters.end_date
    from {{ ref('int_fiscal_quarters') }} as quarters
    inner join {{ ref('stg_reference__calendars') }} as calendars
        on quarters.calendar_key = calendars.calendar_key
    inner join reported
        on
            quarters.calendar_key = reported.calendar_key
            and quarters.fiscal_year_end >= reported.first_date
            and quarters.fiscal_year_start <= reported.last_date
),

final as (
    select
        {{ fiscal_quarter_key() }} as fiscal_quarter_key,
        company_key,
        cast(fiscal_year as integer) as fiscal_year,
        cast(fiscal_quarter as integer) as fiscal_quarter,
        cast(quarter_number as integer) as quarter_number,
        start_date,
        end_date
    from quarters
)

select * from final
