{{ printed_table(
    'exchange_form_results',
    [
        'total_revenues',
        'total_revenues_yoy_percent',
        'operating_income',
        'operating_income_yoy_percent',
        'income_before_income_tax',
        'income_before_income_tax_yoy_percent',
        'net_income_attributable',
        'net_income_attributable_yoy_percent',
    ],
) }}
