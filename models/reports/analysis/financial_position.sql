{{ lines_of('balances', "statement = 'financial_position'") }}
