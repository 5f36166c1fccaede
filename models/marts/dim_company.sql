{{ config(materialized='table') }}

with

latest_periods as (
    select
        company_key,
        max(period_end) as latest_period_end_date
    from {{ ref('int_release_periods') }}
    where is_actual and period_start is not null
    group by 1
),

final as (
    select
        companies.company_key,
        companies.label,
        companies.short_label,
        companies.stock_exchange,
        companies.stock_code,
        companies.currency,
        cast(companies.fiscal_year_end_month as integer)
            as fiscal_year_end_month,
        companies.fiscal_year_named_after,
        companies.country,
        companies.cik,
        companies.industry_code,
        investor_relations.investor_relations_url,
        latest_periods.latest_period_end_date,
        next_quarters.end_date as next_period_end_date
    from {{ ref('companies') }} as companies
    left join {{ ref('investor_relations') }} as investor_relations
        on companies.company_key = investor_relations.company_key
    left join latest_periods
        on companies.company_key = latest_periods.company_key
    left join {{ ref('stg_reference__calendars') }} as calendars
        on companies.company_key = calendars.company_key
    left join {{ ref('int_fiscal_quarters') }} as next_quarters
        on
            calendars.calendar_key = next_quarters.calendar_key
            and {{ add_days(1, 'latest_periods.latest_period_end_date') }}
            between next_quarters.start_date and next_quarters.end_date
)

select * from final
