-- The last days of quarters that end near a month and not with it, in the
-- columns of fiscal_quarter_ends.csv. A company with a rule of weeks needs
-- none.
with

asked as (
    select
        filings.company_key,
        quarter_ends.*
    from quarter_ends
    inner join companies_without_calendar as filings
        on quarter_ends.adsh = filings.release_id
    where
        filings.company_key not in (
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
