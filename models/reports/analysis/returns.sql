{{ lines_of('flows', "
    statement = 'returns' or line_item_key in (
        'basic_net_income_per_share', 'diluted_net_income_per_share',
        'dividend_per_share'
    )
") }}
