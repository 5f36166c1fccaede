{#
  How alike two texts are, from 0 to 1. It ranks what is proposed to a person
  and judges nothing: no figure passes through it.
#}
{% macro text_similarity(first, second) %}
    {{- return(adapter.dispatch('text_similarity', 'kessan')(first, second)) -}}
{% endmacro %}

{% macro default__text_similarity(first, second) -%}
    cast(
        jaro_winkler_similarity({{ first }}, {{ second }}) as decimal(5, 4)
    )
{%- endmacro %}

{# Of the extension pg_trgm. #}
{% macro postgres__text_similarity(first, second) -%}
    cast(similarity({{ first }}, {{ second }}) as decimal(5, 4))
{%- endmacro %}

{% macro spark__text_similarity(first, second) -%}
    cast(
        1 - levenshtein({{ first }}, {{ second }})
        / greatest(length({{ first }}), length({{ second }}), 1)
        as decimal(5, 4)
    )
{%- endmacro %}
