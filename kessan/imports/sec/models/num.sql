-- The numbers of an archive with their days, which it rounds to the ends of
-- months; it has how many quarters a number is of in place of its first day.
-- Those of the member that stands for the whole company are of none.
with

final as (
    select
        num.adsh,
        num.tag,
        num.version,
        case when consolidated.adsh is null then num.coreg end as coreg,
        case when consolidated.adsh is null then num.segments end as segments,
        num.uom,
        num.value,
        case
            when num.qtrs <> '0'
                then cast(
                    date_trunc('month', strptime(num.ddate, '%Y%m%d'))
                    - to_months(3 * cast(num.qtrs as integer) - 1)
                    as date
                )
        end as start_date,
        cast(strptime(num.ddate, '%Y%m%d') as date) as end_date,
        cast(num.qtrs as integer) as quarters,
        cast(null as integer) as decimals,
        cast(null as varchar) as reason
    from archive_num as num
    left join consolidated
        on
            num.adsh = consolidated.adsh
            and num.segments = consolidated.segments
)

select * from final
