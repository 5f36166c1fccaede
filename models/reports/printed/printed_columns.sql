-- The columns of all printed tables, with the headings that they have.
-- As with the figures, nothing is shown while the input has problems:
-- depends_on: {{ ref('int_input_problems') }}
{{ config(
    materialized='incremental',
    on_schema_change='fail',
    pre_hook="{{ forget_releases() }}"
) }}

with

final as (
    select
        release_id,
        table_id,
        column_number,
        heading,
        printed_unit
    from {{ ref('stg_release__column_headings') }}
)

select * from final
