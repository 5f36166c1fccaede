{#
  A quotient to four decimals, toward zero, without a float; null when the
  divisor is not positive. The dividend counts to its eighth decimal, the
  divisor to its sixth.
#}
{% macro quotient(dividend, divisor) -%}
    case
        when {{ divisor }} > 0 then cast(
            case when {{ dividend }} < 0 then -0.0001 else 0.0001 end
            * {{ whole_quotient(
                'cast(abs(' ~ dividend ~ ') as decimal(38, 8)) * 10000000000',
                '(' ~ divisor ~ ') * 1000000'
            ) }} as {{ figure_type() }}
        )
    end
{%- endmacro %}
