{#
  A short number for what a row has in some columns: rows that are alike in them have
  the same one. Others may have it too, so what is found by it has to be looked at.

  Args:
    columns: the columns.
#}
{% macro row_hash(columns) %}
    {{- return(adapter.dispatch('row_hash', 'kessan')(columns)) -}}
{% endmacro %}

{% macro default__row_hash(columns) -%}
    md5(concat_ws('/', {{ columns | join(', ') }}))
{%- endmacro %}

{% macro duckdb__row_hash(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}
