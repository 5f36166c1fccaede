{{ printed_table(
    'exchange_form_comprehensive_income',
    [
        'comprehensive_income_attributable',
        'comprehensive_income_attributable_yoy_percent',
    ],
) }}
