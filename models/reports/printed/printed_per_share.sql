{{ printed_table('per_share', ['year_ago', 'current_period']) }}
