{{ config(materialized='table') }}

with

final as (
    select * from {{ ref('stg_reference__line_items') }}
)

select * from final
