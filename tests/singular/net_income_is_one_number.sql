-- Net income is the same in the income statement, comprehensive income, cash
-- flow and reconciliation of one release. Fails with every period in which two
-- of its figures in the same precision differ.
select
    release_id,
    period_key,
    line_item_key,
    decimals
from {{ ref('int_figures') }}
where
    line_item_key in ('net_income', 'net_income_attributable')
    and measure = 'amount'
    and section = 'table'
    and decimals = -3
group by 1, 2, 3, 4
having min(value) <> max(value)
