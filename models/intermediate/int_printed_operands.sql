-- The operands of identities within one release. No other release has a say, so
-- they are there before it is known what is in force.
{{ config(materialized='view') }}

with

final as (
    {{- union_all([
        ref('int_calculation_operands'),
        ref('int_column_operands'),
        ref('int_release_operands'),
        ref('int_repeated_operands'),
    ]) }}
)

select * from final
