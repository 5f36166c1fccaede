{{ lines_of('balances', 'financial_position') }}
