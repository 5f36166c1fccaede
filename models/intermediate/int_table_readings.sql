-- What was read of each printed table, and how much of it is understood.
with

understood as (
    select *
    from {{ ref('int_placed_figures') }}
    where is_understood
),

final as (
    select
        tables.release_id,
        tables.table_id,
        tables.statement,
        tables.display_order,
        tables.line_count,
        count(distinct labelled.label) as label_count,
        count(labelled.printed_text) as figure_count,
        count(understood.figure_key) as understood_count
    from {{ ref('stg_release__printed_tables') }} as tables
    left join {{ ref('int_labelled_figures') }} as labelled
        on {{ same('tables', 'labelled', ['release_id', 'table_id']) }}
    left join understood
        on {{ same('labelled', 'understood', [
            'release_id', 'table_id', 'line_number', 'column_number',
        ]) }}
    group by 1, 2, 3, 4, 5
)

select * from final
