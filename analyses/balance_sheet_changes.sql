-- What changed in the balance sheet since the end of the fiscal year before?
-- The lines, not their totals, that moved by more than a billion yen.
select
    label,
    cast(previous_year_end / 1000 as bigint) as thousand_yen_before,
    cast(value / 1000 as bigint) as thousand_yen,
    cast(change / 1000 as bigint) as thousand_yen_change
from {{ ref('comparative_balance_sheet') }} as lines
where
    company_key = 'iij'
    and period_end = date '2016-09-30'
    and abs(change) > 1000000000
    and not exists (
        select 1 from {{ ref('comparative_balance_sheet') }} as parts
        inner join {{ ref('dim_line_item') }} as line_items
            on parts.line_item_key = line_items.line_item_key
        where
            line_items.parent_line_item_key = lines.line_item_key
            and parts.company_key = lines.company_key
    )
order by display_order
