with

figures as (
    select
        *,
        max(published_at) over (
            partition by
                company_key, period_key, line_item_key, segment_key,
                service_key, scenario_key, measure, comparison
        ) as latest_published_at
    from {{ ref('int_figures') }}
),

final as (
    select
        figure_key,
        release_id,
        company_key,
        release_id as release_key,
        period_key,
        line_item_key,
        segment_key,
        service_key,
        scenario_key,
        section,
        table_id,
        line_number,
        column_number,
        source_line,
        heading as printed_heading,
        label as printed_label,
        printed_text,
        measure,
        comparison,
        unit,
        scale,
        decimals,
        value,
        period_start,
        period_end,
        is_negated,
        is_mended,
        is_corrected,
        false as is_derived,
        published_at = latest_published_at as is_latest
    from figures
)

select * from final
