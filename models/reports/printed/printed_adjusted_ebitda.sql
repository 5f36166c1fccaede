{{ printed_table('adjusted_ebitda', ['year_ago', 'current_period']) }}
