{{ printed_table(
    'operating_results_quarter',
    ['year_ago', 'current_period', 'yoy_percent'],
) }}
