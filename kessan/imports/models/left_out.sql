-- The numbers of the filings that are in no cell, by the reason.
with

used as (
    select distinct
        release_id,
        tag,
        version,
        segments,
        start_date,
        end_date,
        uom
    from cells
),

printed_tags as (
    select distinct
        release_id,
        tag,
        version
    from printed_lines
),

judged as (
    select
        case
            when numbers.value is null then 'without a value'
            when numbers.coreg is not null then 'of another registrant'
            when numbers.segments is not null and used.tag is null
                then 'of a member of an axis'
            when numbers.reason is not null then numbers.reason
            when printed_tags.tag is null then 'in no line of a statement'
            when used.tag is null then 'in no column of its table'
        end as reason
    from numbers
    left join printed_tags
        on
            numbers.release_id = printed_tags.release_id
            and numbers.tag = printed_tags.tag
            and numbers.version = printed_tags.version
    left join used
        on
            numbers.release_id = used.release_id
            and numbers.tag = used.tag
            and numbers.version = used.version
            and numbers.end_date = used.end_date
            and numbers.start_date is not distinct from used.start_date
            and numbers.uom = used.uom
            and numbers.segments is not distinct from used.segments
),

final as (
    select
        reason,
        count(*) as number_count
    from judged
    where reason is not null
    group by 1
)

select * from final
