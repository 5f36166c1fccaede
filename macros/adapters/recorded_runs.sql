{#
  The runs that came before this build, out of the lines of JSON that `kessan build`
  names; none when dbt is run by hand. A line that is torn is left out.
#}
{% macro recorded_runs() -%}
    {%- set history = env_var('KESSAN_RUNS', '') -%}
    {%- if history -%}
        read_json(
            '{{ history | replace("'", "''") }}',
            format = 'newline_delimited',
            ignore_errors = true,
            columns = {
                {%- for column, type in run_columns().items() %}
                '{{ column }}': '{{ type }}'{{ ',' if not loop.last }}
                {%- endfor %}
            }
        )
    {%- else -%}
        (
            select
                {%- for column, type in run_columns().items() %}
                cast(null as {{ type }}) as {{ column }}
                {{- ',' if not loop.last }}
                {%- endfor %}
            where false
        ) as no_runs
    {%- endif -%}
{%- endmacro %}
