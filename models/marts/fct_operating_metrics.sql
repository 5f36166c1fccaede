{{ statement_facts('operating_metrics', by_service=true) }}
