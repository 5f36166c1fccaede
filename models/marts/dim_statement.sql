{{ config(materialized='table') }}

with

final as (
    select
        statement,
        label,
        page,
        shown_as,
        is_by_segment = 'true' as is_by_segment,
        is_by_product = 'true' as is_by_product,
        cast(display_order as integer) as display_order
    from {{ ref('statements') }}
)

select * from final
