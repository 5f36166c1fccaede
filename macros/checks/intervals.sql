{#
  Whether the two sides of an identity have a value in common, or for a bound
  whether the left one can be at most the right one. Needs `relation` and, for
  left, right, multiplier and divisor, the columns `<side>_low` and `_high`;
  their names may have a prefix.
#}
{% macro intervals_meet(prefix='') -%}
    {{ product_end('least', 'left', 'divisor', prefix) }}
        <= {{ product_end('greatest', 'right', 'multiplier', prefix) }}
        and (
            relation = 'at_most'
            or {{ product_end('least', 'right', 'multiplier', prefix) }}
            <= {{ product_end('greatest', 'left', 'divisor', prefix) }}
        )
{%- endmacro %}

{#
  The `least` or `greatest` product of the ends of two intervals. A factor that
  the identity does not have is 1. A product of ends has 14 decimals: an end
  without a factor is cast up to them, for a cast down would round the product,
  and takes a division.
#}
{% macro product_end(end, first, second, prefix='') -%}
    {%- set bound = 'low' if end == 'least' else 'high' -%}
    case
            when has_{{ second }} then {{ end }}(
                {%- for ends in ['low low', 'low high', 'high low', 'high high'] %}
                {{ prefix ~ first }}_{{ ends.split()[0] }}
                * {{ prefix ~ second }}_{{ ends.split()[1] }}
                {{- ',' if not loop.last }}
                {%- endfor %}
            )
            else cast({{ prefix ~ first }}_{{ bound }} as decimal(38, 14))
        end
{%- endmacro %}
