{#
  Half a unit of the last printed place, in base units: what a figure with
  these decimals stands for is its value, give or take this much.
#}
{% macro half_unit(decimals) -%}
    case {{ decimals }}
        {%- for n in range(-12, 5) %}
        when {{ n }} then cast({{
            '5' ~ '0' * (-n - 1) if n < 0 else '0.' ~ '0' * n ~ '5'
        }} as decimal(24, 5))
        {%- endfor %}
    end
{%- endmacro %}
