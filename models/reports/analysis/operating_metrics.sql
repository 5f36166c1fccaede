{{ lines_of('balances', "statement = 'operating_metrics'") }}
