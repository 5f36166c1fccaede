{{ printed_table(
    'cash_flow_financing_quarter',
    ['year_ago', 'current_period'],
) }}
