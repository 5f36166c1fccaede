{{ lines_of('flows', "
    segment_key = 'total'
    and product_key = 'total'
    and line_item_key in (
        'revenues', 'gross_profit', 'gross_margin_percent',
        'operating_expenses', 'operating_income', 'operating_margin_percent',
        'adjusted_ebitda', 'net_income_attributable', 'capital_expenditure',
        'net_cash_operating', 'free_cash_flow', 'recurring_revenues_percent',
        'return_on_equity_percent', 'basic_net_income_per_share'
    )
") }}
