-- The ends of months that a source gives in place of last days of quarters.
with

final as (
    select days.*
    from calendar_days as days
    cross join sources
    where sources.has_rounded_days
)

select * from final
