-- All lines of the statements in printed order: those that the source has, and
-- directly below each the lines of the members that its tag has numbers of. So
-- the line of the whole stands where it stood, and what adds up to a total is
-- still between it and the total before. `whole_line` is the line of the whole
-- of a line of members, and the line itself of any other.
with

lines as (
    select
        *,
        label as line_label,
        cast(null as varchar) as segments,
        cast(null as varchar) as members
    from ended_lines
    union all by name
    select
        lines.* exclude (label),
        left(
            lines.label || ': ' || member_lines.words, 900
        ) as label,
        lines.label as line_label,
        member_lines.segments,
        member_lines.members
    from member_lines
    inner join ended_lines as lines
        on
            member_lines.release_id = lines.release_id
            and member_lines.table_id = lines.table_id
            and member_lines.place = lines.place
),

numbered as (
    select
        *,
        row_number() over (
            partition by release_id, table_id
            order by place, segments nulls first
        ) as line_number,
        row_number() over (
            partition by release_id
            order by table_number, place, segments nulls first
        ) as source_line
    from lines
),

final as (
    select
        *,
        first_value(line_number) over (
            partition by release_id, table_id, place order by line_number
        ) as whole_line
    from numbered
)

select * from final
