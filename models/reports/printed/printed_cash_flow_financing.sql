{{ printed_table('cash_flow_financing', ['year_ago', 'current_period']) }}
