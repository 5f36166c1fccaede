{{ statement_facts('income_statement', by_service=true) }}
