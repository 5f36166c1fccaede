-- What is earned on equity, and what is paid out?
select
    label,
    fiscal_year,
    fiscal_quarter,
    round(year_to_date, 1) as year_to_date
from {{ ref('returns') }}
where
    company_key = 'iij'
    and line_item_key in (
        'return_on_equity_percent', 'dividend_payout_percent',
        'dividends_paid_percent'
    )
    and year_to_date is not null
    and fiscal_year >= 2015
order by display_order asc, period_end asc
