{{ printed_table('capex_quarter', ['year_ago', 'current_period']) }}
