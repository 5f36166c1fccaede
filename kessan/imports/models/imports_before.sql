-- The earlier imports with a filing whose days are rounded, though the calendar
-- of its company is known by now.
with

final as (
    select split_part(seen_days.source, '/', -2) as folder
    from seen_days
    inner join calendar_days as days
        on
            seen_days.company_key = days.company_key
            and seen_days.period = days.rounded_day
            and seen_days.period <> days.last_day
    where not seen_days.is_new
    group by 1
)

select * from final
