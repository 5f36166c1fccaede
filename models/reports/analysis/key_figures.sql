{{ lines_of('flows', 'key_figures') }}
