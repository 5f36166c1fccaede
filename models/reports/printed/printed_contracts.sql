{{ printed_table('contracts', ['year_ago', 'current_period', 'yoy_change']) }}
