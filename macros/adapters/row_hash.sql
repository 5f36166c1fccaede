{#
  A number of 64 bits for what a row has in some columns: rows that are alike in them
  have the same one. Others may have it too, so what is found by it is looked at.

  Args:
    columns: the columns, or expressions of them (SQL).
#}
{% macro row_hash(columns) %}
    {{- return(adapter.dispatch('row_hash', 'kessan')(columns)) -}}
{% endmacro %}

{% macro duckdb__row_hash(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}

{% macro postgres__row_hash(columns) -%}
    hashtextextended(concat_ws('/', {{ columns | join(', ') }}), 0)
{%- endmacro %}

{% macro spark__row_hash(columns) -%}
    xxhash64({{ columns | join(', ') }})
{%- endmacro %}
