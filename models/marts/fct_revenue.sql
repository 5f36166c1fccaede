{{ breakdown_facts('product', ['product_key'], 'revenues') }}
