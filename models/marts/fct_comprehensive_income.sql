{{ statement_facts('comprehensive_income') }}
