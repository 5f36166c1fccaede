-- The axes and the members that the chart has, by the names that a data set
-- gives them: those of a taxonomy without what they begin and end with. An axis
-- has no member.
with

final as (
    select
        axis,
        member_key,
        regexp_replace(
            split_part(concept, ':', 2),
            '^Statement|Axis$|(Member|Domain)$', '', 'g'
        ) as name
    from known_concepts
    where axis is not null
    group by 1, 2, 3
)

select * from final
