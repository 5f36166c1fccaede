{# The type of every figure: exact, wide enough for a par value of 0.00001 and for
   any amount in base units below 10^20. #}
{% macro figure_type() %}decimal(26, 6){% endmacro %}

{# The scales that releases print in: units, thousands, millions, 億, billions. #}
{% macro printed_scales() %}{{ return([0, 3, 6, 8, 9, 12]) }}{% endmacro %}

{# A printed number in base units; null in a scale that no release uses, or when
   it is too large for any figure. #}
{% macro in_base_units(value, scale) -%}
    case {{ scale }}
        {%- for n in printed_scales() %}
        when {{ n }} then {{ dbt.safe_cast(
            value ~ ' * 1' ~ '0' * n, figure_type()
        ) }}
        {%- endfor %}
    end
{%- endmacro %}

{# A value in the scale it was printed in: exact, for nothing is divided. #}
{% macro in_printed_scale(value, scale) -%}
    case {{ scale }}
        {%- for n in printed_scales() %}
        when {{ n }} then cast({{ value }} * {{ '0.' ~ '0' * (n - 1) ~ '1' if n else '1.0' }} as {{ figure_type() }})
        {%- endfor %}
    end
{%- endmacro %}
