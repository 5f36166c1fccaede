-- The filings whose company may be given a calendar. One that a person has
-- keyed, or that another source brought, keeps its own: their days are others.
with

final as (
    select
        filings.release_id,
        filings.company_key
    from filings
    cross join sources
    left join known_companies as companies
        on filings.company_key = companies.company_key
    where
        coalesce(companies.is_imported, true)
        and filings.company_key not in (
            select releases.company_key
            from known_releases as releases
            where releases.read_by is distinct from sources.read_by
        )
)

select * from final
