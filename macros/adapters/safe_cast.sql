{#
  Null for a text that does not fit. dbt's own macro is a plain cast here, with
  which one bad date would stop the build before all problems are listed.
#}
{% macro duckdb__safe_cast(field, type) -%}
    try_cast({{ field }} as {{ type }})
{%- endmacro %}

{#
  A figure out of its text; null for a text that is none. DuckDB reads decimals
  of up to 18 digits many times as fast as longer ones.
#}
{% macro figure_of_text(text) %}
    {{- return(adapter.dispatch('figure_of_text', 'kessan')(text)) -}}
{% endmacro %}

{% macro default__figure_of_text(text) -%}
    {{ dbt.safe_cast(text, figure_type()) }}
{%- endmacro %}

{% macro duckdb__figure_of_text(text) -%}
    case
            when length({{ text }}) <= 12
                then cast(
                    {{ dbt.safe_cast(text, 'decimal(18, 6)') }}
                    as {{ figure_type() }}
                )
            else {{ dbt.safe_cast(text, figure_type()) }}
        end
{%- endmacro %}
