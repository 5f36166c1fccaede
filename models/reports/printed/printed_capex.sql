{{ printed_table('capex', ['year_ago', 'current_period']) }}
