-- The cells of the statements in the order of time, for their sums to be found:
-- those of the whole company, for members are no further parts of it.
-- A tag that stands in a table twice is two lines.
with

final as (
    select
        tables.release_id,
        tables.table_id,
        filings.company_key,
        tables.statement,
        tables.column_count,
        lines.line_number,
        lines.label,
        lines.concept || '#' || lines.occurrence as line_concept,
        texts.column_number,
        texts.measured_in,
        texts.text
    from tables
    inner join filings on tables.release_id = filings.release_id
    inner join printed_lines as lines
        on
            tables.release_id = lines.release_id
            and tables.table_id = lines.table_id
    inner join texts
        on
            lines.release_id = texts.release_id
            and lines.table_id = texts.table_id
            and lines.line_number = texts.line_number
    where not tables.is_parenthetical and lines.segments is null
    order by
        filings.accepted_at, tables.release_id, tables.table_number,
        lines.line_number, texts.column_number
)

select * from final
