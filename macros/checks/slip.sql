{#
  Whether a number may be another one that was read or keyed wrongly, by one slip:
  a digit that is another, left out, too many or exchanged with the next; one unit
  more or less; the sign turned; three digits too many or too few.

  Args:
    units, true_units: both as whole numbers of units of the last place (SQL).
#}
{% macro is_slip(units, true_units) -%}
    {%- set digits = 'cast(abs(' ~ units ~ ') as varchar)' -%}
    {%- set true_digits = 'cast(abs(' ~ true_units ~ ') as varchar)' -%}
    case
            when {{ units }} = -({{ true_units }}) then true
            when {{ units }} * sign({{ true_units }}) < 0 then false
            else
                abs({{ units }} - ({{ true_units }})) = 1
                or {{ edit_distance(digits, true_digits) }} = 1
                or {{ digits }} = {{ true_digits }} || '000'
                or {{ digits }}
                = left({{ true_digits }}, length({{ true_digits }}) - 3)
        end
{%- endmacro %}
