-- Cash at the end of the cash flow statement is the cash of the balance sheet.
-- Fails with every balance sheet date at which they differ, or at which the
-- cash flow statement does not say.
with

cash as (
    select * from {{ ref('int_figures') }}
    where
        line_item_key = 'cash_and_cash_equivalents'
        and measure = 'amount'
        and section = 'table'
)

select
    balance_sheet.release_id,
    balance_sheet.period_end,
    balance_sheet.value as balance_sheet_value,
    cash_flow.value as cash_flow_value
from cash as balance_sheet
left join cash as cash_flow
    on
        balance_sheet.release_id = cash_flow.release_id
        and balance_sheet.period_end = cash_flow.period_end
        and cash_flow.statement = 'cash_flow'
where
    balance_sheet.statement = 'balance_sheet'
    and (
        cash_flow.value is null
        or cash_flow.value <> balance_sheet.value
    )
