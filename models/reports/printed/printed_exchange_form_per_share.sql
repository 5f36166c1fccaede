{{ printed_table(
    'exchange_form_per_share',
    ['basic_net_income_per_share', 'diluted_net_income_per_share'],
) }}
