-- Where did the cash go?
select
    activity,
    kind,
    cast(sum(amount) / 1000 as bigint) as thousand_yen
from {{ ref('cash_bridge') }}
where
    company_key = 'iij'
    and period_end = date '2016-09-30'
    and months = 6
group by activity, kind
order by min(step_number)
