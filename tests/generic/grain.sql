{% test grain(model, columns, after=none) %}
{#
  One row for each combination of the columns; null counts as a value.
  Fails with a row for every combination that is there more than once.
  Rows of releases that are kept are not counted again.

  Args:
    columns: the columns of the grain.
    after: a model that is built even when this test fails.
#}
select
    {{ columns | join(',\n    ') }},
    count(*) as copies
from {{ model }}
where {{ is_taken_in(columns) }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
