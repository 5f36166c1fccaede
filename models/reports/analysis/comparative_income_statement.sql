{{ lines_of('flows', "
    statement = 'income_statement' and segment_key = 'total'
") }}
