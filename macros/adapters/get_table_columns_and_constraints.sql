{#
  Declared keys stay out of the table that dbt builds: DuckDB refuses to
  replace a table that a foreign key points to, so a second build would fail.
  Types and not-null are enforced here, keys are proven by the test
  `declared_keys`, and both are created for real in the published file.
#}
{% macro duckdb__get_table_columns_and_constraints() %}
    (
    {% for column in model['columns'].values() -%}
        {{ column['name'] }} {{ column['data_type'] }}
        {%- for constraint in column['constraints']
            if constraint['type'] in ('not_null', 'primary_key') %} not null
        {%- endfor -%}
        {{ "," if not loop.last }}
    {% endfor %}
    )
{% endmacro %}
