{{ config(materialized='table') }}

with

final as (
    select
        scenario_key,
        label,
        description,
        cast(display_order as integer) as display_order
    from {{ ref('scenarios') }}
)

select * from final
