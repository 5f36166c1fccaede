-- The sums that a filing says itself, a row a part, by the lines of its tables.
-- A concept that stands in a table twice is its first line, and a balance the
-- one that closes. Numbers are summed as they are printed, so a line that turns
-- its sign turns its weight too. `reason` says why the sum of a total is not
-- taken: a part of it is elsewhere, or counts more than once.
with

lines as (
    select
        *,
        row_number() over (
            partition by release_id, table_id, tag, version
            order by line_number
        ) as preference
    from printed_lines
    where
        segments is null
        and (
            iord <> 'I'
            or statement = 'balance_sheet'
            or balance_at = 'closing'
        )
),

tables_of_roles as (
    select
        release_id,
        table_id,
        report,
        is_parenthetical
    from tables
),

-- What has a number in a column of the table, on whatever line.
counted as (
    select distinct
        headings.release_id,
        headings.table_id,
        amounts.tag,
        amounts.version
    from headings
    inner join amounts
        on
            headings.release_id = amounts.release_id
            and headings.end_date = amounts.end_date
            and headings.start_date is not distinct from amounts.start_date
    where amounts.segments is null
),

arcs as (
    select
        filed.adsh as release_id,
        roles.table_id,
        filed.total_tag,
        filed.total_version,
        cast(filed.weight as decimal(18, 4)) as weight,
        totals.line_number as total_line,
        totals.is_negating as is_total_negating,
        parts.line_number as part_line,
        parts.is_negating as is_part_negating,
        counted.tag is not null as is_counted
    from filed
    inner join tables_of_roles as roles
        on
            filed.adsh = roles.release_id
            and cast(filed.report as integer) = roles.report
            and (filed.inpth = '1') = roles.is_parenthetical
    left join lines as totals
        on
            roles.release_id = totals.release_id
            and roles.table_id = totals.table_id
            and filed.total_tag = totals.tag
            and filed.total_version = totals.version
            and totals.preference = 1
    left join lines as parts
        on
            roles.release_id = parts.release_id
            and roles.table_id = parts.table_id
            and filed.part_tag = parts.tag
            and filed.part_version = parts.version
            and parts.preference = 1
    left join counted
        on
            roles.release_id = counted.release_id
            and roles.table_id = counted.table_id
            and filed.part_tag = counted.tag
            and filed.part_version = counted.version
),

final as (
    select
        release_id,
        table_id,
        total_tag,
        total_line,
        part_line,
        cast(
            weight * case
                when is_total_negating = is_part_negating then 1 else -1
            end as integer
        ) as weight,
        case
            when total_line is null then 'the total is in no line of its table'
            when
                bool_or(part_line is null and is_counted) over of_total
                then 'a part is in no line of its table'
            when
                bool_or(part_line is not null and abs(weight) <> 1)
                    over of_total
                then 'a part counts more than once, or in part'
        end as reason
    from arcs
    where part_line is not null or is_counted
    window of_total as (
        partition by release_id, table_id, total_tag, total_version
    )
)

select * from final
