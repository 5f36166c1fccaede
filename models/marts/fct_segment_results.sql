{{ breakdown_facts('segment', ['segment_key']) }}
