-- The numbers of the whole company, a row each: those of a member of an axis or
-- of another registrant of the same filing are in no line of a statement.
with

final as (
    select
        num.adsh as release_id,
        num.tag,
        num.version,
        cast(strptime(num.ddate, '%Y%m%d') as date) as end_date,
        cast(num.qtrs as integer) as quarters,
        num.uom,
        cast(num.value as decimal(28, 4)) as value
    from num
    inner join filings on num.adsh = filings.release_id
    where
        num.coreg is null
        and num.segments is null
        and num.value is not null
)

select * from final
