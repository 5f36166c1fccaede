-- How much of revenue recurs?
select
    label,
    unit,
    round(year_to_date_year_ago, 1) as year_to_date_year_ago,
    round(year_to_date, 1) as year_to_date,
    round(year_to_date_growth_percent, 1) as year_to_date_growth_percent
from {{ ref('recurring_revenues') }}
where
    company_key = 'iij'
    and period_end = date '2016-09-30'
order by display_order
