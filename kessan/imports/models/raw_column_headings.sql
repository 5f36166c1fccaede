-- The columns in the columns of column_headings.csv. Filings of numbers have
-- no headings: they are written from the periods.
with

final as (
    select
        headings.release_id,
        headings.table_id,
        cast(headings.column_number as varchar) as column_number,
        cast(tables.first_source_line as varchar) as source_line,
        case
            when headings.start_date is null then ''
            when headings.quarters is null
                then
                    'From '
                    || strftime(headings.start_date, '%B %-d, %Y') || ' to '
            when headings.quarters = 4 then 'Year ended '
            else 3 * headings.quarters || ' months ended '
        end || strftime(headings.end_date, '%B %-d, %Y') as heading,
        cast(null as varchar) as printed_unit,
        cast(headings.start_date as varchar) as period_start,
        cast(headings.end_date as varchar) as period_end,
        'amount' as measure,
        cast(null as varchar) as comparison,
        filings.currency as unit,
        cast(coalesce(scales.scale, 0) as varchar) as scale,
        'actual' as scenario,
        cast(null as varchar) as members,
        cast(null as varchar) as mend_note
    from headings
    inner join filings on headings.release_id = filings.release_id
    inner join tables
        on
            headings.release_id = tables.release_id
            and headings.table_id = tables.table_id
    left join scales
        on
            headings.release_id = scales.release_id
            and headings.table_id = scales.table_id
            and scales.measured_in = 'money'
)

select * from final
