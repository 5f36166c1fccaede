{#
  How many times a positive number goes into another that is not negative, as a
  whole number: exact, where `/` of decimals gives a float.
#}
{% macro whole_quotient(dividend, divisor) %}
    {{- return(adapter.dispatch('whole_quotient', 'kessan')(dividend, divisor)) -}}
{% endmacro %}

{% macro default__whole_quotient(dividend, divisor) -%}
    (cast(floor({{ dividend }}) as hugeint) // cast({{ divisor }} as hugeint))
{%- endmacro %}

{% macro postgres__whole_quotient(dividend, divisor) -%}
    div(floor({{ dividend }}), {{ divisor }})
{%- endmacro %}

{% macro spark__whole_quotient(dividend, divisor) -%}
    floor(floor({{ dividend }}) / {{ divisor }})
{%- endmacro %}
