-- Do more subscriptions bring less revenue each?
select
    label,
    unit,
    round(quarter_year_ago, 1) as quarter_year_ago,
    round(quarter, 1) as quarter,
    round(quarter_growth_percent, 1) as quarter_growth_percent
from {{ ref('subscriptions') }}
where
    company_key = 'iij'
    and period_end = date '2016-09-30'
    and product_key in (
        'iijmio_high_speed_mobile', 'mobile_enterprise', 'hi_ho'
    )
order by product_key asc, display_order asc
