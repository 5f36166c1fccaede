-- Every line with the days that it has in each column of its table. A balance
-- in a table of flows is of the day before the period, or of its last.
with

final as (
    select
        lines.*,
        headings.column_number,
        case when lines.iord <> 'I' then headings.start_date end as start_date,
        case
            when
                lines.iord = 'I' and headings.start_date is not null
                and lines.balance_at = 'opening'
                then headings.start_date - 1
            else headings.end_date
        end as end_date
    from ended_lines as lines
    inner join headings
        on
            lines.release_id = headings.release_id
            and lines.table_id = headings.table_id
    where lines.iord = 'I' or headings.start_date is not null
)

select * from final
