-- The segments and the elimination, which add up: the whole company is in
-- comparative_income_statement.
{{ lines_of('flows', "
    line_item_key in (
        'revenues', 'revenues_from_external_customers', 'intersegment_revenues',
        'costs_and_expenses', 'operating_income', 'operating_margin_percent'
    )
    and segment_key <> 'total'
    and product_key = 'total'
") }}
