with

figures as (
    select
        figures.*,
        coalesce(
            announcements.announced_on, cast(figures.published_at as date)
        ) as announced_on,
        coalesce(targets.superseded_at, vintages.superseded_at)
            as superseded_at
    from {{ ref('int_placed_figures') }} as figures
    left join {{ ref('int_vintages') }} as vintages
        on figures.preferred_figure_number = vintages.figure_number
    left join {{ ref('stg_release__announcements') }} as announcements
        on vintages.figure_key = announcements.figure_key
    left join {{ ref('int_facts') }} as targets
        on
            vintages.figure_key = targets.figure_key
            and targets.scenario_key <> 'actual'
    where figures.is_understood
),

final as (
    select
        figure_key,
        release_id,
        company_key,
        period_key,
        line_item_key,
        segment_key,
        product_key,
        scenario_key,
        accounting_standard,
        currency,
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
        missing_reason,
        period_start,
        period_end,
        is_negated,
        is_mended,
        is_corrected,
        false as is_derived,
        announced_on,
        published_at,
        superseded_at,
        superseded_at is null as is_latest
    from figures
)

select * from final
