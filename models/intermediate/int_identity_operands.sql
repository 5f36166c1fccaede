-- A view: audit.identity_operands holds the rows, and holds them for good.
{{ config(materialized='view') }}

with

final as (
    {{- union_all([
        ref('int_calculation_operands'),
        ref('int_column_operands'),
        ref('int_release_operands'),
        ref('int_figure_operands'),
        ref('int_repeated_operands'),
        ref('int_vintage_operands'),
        ref('int_implied_operands'),
    ]) }}
)

select * from final
