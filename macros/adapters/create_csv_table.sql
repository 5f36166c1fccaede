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
