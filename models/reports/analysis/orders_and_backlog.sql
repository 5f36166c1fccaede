{{ lines_of('flows', "
    statement = 'orders' or line_item_key = 'orders_received'
") }}
