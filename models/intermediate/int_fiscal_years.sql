-- The fiscal years of every calendar, one after the other without a gap: those
-- that its rules make, and those that are listed, which go before any rule. A
-- year is cut where another rule begins to hold.
with

{{ numbers_of_digits(3) }},

rules as (
    select * from {{ ref('stg_reference__calendar_rules') }}
),

listed_years as (
    select
        calendars.calendar_key,
        cast(listed.fiscal_year as integer) as fiscal_year,
        {{ dbt.safe_cast('listed.start_date', 'date') }} as start_date,
        {{ dbt.safe_cast('listed.end_date', 'date') }} as end_date
    from {{ ref('fiscal_years') }} as listed
    inner join {{ ref('stg_reference__calendars') }} as calendars
        on listed.company_key = calendars.company_key
),

-- Dates are from 1980 on, and before 2100.
month_ends as (
    select
        rules.*,
        cast({{ dbt.last_day(dbt.dateadd(
            'month', '12 * numbers.number + rules.end_month - 1',
            "date '1975-01-01'"
        ), 'month') }} as date) as month_end
    from rules
    cross join numbers
    where numbers.number < 130
),

-- The day that a year is to end on, or close to.
nominal_ends as (
    select
        *,
        case
            when end_day is null then month_end
            else least(month_end, {{ add_days(
                'end_day', add_days(-1, dbt.date_trunc('month', 'month_end'))
            ) }})
        end as nominal_end
    from month_ends
),

-- A weekday may be up to three days later where the nearest one is meant.
latest_ends as (
    select
        *,
        case rule
            when 'nearest_weekday' then {{ add_days(3, 'nominal_end') }}
            else nominal_end
        end as latest_end
    from nominal_ends
),

ruled_ends as (
    select
        *,
        case
            when weekday is null then latest_end
            else {{ add_days(
                '-(' ~ days_after_weekday('latest_end', 'weekday') ~ ')',
                'latest_end'
            ) }}
        end as end_date
    from latest_ends
),

-- What ends a year: a row, a rule or, where neither does, what begins then.
ends as (
    select
        calendar_key,
        end_date,
        1 as preference,
        fiscal_year,
        cast(null as date) as nominal_end
    from listed_years
    union all
    select
        calendar_key,
        end_date,
        2 as preference,
        cast(null as integer) as fiscal_year,
        nominal_end
    from ruled_ends
    where
        end_date between valid_from and valid_until
        and not exists (
            select 1 from listed_years
            where
                ruled_ends.calendar_key = listed_years.calendar_key
                and ruled_ends.end_date
                between listed_years.start_date and listed_years.end_date
        )
    union all
    select
        calendar_key,
        valid_until as end_date,
        3 as preference,
        cast(null as integer) as fiscal_year,
        cast(null as date) as nominal_end
    from rules
    where
        valid_until < date '9999-12-31'
        and not exists (
            select 1 from listed_years
            where
                rules.calendar_key = listed_years.calendar_key
                and rules.valid_until
                between listed_years.start_date and listed_years.end_date
        )
    union all
    select
        calendar_key,
        {{ add_days(-1, 'start_date') }} as end_date,
        3 as preference,
        cast(null as integer) as fiscal_year,
        cast(null as date) as nominal_end
    from listed_years
),

preferred as (
    select
        *,
        row_number() over (
            partition by calendar_key, end_date order by preference
        ) as number_of_end
    from ends
),

years as (
    select
        calendar_key,
        fiscal_year,
        nominal_end,
        lag(end_date) over (partition by calendar_key order by end_date)
            as day_before,
        end_date
    from preferred
    where number_of_end = 1
),

dated_years as (
    select
        *,
        {{ add_days(1, 'day_before') }} as start_date
    from years
    where day_before is not null
),

named_years as (
    select
        years.calendar_key,
        coalesce(
            years.fiscal_year,
            cast(extract(year from case
                when rules.named_after = 'end'
                    then coalesce(years.nominal_end, years.end_date)
                else coalesce(
                    {{ add_days(1, months_earlier(12, 'years.nominal_end')) }},
                    years.start_date
                )
            end) as integer)
        ) as fiscal_year,
        years.start_date,
        years.end_date,
        rules.long_quarter,
        {{ whole_months('years.start_date', 'years.end_date') }} as months,
        {{ dbt.datediff('years.day_before', 'years.end_date', 'day') }} as days
    from dated_years as years
    inner join rules
        on
            years.calendar_key = rules.calendar_key
            and years.end_date between rules.valid_from and rules.valid_until
),

final as (
    select
        calendar_key,
        fiscal_year,
        start_date,
        end_date,
        lag(start_date) over (partition by calendar_key order by start_date)
            as previous_start_date,
        months,
        case
            when months is null and days % 7 = 0
                then cast(floor(days / 7) as integer)
        end as weeks,
        long_quarter
    from named_years
)

select * from final
