-- The columns of each table: the periods that at least half as many of its tags
-- have as the one that most have. Other numbers of the same tags are of the
-- notes.
with

candidates as (
    select
        lines.release_id,
        lines.table_id,
        lines.statement,
        amounts.start_date,
        amounts.end_date,
        amounts.is_of_calendar,
        amounts.quarters,
        count(distinct lines.concept) as line_count
    from statement_lines as lines
    inner join amounts
        on
            lines.release_id = amounts.release_id
            and lines.tag = amounts.tag
            and lines.version = amounts.version
    where
        (lines.statement = 'balance_sheet') = (amounts.start_date is null)
        and amounts.segments is null
    group by 1, 2, 3, 4, 5, 6, 7
),

filled as (
    select
        *,
        max(line_count) over (
            partition by release_id, table_id
        ) as fullest
    from candidates
),

numbered as (
    select
        *,
        row_number() over (
            partition by release_id, table_id
            order by quarters asc, end_date desc, start_date desc
        ) as column_number
    from filled
    where 2 * line_count >= fullest
),

final as (
    select
        release_id,
        table_id,
        column_number,
        start_date,
        end_date,
        is_of_calendar,
        quarters
    from numbered
    where column_number <= 16
)

select * from final
