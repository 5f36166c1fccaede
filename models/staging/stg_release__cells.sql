with

-- A blank cell is none.
grid_cells as (
    {%- for n in range(1, 17) %}
    select
        'lines' as csv_name,
        statement,
        release_id,
        table_id,
        line_number,
        {{ n }} as column_number,
        source_line,
        heading,
        label,
        column_{{ n }} as printed_text,
        unit,
        scale,
        concept,
        members,
        cast(null as varchar) as period_start,
        cast(null as varchar) as period_end,
        cast(null as varchar) as measure,
        cast(null as varchar) as comparison,
        cast(null as varchar) as scenario,
        mend_note,
        proven_by
    from {{ ref('stg_release__lines') }}
    where column_{{ n }} is not null
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

stated_figures as (
    select
        'figures' as csv_name,
        printed_tables.statement,
        figures.release_id,
        figures.table_id,
        {{ dbt.safe_cast('figures.line_number', 'integer') }} as line_number,
        {{ dbt.safe_cast('figures.column_number', 'integer') }}
            as column_number,
        {{ dbt.safe_cast('figures.source_line', 'integer') }} as source_line,
        coalesce(figures.heading, '') as heading,
        coalesce(figures.label, '') as label,
        figures.printed_text,
        cast(null as varchar) as unit,
        cast(null as integer) as scale,
        cast(null as varchar) as concept,
        cast(null as varchar) as members,
        figures.period_start,
        figures.period_end,
        figures.measure,
        figures.comparison,
        figures.scenario,
        cast(null as varchar) as mend_note,
        cast(null as varchar) as proven_by
    from {{ ref('figures') }} as figures
    left join {{ ref('stg_release__printed_tables') }} as printed_tables
        on
            figures.release_id = printed_tables.release_id
            and figures.table_id = printed_tables.table_id
),

cells as (
    select * from grid_cells
    union all
    select * from stated_figures
),

final as (
    select
        cells.*,
        corrections.corrected_text,
        coalesce(corrections.corrected_text, cells.printed_text) as read_text
    from cells
    left join {{ ref('stg_release__corrections') }} as corrections
        on
            cells.release_id = corrections.release_id
            and cells.table_id = corrections.table_id
            and cells.line_number = corrections.line_number
            and cells.column_number = corrections.column_number
            and cells.printed_text = corrections.printed_text
)

select * from final
