{{ printed_table(
    'comprehensive_income_quarter',
    ['year_ago', 'current_period'],
) }}
