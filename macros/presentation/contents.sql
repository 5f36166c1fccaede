{#
  Every public table and view in a row: the place, where its YAML gives one under
  `meta`, its name with the schema, and its description.
#}
{% macro contents() -%}
    {%- set models = [] -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values() | sort(attribute='name')
            if node.resource_type == 'model'
            and node.schema in ['marts', 'audit', 'reports']
        -%}
            {%- do models.append(node) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- for model in models %}
    select
        cast({{ model.config.meta.place or 'null' }} as integer) as place,
        '{{ model.schema }}.{{ model.alias }}' as relation,
        '{{ dbt.escape_single_quotes(model.description | trim) }}' as holds
    {{- '\n    union all' if not loop.last }}
    {%- else %}
    select
        cast(null as integer) as place,
        cast(null as varchar) as relation,
        cast(null as varchar) as holds
    {%- endfor %}
{%- endmacro %}
