with

final as (
    select
        release_id,
        kind,
        identity_id,
        subject,
        {{ dbt.split_part('subject', "'/'", 1) }} as table_id,
        {{ part_of_subject(2) }} as line_number,
        {{ part_of_subject(3) }} as column_number,
        {{ figure_of_text('difference') }} as difference,
        printed_text,
        text,
        reason,
        evidence
    from {{ ref('exceptions') }}
)

select * from final
