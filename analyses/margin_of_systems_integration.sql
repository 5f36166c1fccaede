-- What did the gross margin of systems integration cost?
select
    label,
    unit,
    round(year_to_date_year_ago, 1) as year_to_date_year_ago,
    round(year_to_date, 1) as year_to_date,
    round(year_to_date_change, 1) as year_to_date_change
from {{ ref('margins') }}
where
    company_key = 'iij'
    and period_end = date '2016-09-30'
    and product_key = 'systems_integration'
order by display_order
