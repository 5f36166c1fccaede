{{ statement_facts('operating_metrics', by_product=true) }}
