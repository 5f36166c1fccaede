{#
  The rows of a relation by the spans they are of, as the body of a CTE: a row once
  for each span whose condition it meets, with `span`.

  Args:
    relation: the relation or CTE.
    spans: the condition of each span, by its name.
#}
{% macro of_spans(relation, spans) -%}
    {%- for span, is_span in spans.items() %}
    select
        {{ relation }}.*,
        '{{ span }}' as span
    from {{ relation }}
    where {{ is_span }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
