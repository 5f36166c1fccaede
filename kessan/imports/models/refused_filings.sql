-- The filings of the archive that have no number of the whole company.
with

final as (
    select
        sub.adsh as release_id,
        sub.name
    from sub
    left join known_releases on sub.adsh = known_releases.release_id
    left join filings on sub.adsh = filings.release_id
    where known_releases.release_id is null and filings.release_id is null
)

select * from final
