-- The numbers of the filings, a row each. Those of the whole company have no
-- `segments`, which name members of axes. One of another registrant of the
-- same filing is in no line of a statement, nor is one that its source gives a
-- reason against. An instant has no first day.
with

final as (
    select
        release_id,
        tag,
        version,
        start_date,
        end_date,
        is_of_calendar,
        quarters,
        segments,
        uom,
        decimals,
        cast(value as decimal(36, 8)) as value
    from numbers
    where
        coreg is null
        and value is not null
        and reason is null
)

select * from final
