{{ printed_table('exchange_form_equity_method', ['equity_in_net_income']) }}
