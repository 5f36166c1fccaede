-- The lines of all printed tables, headings included, in printed order.
-- As with the figures, nothing is shown while the input has problems:
-- depends_on: {{ ref('int_input_problems') }}
{{ config(
    materialized='incremental',
    on_schema_change='fail',
    pre_hook="{{ forget_releases() }}"
) }}

with

grid_lines as (
    select
        release_id,
        table_id,
        line_number,
        source_line,
        indent,
        label
    from {{ ref('stg_release__lines') }}
),

-- In a form a row is a period and a column is a line item.
form_lines as (
    select
        cells.release_id,
        cells.table_id,
        cells.line_number,
        min(cells.source_line) as source_line,
        0 as indent,
        cells.heading as label
    from {{ ref('stg_release__cells') }} as cells
    inner join {{ ref('stg_release__printed_tables') }} as printed_tables
        on
            cells.release_id = printed_tables.release_id
            and cells.table_id = printed_tables.table_id
    where cells.csv_name = 'figures' and printed_tables.section = 'table'
    group by 1, 2, 3, 5, 6
),

-- Prose is no table, save where its figures stand in columns with a heading, as
-- in the headline of a release: a line is a line item of a period.
headline_lines as (
    select
        cells.release_id,
        cells.table_id,
        cells.line_number,
        min(cells.source_line) as source_line,
        0 as indent,
        cells.heading || ': ' || cells.label as label
    from {{ ref('stg_release__cells') }} as cells
    inner join {{ ref('stg_release__column_headings') }} as headings
        on
            cells.release_id = headings.release_id
            and cells.table_id = headings.table_id
            and cells.column_number = headings.column_number
    inner join {{ ref('stg_release__printed_tables') }} as printed_tables
        on
            cells.release_id = printed_tables.release_id
            and cells.table_id = printed_tables.table_id
    where cells.csv_name = 'figures' and printed_tables.section = 'prose'
    group by 1, 2, 3, 5, 6
),

lines as (
    select * from grid_lines
    union all
    select * from form_lines
    union all
    select * from headline_lines
),

final as (
    select
        release_id,
        table_id,
        line_number,
        source_line,
        indent,
        label,
        rpad('', indent * 2, ' ') || label as indented_label
    from lines
)

select * from final
