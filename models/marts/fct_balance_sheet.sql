{{ statement_facts('balance_sheet') }}
