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
            when num.value is null then 'without a value'
            when num.coreg is not null then 'of another registrant'
            when num.segments is not null and used.tag is null
                then 'of a member of an axis'
            when num.reason is not null then num.reason
            when printed_tags.tag is null then 'in no line of a statement'
            when used.tag is null then 'in no column of its table'
        end as reason
    from num
    inner join filings on num.adsh = filings.release_id
    left join printed_tags
        on
            num.adsh = printed_tags.release_id
            and num.tag = printed_tags.tag
            and num.version = printed_tags.version
    left join used
        on
            num.adsh = used.release_id
            and num.tag = used.tag
            and num.version = used.version
            and cast(num.end_date as date) = used.end_date
            and cast(num.start_date as date)
            is not distinct from used.start_date
            and num.uom = used.uom
            and num.segments is not distinct from used.segments
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
