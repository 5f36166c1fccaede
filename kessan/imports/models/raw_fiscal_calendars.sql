-- The rules of weeks that the days of a company ask for, in the columns of
-- fiscal_calendars.csv.
with

asked as (
    select
        filings.company_key,
        calendars.*
    from calendars
    inner join companies_without_calendar as filings
        on calendars.adsh = filings.release_id
),

final as (
    select
        asked.company_key,
        asked.valid_from,
        asked.rule,
        asked.end_month,
        cast(null as varchar) as end_day,
        asked.weekday,
        nullif(asked.long_quarter, '') as long_quarter,
        asked.named_after
    from asked
    left join known_fiscal_calendars as known
        on
            asked.company_key = known.company_key
            and asked.valid_from >= known.valid_from
    where known.company_key is null
)

select * from final
