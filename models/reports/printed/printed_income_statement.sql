{{ printed_table('income_statement', ['year_ago', 'current_period']) }}
