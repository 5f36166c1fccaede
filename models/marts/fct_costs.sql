{{ breakdown_facts('service', ['service_key'], 'costs_and_expenses') }}
