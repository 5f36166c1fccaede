{{ config(materialized='view') }}

with

final as (
    select
        release_id,
        identity_id,
        subject,
        difference,
        reason,
        evidence
    from {{ ref('stg_release__exceptions') }}
    where kind = 'exception'
)

select * from final
