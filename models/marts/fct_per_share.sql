{{ statement_facts('per_share') }}
