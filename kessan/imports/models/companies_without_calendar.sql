-- The filings whose company may be given a calendar. One that a person has
-- keyed keeps its own, and one that another source brought, unless the days of
-- that are rounded: the name of a file tells another one than its title.
with

of_other_sources as (
    select releases.company_key
    from known_releases as releases
    cross join sources
    left join seen_days on releases.release_id = seen_days.release_id
    where releases.read_by is distinct from sources.read_by
    group by 1
    having not bool_or(coalesce(
        seen_days.last_day <> seen_days.period, false
    ))
),

final as (
    select
        filings.release_id,
        filings.company_key
    from filings
    left join known_companies as companies
        on filings.company_key = companies.company_key
    where
        coalesce(companies.is_imported, true)
        and filings.company_key not in (
            select others.company_key from of_other_sources as others
        )
)

select * from final
