{{ printed_table(
    'balance_sheet_liabilities',
    ['previous_year_end', 'current_period'],
) }}
