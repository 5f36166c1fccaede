{{ breakdown_facts('service', ['service_key'], 'revenues') }}
