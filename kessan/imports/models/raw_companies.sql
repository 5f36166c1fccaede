-- The companies that nobody knows yet, in the columns of companies.csv.
with

latest as (
    select
        *,
        row_number() over (
            partition by company_key order by accepted_at desc
        ) as recency,
        -- The year that a period belongs to ends in the same year or in the
        -- next. One of weeks may end some days after its month.
        year_end_month < 12
        and fiscal_year = year(period - 7) - case
            when month(period - 7) > year_end_month then 0 else 1
        end as is_named_after_start
    from filings
    where not is_known_company
),

final as (
    select
        company_key,
        trim(name) as label,
        trim(name) as short_label,
        cast(null as varchar) as stock_exchange,
        cast(null as varchar) as stock_code,
        currency,
        cast(year_end_month as varchar) as fiscal_year_end_month,
        case when is_named_after_start then 'start' else 'end' end
            as fiscal_year_named_after,
        country,
        lpad(cik, 10, '0') as cik,
        sic as industry_code
    from latest
    where recency = 1
)

select * from final
