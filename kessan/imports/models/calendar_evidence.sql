-- The days that may tell the calendar of a company that nobody knows one of,
-- and a filing of it.
with

dated as (
    select company_key from known_fiscal_calendars
    union
    select company_key from known_fiscal_years
    union
    select company_key from known_fiscal_quarter_ends
),

candidates as (
    select
        company_key,
        max(release_id) as release_id
    from companies_without_calendar
    where company_key not in (select dated.company_key from dated)
    group by 1
),

final as (
    select
        candidates.release_id,
        years.company_key,
        years.fiscal_year_end_month,
        years.fiscal_year_named_after,
        seen_days.last_day,
        seen_days.rounded_day,
        seen_days.is_of_year
    from candidates
    inner join company_years as years
        on candidates.company_key = years.company_key
    inner join seen_days on candidates.company_key = seen_days.company_key
    order by 2, 5
)

select * from final
