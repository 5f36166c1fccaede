-- Every printed figure where it stands: below the heading of its column, in
-- its line, as it was printed. Its number is there in the printed scale, for
-- reading, and in base units.
with

figures as (
    select * from {{ ref('fct_reported_figures') }}
),

final as (
    select
        figures.release_id,
        figures.company_key,
        figures.table_id,
        figures.line_number,
        figures.column_number,
        figures.source_line,
        coalesce(printed_lines.indented_label, figures.printed_label) as label,
        printed_columns.heading as column_heading,
        figures.printed_text,
        figures.unit,
        figures.scale,
        {{ in_printed_scale('figures.value', 'figures.scale') }}
            as printed_value,
        figures.value,
        figures.measure,
        figures.comparison,
        figures.scenario_key,
        figures.period_key,
        figures.line_item_key,
        figures.segment_key,
        figures.product_key,
        figures.figure_key
    from figures
    left join {{ ref('printed_lines') }} as printed_lines
        on
            figures.release_id = printed_lines.release_id
            and figures.table_id = printed_lines.table_id
            and figures.line_number = printed_lines.line_number
    left join {{ ref('printed_columns') }} as printed_columns
        on
            figures.release_id = printed_columns.release_id
            and figures.table_id = printed_columns.table_id
            and figures.column_number = printed_columns.column_number
)

select * from final
order by release_id, table_id, line_number, column_number
