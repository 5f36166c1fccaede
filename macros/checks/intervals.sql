{#
  Whether the two sides of an identity have a value in common, or for a bound
  whether the left one can be at most the right one. Needs `relation` and, for
  left, right, multiplier and divisor, the columns `<side>_low` and `_high`.
#}
{% macro intervals_meet() -%}
    {{ product_end('least', 'left', 'divisor') }}
        <= {{ product_end('greatest', 'right', 'multiplier') }}
        and (
            relation = 'at_most'
            or {{ product_end('least', 'right', 'multiplier') }}
            <= {{ product_end('greatest', 'left', 'divisor') }}
        )
{%- endmacro %}

{#
  The `least` or `greatest` product of the ends of two intervals. A factor that
  the identity does not have is 1.
#}
{% macro product_end(end, first, second) -%}
    case
            when has_{{ second }} then {{ end }}(
                {{ first }}_low * {{ second }}_low,
                {{ first }}_low * {{ second }}_high,
                {{ first }}_high * {{ second }}_low,
                {{ first }}_high * {{ second }}_high
            )
            else {{ first }}_{{ 'low' if end == 'least' else 'high' }}
        end
{%- endmacro %}
