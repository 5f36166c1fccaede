{{ config(materialized='table') }}

with

final as (
    select
        service_key,
        company_key,
        label,
        parent_service_key,
        relation_to_parent,
        recurrence,
        cast(display_order as integer) as display_order
    from {{ ref('services') }}
)

select * from final
