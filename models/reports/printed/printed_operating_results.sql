{{ printed_table(
    'operating_results',
    ['year_ago', 'current_period', 'yoy_percent'],
) }}
