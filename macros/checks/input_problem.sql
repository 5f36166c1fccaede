{#
  The select list of one kind of input problem: where it stands, what is
  there, what was expected, what to do.

  Args:
    problem: the kind of problem.
    expected: what should stand there (an SQL expression).
    remedy: what to do about it (plain words).
    proposal: what the remedy ends in (an SQL expression).
    figure: the printed text in question (an SQL expression).
    label: the label of the line (an SQL expression).
    relation: the relation that the address is taken from.
#}
{% macro input_problem(
    problem, expected, remedy,
    figure='null', label='label', relation=none, proposal=none
) -%}
    {%- set prefix = relation ~ '.' if relation else '' -%}
    {{ prefix }}statement,
        {{ prefix }}release_id,
        {{ prefix }}table_id,
        {{ prefix }}line_number,
        {{ prefix }}source_line,
        {{ prefix }}{{ label }} as label,
        cast({{ figure }} as varchar) as figure,
        '{{ problem }}' as problem,
        {{ expected }} as expected,
        '{{ remedy }}' {{- ' || ' ~ proposal if proposal }} as remedy
{%- endmacro %}

{# All rows of the named relations, one below the other. #}
{% macro union_all(relations) -%}
    {%- for relation in relations %}
    select * from {{ relation }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
