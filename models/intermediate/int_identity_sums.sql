-- The sides of every evaluation of an identity.
{{ config(materialized='view') }}

with

final as (
    {{- union_all([
        ref('int_printed_sums'),
        ref('int_known_sums'),
    ]) }}
)

select * from final
