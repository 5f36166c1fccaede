with

-- What is held apart is replaced by the next release that prints it too.
apart as (
    select
        figures.figure_key,
        min(later.published_at) as superseded_at
    from {{ ref('int_placed_figures') }} as figures
    inner join {{ ref('int_placed_figures') }} as later
        on
            {{ same('figures', 'later', [
                'company_key', 'accounting_standard', 'period_key',
                'line_item_key', 'segment_key', 'product_key', 'scenario_key',
                'measure', 'unit', 'held_apart',
            ]) }}
            and coalesce(figures.comparison, '')
            = coalesce(later.comparison, '')
            and coalesce(figures.members, '') = coalesce(later.members, '')
            and figures.published_at < later.published_at
    where later.is_understood and figures.held_apart is not null
    group by 1
),

figures as (
    select
        figures.*,
        coalesce(
            announcements.announced_on, cast(figures.published_at as date)
        ) as announced_on,
        coalesce(
            targets.superseded_at,
            vintages.superseded_at,
            apart.superseded_at
        ) as superseded_at
    from {{ ref('int_placed_figures') }} as figures
    left join {{ ref('int_vintages') }} as vintages
        on figures.preferred_figure_number = vintages.figure_number
    left join {{ ref('stg_release__announcements') }} as announcements
        on vintages.figure_key = announcements.figure_key
    left join apart on figures.figure_key = apart.figure_key
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
        members,
        held_apart,
        concept,
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
