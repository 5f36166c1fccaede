-- A view: audit.identity_operands holds the rows, and holds them for good.
{{ config(materialized='view') }}

with

final as (
    {{- union_all([
        ref('int_printed_operands'),
        ref('int_known_operands'),
    ]) }}
)

select * from final
