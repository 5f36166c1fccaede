{{ printed_table('segment_profit', ['year_ago', 'current_period']) }}
