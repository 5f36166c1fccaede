-- The rules of weeks that the days of a company ask for, in the columns of
-- fiscal_calendars.csv. One that a person has keyed, or that another source
-- brought, keeps its own: their days are others.
with

asked as (
    select
        filings.company_key,
        calendars.*
    from calendars
    inner join filings on calendars.adsh = filings.release_id
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
),

final as (
    select
        asked.company_key,
        asked.valid_from,
        asked.rule,
        asked.end_month,
        cast(null as varchar) as end_day,
        asked.weekday,
        cast(null as varchar) as long_quarter,
        asked.named_after
    from asked
    left join known_fiscal_calendars as known
        on
            asked.company_key = known.company_key
            and asked.valid_from >= known.valid_from
    where known.company_key is null
)

select * from final
