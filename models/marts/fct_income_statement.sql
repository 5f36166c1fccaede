{{ statement_facts('income_statement') }}
