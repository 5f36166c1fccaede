{{ printed_table(
    'exchange_form_financial_position',
    [
        'total_assets',
        'total_equity',
        'shareholders_equity',
        'equity_ratio_percent',
    ],
) }}
