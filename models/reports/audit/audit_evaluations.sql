-- Each evaluation with the printed figures on both of its sides. In no order:
-- of so many rows that takes as long as to find them.
select
    operands.release_id,
    operands.identity_id,
    results.kind,
    operands.subject,
    results.status,
    results.left_value,
    results.right_value,
    results.difference,
    results.tolerance,
    operands.side,
    operands.weight,
    figures.table_id,
    figures.source_line,
    figures.printed_label,
    figures.printed_text,
    operands.value,
    operands.figure_key
from {{ ref('identity_operands') }} as operands
inner join {{ ref('identity_results') }} as results
    on
        operands.identity_id = results.identity_id
        and operands.release_id = results.release_id
        and operands.subject = results.subject
inner join {{ ref('fct_reported_figures') }} as figures
    on operands.figure_key = figures.figure_key
