with

final as (
    select
        release_id,
        {{ dbt.split_part('subject', "'/'", 1) }} as table_id,
        {{ part_of_subject(2) }} as line_number,
        {{ part_of_subject(3) }} as column_number,
        printed_text,
        text as corrected_text,
        reason,
        identity_id as proven_by
    from {{ ref('exceptions') }}
    where kind = 'correction'
)

select * from final
