{{ lines_of('flows', 'orders') }}
