-- The printed tables that have a column, each with what it holds.
with

columns as (
    select
        release_id,
        table_id,
        max(column_number) as column_count
    from headings
    group by 1, 2
),

final as (
    select
        lines.release_id,
        lines.table_id,
        lines.report,
        lines.table_number,
        lines.statement,
        lines.is_parenthetical,
        columns.column_count,
        min(lines.source_line) as first_source_line,
        max(lines.source_line) as last_source_line,
        count(*) as line_count
    from printed_lines as lines
    inner join columns
        on
            lines.release_id = columns.release_id
            and lines.table_id = columns.table_id
    group by all
)

select * from final
