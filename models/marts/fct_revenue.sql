{{ breakdown_facts('revenues') }}
