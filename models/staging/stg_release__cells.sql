with

grid_cells as (
    {%- for n in range(1, 4) %}
    select
        statement,
        release_id,
        table_id,
        line_number,
        {{ n }} as column_number,
        source_line,
        heading,
        label,
        column_{{ n }} as printed_text,
        cast(null as varchar) as period_start,
        cast(null as varchar) as period_end,
        cast(null as varchar) as measure,
        cast(null as varchar) as comparison,
        cast(null as varchar) as scenario,
        mend_note,
        proven_by
    from {{ ref('stg_release__printed_lines') }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

stated_figures as (
    {%- for statement in ['prose', 'notes', 'exchange_form'] %}
    select
        '{{ statement }}' as statement,
        release_id,
        table_id,
        {{ dbt.safe_cast('line_number', 'integer') }} as line_number,
        {{ dbt.safe_cast('column_number', 'integer') }} as column_number,
        {{ dbt.safe_cast('source_line', 'integer') }} as source_line,
        coalesce(heading, '') as heading,
        coalesce(label, '') as label,
        printed_text,
        period_start,
        period_end,
        measure,
        comparison,
        scenario,
        cast(null as varchar) as mend_note,
        cast(null as varchar) as proven_by
    from {{ ref(statement) }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
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
