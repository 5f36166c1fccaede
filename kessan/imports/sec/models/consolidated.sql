-- The member under which a filing gives the numbers of the whole company, where
-- none of its statements has a number without a member.
with

numbers as (
    select
        num.adsh,
        num.coreg is null and num.segments is null as is_whole,
        members.axis || '=' || members.member || ';' as consolidated
    from archive_num as num
    inner join archive_pre as pre
        on
            num.adsh = pre.adsh
            and num.tag = pre.tag
            and num.version = pre.version
    left join known_consolidated_members as members
        on num.segments = members.axis || '=' || members.member || ';'
    where
        pre.stmt in (select codes.stmt from statement_codes as codes)
        and num.value is not null
),

final as (
    select
        adsh,
        max(consolidated) as segments
    from numbers
    group by 1
    having max(consolidated) is not null and not bool_or(is_whole)
)

select * from final
