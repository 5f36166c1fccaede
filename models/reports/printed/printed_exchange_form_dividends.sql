{{ printed_table(
    'exchange_form_dividends',
    [
        'first_quarter_end',
        'second_quarter_end',
        'third_quarter_end',
        'year_end',
        'total',
    ],
) }}
