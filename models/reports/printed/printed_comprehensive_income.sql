{{ printed_table('comprehensive_income', ['year_ago', 'current_period']) }}
