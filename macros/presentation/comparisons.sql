{#
  Growth in percent to four decimals, toward zero; null without a year ago, from
  zero, from a loss, and from one sign to the other.
#}
{% macro growth_percent(current, earlier) -%}
    case
        when {{ earlier }} > 0 and {{ current }} >= 0
            then {{ quotient(
                '100 * (' ~ current ~ ' - ' ~ earlier ~ ')', earlier
            ) }}
        when {{ earlier }} < 0 and {{ current }} <= 0
            then {{ quotient(
                '100 * (' ~ earlier ~ ' - ' ~ current ~ ')', '-' ~ earlier
            ) }}
    end
{%- endmacro %}
