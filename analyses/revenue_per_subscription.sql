-- Do more subscriptions bring less revenue each?
select
    label,
    unit,
    quarter_year_ago,
    quarter,
    quarter_growth_percent
from {{ ref('subscriptions') }}
where
    company_key = 'iij'
    and period_end = date '2016-09-30'
    and product_key in (
        'iijmio_high_speed_mobile', 'mobile_enterprise', 'hi_ho'
    )
order by product_key asc, display_order asc
