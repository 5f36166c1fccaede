{{ lines_of('flows', "
    statement = 'cash' or line_item_key in (
        'net_cash_operating', 'purchase_of_property_and_equipment',
        'principal_payments_under_capital_leases', 'capital_expenditure',
        'capital_expenditure_purchases', 'capital_lease_acquisitions',
        'adjusted_ebitda'
    )
") }}
