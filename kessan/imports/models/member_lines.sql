-- The lines that a table has for the members that a tag of it has numbers of.
-- The archive does not say which statement prints such a number: all that have
-- the tag do, but the components of equity are of no other statement than
-- theirs. A balance that stands in a table twice is told by the order of its
-- lines, so a member that lacks one of them has none. Nor has a number of more
-- members than a line can name.
with

tags as (
    select
        release_id,
        table_id,
        tag,
        version,
        count(*) as line_count
    from ended_lines
    group by 1, 2, 3, 4
),

numbered as (
    select
        placed.release_id,
        placed.table_id,
        placed.tag,
        placed.version,
        amounts.segments,
        count(distinct placed.place) as line_count
    from placed_lines as placed
    inner join amounts
        on
            placed.release_id = amounts.release_id
            and placed.tag = amounts.tag
            and placed.version = amounts.version
            and placed.end_date = amounts.end_date
            and placed.start_date is not distinct from amounts.start_date
    where amounts.segments is not null
    group by 1, 2, 3, 4, 5
),

final as (
    select
        lines.release_id,
        lines.table_id,
        lines.place,
        numbered.segments,
        members.words,
        members.members
    from numbered
    inner join tags
        on
            numbered.release_id = tags.release_id
            and numbered.table_id = tags.table_id
            and numbered.tag = tags.tag
            and numbered.version = tags.version
            and numbered.line_count = tags.line_count
    inner join named_members as members
        on
            numbered.release_id = members.release_id
            and numbered.segments = members.segments
    inner join ended_lines as lines
        on
            numbered.release_id = lines.release_id
            and numbered.table_id = lines.table_id
            and numbered.tag = lines.tag
            and numbered.version = lines.version
    where
        members.member_count <= 4
        and members.letter_count <= 250
        and members.is_of_equity = (lines.statement = 'changes_in_equity')
)

select * from final
