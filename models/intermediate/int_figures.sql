-- Nothing is given a meaning while the input has problems:
-- depends_on: {{ ref('int_input_problems') }}
with

final as (
    select
        release_id || '/' || table_id || '/' || line_number || '/'
        || column_number as figure_key,
        release_id,
        company_key,
        published_at,
        statement,
        section,
        table_id,
        table_order,
        footing_rule,
        line_number,
        column_number,
        source_line,
        heading,
        label,
        printed_text,
        mend_note is not null as is_mended,
        corrected_text is not null as is_corrected,
        line_item_key,
        segment_key,
        service_key,
        scenario_key,
        is_negated,
        measure,
        comparison,
        unit,
        scale,
        decimals,
        value,
        period_start,
        period_end,
        fiscal_year_end_month,
        {{ period_key('period_start', 'period_end', 'fiscal_year_end_month') }}
            as period_key
    from {{ ref('int_labelled_figures') }}
)

select * from final
