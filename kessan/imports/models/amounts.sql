-- The numbers of the filings, a row each. Those of the whole company have no
-- `segments`, which name members of axes. One of another registrant of the
-- same filing is in no line of a statement, nor is one that its source gives a
-- reason against. An instant has no first day.
with

final as (
    select
        num.adsh as release_id,
        num.tag,
        num.version,
        cast(num.start_date as date) as start_date,
        cast(num.end_date as date) as end_date,
        cast(num.quarters as integer) as quarters,
        num.segments,
        num.uom,
        cast(num.decimals as integer) as decimals,
        cast(num.value as decimal(36, 8)) as value
    from num
    inner join filings on num.adsh = filings.release_id
    where
        num.coreg is null
        and num.value is not null
        and num.reason is null
)

select * from final
