{# The key of a fiscal quarter of a company: readable and stable. #}
{% macro fiscal_quarter_key() -%}
    company_key || '/' || cast(fiscal_year as varchar)
        || '/' || cast(fiscal_quarter as varchar)
{%- endmacro %}
