-- The rules of the calendars of the companies of the filings, known before or
-- brought now, in the columns of fiscal_calendars.csv.
with

rules as (
    select * from raw_fiscal_calendars
    union all by name
    select * exclude (is_imported, source) from known_fiscal_calendars
),

final as (
    select * from rules
    where company_key in (select filings.company_key from filings)
)

select * from final
