{{ printed_table('segment_revenues', ['year_ago', 'current_period']) }}
