{{ printed_table(
    'balance_sheet_assets',
    ['previous_year_end', 'current_period'],
) }}
