{{ config(materialized='table') }}

with

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
