{{ lines_of('flows', 'profitability') }}
