with

final as (
    select
        company_key,
        {{ dbt.safe_cast('effective_date', 'date') }} as effective_date,
        {{ dbt.safe_cast('new_shares', 'integer') }} as new_shares,
        {{ dbt.safe_cast('old_shares', 'integer') }} as old_shares,
        evidence
    from {{ ref('splits') }}
)

select * from final
