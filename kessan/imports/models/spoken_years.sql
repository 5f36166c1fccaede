-- The calendar years that the numbers of the filings are of, or an earlier
-- filing of one of their companies, and those beside them.
with

days as (
    select cast(end_date as date) as end_date from num
    union all
    select last_day from seen_days
),

ends as (
    select
        min(year(end_date)) as first_year,
        max(year(end_date)) as last_year
    from days
),

final as (
    select unnest(range(first_year - 1, last_year + 2)) as spoken_year
    from ends
)

select * from final
