{{ lines_of('flows', "
    statement = 'profitability'
    or line_item_key in (
        'revenues', 'cost_of_revenues', 'gross_profit', 'operating_expenses',
        'operating_income'
    )
") }}
