-- Every printed figure where it stands: below the heading of its column, in
-- its line, as it was printed. Its number is there in the printed scale, for
-- reading, and in base units; beside it the standard line item, the tag and
-- what the proof says. So these are the statements of a company as reported.
with

figures as (
    select * from {{ ref('fct_reported_figures') }}
),

final as (
    select
        figures.release_id,
        releases.title as release_title,
        releases.published_at,
        releases.is_latest as is_latest_release,
        figures.company_key,
        companies.label as company,
        figures.table_id,
        printed_tables.statement,
        printed_tables.table_title,
        printed_tables.display_order,
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
        figures.period_start,
        figures.period_end,
        figures.concept,
        figures.line_item_key,
        line_items.label as line_item,
        figures.segment_key,
        figures.product_key,
        figures.figure_key,
        coverage.verdict,
        coverage.contradicted_by
    from figures
    inner join {{ ref('dim_release') }} as releases
        on figures.release_id = releases.release_id
    inner join {{ ref('dim_company') }} as companies
        on figures.company_key = companies.company_key
    inner join {{ ref('dim_line_item') }} as line_items
        on figures.line_item_key = line_items.line_item_key
    left join {{ ref('reports_printed_tables') }} as printed_tables
        on
            figures.release_id = printed_tables.release_id
            and figures.table_id = printed_tables.table_id
    left join {{ ref('figure_coverage') }} as coverage
        on figures.figure_key = coverage.figure_key
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
order by
    release_id, display_order nulls last, table_id, line_number, column_number
