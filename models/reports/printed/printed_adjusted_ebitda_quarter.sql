{{ printed_table('adjusted_ebitda_quarter', ['year_ago', 'current_period']) }}
