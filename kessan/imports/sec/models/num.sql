-- The numbers of an archive with their days. It rounds them to the ends of
-- months, and has how many quarters a number is of in place of its first day.
with

final as (
    select
        adsh,
        tag,
        version,
        coreg,
        segments,
        uom,
        value,
        case
            when qtrs <> '0'
                then cast(
                    date_trunc('month', strptime(ddate, '%Y%m%d'))
                    - to_months(3 * cast(qtrs as integer) - 1)
                    as date
                )
        end as start_date,
        cast(strptime(ddate, '%Y%m%d') as date) as end_date,
        cast(qtrs as integer) as quarters,
        cast(null as integer) as decimals,
        cast(null as varchar) as reason
    from archive_num
)

select * from final
