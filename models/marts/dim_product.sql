{{ config(materialized='table') }}

with

final as (
    select
        product_key,
        company_key,
        label,
        product_type,
        parent_product_key,
        relation_to_parent,
        recurrence,
        cast(display_order as integer) as display_order
    from {{ ref('products') }}
)

select * from final
