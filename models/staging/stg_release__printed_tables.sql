with

final as (
    select
        release_id,
        table_id,
        statement,
        section,
        title,
        {{ dbt.safe_cast('first_source_line', 'integer') }}
            as first_source_line,
        {{ dbt.safe_cast('last_source_line', 'integer') }} as last_source_line,
        rounding,
        {{ dbt.safe_cast('line_count', 'integer') }} as line_count,
        {{ dbt.safe_cast('display_order', 'integer') }} as display_order
    from {{ ref('printed_tables') }}
)

select * from final
