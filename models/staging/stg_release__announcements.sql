with

final as (
    select
        release_id,
        release_id || '/' || table_id || '/' || line_number || '/'
        || column_number as figure_key,
        {{ dbt.safe_cast('announced_on', 'date') }} as announced_on,
        {{ dbt.safe_cast('source_line', 'integer') }} as source_line,
        evidence
    from {{ ref('announcements') }}
)

select * from final
