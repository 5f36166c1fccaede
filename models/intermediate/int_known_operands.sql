-- The operands of identities that hold a figure against what is known of it:
-- what was in force when its release appeared, or is derived of that.
{{ config(materialized='view') }}

with

final as (
    {{- union_all([
        ref('int_figure_operands'),
        ref('int_vintage_operands'),
        ref('int_implied_operands'),
    ]) }}
)

select * from final
