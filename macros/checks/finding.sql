{#
  The select list of one kind of finding: something that is wrong with a
  release, where it is, what was expected and what to do.

  Args:
    family: `input`, `identity` or `control_total`.
    problem: the kind of problem.
    label, figure: what it is about and what is there (SQL expressions).
    expected: what should be there (an SQL expression).
    remedy: what to do about it (plain words).
    proposal: what the remedy ends in (an SQL expression).
    table_id, line_number: where it is (SQL expressions).
    identity_id, subject: the evaluation that shows it (SQL expressions).
#}
{% macro finding(
    family, problem, label, figure, expected, remedy,
    table_id='table_id', line_number='null', identity_id='null', subject='null',
    proposal=none
) -%}
    release_id,
        '{{ family }}' as family,
        '{{ problem }}' as problem,
        cast(null as varchar) as statement,
        {{ table_id }} as table_id,
        cast({{ line_number }} as integer) as line_number,
        cast(null as integer) as source_line,
        cast({{ label }} as varchar) as label,
        cast({{ figure }} as varchar) as figure,
        {{ expected }} as expected,
        '{{ remedy }}' {{- ' || ' ~ proposal if proposal }} as remedy,
        cast({{ identity_id }} as varchar) as identity_id,
        cast({{ subject }} as varchar) as subject
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
