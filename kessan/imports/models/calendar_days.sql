-- The last days of the fiscal quarters of companies with a calendar of their
-- own, each with the end of a month that a source rounds it to: up to the
-- fifteenth that of the month before, else its own. A day that is listed goes
-- before that of a rule.
with

rounded as (
    select
        ends.company_key,
        ends.last_day,
        last_day(ends.last_day - 15) as rounded_day,
        ends.is_listed
    from calendar_quarter_ends as ends
    cross join sources
    where sources.has_rounded_days
),

final as (
    select
        company_key,
        rounded_day,
        arg_max(last_day, (is_listed, last_day)) as last_day
    from rounded
    group by 1, 2
)

select * from final
