{#
  The texts of a group in their order, with a comma between. An aggregate with
  an order of its own takes three times as long.
#}
{% macro sorted_list(text) %}
    {{- return(adapter.dispatch('sorted_list', 'kessan')(text)) -}}
{% endmacro %}

{% macro default__sorted_list(text) -%}
    {{ dbt.listagg(text, "', '", 'order by ' ~ text) }}
{%- endmacro %}

{% macro duckdb__sorted_list(text) -%}
    array_to_string(list_sort(list({{ text }})), ', ')
{%- endmacro %}
