{{ printed_table('segment_results_summary', ['year_ago', 'current_period']) }}
