{{ lines_of('flows', "statement = 'subscriptions'") }}
