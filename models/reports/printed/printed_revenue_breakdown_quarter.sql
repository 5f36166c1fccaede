{{ printed_table(
    'revenue_breakdown_quarter',
    ['year_ago', 'current_period', 'yoy_percent'],
) }}
