-- The columns that the second reading is told of, with the day before each.
with

final as (
    select
        release_id,
        table_id,
        cast(column_number as varchar) as column_number,
        coalesce(cast(start_date as varchar), '') as period_start,
        cast(end_date as varchar) as period_end,
        coalesce(cast(start_date - 1 as varchar), '') as before_start
    from headings
)

select * from final
