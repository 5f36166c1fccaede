with

final as (
    select
        releases.release_id,
        releases.company_key,
        releases.title,
        releases.document,
        {{ dbt.safe_cast('releases.published_at', 'timestamp') }}
            as published_at,
        releases.currency,
        releases.accounting_standard,
        nullif(trim(releases.read_by), '') as read_by,
        cast(companies.fiscal_year_end_month as integer)
            as fiscal_year_end_month
    from {{ ref('releases') }} as releases
    left join {{ ref('companies') }} as companies
        on releases.company_key = companies.company_key
)

select * from final
