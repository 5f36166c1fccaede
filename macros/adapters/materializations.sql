{#
  Tables and views are replaced where they stand. dbt would build each beside the
  old one, rename both and drop one: five statements in place of one, for a file
  that nobody reads while it is built. A table with a contract has its types.
#}
{% materialization table, adapter='duckdb' -%}
    {{ return(replaced('table')) }}
{%- endmaterialization %}

{% materialization view, adapter='duckdb' -%}
    {{ return(replaced('view')) }}
{%- endmaterialization %}

{# Create or replace a relation of a type; one of another type is dropped first. #}
{% macro replaced(relation_type) %}
    {% set old = load_cached_relation(this) %}
    {% set has_types = relation_type == 'table'
        and config.get('contract').enforced %}
    {% if old and (has_types or old.type != relation_type) %}
        {% do adapter.drop_relation(old) %}
    {% endif %}
    {% do run_hooks(pre_hooks) %}
    {% call statement('main') -%}
        {% if has_types -%}
            {{ create_table_as(false, this, compiled_code) }}
        {%- else -%}
            create or replace {{ relation_type }} {{ this }} as (
            {{ compiled_code }}
            )
        {%- endif %}
    {%- endcall %}
    {% do run_hooks(post_hooks) %}
    {% do adapter.commit() %}
    {{ return({'relations': [this.incorporate(type=relation_type)]}) }}
{% endmacro %}
