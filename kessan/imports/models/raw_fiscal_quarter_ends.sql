-- The last days of quarters that end near a month and not with it, in the
-- columns of fiscal_quarter_ends.csv. A company with a rule of weeks needs
-- none, and one that a person has keyed, or that another source brought, keeps
-- its own.
with

asked as (
    select
        filings.company_key,
        quarter_ends.*
    from quarter_ends
    inner join filings on quarter_ends.adsh = filings.release_id
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
        and filings.company_key not in (
            select calendars.company_key
            from known_fiscal_calendars as calendars
        )
),

final as (
    select
        company_key,
        fiscal_year,
        fiscal_quarter,
        end_date
    from asked
)

select * from final
