{{ lines_of('flows', 'returns') }}
