{#
  Null for a text that does not fit. dbt's own macro is a plain cast here, with
  which one bad date would stop the build before all problems are listed.
#}
{% macro duckdb__safe_cast(field, type) -%}
    try_cast({{ field }} as {{ type }})
{%- endmacro %}
