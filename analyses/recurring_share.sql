-- How much of revenue recurs?
select
    label,
    unit,
    year_to_date_year_ago,
    year_to_date,
    year_to_date_growth_percent
from {{ ref('recurring_revenues') }}
where
    company_key = 'iij'
    and period_end = date '2016-09-30'
order by display_order
