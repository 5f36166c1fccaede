{{ lines_of('flows', "statement = 'recurrence'") }}
