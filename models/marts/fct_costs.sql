{{ breakdown_facts('costs_and_expenses') }}
