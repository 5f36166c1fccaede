{#
  Half a unit of the last printed place, in base units: what a figure with
  these decimals stands for is its value, give or take this much.
#}
{% macro half_unit(decimals) -%}
    case {{ decimals }}
        {%- for n in range(-12, 7) %}
        when {{ n }} then cast({{
            '5' ~ '0' * (-n - 1) if n < 0 else '0.' ~ '0' * n ~ '5'
        }} as decimal(26, 7))
        {%- endfor %}
    end
{%- endmacro %}

{#
  An end of the interval that a figure stands for: of all values that round to
  it or, where its issuer cuts off, of those from itself away from zero by less
  than one last place. The next place is not in it: such an end is the last
  number of seven decimals before that, so that ends are compared alike.

  Args:
    direction: `-` for the lower end, `+` for the upper one.
    value, half_unit: the figure, and half its last place (SQL).
    is_cut_off: whether its issuer cuts off (SQL).
#}
{% macro interval_end(direction, value, half_unit, is_cut_off) -%}
    cast({{ value }} {{ direction }} case
            when not {{ is_cut_off }} then {{ half_unit }}
            when {{ value }} {{ '<' if direction == '+' else '>' }} 0 then 0
            else 2 * {{ half_unit }} - 0.0000001
        end as decimal(26, 7))
{%- endmacro %}
