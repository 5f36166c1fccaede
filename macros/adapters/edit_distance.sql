{#
  How many characters of a text are other, left out, too many or exchanged with
  the next one in another text.
#}
{% macro edit_distance(first, second) %}
    {{- return(adapter.dispatch('edit_distance', 'kessan')(first, second)) -}}
{% endmacro %}

{% macro default__edit_distance(first, second) -%}
    damerau_levenshtein({{ first }}, {{ second }})
{%- endmacro %}

{# Two characters that are exchanged count as two there. #}
{% macro postgres__edit_distance(first, second) -%}
    levenshtein({{ first }}, {{ second }})
{%- endmacro %}

{% macro spark__edit_distance(first, second) -%}
    levenshtein({{ first }}, {{ second }})
{%- endmacro %}
