-- The tables in the columns of printed_tables.csv. One whose sums all hold to
-- the last unit is exact; another is rounded.
with

final as (
    select
        tables.release_id,
        tables.table_id,
        tables.statement,
        'table' as section,
        statements.label || case
            when tables.is_parenthetical then ' (parenthetical)' else ''
        end as title,
        cast(tables.first_source_line as varchar) as first_source_line,
        cast(tables.last_source_line as varchar) as last_source_line,
        case
            when coalesce(footings.is_exact, false) then 'exact' else 'nearest'
        end
            as rounding,
        cast(tables.line_count as varchar) as line_count,
        cast(10 * tables.table_number as varchar) as display_order
    from tables
    inner join known_statements as statements
        on tables.statement = statements.statement
    left join footings
        on
            tables.release_id = footings.release_id
            and tables.table_id = footings.table_id
)

select * from final
