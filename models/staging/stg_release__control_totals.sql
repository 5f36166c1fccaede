with

final as (
    select
        {{ control_key() }} as control_key,
        release_id,
        table_id,
        {{ dbt.safe_cast('column_number', 'integer') }} as column_number,
        {{ dbt.safe_cast('figure_count', 'integer') }} as figure_count,
        {{ figure_of_text('total') }} as total,
        {{ figure_of_text('line_total') }} as line_total,
        coalesce(trim(line_total), '') <> '' as has_line_total,
        nullif(trim(label_digest), '') as label_digest,
        nullif(trim(read_by), '') as read_by
    from {{ ref('control_totals') }}
)

select * from final
