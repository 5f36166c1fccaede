-- The new filings whose period ended on another day than it has here.
with

final as (
    select
        seen_days.release_id,
        seen_days.company_key
    from seen_days
    left join rounded_days as days
        on
            seen_days.company_key = days.company_key
            and seen_days.rounded_day = days.rounded_day
    where
        seen_days.is_new
        and seen_days.last_day <> coalesce(days.last_day, seen_days.period)
)

select * from final
