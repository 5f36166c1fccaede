{{ lines_of('flows', 'income_statement') }}
