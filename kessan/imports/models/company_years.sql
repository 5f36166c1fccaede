-- What the fiscal years of the companies of the filings end with, and are named
-- after: as a person or an import knows it, or as the filings say.
with

companies as (
    select
        company_key,
        fiscal_year_end_month,
        fiscal_year_named_after
    from raw_companies
    union all
    select
        company_key,
        fiscal_year_end_month,
        fiscal_year_named_after
    from known_companies
),

final as (
    select * from companies
    where company_key in (select filings.company_key from filings)
)

select * from final
