-- What did the gross margin of systems integration cost?
select
    label,
    unit,
    year_to_date_year_ago,
    year_to_date,
    year_to_date_change
from {{ ref('margins') }}
where
    company_key = 'iij'
    and period_end = date '2016-09-30'
    and product_key = 'systems_integration'
order by display_order
