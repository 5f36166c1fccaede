-- The last days of the fiscal quarters of companies with a calendar of their
-- own, each with the end of a month that it is rounded to: up to the fifteenth
-- that of the month before, else its own. A day that is listed goes before that
-- of a rule.
with

final as (
    select
        company_key,
        last_day(last_day - 15) as rounded_day,
        arg_max(last_day, (is_listed, last_day)) as last_day
    from calendar_quarter_ends
    group by 1, 2
)

select * from final
