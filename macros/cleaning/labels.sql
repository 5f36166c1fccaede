{# What a label stands for, in one text: the key of a candidate for it. #}
{% macro meaning_key() -%}
    line_item_key || '/' || segment_key || '/' || product_key
        || coalesce('/' || balance_at, '')
{%- endmacro %}

{# A text as the cell of a CSV. #}
{% macro csv_cell(text) -%}
    case
        when {{ matches(text, '[,"]') }}
            then '"' || replace({{ text }}, '"', '""') || '"'
        else {{ text }}
    end
{%- endmacro %}
