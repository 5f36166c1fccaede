"""What printed lines mean: the statement of a table, the line item of a line."""
