-- The calendar years that the numbers of the filings are of, and those beside
-- them.
with

ends as (
    select
        min(year(cast(end_date as date))) as first_year,
        max(year(cast(end_date as date))) as last_year
    from num
),

final as (
    select unnest(range(first_year - 1, last_year + 2)) as spoken_year
    from ends
)

select * from final
