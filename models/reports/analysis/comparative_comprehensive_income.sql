{{ lines_of('flows', "
    statement = 'comprehensive_income' or line_item_key = 'net_income'
") }}
