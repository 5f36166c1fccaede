-- What the components of equity add up to: across, to the total of a line that
-- is no sum of other lines, and down, each of them as the totals do. Only where
-- it holds to the last unit in every column with a part: the source does not
-- say which of its members are parts of others.
with

lines as (
    select
        release_id,
        table_id,
        line_number,
        whole_line,
        segments
    from printed_lines
    where statement = 'changes_in_equity'
),

across as (
    select
        parts.release_id,
        parts.table_id,
        parts.whole_line as total_line,
        parts.line_number as part_line,
        1 as weight
    from lines as parts
    left join raw_calculations as sums
        on
            parts.release_id = sums.release_id
            and parts.table_id = sums.table_id
            and parts.whole_line = sums.total_line
    where parts.segments is not null and sums.total_line is null
),

down as (
    select
        totals.release_id,
        totals.table_id,
        totals.line_number as total_line,
        parts.line_number as part_line,
        sums.weight
    from raw_calculations as sums
    inner join lines as totals
        on
            sums.release_id = totals.release_id
            and sums.table_id = totals.table_id
            and sums.total_line = totals.whole_line
    inner join lines as parts
        on
            sums.release_id = parts.release_id
            and sums.table_id = parts.table_id
            and sums.part_line = parts.whole_line
            and totals.segments = parts.segments
),

arcs as (
    select * from across
    union all
    select * from down
),

rests as (
    select
        arcs.release_id,
        arcs.table_id,
        arcs.total_line,
        totals.column_number,
        sum(arcs.weight * parts.value) - max(totals.value) as rest
    from arcs
    inner join cells as totals
        on
            arcs.release_id = totals.release_id
            and arcs.table_id = totals.table_id
            and arcs.total_line = totals.line_number
    inner join cells as parts
        on
            arcs.release_id = parts.release_id
            and arcs.table_id = parts.table_id
            and arcs.part_line = parts.line_number
            and totals.column_number = parts.column_number
    group by 1, 2, 3, 4
),

found as (
    select
        release_id,
        table_id,
        total_line
    from rests
    group by 1, 2, 3
    having bool_and(rest = 0)
),

final as (
    select
        arcs.release_id,
        arcs.table_id,
        arcs.total_line,
        arcs.part_line,
        arcs.weight,
        'found' as said_by
    from arcs
    inner join found
        on
            arcs.release_id = found.release_id
            and arcs.table_id = found.table_id
            and arcs.total_line = found.total_line
    order by 1, 2, 3, 4
)

select * from final
