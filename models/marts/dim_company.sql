{{ config(materialized='table') }}

with

final as (
    select
        company_key,
        label,
        short_label,
        stock_exchange,
        stock_code,
        currency,
        cast(fiscal_year_end_month as integer) as fiscal_year_end_month,
        fiscal_year_named_after,
        country
    from {{ ref('companies') }}
)

select * from final
