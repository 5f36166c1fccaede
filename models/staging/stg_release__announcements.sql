with

final as (
    select
        release_id,
        table_id,
        {{ dbt.safe_cast('line_number', 'integer') }} as line_number,
        {{ dbt.safe_cast('column_number', 'integer') }} as column_number,
        release_id || '/' || table_id || '/' || line_number || '/'
        || column_number as figure_key,
        {{ dbt.safe_cast('announced_on', 'date') }} as announced_on,
        {{ dbt.safe_cast('source_line', 'integer') }} as source_line,
        evidence
    from {{ ref('announcements') }}
)

select * from final
