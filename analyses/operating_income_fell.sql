-- Why did operating income fall while revenues rose?
select
    label,
    cast(amount / 1000 as bigint) as thousand_yen
from {{ ref('operating_income_bridge') }}
where
    company_key = 'iij'
    and period_end = date '2016-09-30'
    and span = 'year_to_date'
order by step_number
