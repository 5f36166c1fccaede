{{ config(materialized='view') }}

with

final as (
    select
        release_id,
        table_id,
        line_number,
        column_number,
        release_id || '/' || subject as figure_key,
        {{ dbt.safe_cast('text', 'date') }} as announced_on,
        evidence
    from {{ ref('stg_release__exceptions') }}
    where kind = 'announcement'
)

select * from final
