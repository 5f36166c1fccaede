with

final as (
    select
        release_id,
        identity_id,
        subject,
        {{ figure_of_text('difference') }} as difference,
        reason,
        evidence
    from {{ ref('exceptions') }}
    where kind = 'exception'
)

select * from final
