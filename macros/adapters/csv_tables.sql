{#
  Every seed column is text. dbt would guess types and turn 10.10 into a float
  and 007 into 7; what was printed is read in staging, once, and nowhere else.
#}
{% macro duckdb__create_csv_table(model, agate_table) %}
    {% set sql %}
        create table {{ this.render() }} (
            {% for column in agate_table.column_names -%}
            {{ adapter.quote(column) }} varchar{{ "," if not loop.last }}
            {% endfor %}
        )
    {% endset %}
    {% call statement('_') %}{{ sql }}{% endcall %}
    {{ return(sql) }}
{% endmacro %}

{#
  The rows of CSVs as text. The dialect is given: DuckDB would guess it from the
  first rows, and misread a quote that is doubled far below them.

  Args:
    files: the paths.
    columns: the names of all columns, in their order.
#}
{% macro read_csvs(files, columns) -%}
    read_csv(
        [
            {%- for file in files -%}
            '{{ file | replace("'", "''") }}'{{ ', ' if not loop.last }}
            {%- endfor -%}
        ],
        auto_detect = false, header = true, delim = ',', quote = '"',
        escape = '"', nullstr = '', columns = {
            {%- for column in columns -%}
            '{{ column }}': 'varchar'{{ ', ' if not loop.last }}
            {%- endfor -%}
        }
    )
{%- endmacro %}

{# A seed is read like the CSVs of a delivery. #}
{% macro duckdb__load_csv_rows(model, agate_table) %}
    {% set sql %}
        insert into {{ this.render() }}
        select * from {{ read_csvs(
            [adapter.get_seed_file_path(model)], agate_table.column_names
        ) }}
    {% endset %}
    {% do adapter.add_query(sql, abridge_sql_log=True) %}
    {{ return(sql) }}
{% endmacro %}
