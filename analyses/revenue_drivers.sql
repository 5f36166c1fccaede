-- Which product drove growth?
select
    label,
    cast(amount / 1000 as bigint) as thousand_yen
from {{ ref('revenue_bridge') }}
where
    company_key = 'iij'
    and period_end = date '2016-09-30'
    and span = 'year_to_date'
order by
    case kind when 'change' then 1 else 2 end,
    amount desc
