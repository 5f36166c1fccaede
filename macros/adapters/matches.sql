{# True when the text fits the regular expression anywhere in it. #}
{% macro matches(text, pattern) %}
    {{- return(adapter.dispatch('matches', 'kessan')(text, pattern)) -}}
{% endmacro %}

{% macro default__matches(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro postgres__matches(text, pattern) -%}
    ({{ text }} ~ '{{ pattern }}')
{%- endmacro %}

{% macro spark__matches(text, pattern) -%}
    ({{ text }} rlike '{{ pattern }}')
{%- endmacro %}
