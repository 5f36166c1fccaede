{{ lines_of('flows', 'subscriptions') }}
