{{ printed_table(
    'cash_flow_operating_investing_quarter',
    ['year_ago', 'current_period'],
) }}
