{% test grain(model, columns) %}
{#
  One row for each combination of the columns; null counts as a value.
  Fails with a row for every combination that is there more than once.
#}
select
    {{ columns | join(',\n    ') }},
    count(*) as copies
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
