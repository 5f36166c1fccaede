{{ statement_facts('cash_flow') }}
