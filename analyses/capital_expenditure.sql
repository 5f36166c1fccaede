-- What does CAPEX with leases come to, and why does it differ from the cash
-- flow statement?
select
    label,
    cast(year_to_date_year_ago / 1000 as bigint) as thousand_yen_year_ago,
    cast(year_to_date / 1000 as bigint) as thousand_yen
from {{ ref('flows') }}
where
    company_key = 'iij'
    and period_end = date '2016-09-30'
    and line_item_key in (
        'capital_expenditure', 'capital_lease_acquisitions',
        'capital_expenditure_purchases', 'purchase_of_property_and_equipment',
        'purchases_not_in_capital_expenditure',
        'proceeds_from_sales_of_property'
    )
order by display_order
