with

final as (
    select
        release_id,
        identity_id,
        subject,
        {{ dbt.safe_cast('difference', figure_type()) }} as difference,
        reason,
        evidence
    from {{ ref('listed_exceptions') }}
)

select * from final
