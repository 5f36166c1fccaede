-- The columns that the second reading is told of, with their days as the
-- archive writes them.
with

final as (
    select
        release_id,
        table_id,
        cast(column_number as varchar) as column_number,
        coalesce(cast(start_date as varchar), '') as period_start,
        cast(end_date as varchar) as period_end,
        coalesce(strftime(start_date - 1, '%Y%m%d'), '') as before_start,
        cast(quarters as varchar) as quarters
    from headings
)

select * from final
