-- Each printed table: what it is, where it stands, how it is rounded. The raw
-- table has the name too, and dbt knows one node by it: hence the alias.
-- As with the figures, nothing is shown while the input has problems:
-- depends_on: {{ ref('int_input_problems') }}
{{ config(
    alias='printed_tables',
    materialized='incremental',
    on_schema_change='fail',
    pre_hook="{{ forget_releases() }}"
) }}

with

figures as (
    select
        release_id,
        table_id,
        count(*) as figure_count
    from {{ ref('stg_release__cells') }}
    group by 1, 2
),

final as (
    select
        printed_tables.release_id,
        releases.company_key,
        printed_tables.table_id,
        printed_tables.statement,
        printed_tables.section,
        coalesce(
            printed_tables.title,
            upper(printed_tables.table_id[1])
            || replace(printed_tables.table_id[2:], '_', ' ')
        ) as table_title,
        printed_tables.first_source_line,
        printed_tables.last_source_line,
        printed_tables.rounding,
        printed_tables.line_count,
        coalesce(figures.figure_count, 0) as figure_count,
        printed_tables.display_order
    from {{ ref('stg_release__printed_tables') }} as printed_tables
    inner join {{ ref('stg_release__releases') }} as releases
        on printed_tables.release_id = releases.release_id
    left join figures
        on
            printed_tables.release_id = figures.release_id
            and printed_tables.table_id = figures.table_id
)

select * from final
