{{ lines_of('balances', "statement = 'balance_sheet'") }}
