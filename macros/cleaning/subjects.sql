{# The address of a figure in its release: table, line and column. #}
{% macro cell_address(figure) -%}
    {{ figure }}.table_id || '/' || {{ figure }}.line_number || '/'
        || {{ figure }}.column_number
{%- endmacro %}

{# A number in the address of a cell: its line is part 2, its column part 3. #}
{% macro part_of_subject(part) -%}
    {{ dbt.safe_cast(dbt.split_part('subject', "'/'", part), 'integer') }}
{%- endmacro %}
