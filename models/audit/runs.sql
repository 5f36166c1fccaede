-- The history of runs, up to the one that made this file.
{{ config(materialized='table') }}

with

final as (
    select
        {{ run_columns() | join(',\n        ') }}
    from {{ recorded_runs() }}
)

select * from final
