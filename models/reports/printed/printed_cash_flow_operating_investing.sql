{{ printed_table(
    'cash_flow_operating_investing',
    ['year_ago', 'current_period'],
) }}
