-- Whom a number is of, a row for each text of members of a filing: in words,
-- and as lines.csv writes it.
with

final as (
    select
        release_id,
        segments,
        string_agg(words, ', ' order by place) as words,
        string_agg(
            axis || '=' || member_key, ';' order by axis, member_key
        ) as members,
        bool_or(is_of_equity) as is_of_equity,
        count(*) as member_count,
        sum(length(member_name)) as letter_count
    from told_members
    group by 1, 2
)

select * from final
