{{ printed_table('headline', ['amount', 'yoy_percent']) }}
