with

final as (
    select
        release_id,
        {{ dbt.split_part('subject', "'/'", 1) }} as table_id,
        {{ part_of_subject(2) }} as line_number,
        {{ part_of_subject(3) }} as column_number,
        release_id || '/' || subject as figure_key,
        {{ dbt.safe_cast('text', 'date') }} as announced_on,
        evidence
    from {{ ref('exceptions') }}
    where kind = 'announcement'
)

select * from final
