-- The columns that keep their rounded days, for no quarter of the company's
-- own calendar is rounded to them.
with

of_companies as (
    select company_key from rounded_days
    group by 1
),

final as (
    select
        headings.release_id,
        filings.name,
        string_agg(distinct headings.end_date, ', ') as last_days
    from headings
    inner join filings on headings.release_id = filings.release_id
    inner join of_companies on filings.company_key = of_companies.company_key
    where not headings.is_of_calendar
    group by 1, 2
)

select * from final
