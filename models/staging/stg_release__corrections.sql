{{ config(materialized='view') }}

with

final as (
    select
        release_id,
        table_id,
        line_number,
        column_number,
        printed_text,
        text as corrected_text,
        reason,
        identity_id as proven_by
    from {{ ref('stg_release__exceptions') }}
    where kind = 'correction'
)

select * from final
