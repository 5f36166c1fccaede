with

final as (
    select
        release_id,
        table_id,
        {{ dbt.safe_cast('line_number', 'integer') }} as line_number,
        {{ dbt.safe_cast('column_number', 'integer') }} as column_number,
        printed_text,
        corrected_text,
        reason,
        proven_by
    from {{ ref('corrections') }}
)

select * from final
