{{ lines_of('balances', 'balance_sheet') }}
