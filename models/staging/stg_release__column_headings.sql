with

final as (
    select
        release_id,
        table_id,
        {{ dbt.safe_cast('column_number', 'integer') }} as column_number,
        {{ dbt.safe_cast('source_line', 'integer') }} as source_line,
        heading,
        printed_unit,
        period_start,
        period_end,
        measure,
        comparison,
        unit,
        {{ dbt.safe_cast('scale', 'integer') }} as scale,
        scenario,
        members
    from {{ ref('column_headings') }}
)

select * from final
