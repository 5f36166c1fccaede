{#
  What a kind of finding says: what is wrong, what was expected and what to do.
  Where it is follows: release_id, table_id, line_number, and the evaluation that
  shows it.

  Args:
    family: `input`, `identity` or `control_total`.
    problem: the kind of problem.
    label, figure: what it is about and what is there (SQL expressions).
    expected: what should be there (an SQL expression).
    remedy: what to do about it (an SQL expression).
#}
{% macro finding(family, problem, label, figure, expected, remedy) -%}
    '{{ family }}' as family,
        '{{ problem }}' as problem,
        cast({{ label }} as varchar) as label,
        cast({{ figure }} as varchar) as figure,
        {{ expected }} as expected,
        {{ remedy }} as remedy
{%- endmacro %}

{# A decimal as a person writes it, without empty decimals; or what else. #}
{% macro plain_number(value, otherwise='none') -%}
    coalesce(regexp_replace(regexp_replace(
                cast({{ value }} as varchar), '0+$', ''
            ), '[.]$', ''), '{{ otherwise }}')
{%- endmacro %}

{# The totals of a column in words, as far as there are any. #}
{% macro control_total(figure_count, total, line_total, label_digest) -%}
    coalesce({{ figure_count }}, 0) || ' figures, sum '
            || {{ plain_number(total) }}
            || case
                when {{ line_total }} is null then ''
                else ', by line ' || {{ plain_number(line_total) }}
            end
            || coalesce(', labels ' || {{ label_digest }}, '')
{%- endmacro %}
