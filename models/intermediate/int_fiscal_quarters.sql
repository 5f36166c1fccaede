-- The quarters of every fiscal year: three months each or, in a year of whole
-- weeks, thirteen weeks, and fourteen in the one that takes a 53rd week; a day
-- that is listed goes before. What is left of a year of another length is its
-- last row, and no quarter.
with

{{ numbers_of_digits(1) }},

years as (
    select
        *,
        coalesce(months / 3.0, weeks / 13.0, 0) as length,
        coalesce(months is null and weeks % 13 = 1, false) as has_long_quarter
    from {{ ref('int_fiscal_years') }}
),

counted_years as (
    select
        *,
        cast(floor(length) as integer) as quarter_count
    from years
),

listed_ends as (
    select
        calendars.calendar_key,
        cast(listed.fiscal_year as integer) as fiscal_year,
        cast(listed.fiscal_quarter as integer) as fiscal_quarter,
        {{ dbt.safe_cast('listed.end_date', 'date') }} as end_date
    from {{ ref('fiscal_quarter_ends') }} as listed
    inner join {{ ref('stg_reference__calendars') }} as calendars
        on listed.company_key = calendars.company_key
),

ruled_ends as (
    select
        years.*,
        numbers.number + 1 as fiscal_quarter,
        case
            when years.months is not null
                then {{ months_earlier(
                    'years.months - 3 * (numbers.number + 1)', 'years.end_date'
                ) }}
            else {{ add_days(
                "91 * (numbers.number + 1) - 1 + case
                    when
                        years.has_long_quarter
                        and numbers.number + 1
                        >= least(years.long_quarter, years.quarter_count)
                        then 7
                    else 0
                end", 'years.start_date'
            ) }}
        end as quarter_end
    from counted_years as years
    inner join numbers on years.quarter_count > numbers.number
),

quarter_ends as (
    select
        ruled.calendar_key,
        ruled.start_date,
        ruled.end_date,
        ruled.fiscal_quarter,
        coalesce(listed.end_date, ruled.quarter_end) as quarter_end
    from ruled_ends as ruled
    left join listed_ends as listed
        on
            {{ same('ruled', 'listed', [
                'calendar_key', 'fiscal_year', 'fiscal_quarter',
            ]) }}
            and ruled.quarter_end < ruled.end_date
),

ends as (
    select
        calendar_key,
        start_date,
        end_date,
        fiscal_quarter,
        quarter_end,
        true as is_quarter
    from quarter_ends
    union all
    select
        years.calendar_key,
        years.start_date,
        years.end_date,
        years.quarter_count + 1 as fiscal_quarter,
        years.end_date as quarter_end,
        false as is_quarter
    from counted_years as years
    where
        not exists (
            select 1 from quarter_ends
            where
                years.calendar_key = quarter_ends.calendar_key
                and years.end_date = quarter_ends.quarter_end
        )
),

final as (
    select
        ends.calendar_key,
        row_number() over (
            partition by ends.calendar_key order by ends.quarter_end
        ) as quarter_number,
        coalesce(
            {{ add_days(1, 'lag(ends.quarter_end) over (
                partition by ends.calendar_key order by ends.quarter_end
            )') }},
            ends.start_date
        ) as start_date,
        ends.quarter_end as end_date,
        ends.is_quarter,
        ends.fiscal_quarter,
        years.fiscal_year,
        years.start_date as fiscal_year_start,
        years.end_date as fiscal_year_end,
        years.previous_start_date as previous_year_start,
        years.months as year_months,
        years.weeks is not null as is_of_weeks
    from ends
    inner join years
        on
            ends.calendar_key = years.calendar_key
            and ends.start_date = years.start_date
)

select * from final
