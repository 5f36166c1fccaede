with

final as (
    select
        release_id,
        table_id,
        {{ dbt.safe_cast('total_line', 'integer') }} as total_line,
        {{ dbt.safe_cast('part_line', 'integer') }} as part_line,
        {{ dbt.safe_cast('weight', 'integer') }} as weight,
        said_by
    from {{ ref('calculations') }}
)

select * from final
