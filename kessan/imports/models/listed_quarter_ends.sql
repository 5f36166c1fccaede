-- The last days of quarters that are listed for the companies of the filings,
-- known before or brought now, in the columns of fiscal_quarter_ends.csv.
with

listed as (
    select * from raw_fiscal_quarter_ends
    union all by name
    select * exclude (is_imported, source) from known_fiscal_quarter_ends
),

final as (
    select * from listed
    where company_key in (select filings.company_key from filings)
)

select * from final
