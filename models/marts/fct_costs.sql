{{ breakdown_facts('product', ['product_key'], 'costs_and_expenses') }}
