{#
  A bound of how many units, as a whole number: the quotient rounded `up` or
  `down`, exact, of either sign. Null when the divisor is zero, or where a number
  is too large to be told.

  Args:
    direction: `up` or `down`.
    dividend: a decimal of seven places (SQL).
    divisor: a decimal of nine places, not negative (SQL).
#}
{% macro whole_units(direction, dividend, divisor) -%}
    {%- set billion = '1000000000' -%}
    {%- set above, sign = ('>', '-') if direction == 'up' else ('<', '') -%}
    case
        when {{ divisor }} = 0 or abs({{ dividend }}) >= 1{{ '0' * 20 }} then null
        when {{ dividend }} {{ above }} 0
            then {{ '' if sign else '-' }}{{ whole_quotient(
                '(abs(' ~ dividend ~ ') * ' ~ billion
                ~ ' + ' ~ divisor ~ ' * ' ~ billion ~ ' - 1)',
                divisor ~ ' * ' ~ billion
            ) }}
        else {{ sign }}{{ whole_quotient(
            'abs(' ~ dividend ~ ') * ' ~ billion, divisor ~ ' * ' ~ billion
        ) }}
    end
{%- endmacro %}
