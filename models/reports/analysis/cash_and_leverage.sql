{{ lines_of('flows', 'cash') }}
