{{ lines_of('flows', 'comprehensive_income') }}
