{#
  What a control total is of: a column of a table, with what its figures mean.
  The columns may be text or typed; a null is an empty part of the key.

  Args:
    period_start, period_end, measure, unit, scale, scenario: columns (SQL).
#}
{% macro control_key(
    period_start='period_start', period_end='period_end', measure='measure',
    unit='unit', scale='scale', scenario='scenario'
) -%}
    release_id || '/' || table_id || '/' || cast(column_number as varchar)
        {%- for part in [
            period_start, period_end, measure, unit, scale, scenario
        ] %}
        || '/' || coalesce(cast({{ part }} as varchar), '')
        {%- endfor %}
{%- endmacro %}
