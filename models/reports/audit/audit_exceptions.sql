-- The known exceptions, with the figure on the left side of each.
select
    exceptions.release_id,
    exceptions.identity_id,
    exceptions.subject,
    evaluations.table_id,
    evaluations.source_line,
    evaluations.printed_label,
    evaluations.printed_text,
    exceptions.difference,
    exceptions.reason,
    exceptions.evidence
from {{ ref('known_exceptions') }} as exceptions
left join {{ ref('audit_evaluations') }} as evaluations
    on
        exceptions.release_id = evaluations.release_id
        and exceptions.identity_id = evaluations.identity_id
        and exceptions.subject = evaluations.subject
        and evaluations.side = 'left'
order by 1, 5, 3
