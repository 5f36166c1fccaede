{{ printed_table('per_share_quarter', ['year_ago', 'current_period']) }}
