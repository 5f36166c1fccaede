{{ lines_of('flows', 'recurrence') }}
