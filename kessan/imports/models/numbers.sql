-- The numbers of the filings with their days. Where a source rounds days to
-- the ends of months, and the company has a calendar of its own, those of the
-- calendar: a number ends with the quarter that is rounded to its day, and
-- begins behind the one that is rounded to the day before.
with

filed as (
    select
        num.adsh as release_id,
        filings.company_key,
        num.tag,
        num.version,
        num.coreg,
        num.segments,
        cast(num.start_date as date) as start_date,
        cast(num.end_date as date) as end_date,
        cast(num.quarters as integer) as quarters,
        num.uom,
        cast(num.decimals as integer) as decimals,
        num.value,
        num.reason
    from num
    inner join filings on num.adsh = filings.release_id
),

placed as (
    select
        filed.*,
        befores.last_day + 1 as first_day,
        ends.last_day,
        ends.last_day is not null
        and (filed.start_date is null or befores.last_day is not null)
            as is_of_calendar
    from filed
    left join rounded_days as ends
        on
            filed.company_key = ends.company_key
            and filed.end_date = ends.rounded_day
    left join rounded_days as befores
        on
            filed.company_key = befores.company_key
            and filed.start_date - 1 = befores.rounded_day
),

final as (
    select
        release_id,
        company_key,
        tag,
        version,
        coreg,
        segments,
        case when is_of_calendar then first_day else start_date end
            as start_date,
        case when is_of_calendar then last_day else end_date end as end_date,
        is_of_calendar,
        quarters,
        uom,
        decimals,
        value,
        reason
    from placed
)

select * from final
