{# The columns of a run, as the history of runs has them. #}
{% macro run_columns() -%}
    {%- set columns = {
        'run_id': 'varchar',
        'verb': 'varchar',
        'started_at': 'timestamp',
        'ended_at': 'timestamp',
        'status': 'varchar',
        'input_digest': 'varchar',
        'code_digest': 'varchar',
    } -%}
    {%- for count in [
        'release', 'figure', 'row', 'exact', 'within_rounding', 'excepted',
        'incomplete', 'violated', 'entry_expectation', 'exit_expectation',
        'failed_expectation', 'problem',
    ] -%}
        {%- do columns.update({count ~ '_count': 'bigint'}) -%}
    {%- endfor -%}
    {%- do columns.update({'message': 'varchar'}) -%}
    {{- return(columns) -}}
{%- endmacro %}
