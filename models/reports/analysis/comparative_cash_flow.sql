{{ lines_of('flows', 'cash_flow') }}
