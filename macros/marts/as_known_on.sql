{#
  The rows of a fact as they were known at the end of a day: what had been
  announced by then and was not superseded yet. For every fact of the marts:

      select * from {{ ref('fct_revenue') }}
      where {{ as_known_on("date '2016-05-31'") }}

  Args:
    day: a date (SQL).
    relation: the alias of the fact, where there is more than one relation.
#}
{% macro as_known_on(day, relation=none) -%}
    {%- set prefix = relation ~ '.' if relation else '' -%}
    {{ prefix }}announced_on <= {{ day }}
    and (
        {{ prefix }}superseded_at is null
        or cast({{ prefix }}superseded_at as date) > {{ day }}
    )
{%- endmacro %}
