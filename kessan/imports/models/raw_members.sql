-- The members that nobody knows yet, in the columns of members.csv.
with

printed as (
    select distinct
        release_id,
        segments
    from printed_lines
    where segments is not null
),

final as (
    select
        told.axis,
        told.member_key,
        told.company_key,
        min(told.words) as label,
        '9000' as display_order
    from told_members as told
    inner join printed
        on
            told.release_id = printed.release_id
            and told.segments = printed.segments
    where told.is_new
    group by 1, 2, 3
)

select * from final
