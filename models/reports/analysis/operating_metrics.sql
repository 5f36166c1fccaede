{{ lines_of('balances', 'operating_metrics') }}
