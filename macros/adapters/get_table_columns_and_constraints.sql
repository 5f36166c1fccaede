{#
  Declared keys stay out of the table that dbt builds: DuckDB refuses to
  replace a table that a foreign key points to, so a second build would fail.
  Types and not-null are enforced here, the rest is proven by the tests
  `…_constraints_hold`, and keys are created for real in the published file.
#}
{% macro duckdb__get_table_columns_and_constraints() %}
    {% set keys = model['constraints']
        | selectattr('type', 'equalto', 'primary_key')
        | map(attribute='columns') | sum(start=[]) %}
    (
    {% for column in model['columns'].values() -%}
        {%- set types = column['constraints'] | map(attribute='type') | list -%}
        {{ column['name'] }} {{ column['data_type'] }}
        {%- if column['name'] in keys
            or 'not_null' in types or 'primary_key' in types %} not null
        {%- endif -%}
        {{ "," if not loop.last }}
    {% endfor %}
    )
{% endmacro %}
