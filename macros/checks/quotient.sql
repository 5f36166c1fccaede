{#
  A quotient to four decimals, toward zero, without a float; null when the
  divisor is not positive. The divisor counts to its fourth decimal.
#}
{% macro quotient(dividend, divisor) -%}
    case
        when {{ divisor }} > 0 then cast(
            case when {{ dividend }} < 0 then -0.0001 else 0.0001 end
            * {{ whole_quotient(
                'abs(' ~ dividend ~ ') * 100000000', '(' ~ divisor ~ ') * 10000'
            ) }} as {{ figure_type() }}
        )
    end
{%- endmacro %}
