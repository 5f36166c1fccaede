{{ config(materialized='table') }}

with

final as (
    select
        segment_key,
        company_key,
        label,
        segment_type,
        cast(display_order as integer) as display_order
    from {{ ref('segments') }}
)

select * from final
