-- The segments and the elimination, which add up: the whole company is in
-- comparative_income_statement.
{{ lines_of(
    'flows', 'segment_information', "lines.segment_key <> 'total'"
) }}
