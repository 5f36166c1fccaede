{{ lines_of('flows', "
    statement = 'profitability'
    or line_item_key in ('revenues', 'cost_of_revenues', 'operating_income')
") }}
