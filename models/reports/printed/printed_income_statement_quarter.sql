{{ printed_table('income_statement_quarter', ['year_ago', 'current_period']) }}
