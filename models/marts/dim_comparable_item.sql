{{ config(materialized='table') }}

with

final as (
    select
        comparable_item,
        shown_line_item_key as line_item_key,
        label,
        cast(preference as integer) as preference,
        cast(display_order as integer) as display_order
    from {{ ref('comparable_items') }}
)

select * from final
