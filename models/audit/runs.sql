-- The runs that came before. Publishing adds the one that made the file.
{{ config(materialized='table') }}

with

final as (
    select
        {{ run_columns() | join(',\n        ') }}
    from {{ recorded_runs() }}
    where run_id is not null
)

select * from final
