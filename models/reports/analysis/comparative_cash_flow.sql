{{ lines_of('flows', "
    statement = 'cash_flow' or line_item_key = 'net_income'
") }}
