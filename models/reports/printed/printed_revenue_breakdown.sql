{{ printed_table(
    'revenue_breakdown',
    ['year_ago', 'current_period', 'yoy_percent'],
) }}
